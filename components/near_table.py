"""Near-identical posts of a pair: what differs, how much is equal, the lag, and both posts to read."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, evidence, theme
from components.marking import marked, only_words
from components.repeat_table import lag_words
from core.content.difference import difference
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.shell import Scene
    from core.content.near_post import NearPost
    from core.model import Measurement
    from figures.template import Side

NAME = "reworded-posts"


def _frame(scene: Scene, found: Sequence[NearPost]) -> pd.DataFrame:
    times_a, times_b = (timeline.posts["time"] for timeline in scene.timelines)
    said_a, said_b = (times.dt.strftime("%Y-%m-%d %H:%M") for times in (times_a, times_b))
    return pd.DataFrame(
        {
            "Text of A": [plain(html.unescape(pair.text_a), 300) for pair in found],
            "Text of B": [plain(html.unescape(pair.text_b), 300) for pair in found],
            "Only A": [only_words(pair.text_a, pair.marked.spans_a) for pair in found],
            "Only B": [only_words(pair.text_b, pair.marked.spans_b) for pair in found],
            "Words equal": [100 * pair.share for pair in found],
            "A": [said_a.iloc[pair.row_a] for pair in found],
            "B": [said_b.iloc[pair.row_b] for pair in found],
            "Lag": [lag_words(pair.lag_seconds) for pair in found],
        }
    )


def draw(scene: Scene, pairs: Sequence[NearPost], found: Measurement) -> None:
    """Draw the near-identical posts; a row opens to both, with what differs marked."""
    if not pairs:
        reason = found.missing or "no text of six words or more differs by a few words only"
        st.markdown(f"None: {reason}.")
        return
    table = _frame(scene, pairs)
    row = evidence.chosen_row(
        table.drop(columns=["Text of B"]),
        NAME,
        "Reworded posts, with what differs, both times and the lag",
        {
            "Text of A": st.column_config.TextColumn("● Text of A", width=166),
            "Only A": st.column_config.TextColumn("● Only A", width=104),
            "Only B": st.column_config.TextColumn("◆ Only B", width=104),
            "Words equal": st.column_config.NumberColumn("Equal", format="%.0f%%", width=58),
            "A": st.column_config.TextColumn("● A, UTC", width=124),
            "B": st.column_config.TextColumn("◆ B, UTC", width=124),
            "Lag": st.column_config.TextColumn(width=134),
        },
        most_rows=7,
    )
    card.download_csv(table, NAME, "Reworded posts (CSV)")
    if row is not None:
        _opened(scene, pairs[row])


def _opened(scene: Scene, pair: NearPost) -> None:
    """Show both posts of a row with what differs marked, and below them all posts of the two wordings."""
    text_a, text_b = html.unescape(pair.text_a), html.unescape(pair.text_b)
    spans = difference(text_a, text_b)
    left, right = st.columns(2)
    with left:
        _post(scene, "a", pair.row_a, marked(text_a, spans.spans_a, "a"))
    with right:
        _post(scene, "b", pair.row_b, marked(text_b, spans.spans_b, "b"))
    n_a, n_b = len(pair.positions_a), len(pair.positions_b)
    if n_a + n_b > 2:  # noqa: PLR2004 - more than the two that are shown
        st.caption(
            "The two closest in time are shown above; these are all posts of the two wordings, links and signs aside."
        )
        evidence.both(scene, pair.positions_a, pair.positions_b, f"{NAME}-all")


def _post(scene: Scene, side: Side, row: int, said: str) -> None:
    at = 0 if side == "a" else 1
    post = scene.timelines[at].posts.iloc[row]
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.markdown(f"**{theme.name(side, (scene.label_a, scene.label_b)[at])}**")
        st.markdown(
            f":small[:gray[{theme.day(post['time'])}, {post['time']:%H:%M:%S} UTC · {post['kind']}]]  \n{said}"
        )
