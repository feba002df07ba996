"""Tables whose columns are unknown: a look at the first rows, guesses, and how they would be read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from core.errors import FormatError, InputError
from core.sources import recognise
from core.sources.cell import Chunk
from core.sources.column import columns_of
from core.sources.entries import from_bytes
from core.sources.guess import guess
from core.sources.look import cell_text, look_at
from core.sources.moment import AMBIGUOUS, NO_ZONE, moments, reasons_in
from core.sources.options import ReadOptions
from core.sources.sheet import chunks, columns_of_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.sources.cell import Columns
    from core.sources.entries import Entry
    from core.sources.guess import Guess

SHOWN_ROWS = 10
SAMPLE_ROWS = 1_000
MAX_LOOKED_AT = 500
REQUIRED = ("profile", "time")
"""Fields without which no row is a post; an author's id will do for the profile."""

_HEAD_BYTES = 1024 * 1024
_PARQUET = b"PAR1"
_TABLES = ("", ".csv", ".tsv", ".tab", ".txt", ".psv", ".dat", ".parquet", ".pq")
_PACKED = (".gz", ".bz2", ".xz", ".zst")
_LEAST_COLUMNS = 2
_QUICK_TAR_BYTES = 32 * 1024 * 1024
_LEAST_UNNAMED_COLUMNS = 3  # of a text that does not call itself a table


@dataclass(frozen=True, slots=True)
class Preview:
    """The head of a table, as a mapping is made by it.

    ``names`` are its columns in order, ``header`` the signature of their names, ``rows`` the first
    :data:`SHOWN_ROWS` as texts, ``guesses`` what each field of ours may be. ``sample`` holds up to
    :data:`SAMPLE_ROWS` rows. ``file`` is what messages call the table.
    """

    file: str
    header: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guesses: Mapping[str, Guess]
    sample: Chunk = field(repr=False)

    @property
    def columns(self) -> Columns:
        """Give the guesses as a column map."""
        return {name: (one.column,) for name, one in self.guesses.items()}

    def options(
        self, columns: Mapping[str, tuple[str, ...]], zone: str | None = None, date_order: str | None = None
    ) -> ReadOptions:
        """Give the options that read exactly these columns: a field that is not named has none.

        Raises
        ------
        MappingError
            If a field is not ours, or joins columns and may not.
        ParameterError
            If there is no such zone or order of dates.
        """
        told = {name: parts for name, parts in columns.items() if parts}
        # else the reader would take columns by their names
        unwanted = dict.fromkeys(columns_of(self.names, told).keys() - told.keys(), ())
        return ReadOptions({**told, **unwanted}, zone, date_order)


@dataclass(frozen=True, slots=True)
class Options:
    """Options of an import that differ by table: by the signature of its header, else ``otherwise``.

    None leaves the tables of a header out.
    """

    otherwise: ReadOptions
    by_header: Mapping[str, ReadOptions | None]

    def of(self, entry: Entry) -> ReadOptions | None:
        """Give the options of one file of an import; None where it is to be left out."""
        if not self.by_header or not _may_be_table(entry):
            return self.otherwise
        return self.by_header.get(header_signature(columns_of_file(entry)), self.otherwise)


def lacking(columns: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Name the required fields that no column carries.

    >>> lacking({"user_id": ("uid",)})
    ('time',)
    """
    told = {name for name, parts in columns.items() if parts}
    return tuple(
        name for name in REQUIRED if name not in told and not (name == "profile" and "user_id" in told)
    )


def header_signature(names: Iterable[str]) -> str:
    """Give a text by which a header is known again, whatever the order of its columns.

    >>> header_signature(["a", "b"]) == header_signature(["b", "a"]) != header_signature(["a"])
    True
    """
    return hashlib.sha256(json.dumps(sorted(set(names))).encode()).hexdigest()[:32]


def _may_be_table(entry: Entry) -> bool:
    path = PurePosixPath(entry.name.lower())
    return (PurePosixPath(path.stem).suffix if path.suffix in _PACKED else path.suffix) in _TABLES


def _head(entry: Entry) -> tuple[Entry, bool]:
    """Give the first mebibyte of a text as an entry of its own, and whether more follows."""
    data = entry.head(_HEAD_BYTES + 1)
    return from_bytes(entry.name, data[:_HEAD_BYTES]), len(data) > _HEAD_BYTES


def _first(entry: Entry) -> tuple[tuple[str, ...], Chunk | None]:
    """Read the columns and the first rows of a table; no chunk where there is no whole row."""
    names: list[str] = []

    def choose(found: Sequence[str]) -> Columns:
        names.extend(found)
        return {name: (name,) for name in found}

    is_parquet = entry.head(len(_PARQUET)) == _PARQUET
    head, is_cut = (entry, False) if is_parquet else _head(entry)
    rows = chunks(head, choose)
    try:
        chunk = next(rows, None)
    except FormatError:
        if not names:
            raise
        chunk = None
    n = 0 if chunk is None else min(chunk.table.num_rows - is_cut, SAMPLE_ROWS)
    if chunk is None or n < 1:
        return tuple(names), None
    numbers = list(chunk.numbers[:n])
    unreadable = {place: why for place, why in chunk.unreadable.items() if place < n}
    lost = tuple(line for line in chunk.lost if line[0] < numbers[-1])
    return tuple(names), Chunk(chunk.table.slice(0, n), chunk.columns, numbers, unreadable, lost)


def preview(entry: Entry) -> Preview:
    r"""Look at the first rows of a table.

    Parameters
    ----------
    entry : Entry
        Delimited text or Parquet.

    Raises
    ------
    FormatError
        If it is no table, or no row of it can be read.
    LimitError
        If it is Parquet in an archive, too large to be held in memory.

    Notes
    -----
    Reads the first mebibyte of a text, the first rows of a Parquet file; some 50 ms for 20 columns.

    Examples
    --------
    >>> from core.sources.entries import from_bytes
    >>> seen = preview(from_bytes("a.csv", b"Nutzer,Datum,Inhalt\nann,2024-01-02 03:04,hello\n"))
    >>> seen.columns
    {'profile': ('Nutzer',), 'time': ('Datum',), 'text': ('Inhalt',)}
    """
    names, sample = _first(entry)
    if sample is None:
        message = f"{entry.name} has no row that can be read"
        raise FormatError(message)
    cells = {name: [cell_text(cell) for cell in sample.table.column(name).to_pylist()] for name in names}
    looks = {name: look_at(sample.table.column(name), cells[name]) for name in names}
    rows = zip(*(cells[name][:SHOWN_ROWS] for name in names), strict=True)
    header = header_signature(columns_of_file(entry))
    return Preview(entry.name, header, names, tuple(rows), guess(names, looks), sample)


def needs_mapping(entry: Entry, zone: str | None = None) -> bool:
    r"""Tell whether the analyst must be asked how a table is to be read.

    So it is where the reader of tables would refuse it, or find no text although a column holds
    some, or where its times name no zone and none was told, or their dates may be day or month first.
    Whatever an exact reader knows needs nothing.

    Parameters
    ----------
    zone : str or None
        The zone already told for the whole import.

    Examples
    --------
    >>> from core.sources.entries import from_bytes
    >>> needs_mapping(from_bytes("a.csv", b"handle,date,text\nann,2024-01-02T03:04:05Z,hello\n"))
    False
    >>> needs_mapping(from_bytes("a.csv", b"handle,date,text\nann,2024-01-02 03:04,hello\n"))
    True
    """
    if not _may_be_table(entry):
        return False
    try:
        source = recognise(entry)
        is_open = source is None or source.name == "table"
        names, sample = _first(entry) if is_open else ((), None)
    except (InputError, OSError):
        return False  # the import says what is wrong with it
    if sample is None or len(names) < _LEAST_COLUMNS:
        return False
    known = columns_of(names, {})
    if source is None:
        return _is_even(names, sample)
    return (
        bool(lacking(known))
        or not {NO_ZONE, AMBIGUOUS}.isdisjoint(
            reasons_in(moments(sample.table.column(known["time"][0]), zone))
        )
        or ("text" not in known and "text" in preview(entry).guesses)
    )


def is_quick_to_open(entry: Entry) -> bool:
    """Tell whether a file can be looked into while somebody waits: a large tar has to be read through."""
    is_tar = not {".tar", ".tgz", ".tzst"}.isdisjoint(PurePosixPath(entry.name.lower()).suffixes)
    return not is_tar or entry.size <= _QUICK_TAR_BYTES


@dataclass(frozen=True, slots=True)
class Unknown:
    """Tables of one header about which the analyst must be asked: the first of them, and all names."""

    seen: Preview
    files: tuple[str, ...]


def unknown_tables(entries: Iterable[Entry], zone: str | None = None) -> tuple[Unknown, ...]:
    """Find the tables about which the analyst must be asked (:func:`needs_mapping`), by header.

    Of tables of one header the first decides. What stands beyond the first :data:`MAX_LOOKED_AT`
    tables, as in an archive of very many, is left to the readers.

    Parameters
    ----------
    entries : iterable of Entry
        The files of an import; zips opened up already.
    zone : str or None
        The zone already told for the whole import.
    """
    files: dict[str, list[str]] = {}
    seen: dict[str, Preview] = {}
    tables = (entry for entry in entries if _may_be_table(entry))
    for entry in islice(tables, MAX_LOOKED_AT):
        try:
            header = header_signature(columns_of_file(entry))
            if header not in files and needs_mapping(entry, zone):
                seen[header] = preview(entry)
        except (InputError, OSError):
            continue  # the import says what is wrong with it
        files.setdefault(header, []).append(entry.name)
    return tuple(Unknown(one, tuple(files[header])) for header, one in seen.items())


def _is_even(names: Sequence[str], sample: Chunk) -> bool:
    """Tell whether a text that does not call itself a table is one all the same."""
    is_text = not any("\0" in name or "�" in name for name in names)
    return is_text and len(names) >= _LEAST_UNNAMED_COLUMNS and not sample.lost and not sample.unreadable
