"""Tables: CSV, TSV and Parquet, one row a post, with a column map where the names are unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import FormatError, LimitError
from core.sources import Source, register
from core.sources.cell import Chunk, plain, readable
from core.sources.column import KNOWN, columns_of, require
from core.sources.delimited import UNCLOSED, delimited, head_of, header_of, is_utf16
from core.sources.row import batch_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.model import Batch
    from core.sources.cell import Columns
    from core.sources.entries import Entry
    from core.sources.options import ReadOptions

ROWS = 20_000
_PARQUET = b"PAR1"
_MAX_IN_MEMORY = 1024**3
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


def _chosen(names: Sequence[str | None], options: ReadOptions, file: str) -> tuple[Columns, list[int]]:
    """Say which column is which field, and where the columns that carry one stand."""
    known = [name for name in names if name is not None]
    columns = columns_of(known, options.columns)
    require(columns, known, file)
    used = {part for parts in columns.values() for part in parts}
    return columns, [place for place, name in enumerate(names) if name in used]


def _chunk(
    table: pa.Table,
    names: Sequence[str],
    columns: Columns,
    numbers: Sequence[int],
    lost: tuple[tuple[int, str], ...] = (),
) -> Chunk:
    arrays, unreadable = [], dict[int, str]()
    for name, column in zip(names, table.columns, strict=True):
        array, wrong = plain(column)
        arrays.append(array)
        unreadable |= dict.fromkeys(wrong, f"its column {name} is not UTF-8 text; save the table in UTF-8")
    return Chunk(pa.table(arrays, names=list(names)), columns, numbers, unreadable, lost)


def _source(entry: Entry) -> Any:
    if entry.path is not None:
        return entry.path
    if entry.size > _MAX_IN_MEMORY:
        message = f"{entry.name} is too large to be read where it is; unpack it and import the file itself"
        raise LimitError(message)
    with entry.open() as stream:
        return pa.BufferReader(stream.read())


def _parquet(entry: Entry, options: ReadOptions) -> Iterator[Chunk]:
    try:
        with pq.ParquetFile(_source(entry)) as file:
            schema = file.schema_arrow
            names = readable(schema)
            columns, places = _chosen(names, options, entry.name)
            wanted = [schema.field(place).name for place in places]
            # columns of one name can only be read together
            projected = None if len(set(schema.names)) < len(schema.names) else wanted
            start = 0
            for rows in file.iter_batches(ROWS, columns=projected):
                table = pa.Table.from_batches([rows])
                kept = table.select(places if projected is None else wanted)
                numbers = range(start + 1, start + 1 + table.num_rows)
                yield _chunk(kept, [str(names[place]) for place in places], columns, numbers)
                start += table.num_rows
    except (pa.ArrowException, OSError, UnicodeError) as error:
        message = f"{entry.name} is not a readable Parquet file ({error}); fetch it again"
        raise FormatError(message) from error


def _text(entry: Entry, options: ReadOptions) -> Iterator[Chunk]:
    header = header_of(head_of(entry))
    if header is None:
        message = f"the first line of {entry.name} names no columns"
        raise FormatError(message)
    names = readable(pa.schema([(name, pa.string()) for name in header.names]))
    columns, places = _chosen(names, options, entry.name)
    for block in delimited(entry, header):
        kept = [str(names[place]) for place in places]
        chunk = _chunk(block.table.select(places), kept, columns, block.numbers.tolist(), block.lost)
        if block.runs_on:
            chunk = replace(chunk, unreadable={**chunk.unreadable, block.table.num_rows - 1: UNCLOSED})
        yield chunk


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:
    if entry.size == 0:
        message = f"{entry.name} is empty"
        raise FormatError(message)
    chunks = _parquet if entry.head(4) == _PARQUET else _text
    for chunk in chunks(entry, options):
        yield batch_of(chunk, options.zone, entry.name)


register(Source(name="table", label="Table (CSV, TSV, Parquet)", sniff=_sniff, read=_read))
