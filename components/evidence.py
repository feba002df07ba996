"""The posts behind a number, side by side, one click away from it."""

from __future__ import annotations

import html
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import state, theme
from components.card import download_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

    from components.shell import Scene
    from core.model import Timeline
    from figures.template import Side

SHOWN = 50
_HEADER, _ROW = 36, 34  # px of a table
_FEW = 4  # posts that need no scrolling
_LIST_HEIGHT = 360


def posts_frame(timeline: Timeline, positions: Sequence[int]) -> pd.DataFrame:
    """Give posts as a table to read: time in UTC, kind, text, id."""
    posts = timeline.posts.iloc[list(positions)]
    return pd.DataFrame(
        {
            "Time, UTC": posts["time"].dt.strftime("%Y-%m-%d %H:%M:%S"),
            "Kind": posts["kind"],
            "Text": posts["text"].fillna("(the source gives no text)"),
            "Post id": posts["post_id"].fillna(""),
        }
    )


def posts(
    timeline: Timeline,
    positions: Sequence[int],
    side: Side,
    label: str,
    name: str,
    *,
    lead: str = "",
) -> None:
    """Show posts of one profile, at most :data:`SHOWN` of them; the CSV holds all.

    Parameters
    ----------
    timeline : Timeline
        Of the profile.
    positions : sequence of int
        Rows of the timeline.
    side : {"a", "b"}
        Whose place it has.
    label : str
        The profile's handle; foreign text.
    name : str
        Of the table's widgets: once a page.
    lead : str
        What stands before the handle where the posts are somebody else's.
    """
    n = len(positions)
    said = f"{theme.count(n)} {'post' if n == 1 else 'posts'}"
    cut = f", {SHOWN} shown" if n > SHOWN else ""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"{lead}**{theme.name(side, label)}**: {said}{cut}", width="content")
        if n:
            download_csv(posts_frame(timeline, positions), f"{name}-{side}")
    if n:
        with st.container(height=_LIST_HEIGHT if n > _FEW else "content", border=True, gap="xsmall"):
            st.markdown(_to_read(timeline, positions[:SHOWN]))


def _to_read(timeline: Timeline, positions: Sequence[int]) -> str:
    """Write posts one below the other, as one piece of Markdown; their text is foreign.

    Sources hold ``&amp;`` where people wrote and read ``&``.
    """
    rows = timeline.posts.iloc[list(positions)]
    said = zip(rows["time"], rows["kind"], rows["text"], strict=True)
    return "\n\n".join(
        f":small[:gray[{theme.day(time)}, {time:%H:%M:%S} UTC · {kind}]]  \n"
        + (
            theme.escaped(html.unescape(text))
            if isinstance(text, str) and text.strip()
            else "*the source gives no text*"
        )
        for time, kind, text in said
    )


def both(scene: Scene, positions_a: Sequence[int], positions_b: Sequence[int], name: str) -> None:
    """Show posts of both profiles side by side."""
    timeline_a, timeline_b = scene.timelines
    left, right = st.columns(2)
    with left:
        posts(timeline_a, positions_a, "a", scene.label_a, name)
    with right:
        posts(timeline_b, positions_b, "b", scene.label_b, name)


def chosen_row(
    table: pd.DataFrame,
    name: str,
    alt: str,
    column_config: dict[str, ColumnConfig | ButtonColumnResult | str | None],
    most_rows: int = 10,
) -> int | None:
    """Draw a table of which one row can be opened; give that row's number, the first until one is picked.

    None where the table is empty; beyond ``most_rows`` it scrolls. Streamlit opens a row by the circle
    before it only; a click on any of its cells is made to mean the same.
    """
    key = f"rows-{name}"
    event = st.dataframe(
        table,
        hide_index=True,
        row_height=_ROW,
        height=_HEADER + _ROW * most_rows if len(table) > most_rows else "content",
        key=key,
        on_select=partial(state.open_clicked_row, key),
        selection_mode=("single-row-required", "single-cell"),
        alt=alt,
        column_config=column_config,
    )
    rows = event["selection"]["rows"]
    state.note_cells(key, event["selection"]["cells"])
    if table.empty:
        return None
    return int(rows[0]) if rows and rows[0] < len(table) else 0
