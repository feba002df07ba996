"""Lists that people give us as CSV: of pairs, of labels, of decisions."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from core.errors import FormatError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DELIMITERS = "\t;,"


def numbered_rows(file: Path) -> Iterator[tuple[int, list[str] | str]]:
    """Give the rows of a list that are not blank, each with the number of its line.

    Parameters
    ----------
    file : Path
        UTF-8, by tab, semicolon or comma, whichever its first line that is not blank holds.

    Yields
    ------
    tuple of int and list of str, or str
        The cells, or why the row could not be cut.

    Raises
    ------
    FormatError
        If it is no text.
    InputError
        If it cannot be read.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            first = next((line for line in lines if line.strip()), "")
            delimiter = next((mark for mark in _DELIMITERS if mark in first), ",")
            lines.seek(0)
            reader = csv.reader(lines, delimiter=delimiter)
            while True:
                try:
                    row: list[str] | str = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    row = str(error)
                if row:
                    yield reader.line_num, row
    except UnicodeDecodeError as error:
        message = f"{file} is no CSV in UTF-8; save it as that"
        raise FormatError(message) from error
    except OSError as error:
        message = f"{file} cannot be read ({error.strerror or error})"
        raise InputError(message) from error


def whole_rows(file: Path) -> list[tuple[int, list[str]]]:
    """Give all rows as :func:`numbered_rows` does, where one that cannot be cut spoils the list.

    Raises
    ------
    FormatError
        If it is no text, or a row cannot be cut.
    InputError
        If it cannot be read.
    """
    found = []
    for line, row in numbered_rows(file):
        if isinstance(row, str):
            message = f"{file} is no CSV in UTF-8 (line {line}: {row})"
            raise FormatError(message)
        found.append((line, row))
    return found


def bare_name(cell: str) -> str:
    """Give the name that a cell holds, without the apostrophe that our exports put before ``@``.

    >>> bare_name(" '@ann"), bare_name("'tis")
    ('@ann', "'tis")
    """
    name = cell.strip()
    return name[1:] if name.startswith("'@") else name
