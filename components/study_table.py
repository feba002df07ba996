"""A table of a study on the page: its cells in words, its numbers as CSV."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, theme
from core.validation.sheet import frame
from core.validation.wording import laid_out
from figures.label import plain

if TYPE_CHECKING:
    from core.model import Table
    from core.validation.wording import Sheet

ROOM = 822
"""Pixels that all columns have together, in a window of 1280."""

_ROW, _TALL_ROW, _HEAD = 34, 66, 36  # px; rows above 64 are those whose words Streamlit breaks into lines
_SHOWN = 17  # rows; the rest scrolls
_SHORT_HEAD = 11  # letters of a head where room is scarce; its help has all of it
_DIGIT, _LETTER, _PADDING = 6.3, 7.1, 18  # px
_LEAST, _NARROW = 44, 80  # px of a column, and of one whose cells are broken


def name(*keys: str) -> str:
    """Make a name for a file and a widget of keys.

    Examples
    --------
    >>> name("other-years", "recall at 1e-3")
    'other-years-recall-at-1e-3'
    """
    return re.sub(r"[^\w]+", "-", "-".join(keys)).strip("-")[:80]


def draw(table: Table, key: str) -> None:
    """Draw a table under its title, what is counted below it.

    Parameters
    ----------
    table : Table
        May hold foreign text.
    key : str
        Of the element and its file, once a page.
    """
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{theme.escaped(table.title)}**", width="stretch")
        card.download_csv(frame(table), key)
    if table.rows:
        grid(table, key)
    else:
        st.markdown("Nothing to list.")
    if table.note:
        st.caption(theme.escaped(table.note))


def grid(table: Table, key: str) -> None:
    """Draw the cells of a table: shorter where they would not fit beside each other, then over several lines."""
    sheet = laid_out(table)
    lines = [[plain(cell.line, None) for cell in row] for row in sheet.rows]
    if sum(widths(sheet, lines)) > ROOM:
        lines = [[plain(cell.short, None) for cell in row] for row in sheet.rows]
    wanted = widths(sheet, lines, most_of_head=_SHORT_HEAD if sum(widths(sheet, lines)) > ROOM else None)
    given = fitted(wanted, sheet.is_number)
    row_height = _ROW if given == wanted else _TALL_ROW
    n_shown = _SHOWN * _ROW // row_height
    columns = {
        str(i): st.column_config.TextColumn(
            plain(head, 60),
            help=theme.escaped(f"{head}: {said}" if said else head),
            width=round(wide),
            alignment="right" if is_number else "left",
        )
        for i, (head, said, is_number, wide) in enumerate(
            zip(sheet.heads, sheet.helps, sheet.is_number, given, strict=True)
        )
    }
    st.dataframe(
        pd.DataFrame(lines, columns=list(columns)),
        hide_index=True,
        row_height=row_height,
        height="content" if len(lines) <= n_shown else _HEAD + row_height * n_shown,
        width="content",
        column_config=columns,
        key=f"grid-{key}",
        alt=plain(table.title, 120) or "Table",
    )


def widths(sheet: Sheet, lines: list[list[str]], most_of_head: int | None = None) -> list[float]:
    """Give how wide each column would have to be for its longest cell, in pixels; heads may be cut."""
    heads = [head[:most_of_head] for head in sheet.heads]
    return [
        max((_DIGIT if is_number else _LETTER) * max(map(len, column)) + _PADDING, _LEAST)
        for is_number, column in zip(sheet.is_number, zip(heads, *lines, strict=True), strict=True)
    ]


def fitted(wanted: list[float], is_number: tuple[bool, ...]) -> list[float]:
    """Take from the columns of words, the widest first, what the page has not; their cells get more lines.

    Examples
    --------
    >>> fitted([100, 900, 300, 80], (False, False, False, True)), fitted([100, 80], (False, True))
    ([100, 342.0, 300, 80], [100, 80])
    """
    texts = [wide for wide, number in zip(wanted, is_number, strict=True) if not number]
    left = ROOM - (sum(wanted) - sum(texts))
    most = float("inf")
    # the widest columns share what the narrower ones leave
    for n, wide in enumerate(sorted(texts)):
        if (share := left / (len(texts) - n)) < wide:
            most = max(share, _NARROW)
            break
        left -= wide
    return [wide if number else min(wide, most) for wide, number in zip(wanted, is_number, strict=True)]
