"""Tables: CSV, TSV and Parquet, one row a post, with a column map where the names are unknown."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from core.errors import FormatError
from core.model import Refusal
from core.sources import Source, register
from core.sources.column import KNOWN, columns_of, require
from core.sources.row import batch_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model import Batch
    from core.sources.entries import Entry
    from core.sources.options import ReadOptions

ROWS = 20_000
_PARQUET = b"PAR1"
_DELIMITERS = ",;\t|"
_KNOWN_NAMES = frozenset(name for names in KNOWN.values() for name in names)


def _encoding(head: bytes) -> str:
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return "utf16" if utf16 else "utf8"


def _header(head: bytes) -> tuple[list[str], str]:
    """Read the first line of a delimited text: its column names and its delimiter."""
    text = head.decode("utf-16" if _encoding(head) == "utf16" else "utf-8-sig", "replace")
    first = text.partition("\n")[0].rstrip("\r")
    delimiter = max(_DELIMITERS, key=first.count)
    return next(csv.reader(io.StringIO(first), delimiter=delimiter), []), delimiter


def _sniff(head: bytes, name: str) -> float:
    if head.startswith(_PARQUET):
        return 0.9
    if head.lstrip()[:1] in {b"{", b"["} or (b"\x00" in head[:1024] and _encoding(head) == "utf8"):
        return 0.0
    names, _ = _header(head)
    known = len(_KNOWN_NAMES.intersection(column.strip().casefold() for column in names))
    if name.endswith((".csv", ".tsv")):
        return 0.5 + min(known, 4) / 20
    return 0.4 if known > 1 and len(names) > known / 2 else 0.0


def _parquet(entry: Entry) -> Iterator[pa.Table]:
    try:
        with pq.ParquetFile(entry.path or entry.open()) as file:
            for rows in file.iter_batches(ROWS):
                yield pa.Table.from_batches([rows])
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        message = f"{entry.name} is not a readable Parquet file ({error}); fetch it again"
        raise FormatError(message) from error


class _Malformed:
    """Collects the lines that do not have the header's number of columns."""

    def __init__(self, file: str) -> None:
        self._file, self.refusals = file, list[Refusal]()

    def __call__(self, row: arrow_csv.InvalidRow) -> str:
        place = f"row {row.number - 1}" if row.number else "a row"
        why = f"it has {row.actual_columns} columns, the header {row.expected_columns}"
        self.refusals.append(Refusal(self._file, place, why))
        return "skip"

    def take(self) -> list[Refusal]:
        taken, self.refusals = self.refusals, []
        return taken


def _delimited(entry: Entry, malformed: _Malformed) -> Iterator[pa.Table]:
    head = entry.head(1024 * 1024)
    names, delimiter = _header(head)
    read = arrow_csv.ReadOptions(encoding=_encoding(head), use_threads=False, block_size=8 * 1024**2)
    parse = arrow_csv.ParseOptions(
        delimiter=delimiter, newlines_in_values=True, invalid_row_handler=malformed
    )
    # Bytes that are not UTF-8 are met row by row, so a bad one does not cost the file.
    convert = arrow_csv.ConvertOptions(
        check_utf8=False, column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
    )
    try:
        with entry.open() as stream:
            reader = arrow_csv.open_csv(
                stream, read_options=read, parse_options=parse, convert_options=convert
            )
            for rows in reader:
                yield pa.Table.from_batches([rows])
    except (pa.ArrowInvalid, UnicodeError) as error:
        message = f"{entry.name} is not a readable table ({error}); save it again as CSV in UTF-8"
        raise FormatError(message) from error


def _utf8_only(table: pa.Table) -> tuple[pa.Table, dict[int, str]]:
    """Blank what is not UTF-8 and say in which rows it stood."""
    wrong: dict[int, str] = {}
    for index, name in enumerate(table.column_names):
        column = table.column(index)
        if not pa.types.is_string(column.type):
            continue
        raw = column.cast(pa.binary())
        try:
            raw.cast(pa.string())
        except pa.ArrowInvalid:
            values = []
            for row, value in enumerate(raw.to_pylist()):
                try:
                    values.append(value.decode("utf-8") if value is not None else None)
                except UnicodeDecodeError:
                    values.append("")
                    wrong[row] = f"its column {name} is not UTF-8 text; save the table in UTF-8"
            table = table.set_column(index, name, pa.array(values, pa.string()))
    return table, wrong


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:
    if entry.size == 0:
        message = f"{entry.name} is empty"
        raise FormatError(message)
    malformed = _Malformed(entry.name)
    tables = _parquet(entry) if entry.head(4) == _PARQUET else _delimited(entry, malformed)
    start = 0
    for raw in tables:
        columns = columns_of(raw.column_names, options.columns)
        require(columns, raw.column_names, entry.name)
        table, wrong = _utf8_only(raw)
        yield batch_of(table, columns, options.zone, entry.name, start, wrong, malformed.take())
        start += table.num_rows


register(Source(name="table", label="Table (CSV, TSV, Parquet)", sniff=_sniff, read=_read))
