"""The register: which pseudonym stands for whom, for those who hold the key.

It lies beside the key file, never in a workspace, and only its owner can enter it. An import adds a
segment, a sorted Parquet file that appears under its name complete or not at all, and holds only what
no earlier segment does. Whoever has the key but lost the register can still turn names into pseudonyms;
importing the same sources again fills it anew.
"""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import KeyFileError
from core.pseudonyms.keyfile import check_protection, make_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import numpy.typing as npt

_SCHEMA = pa.schema(
    [("kind", pa.string()), ("platform", pa.string()), ("real", pa.string()), ("code", pa.uint64())]
)
_HELD = 250_000  # names that are held in memory before they become a segment
_SINGLE = 10_000
_ROW_GROUP = 16_384


class Entry(NamedTuple):
    """One name and its code: ``kind`` is "handle", "id", "post" and so on."""

    kind: str
    platform: str
    real: str
    code: int


class Register:
    """The register of one key.

    Parameters
    ----------
    folder : Path
        Where its segments lie.
    key_id : str
        Of the key; segments of other keys in the folder are not looked at.

    Notes
    -----
    Adding keeps 8 bytes in memory for every name known, and up to 250,000 new names. A look-up reads
    the row groups that may hold what is asked for; by real name it reads that column of every segment.
    """

    def __init__(self, folder: Path, key_id: str) -> None:
        self._folder, self._key_id = folder, key_id
        self._held: list[pa.Table] = []
        self._n_held = 0
        self._single: list[tuple[str, str, str, int]] = []
        self._known: npt.NDArray[np.uint64] | None = None

    def add(self, kind: str, platform: str, names: Sequence[str], codes: npt.NDArray[np.uint64]) -> None:
        """Take note of names and their codes."""
        n = len(names)
        self._hold([kind] * n, [platform] * n, names, codes)

    def note(self, kind: str, platform: str, name: str, code: int) -> None:
        """Take note of one name and its code."""
        self._single.append((kind, platform, name, code))
        if len(self._single) >= _SINGLE:
            self._gather()

    def _gather(self) -> None:
        if self._single:
            kinds, platforms, names, codes = zip(*self._single, strict=True)
            self._single = []
            self._hold(kinds, platforms, names, np.array(codes, dtype=np.uint64))

    def _hold(
        self,
        kinds: Sequence[str],
        platforms: Sequence[str],
        names: Sequence[str],
        codes: npt.NDArray[np.uint64],
    ) -> None:
        try:
            real = pa.array(names, pa.string())
        except UnicodeError:  # a lone surrogate
            real = pa.array([name.encode("utf-8", "replace").decode() for name in names], pa.string())
        self._held.append(pa.table([kinds, platforms, real, pa.array(codes)], schema=_SCHEMA))
        self._n_held += len(names)
        if self._n_held > _HELD:
            self.keep()

    def keep(self) -> None:
        """Write down what is new, for good.

        Raises
        ------
        KeyFileError
            If it cannot be written.
        """
        self._gather()
        if not self._held:
            return
        table = pa.concat_tables(self._held).combine_chunks()
        codes, first = np.unique(table.column("code").to_numpy(), return_index=True)
        known = self._codes()
        new = ~np.isin(codes, known, assume_unique=True)
        if new.any():
            self._write(table.take(pa.array(first[new])))
            self._known = np.concatenate([known, codes[new]])
        self._held, self._n_held = [], 0

    def _write(self, table: pa.Table) -> None:
        number = len(self._segments()) + 1
        path = self._folder / f"{self._key_id}-{number:06d}-{secrets.token_hex(4)}.parquet"
        draft = path.with_suffix(".new")
        make_private(self._folder.parent)
        make_private(self._folder)
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with os.fdopen(os.open(draft, flags, stat.S_IRUSR | stat.S_IWUSR), "wb") as file:
                pq.write_table(table, file, row_group_size=_ROW_GROUP, compression="zstd")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
            handle = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            message = f"the register {self._folder} cannot be written to ({error.strerror}); make room or choose another place for the key"
            raise KeyFileError(message) from error

    def _segments(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        check_protection(self._folder)
        return sorted(self._folder.glob(f"{self._key_id}-*.parquet"))

    def _codes(self) -> npt.NDArray[np.uint64]:
        if self._known is None:
            found = [self._read(path, ["code"]).column("code").to_numpy() for path in self._segments()]
            self._known = np.concatenate(found) if found else np.empty(0, dtype=np.uint64)
        return self._known

    def _read(self, path: Path, columns: list[str], where: object = None) -> pa.Table:
        try:
            return pq.read_table(path, columns=columns, filters=where, partitioning=None)
        except (OSError, pa.ArrowException) as error:
            message = f"{path} of the register is damaged; move it away and import the sources again, which fills it anew"
            raise KeyFileError(message) from error

    def by_code(self, codes: Iterable[int]) -> list[Entry]:
        """Give the entries of some codes, by kind, platform and name."""
        return self._found([("code", "in", list(codes))])

    def by_name(self, names: Iterable[str]) -> list[Entry]:
        """Give the entries of some names exactly as they were registered."""
        return self._found([("real", "in", list(names))])

    def _found(self, where: list[tuple[str, str, list[int] | list[str]]]) -> list[Entry]:
        if not where[0][2]:
            return []
        self.keep()
        found = [
            Entry(**row)
            for path in self._segments()
            for row in self._read(path, _SCHEMA.names, where).to_pylist()
        ]
        return sorted(set(found))
