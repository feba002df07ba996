"""Delimited text (CSV, TSV and kin), read in blocks; a line with too many columns costs only itself."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from core.errors import FormatError
from core.sources.entry import BUFFER_BYTES, Salvaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from core.errors import InputError
    from core.sources.entries import Entry

_HEAD_BYTES = 1024 * 1024
_BLOCK_BYTES = 8 * 1024 * 1024
UNCLOSED = "it runs over several lines, as if a quotation mark were not closed"
MARK = "\U0010ffff"  # stands for bytes that are not UTF-8; no character, now or ever
_ESCAPED = re.compile("[\udc80-\udcff]+")
_WIDEST = 4  # bytes of a character
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Header:
    """The first record of a text: its column names, how many lines it takes, what separates them."""

    names: tuple[str, ...]
    n_lines: int
    delimiter: str
    is_all: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows, their numbers below the header from 1, and the lines lost up to here.

    ``may_hold_marks``: cells may hold :data:`MARK` where the file is not UTF-8. ``runs_on``: the
    last row holds whatever followed it in the file.
    """

    table: pa.Table
    numbers: npt.NDArray[np.int64]
    lost: tuple[tuple[int, str], ...]
    may_hold_marks: bool = False
    runs_on: bool = False


def is_utf16(head: bytes) -> bool:
    """Tell UTF-16 by its byte order mark."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def header_of(head: bytes) -> Header | None:
    r"""Read the first record of a delimited text, or None where there is none.

    >>> header_of(b"screen_name;text\r\nann;hello\r\n").names
    ('screen_name', 'text')
    """
    text = head.decode("utf-16" if is_utf16(head) else "utf-8-sig", "replace")
    lines = io.StringIO(text, newline=None)
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        names = next((record for record in reader if "".join(record).strip()), None)
    except csv.Error:
        return None
    if not names:
        return None
    return Header(tuple(names), reader.line_num, delimiter, not lines.read().strip())


class _Recoded(io.RawIOBase):
    """A text as UTF-8 through and through; each byte that was none is marked and counted.

    The parser asks for it: its handler of bad lines fails on a line that it cannot decode.
    """

    def __init__(self, stream: BinaryIO, encoding: str, errors: str) -> None:
        self._below = Salvaged(stream)
        buffered = io.BufferedReader(self._below, BUFFER_BYTES)
        self._text = io.TextIOWrapper(buffered, encoding, errors=errors, newline="")
        self.n_marked = 0

    @property
    def broken(self) -> InputError | None:
        """Say why the text ends where it does, if that is not its end."""
        return self._below.broken

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._text.read(max(len(buffer) // _WIDEST, 1))
        try:
            data = piece.encode()
        except UnicodeEncodeError:
            marked, n = _ESCAPED.subn(MARK, piece)
            self.n_marked += n
            data = marked.encode()
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._text.close()
        super().close()


def _recoded(entry: Entry) -> _Recoded:
    if is_utf16(entry.head(2)):
        return _Recoded(entry.open(), "utf-16", "replace")
    return _Recoded(entry.open(), "utf-8", "surrogateescape")


class _Lost:
    """Collects the lines that do not have the header's number of columns."""

    def __init__(self, n_before: int) -> None:
        self._n_before, self.lines = n_before, list[tuple[int, str]]()

    def __call__(self, row: arrow_csv.InvalidRow) -> str:
        why = f"it has {row.actual_columns} columns, the header {row.expected_columns}"
        if "\n" in row.text.rstrip("\n"):
            why += f"; {UNCLOSED}"
        self.lines.append((row.number - self._n_before, why))
        return "skip"

    def take(self, last: float) -> tuple[tuple[int, str], ...]:
        """Give the lines up to a row, and forget them."""
        taken = tuple(line for line in self.lines if line[0] <= last)
        self.lines = [line for line in self.lines if line[0] > last]
        return taken

    def end(self, last: int, why: str) -> None:
        """Note that nothing could be read from here on; ``last`` is the last row that was."""
        here = max([last, *(number for number, _ in self.lines)]) + 1
        self.lines.append((here, f"from here on it could not be read: {why}"))

    def numbers(self, start: int, n: int) -> npt.NDArray[np.int64]:
        """Give the numbers of the next n rows that were not lost."""
        lost = [number for number, _ in self.lines if number > start]
        every = np.arange(start + 1, start + n + len(lost) + 1)
        return every[~np.isin(every, lost)][:n]


def delimited(entry: Entry, header: Header) -> Iterator[Block]:
    """Read the rows below the header, every cell as text.

    Raises
    ------
    FormatError
        If it breaks off: what was given until then stands.
    """
    lost = _Lost(header.n_lines)
    held, broken = None, None
    recoded = _recoded(entry)
    try:
        for table, may_hold_marks in _tables(entry, recoded, header, lost):
            start = int(held.numbers[-1]) if held else 0
            if held:
                yield held
            # a block is parsed before the one ahead of it is given, so every line lost in it is known
            numbers = lost.numbers(start, table.num_rows)
            held = Block(table, numbers, lost.take(numbers[-1]), may_hold_marks)
    except (pa.ArrowException, UnicodeError) as error:
        broken = error
    if held and recoded.broken:
        held = _without_cut(held, lost)
    if held:
        may_run_on = broken is None and recoded.broken is None
        yield replace(held, runs_on=may_run_on and _runs_on(entry, held.table))
    if recoded.broken:
        lost.end(int(held.numbers[-1]) if held and len(held.numbers) else 0, str(recoded.broken))
    if left := lost.take(float("inf")):
        empty = pa.table([pa.array([], pa.string())] * len(header.names), names=_places(header))
        yield Block(empty, np.array([], dtype=np.int64), left)
    if broken:
        message = f"{entry.name} is not a readable table ({broken}); save it again as CSV in UTF-8"
        raise FormatError(message) from broken


def _without_cut(block: Block, lost: _Lost) -> Block:
    """Drop the last row of a text that was cut off: it looks whole and is not, unless it was lost."""
    if any(number > block.numbers[-1] for number, _ in lost.lines):
        return block
    return replace(block, table=block.table.slice(0, block.table.num_rows - 1), numbers=block.numbers[:-1])


def _runs_on(entry: Entry, table: pa.Table) -> bool:
    """Tell whether the last row swallowed the rest of the file, its quotation mark never closed."""
    last = table.slice(table.num_rows - 1).cast(pa.schema([(n, pa.binary()) for n in table.column_names]))
    if not any(b"\n" in cell or b"\r" in cell for column in last.columns for cell in column.to_pylist()):
        return False
    with io.BufferedReader(_recoded(entry)) as stream:
        n_marks = sum(piece.count(b'"') for piece in iter(lambda: stream.read(_BLOCK_BYTES), b""))
    return n_marks % 2 == 1


def _places(header: Header) -> list[str]:
    # names may repeat or not be UTF-8; places do neither
    return [str(n) for n in range(len(header.names))]


def _tables(entry: Entry, recoded: _Recoded, header: Header, lost: _Lost) -> Iterator[tuple[pa.Table, bool]]:
    places = _places(header)
    read = arrow_csv.ReadOptions(
        use_threads=False,
        block_size=_BLOCK_BYTES,
        column_names=places,
        skip_rows=header.n_lines,
    )
    parse = arrow_csv.ParseOptions(
        delimiter=header.delimiter, newlines_in_values=True, invalid_row_handler=lost
    )
    convert = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(places, pa.string()), strings_can_be_null=False
    )
    with io.BufferedReader(recoded) as stream:
        if header.is_all and len(head_of(entry)) < _HEAD_BYTES:
            stream.read()  # what breaks off behind the header says so
            return
        rows = arrow_csv.open_csv(stream, read_options=read, parse_options=parse, convert_options=convert)
        for batch in rows:
            yield pa.Table.from_batches([batch]), recoded.n_marked > 0


def head_of(entry: Entry) -> bytes:
    """Read enough of an entry to hold its header."""
    return entry.head(_HEAD_BYTES)
