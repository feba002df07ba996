"""Tables of X's posts whose columns are known beforehand, taken row by row into a harvest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.sources.cell import Cells
from core.sources.sheet import chunks
from core.sources.x_harvest import BATCH_ROWS, Harvest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from core.model import Batch
    from core.sources.entries import Entry
    from core.sources.sheet import Choose
    from core.sources.x_field import Json


def harvested_rows(
    entry: Entry,
    choose: Choose,
    rows: Callable[[Cells], Iterable[Json]],
    add: Callable[[Harvest, str, Json], None],
) -> Iterator[Batch]:
    """Read a table in batches.

    Parameters
    ----------
    choose : callable
        Says which field each column is, as in :func:`core.sources.sheet.chunks`.
    rows : callable
        Gives the rows of a chunk as records.
    add : callable
        Takes a record into the harvest, or refuses it; it is told where the record stands.

    Raises
    ------
    FormatError
        As :func:`core.sources.sheet.chunks` does.
    """
    harvest = Harvest(entry.name)

    def refuse(number: int, why: str) -> None:
        harvest.n_rows += 1
        harvest.refuse(f"row {number}", why)

    for chunk in chunks(entry, choose):
        for number, why in chunk.lost:
            refuse(number, why)
        records = zip(chunk.numbers, rows(Cells(chunk.table, chunk.columns)), strict=True)
        for position, (number, record) in enumerate(records):
            if position in chunk.unreadable:
                refuse(number, chunk.unreadable[position])
            else:
                add(harvest, f"row {number}", record)
            if harvest.n_rows >= BATCH_ROWS:
                yield harvest.take()
    yield harvest.take()
