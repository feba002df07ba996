"""Tables: CSV, TSV and Parquet, one row a post, with a column map where the names are unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import InputError
from core.sources import Source, register
from core.sources.column import KNOWN, columns_of, require
from core.sources.delimited import header_of, is_utf16
from core.sources.label import Tally
from core.sources.row import batch_of
from core.sources.sheet import chunks, columns_of_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.model import Batch
    from core.sources.cell import Columns
    from core.sources.entries import Entry
    from core.sources.options import ReadOptions

_PARQUET = b"PAR1"
_KNOWN_NAMES = frozenset(name for names in KNOWN.values() for name in names)


def _sniff(head: bytes, name: str) -> float:
    if head.startswith(_PARQUET):
        return 0.9
    is_named = name.endswith((".csv", ".tsv"))
    is_binary = b"\x00" in head[:1024] and not is_utf16(head)
    if head.lstrip()[:1] in {b"{", b"["} or (is_binary and not is_named):
        return 0.0
    header = header_of(head)
    if header is None:
        return 0.1 if is_named else 0.0  # enough to be told what is wrong with it
    known = len(_KNOWN_NAMES.intersection(column.strip().casefold() for column in header.names))
    if is_named:
        return 0.5 + min(known, 4) / 20
    return 0.4 if known > 1 and len(header.names) > known / 2 else 0.0


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:
    def choose(names: Sequence[str]) -> Columns:
        columns = columns_of(names, options.columns)
        require(columns, names, entry.name)
        return columns

    tally = Tally()
    try:
        for chunk in chunks(entry, choose):
            yield batch_of(chunk, options, entry.name, tally)
    except (InputError, OSError):
        yield tally.batch(entry.name)  # of what was read before the file broke off
        raise
    yield tally.batch(entry.name)


def _is_told(entry: Entry, options: ReadOptions) -> bool:
    """Tell whether the analyst's map is of this table: whoever names its columns wants them read so."""
    named = {part for parts in options.columns.values() for part in parts}
    return bool(named) and named <= columns_of_file(entry)


register(Source(name="table", label="Table (CSV, TSV, Parquet)", sniff=_sniff, read=_read, is_told=_is_told))
