"""The posts of one import on their way to their buckets: in memory while they are few, else on disk."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyarrow as pa

from core.workspace import bucket as buckets
from core.workspace.bucket import FILE, STAGED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDER = "staging"
HELD_BYTES = 32 * 1024**2
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


class Stage:
    """Holds posts in the order in which they were read, and gives them back bucket by bucket.

    Notes
    -----
    Memory: three times :data:`HELD_BYTES` while a run is written, whatever the size of the import.
    Disk: about a third of what the posts take in memory.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._held: list[pa.Table] = []
        self._held_bytes = 0
        self._runs: list[tuple[Path, dict[str, int]]] = []
        self._rest: dict[str, pa.Table] = {}
        self.n_rows = Counter[str]()

    def add(self, posts: pa.Table, file: int) -> None:
        """Take in posts of a file of the import."""
        number = pa.repeat(pa.scalar(file, pa.int32()), posts.num_rows)
        self._held.append(posts.append_column(STAGED.field(FILE), number))
        self._held_bytes += posts.nbytes
        if self._held_bytes > HELD_BYTES:
            self._write(self._parts())

    def close(self) -> None:
        """End taking in: from here on :attr:`n_rows` tells how many rows each bucket gains at most."""
        if self._held:
            self._rest = self._parts()

    def _parts(self) -> dict[str, pa.Table]:
        """Take what is held, by bucket."""
        held, self._held, self._held_bytes = self._held, [], 0
        parts = buckets.partition(pa.concat_tables(held).combine_chunks())
        self.n_rows.update({name: part.num_rows for name, part in parts.items()})
        return parts

    def _write(self, parts: dict[str, pa.Table]) -> None:
        """Write a run: one file, in it one record batch a bucket."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{len(self._runs):06d}.arrow"
        with pa.ipc.new_file(path, STAGED, options=_OPTIONS) as file:
            for part in parts.values():
                file.write_table(part)
        self._runs.append((path, {name: n for n, name in enumerate(parts)}))

    def posts(self, names: Sequence[str]) -> pa.Table:
        """Give the posts of some buckets, each bucket's in the order in which they were read."""
        found = [STAGED.empty_table()]
        for path, places in self._runs:
            with pa.OSFile(str(path)) as source:
                file = pa.ipc.open_file(source)
                read = [file.get_batch(places[name]) for name in names if name in places]
            found.append(pa.Table.from_batches(read, STAGED))
        found += [self._rest[name] for name in names if name in self._rest]
        return pa.concat_tables(found)
