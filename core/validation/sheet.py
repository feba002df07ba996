"""A study's tables for other programs: raw numbers, each with its bounds and cases beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from core.export import csv_bytes
from core.model import Estimate

if TYPE_CHECKING:
    from core.model import Cell, Column, Table

_PARTS = ("low", "high", "n")


def frame(table: Table) -> pd.DataFrame:
    """Give a table with numbers as they are; an estimate fills four columns.

    Parameters
    ----------
    table : Table

    Returns
    -------
    pandas.DataFrame
        Of objects, so that counts stay whole beside what is missing (None). A column that holds any
        estimate is followed by its ``low``, ``high`` and ``n``.

    Examples
    --------
    >>> from core.model import Column
    >>> from core.model import Table
    >>> rows = (("words", Estimate(0.9, 0.8, None, 40)), ("nothing", None))
    >>> found = frame(Table("t", "T", "", (Column("View"), Column("Recall", "share")), rows))
    >>> list(found.columns), found.iloc[0].tolist()
    (['View', 'Recall', 'Recall low', 'Recall high', 'Recall n'], ['words', 0.9, 0.8, None, 40])
    """
    named: list[tuple[str, list[Cell]]] = []
    for i, column in enumerate(table.columns):
        named += _columns(column, [row[i] for row in table.rows])
    data = pd.DataFrame({i: pd.Series(cells, dtype=object) for i, (_, cells) in enumerate(named)})
    # set afterwards: two columns may have one name
    data.columns = pd.Index([name for name, _ in named], dtype=object)
    return data


def _columns(column: Column, cells: list[Cell]) -> list[tuple[str, list[Cell]]]:
    values: list[Cell] = [cell.value if isinstance(cell, Estimate) else cell for cell in cells]
    if not any(isinstance(cell, Estimate) for cell in cells):
        return [(column.name, values)]
    beside: list[tuple[str, list[Cell]]] = [
        (f"{column.name} {part}", [getattr(cell, part, None) for cell in cells]) for part in _PARTS
    ]
    return [(column.name, values), *beside]


def table_csv(table: Table) -> bytes:
    r"""Write a table as CSV that a spreadsheet opens without running anything (:func:`core.export.csv_bytes`).

    Examples
    --------
    >>> from core.model import Column, Table
    >>> table_csv(Table("t", "T", "", (Column("View"),), (("=1+1",),))).decode("utf-8-sig")
    "View\r\n'=1+1\r\n"
    """
    return csv_bytes(frame(table))
