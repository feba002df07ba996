"""Tables for other programs, written so that a spreadsheet reads them as data."""

from __future__ import annotations

from typing import Any

import pandas as pd

# What a spreadsheet takes for the beginning of a formula, the full-width twins included; a tab or
# a line end at the beginning is dropped on import and uncovers what follows it.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def csv_bytes(frame: pd.DataFrame) -> bytes:
    r"""Write a table as CSV that a spreadsheet can open without running anything.

    A text cell, or a column name, that a spreadsheet would take for a formula gets an apostrophe
    in front: ``=1+1`` in a post must not be computed on the analyst's machine. Numbers keep their
    sign, for only text is touched. Handles that begin with ``@`` get the apostrophe too: whoever
    reads the file by program takes it off again.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table; its index is not written. Text may be hostile.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark, without which spreadsheets guess the encoding; a header row,
        then one record a row (RFC 4180). Missing values are empty. A lone surrogate, which UTF-8
        cannot hold, becomes a question mark.

    Notes
    -----
    ``O(cells)``. The rule is OWASP's for CSV injection, widened to leading blanks.

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"text": ["=1+1", "plain"], "bits": [-0.5, 2.0]})).decode("utf-8-sig")
    "text,bits\r\n'=1+1,-0.5\r\nplain,2.0\r\n"
    """
    safe = pd.DataFrame({i: _safe_column(frame.iloc[:, i]) for i in range(frame.shape[1])})
    header = [_safe_text(str(name)) for name in frame.columns]
    return safe.to_csv(index=False, header=header, lineterminator="\r\n").encode("utf-8-sig")


def _safe_column(column: pd.Series[Any]) -> pd.Series[Any]:
    kinds = pd.api.types
    if kinds.is_numeric_dtype(column) or kinds.is_datetime64_any_dtype(column):
        return column
    # of objects, as it came: whole numbers beside what is missing stay whole
    return pd.Series([_safe_cell(cell) for cell in column.astype(object)], dtype=object)


def _safe_cell(value: object) -> object:
    return _safe_text(value) if isinstance(value, str) else value


def _safe_text(text: str) -> str:
    writable = text.encode("utf-8", "replace").decode("utf-8")
    starts = writable.startswith(_FORMULA_STARTS) or writable.lstrip().startswith(_FORMULA_STARTS)
    return f"'{writable}" if starts else writable
