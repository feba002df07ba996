"""A study as lines for a terminal: aligned tables, and nothing in them that could move the cursor."""

from __future__ import annotations

import textwrap
import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING

from core.cli.output import printable
from core.validation.twin import chart_table, confusion_table
from core.validation.wording import laid_out, moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model import Section, Study, Table

_WIDTH = 100
_CELL = 60  # columns of a cell; what is longer takes several lines
_GAP = "  "


def study_lines(study: Study, width: int = _WIDTH) -> list[str]:
    """Give a whole study as lines of text.

    Parameters
    ----------
    study : Study
        May hold foreign names: control and direction characters in them become �.
    width : int
        Columns at which sentences are broken; tables are as wide as they need.

    Returns
    -------
    list of str
        Without line ends.

    Examples
    --------
    >>> from core.model import Section
    >>> from core.model import Study
    >>> section = Section("s", "How often wrong?", "1 in 1,000.")
    >>> study = Study("T", "2026-11-22", "0.1.0", "python -m core validate", ("40 profiles",), (section,))
    >>> [line for line in study_lines(study) if line][-2:]
    ['How often wrong?', '1 in 1,000.']
    """
    head = [*_wrapped(study.title, width), "=" * min(width, _wide(printable(study.title)))]
    facts = [f"made {moment(study.made_at)}, version {study.version}", f"rerun: {study.command}", *study.data]
    lines = [*head, *(line for fact in facts for line in _wrapped(fact, width))]
    for section in study.sections:
        lines += ["", "", *section_lines(section, width)]
    return lines


def section_lines(section: Section, width: int = _WIDTH) -> list[str]:
    """Give one section: question, answer, tables, curves and matrices as tables, notes."""
    lines = [*_wrapped(section.question, width), "", *_wrapped(section.answer, width)]
    tables = [
        *section.tables,
        *map(chart_table, section.charts),
        *map(confusion_table, section.confusions),
    ]
    for table in tables:
        lines += ["", *table_lines(table, width)]
    if section.notes:
        lines += [
            "",
            *(line for note in section.notes for line in _wrapped(note, width, first="- ", rest="  ")),
        ]
    return lines


def table_lines(table: Table, width: int = _WIDTH) -> list[str]:
    r"""Give a table with its title, its columns aligned, and its note.

    Examples
    --------
    >>> from core.model import Column, Table
    >>> columns = (Column("View"), Column("Recall", "share"))
    >>> print(*table_lines(Table("t", "At 1 in 1,000", "", columns, (("words", 0.853), ("clock", 0.02)))), sep="\n")
    At 1 in 1,000
    View   Recall
    -----  ------
    words   85.3%
    clock    2.0%
    """
    sheet = laid_out(table)
    cells = [
        list(map(printable, sheet.heads)),
        *(line for row in sheet.rows for line in _lines_of([printable(cell.line) for cell in row])),
    ]
    widths = [max(map(_wide, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * wide for wide in widths])
    lines = [
        _GAP.join(
            _padded(cell, wide, right=right)
            for cell, wide, right in zip(row, widths, sheet.is_number, strict=True)
        ).rstrip()
        for row in cells
    ]
    empty = [] if table.rows else ["(no rows)"]
    return [*_wrapped(table.title, width), *lines, *empty, *_wrapped(table.note, width)]


def _lines_of(row: list[str]) -> Iterator[list[str]]:
    """Give a row as one line or more: a cell that is longer than a column may be goes on below."""
    pieces = [textwrap.wrap(cell, _CELL) if len(cell) > _CELL else [cell] for cell in row]
    yield from (list(line) for line in zip_longest(*pieces, fillvalue=""))


def _wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> Iterator[str]:
    """Break a sentence into lines; line ends of its own are kept, whatever else is not printable is shown."""
    for line in text.split("\n"):
        yield from textwrap.wrap(
            printable(line),
            width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _padded(cell: str, wide: int, *, right: bool) -> str:
    blanks = " " * (wide - _wide(cell))
    return blanks + cell if right else cell + blanks


def _wide(text: str) -> int:
    """Count the columns of a terminal that a text takes: Han and emoji two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) or c == "\u200d" else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )
