"""A table in a file, delimited text or Parquet: the names of its columns, and its rows in chunks."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.errors import FormatError, LimitError
from core.sources.cell import Chunk, plain, readable
from core.sources.delimited import MARK, UNCLOSED, delimited, head_of, header_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.sources.cell import Columns
    from core.sources.entries import Entry

    Choose = Callable[[Sequence[str]], Columns]

ROWS = 20_000
MAX_COLUMNS = 10_000
_PARQUET = b"PAR1"
_JSON = (b"{", b"[")
_MAX_IN_MEMORY = 1024**3
_MAX_FOOTER = 1024**2
_PIECE = 1024**2


def columns_in(head: bytes) -> frozenset[str]:
    r"""Give the names of the columns of a delimited text by its first bytes; none of what is none.

    >>> sorted(columns_in(b"tweetid,userid\n1,2\n")), columns_in(b'{"a": 1}')
    (['tweetid', 'userid'], frozenset())
    """
    if head.startswith(_PARQUET) or head.lstrip().startswith(_JSON):
        return frozenset()
    header = header_of(head)
    return frozenset(header.names) if header else frozenset()


def _end(entry: Entry) -> bytes:
    """Read the last bytes; what cannot be wound forward, a member of a zip, is read through."""
    with entry.open() as stream:
        if stream.seekable():
            stream.seek(-min(entry.size, _MAX_FOOTER), os.SEEK_END)
            return stream.read()
        last, end = b"", b""
        while piece := stream.read(_PIECE):
            last, end = end, piece
        return (last + end)[-_MAX_FOOTER:]


def columns_at_end(entry: Entry) -> frozenset[str]:
    """Give the names of the columns of a Parquet file, which stand at its end; none of what is none.

    Notes
    -----
    Reads 1 MiB; a member of a zip is read through, in bounded memory.
    """
    if entry.head(len(_PARQUET)) != _PARQUET:
        return frozenset()
    try:
        # the footer tells its own length backwards, so the file's end will do for the file
        return frozenset(pq.read_schema(pa.BufferReader(_end(entry))).names)
    except (pa.ArrowException, OSError, UnicodeError):
        return frozenset()  # the reader of tables says what is wrong with it


def columns_of_file(entry: Entry) -> frozenset[str]:
    r"""Give the names of the columns of a table in a file, delimited text or Parquet.

    >>> from core.sources.entries import from_bytes
    >>> sorted(columns_of_file(from_bytes("a.csv", b"who,what\nann,hi\n")))
    ['what', 'who']
    """
    return columns_at_end(entry) or columns_in(head_of(entry))


def _chosen(names: Sequence[str | None], choose: Choose) -> tuple[Columns, list[int]]:
    """Say which column is which field, and where the columns that carry one stand."""
    columns = choose([name for name in names if name is not None])
    used = {part for parts in columns.values() for part in parts}
    return columns, [place for place, name in enumerate(names) if name in used]


def _chunk(
    table: pa.Table,
    names: Sequence[str],
    columns: Columns,
    numbers: Sequence[int],
    lost: tuple[tuple[int, str], ...] = (),
    *,
    marked: bool = False,
) -> Chunk:
    arrays, unreadable = [], dict[int, str]()
    for name, column in zip(names, table.columns, strict=True):
        array, wrong = plain(column)
        if marked:
            wrong = np.flatnonzero(pc.match_substring(array, MARK).to_numpy()).tolist()
        arrays.append(array)
        unreadable |= dict.fromkeys(wrong, f"its column {name} is not UTF-8 text; save the table in UTF-8")
    return Chunk(pa.table(arrays, names=list(names)), columns, numbers, unreadable, lost)


def _source(entry: Entry) -> Any:
    if entry.path is not None:
        return entry.path
    data, broken = entry.whole(_MAX_IN_MEMORY, "unpack it and import the file itself")
    if broken:
        raise broken  # a Parquet file is read from its end
    return pa.BufferReader(data)


def _parquet(entry: Entry, choose: Choose) -> Iterator[Chunk]:
    try:
        with pq.ParquetFile(_source(entry)) as file:
            schema = file.schema_arrow
            names = readable(schema)
            columns, places = _chosen(names, choose)
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


def _text(entry: Entry, choose: Choose) -> Iterator[Chunk]:
    header = header_of(head_of(entry))
    if header is None:
        message = f"the first line of {entry.name} names no columns"
        raise FormatError(message)
    if len(header.names) > MAX_COLUMNS:  # each takes 6 KB, however little is in it
        message = f"{entry.name} has {len(header.names):,} columns, more than {MAX_COLUMNS:,}: not read"
        raise LimitError(message)
    names = readable(pa.schema([(name, pa.string()) for name in header.names]))
    columns, places = _chosen(names, choose)
    kept = [str(names[place]) for place in places]
    for block in delimited(entry, header):
        table, n = block.table.select(places), block.table.num_rows
        for start in range(0, max(n, 1), ROWS):
            part, numbers = table.slice(start, ROWS), block.numbers[start : start + ROWS].tolist()
            lost = () if start else block.lost
            chunk = _chunk(part, kept, columns, numbers, lost, marked=block.may_hold_marks)
            if block.runs_on and start + ROWS >= n:
                chunk = replace(chunk, unreadable={**chunk.unreadable, part.num_rows - 1: UNCLOSED})
            yield chunk


def chunks(entry: Entry, choose: Choose) -> Iterator[Chunk]:
    r"""Read a table in chunks, each of some ten thousand rows.

    Parameters
    ----------
    choose : callable
        Given the names of the columns, says which field each column is that is to be read; raises
        an :class:`~core.errors.InputError` where they do not fit.

    Raises
    ------
    FormatError
        If nothing in it can be read, or it breaks off: what was given until then stands.
    LimitError
        If it is Parquet in a zip, too large to be held in memory.

    Examples
    --------
    >>> from core.sources.entries import from_bytes
    >>> entry = from_bytes("a.csv", b"who,what\nann,hi\n")
    >>> [chunk.table.to_pydict() for chunk in chunks(entry, lambda names: {"profile": (names[0],)})]
    [{'who': ['ann']}]
    """
    if entry.size == 0:
        message = f"{entry.name} is empty"
        raise FormatError(message)
    yield from (_parquet if entry.head(len(_PARQUET)) == _PARQUET else _text)(entry, choose)
