"""Posts on disk: 64 buckets by the hash of the profile's key, rows sorted by profile and time."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.schema import POSTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy.typing as npt

N_BUCKETS = 64
ROW_GROUP = 4096
VERSION = "import_no"
STORED = POSTS.append(pa.field(VERSION, pa.int32(), nullable=False))
FILE = "file"
STAGED = POSTS.append(pa.field(FILE, pa.int32(), nullable=False))
"""Posts on their way here: with the number of the file of the import that they stood in."""
_SAYING = ("profile", "time", "kind", "text")
_UNIT, _NULL = "\x1f", "\x00"
_DISTINCT = ("text", "post_id")  # columns in which hardly any value comes twice
_COMPARED = [name for name in POSTS.names if name != "fetched_at"]


def bucket_of(key: str) -> str:
    """Name the bucket of a profile.

    >>> bucket_of("x:1") == bucket_of("x:1"), len(bucket_of("x:@ann"))
    (True, 2)
    """
    return f"{hashlib.blake2b(key.encode(), digest_size=1).digest()[0] % N_BUCKETS:02d}"


def partition(table: pa.Table) -> dict[str, pa.Table]:
    """Split posts by bucket, their order kept."""
    encoded = table.column("profile").combine_chunks().dictionary_encode()
    names = [bucket_of(key) for key in encoded.dictionary.to_pylist()]
    numbers = np.array([int(name) for name in names], dtype=np.int64)[encoded.indices.to_numpy()]
    order = np.argsort(numbers, kind="stable")
    ordered = table.take(pa.array(order))
    found, starts = np.unique(numbers[order], return_index=True)
    parts = zip(found, starts, np.diff(starts, append=len(numbers)), strict=True)
    return {f"{number:02d}": ordered.slice(start, length) for number, start, length in parts}


def write(path: Path, table: pa.Table) -> None:
    """Write a bucket file: sorted by profile and time, in small row groups."""
    with _file(path) as file:
        _append(file, table)


def _file(path: Path) -> pq.ParquetWriter:
    path.parent.mkdir(parents=True, exist_ok=True)
    return pq.ParquetWriter(
        path,
        STORED,
        compression="zstd",
        use_dictionary=["profile", "kind", "language", "client"],
        write_statistics=["profile", "time"],
    )


def _append(file: pq.ParquetWriter, table: pa.Table) -> None:
    ordered = table.select(STORED.names).sort_by([("profile", "ascending"), ("time", "ascending")])
    file.write_table(ordered, row_group_size=ROW_GROUP)


class Writer:
    """Writes the file that each bucket gains by an import, piece by piece.

    Pieces hold whole profiles and come in the order of their keys, so that the file is sorted.
    ``paths`` names what was written, by bucket, relative to the folder.
    """

    def __init__(self, folder: Path, number: int) -> None:
        self._folder, self._number = folder, number
        self._files: dict[str, pq.ParquetWriter] = {}
        self.paths: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Write for as long as a ``with`` lasts."""
        return self

    def __exit__(self, *_: object) -> None:
        """Finish every file."""
        for file in self._files.values():
            file.close()

    def write(self, posts: pa.Table) -> None:
        """Append posts to the files of their buckets."""
        for name, part in partition(posts).items():
            if name not in self._files:
                self.paths[name] = f"posts/{name}/{self._number:06d}.parquet"
                self._files[name] = _file(self._folder / self.paths[name])
            _append(self._files[name], part)


def read_profile(paths: Iterable[Path], key: str) -> pa.Table:
    """Read the posts stored under a key from its bucket files, touching only its row groups."""
    found = []
    for path in paths:
        with pq.ParquetFile(path) as file:
            spans = [file.metadata.row_group(n).column(0).statistics for n in range(file.num_row_groups)]
            # a key too long for the statistics leaves them out: then only reading tells
            groups = [
                n for n, s in enumerate(spans) if s is None or not s.has_min_max or s.min <= key <= s.max
            ]
            table = file.read_row_groups(groups, use_threads=False)
        found.append(table.filter(pc.equal(table.column("profile"), key)))
    return pa.concat_tables(found) if found else STORED.empty_table()


def read_all(paths: Iterable[Path], columns: list[str] | None = None) -> pa.Table:
    """Read whole bucket files, oldest import first."""
    tables = [pq.read_table(path, columns=columns, partitioning=None) for path in paths]
    return pa.concat_tables(tables) if tables else STORED.empty_table().select(columns or STORED.names)


def n_rows(paths: Iterable[Path]) -> int:
    """Count the rows of bucket files by their footers."""
    return sum(pq.read_metadata(path).num_rows for path in paths)


def _hashed(column: pa.ChunkedArray, *, repeats: bool) -> npt.NDArray[np.uint64]:
    """Hash each value; where values repeat, each distinct one once."""
    if pa.types.is_integer(column.type) or pa.types.is_timestamp(column.type):
        whole = column.cast(pa.int64()).fill_null(np.iinfo(np.int64).min)
        return pd.util.hash_array(whole.to_numpy(), categorize=False)
    if pa.types.is_list(column.type):
        column = pc.binary_join(column, _UNIT)
    if not repeats:
        return pd.util.hash_array(column.fill_null(_NULL).to_numpy(), categorize=False)
    encoded = column.combine_chunks().dictionary_encode()
    distinct: npt.NDArray[np.uint64] = pd.util.hash_array(
        np.array([*encoded.dictionary.to_pylist(), _NULL], dtype=object), categorize=False
    )
    places: npt.NDArray[np.int64] = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy()
    return distinct[places]


def row_hashes(table: pa.Table) -> npt.NDArray[np.uint64]:
    """Hash each row's content; when it was fetched is no part of it."""
    total = np.zeros(table.num_rows, dtype=np.uint64)
    for name in _COMPARED:
        hashed = _hashed(table.column(name), repeats=name not in _DISTINCT)
        total = total * np.uint64(0x9E3779B97F4A7C15) + hashed
    return total


def latest(table: pa.Table) -> pa.Table:
    """Keep one row a post: the one fetched last, then of the highest import, then the last read."""
    frame = pd.DataFrame(
        {
            "profile": table.column("profile").to_numpy(),
            "post_id": table.column("post_id").to_numpy(),
            "fetched": table.column("fetched_at").cast(pa.int64()).fill_null(0).to_numpy(),
            VERSION: table.column(VERSION).to_numpy(),
        }
    )
    if not frame.duplicated(["profile", "post_id"]).any():
        return table
    order = frame.sort_values(["fetched", VERSION], kind="stable")
    kept = order.drop_duplicates(["profile", "post_id"], keep="last").index.sort_values()
    return table.take(pa.array(kept.to_numpy()))


def name_unnamed(staged: pa.Table) -> pa.Table:
    """Give posts without an id the name ``~hash(time, kind, text, n)``, and leave out their file.

    ``n`` is the ordinal among identical posts of a profile within one file, so that repeats survive
    and a second import changes nothing.

    Parameters
    ----------
    staged : Table
        As :data:`STAGED`: every row of some profiles, in the order in which they were read.
    """
    table = staged.drop_columns([FILE])
    ids = table.column("post_id")
    if ids.null_count == 0:
        return table
    missing = np.flatnonzero(ids.is_null().to_numpy())
    rows = staged.select([FILE, *_SAYING]).take(pa.array(missing))
    frame = rows.set_column(2, "time", rows.column("time").cast(pa.int64())).to_pandas()
    frame["text"] = frame["text"].fillna(str(None))
    ordinals = frame.groupby(frame.columns.tolist(), sort=False).cumcount()
    contents = zip(*(frame[name] for name in _SAYING[1:]), ordinals, strict=True)
    names = ids.to_numpy().copy()
    for position, (*content, n) in zip(missing.tolist(), contents, strict=True):
        said = _UNIT.join(map(str, content)).encode("utf-8", "surrogatepass")
        names[position] = f"~{hashlib.blake2b(said + bytes(str(n), 'ascii'), digest_size=12).hexdigest()}"
    index = table.schema.get_field_index("post_id")
    return table.set_column(index, POSTS.field("post_id"), pa.array(names, pa.string()))
