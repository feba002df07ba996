"""How a table will be read by a mapping: its first rows as they stand, what is left open, the rows read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import notices, state, theme
from components.mapping_field import LABELS, key_of, labels_of, places
from core.sources.mapping import lacking
from core.sources.trial import times, trial
from core.sources.zone import zone_label, zone_names
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.delta_generator import DeltaGenerator

    from core.sources.mapping import Preview
    from core.sources.options import ReadOptions
    from core.sources.trial import Times, Trial

ZONE, ORDER = "zone", "order"
_ORDERS = {"day": "Day", "month": "Month"}
_NAME_LENGTH, _CELL_LENGTH = 28, 90
_NARROWEST, _WIDEST, _CHARACTER, _MARGIN = 64, 240, 7.5, 20  # px of a column
_ROW_HEIGHT = 30
_SHOWN_READ, _SHOWN_REASONS = 5, 3


def draw_head(seen: Preview) -> None:
    """Draw the first rows of a table as they stand in the file."""
    cells = [[plain(cell, _CELL_LENGTH) for cell in row] for row in seen.rows]
    frame = pd.DataFrame(cells, columns=list(labels_of(seen.names).values()), dtype="str")
    st.caption(
        f"The first {len(frame)} rows as they stand in the file" if len(frame) > 1 else "The first row"
    )
    widths = {
        name: st.column_config.TextColumn(width=_width(max([len(name), *map(len, frame[name])])))
        for name in frame.columns
    }
    st.dataframe(
        frame, hide_index=True, row_height=_ROW_HEIGHT, alt="First rows of the file", column_config=widths
    )


def _width(n_characters: int) -> int:
    return int(min(max(_CHARACTER * n_characters + _MARGIN, _NARROWEST), _WIDEST))


def draw(
    seen: Preview, columns: Mapping[str, tuple[str, ...]], zone: str | None, place: DeltaGenerator
) -> tuple[ReadOptions | None, bool]:
    """Ask what the columns leave open, and show how the first rows will be read.

    Parameters
    ----------
    seen : Preview
        The table's head.
    columns : mapping
        The columns chosen, by field.
    zone : str or None
        The zone told for the whole import.
    place : DeltaGenerator
        Where what is left open is asked, near the column of the times.

    Returns
    -------
    tuple
        The options, None where a required column is not chosen, and whether some row could be read.
    """
    if missing := lacking(columns):
        wanted = " and ".join(f"**{LABELS[field]}**" for field in missing)
        with place:
            notices.remark(f"Choose the column for {wanted}: without it no row can be read.")
        return None, False
    with place:
        options = _options(seen, columns, times(seen, columns["time"][0], zone), zone)
    tried = trial(seen, options)
    _draw_trial(tried)
    return options, tried.n_kept > 0


def _options(
    seen: Preview, columns: Mapping[str, tuple[str, ...]], found: Times, zone: str | None
) -> ReadOptions:
    """Ask for zone and order of dates, each where the times leave it open."""
    order = None
    for what, place in places(
        [what for what, asks in ((ZONE, found.asks_zone), (ORDER, found.asks_order)) if asks]
    ):
        with place:
            if what == ZONE:
                zone = ask_zone(key_of(seen, ZONE), "Zone of the times, which name none")
            else:
                order = _ask_order(key_of(seen, ORDER), found)
    return seen.options(columns, zone, order)


def ask_zone(key: str, label: str) -> str | None:
    """Let the analyst choose a zone by typing a part of its name, or none."""
    return st.selectbox(
        label,
        zone_names(),
        index=None,
        format_func=zone_label,
        placeholder="Type a city, or UTC",
        filter_mode="contains",
        key=key,
        help="An hour in the wrong zone would mislead every page, so a zone is never guessed.",
    )


def _ask_order(key: str, found: Times) -> str | None:
    if state.widget(key) is None and found.order:
        state.set_widgets({key: found.order})
    shown = f" Other rows of this file show that the {found.order} does." if found.order else ""
    return st.segmented_control(
        "Its dates begin with the",
        list(_ORDERS),
        format_func=lambda order: _ORDERS[order],
        key=key,
        help=f"{theme.escaped(found.examples[0][0], 24)} can be read in two ways.{shown}",
    )


def _draw_trial(tried: Trial) -> None:
    kept = f"**{theme.part(tried.n_kept, tried.n_rows)}** looked at will be kept"
    st.caption(f"This is how the first rows will be read: {kept}.")
    rows = tried.rows[:_SHOWN_READ]
    frame = pd.DataFrame(
        {
            "Row": [str(row.number) for row in rows],
            "Account": [plain(row.account, _NAME_LENGTH) for row in rows],
            "Time (UTC)": [row.time for row in rows],
            "Kind": [row.kind for row in rows],
            "Text": [plain(row.text, _CELL_LENGTH) for row in rows],
            "Refused because": [plain(row.refused or "", None) for row in rows],
        }
    )
    widths = {"Row": 50, "Account": 140, "Time (UTC)": 146, "Kind": 76, "Text": 384}
    if any(row.refused for row in rows):
        widths |= {"Account": 120, "Text": 130, "Refused because": 320}
        widths.pop("Kind")
    if not any(row.time for row in rows):
        widths |= {"Text": widths["Text"] + widths.pop("Time (UTC)")}
    st.dataframe(
        frame,
        hide_index=True,
        row_height=_ROW_HEIGHT,
        column_order=list(widths),
        alt="How the first rows will be read",
        column_config={name: st.column_config.TextColumn(width=width) for name, width in widths.items()},
    )
    for why, n in tried.reasons[:_SHOWN_REASONS]:
        st.caption(f"{theme.part(n, tried.n_rows)} refused: {theme.escaped(why)}.")
