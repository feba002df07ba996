"""The vectors of a workspace's texts on disk: one file a profile and model, each text under its hash.

A profile's file goes when its timeline changes or is deleted, as its portrait does, so that nothing of a
deleted text stays; before it goes its vectors are taken over by whoever has the same texts. A file is
written whole or not at all: several processes may write at once, and a kill leaves nothing half done.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa
from pyarrow import feather

from core.progress import check, never
from core.workspace.derived import VECTORS, keep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Hashes = npt.NDArray[np.uint64]

Found = TypeVar("Found")
UNKEPT = (OSError, pa.ArrowException, KeyError, ValueError)  # not there yet, or damaged: computed anew
_HASH_BYTES = 16
_TRIES = 3  # another process may sweep a draft
_MOST_NEW = 100_000
_MOST = float(np.finfo(np.float16).max)


def text_hashes(texts: Sequence[str]) -> Hashes:
    """Name texts: 128 bits of BLAKE2b each, (n, 2).

    >>> text_hashes(["a", "a", "b"])[:, 0].tolist() == [text_hashes([t])[0, 0] for t in "aab"]
    True
    """
    digests = (
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest()
        for text in texts
    )
    return np.frombuffer(b"".join(digests), "<u8").astype(np.uint64).reshape(-1, 2)


def stored(vectors: Floats) -> npt.NDArray[np.float16]:
    """Give vectors as they are kept: in 16 bits, which moves a cosine of means by less than 0.001.

    >>> stored(np.array([1e9, 0.1], np.float32)).tolist()
    [65504.0, 0.0999755859375]
    """
    return np.clip(vectors, -_MOST, _MOST).astype(np.float16)


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What is kept of one profile: the hashes (n, 2) and vectors (n, d) of its sampled texts.

    ``n_texts`` is how many texts the sample was drawn from, ``model`` what encoded them.
    """

    hashes: Hashes
    vectors: npt.NDArray[np.float16]
    n_texts: int
    model: str

    @property
    def mean(self) -> Floats:
        """Give the mean vector, (d,)."""
        if not len(self.vectors):
            return np.zeros(self.vectors.shape[1], np.float32)
        mean: Floats = self.vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
        return mean


class VectorStore:
    """The files of one model and size of sample.

    Parameters
    ----------
    folder : Path
        Of the workspace.
    model : str
        Name and version of the encoder.
    n_texts : int
        How many texts are drawn of a profile.

    Examples
    --------
    >>> from pathlib import Path
    >>> VectorStore(Path("no/such"), "m 1", 200).names()
    set()
    """

    def __init__(self, folder: Path, model: str, n_texts: int) -> None:
        self.folder = folder / VECTORS
        self._model = model
        self.tag = hashlib.blake2b(model.encode("utf-8", "replace"), digest_size=8).hexdigest()
        self._end = f"-{self.tag}-{n_texts}.arrow"

    def path(self, name: str) -> Path:
        """Give the file of a profile, by the name of its portrait."""
        return self.folder / f"{name}{self._end}"

    def names(self) -> set[str]:
        """Give the names of all that have a file."""
        return {path.name.partition("-")[0] for path in self.folder.glob(f"*{self._end}")}

    def keep(self, name: str, kept: Kept) -> bool:
        """Keep what was embedded of a profile; tell whether it is there."""
        flat = pa.array(kept.vectors.ravel(), pa.float16())
        vectors = pa.FixedSizeListArray.from_arrays(flat, kept.vectors.shape[1])
        told = {"model": kept.model, "n_texts": str(kept.n_texts), "mean": kept.mean.tobytes()}
        table = pa.table(
            {"high": kept.hashes[:, 0], "low": kept.hashes[:, 1], "vector": vectors}, metadata=told
        )
        # uncompressed, so that it need not be read to be asked
        return is_kept(table, self.path(name), compression="uncompressed")

    def read(self, name: str) -> Kept | None:
        """Give what is kept of a profile; what is damaged is removed, to be made again."""
        return _looked_up(self.path(name), self._kept)

    def mean(self, name: str) -> tuple[Floats, int, int] | None:
        """Give a profile's mean vector, of how many texts, drawn from how many; no vector is read."""
        return _looked_up(self.path(name), self._mean)

    def _mean(self, path: Path) -> tuple[Floats, int, int]:
        table = feather.read_table(path, memory_map=True)
        told = _told(table, self._model)
        mean: Floats = np.frombuffer(told[b"mean"], np.float32)
        if not np.isfinite(mean).all():
            message = "vectors that are not finite"
            raise ValueError(message)
        return mean, table.num_rows, int(told[b"n_texts"])

    def _kept(self, path: Path) -> Kept:
        table = feather.read_table(path, memory_map=True)
        told = _told(table, self._model)
        column = table.column("vector").combine_chunks()
        vectors = column.flatten().to_numpy(zero_copy_only=False).reshape(-1, column.type.list_size)
        return Kept(_hashes(table), vectors, int(told[b"n_texts"]), self._model)

    def index(self, cancelled: Callable[[], bool] = never) -> VectorIndex:
        """Look through all files of the model, also those of samples of other sizes and of former timelines.

        Raises
        ------
        CancelledError
            If the analyst stopped it.

        Notes
        -----
        About 0.3 ms a file, and 24 bytes of memory a text.
        """
        paths: list[Path] = []
        found, places = [np.empty((0, 2), np.uint64)], [np.empty((0, 2), np.uint32)]
        for path in sorted(self.folder.glob(f"*-{self.tag}-*.arrow")):
            check(cancelled)
            try:
                table = feather.read_table(path, memory_map=True, columns=["high", "low"])
                hashes = _hashes(table)
            except UNKEPT:
                continue
            rows = np.arange(len(hashes), dtype=np.uint32)
            places.append(np.column_stack([np.full(len(hashes), len(paths), np.uint32), rows]))
            found.append(hashes)
            paths.append(path)
        return VectorIndex(paths, np.concatenate(found), np.concatenate(places), self._kept)


class VectorIndex:
    """Where the vector of a text is, by its hash; files that are written meanwhile are added."""

    def __init__(
        self,
        paths: list[Path],
        hashes: Hashes,
        places: npt.NDArray[np.uint32],
        read: Callable[[Path], Kept],
    ) -> None:
        self._paths, self._read = paths, read
        self._new: dict[tuple[int, int], tuple[int, int]] = {}
        self._lay_out(hashes, places)

    def _lay_out(self, hashes: Hashes, places: npt.NDArray[np.uint32]) -> None:
        order = np.lexsort((hashes[:, 1], hashes[:, 0]))
        self._hashes, self._places = hashes[order], places[order]

    def add(self, path: Path, hashes: Hashes) -> None:
        """Add a file that was just kept."""
        number = len(self._paths)
        self._paths.append(path)
        self._new |= {(high, low): (number, row) for row, (high, low) in enumerate(hashes.tolist())}
        if len(self._new) > _MOST_NEW:
            new, places = np.array(list(self._new), np.uint64), np.array(list(self._new.values()), np.uint32)
            self._new = {}
            self._lay_out(np.concatenate([self._hashes, new]), np.concatenate([self._places, places]))

    def vectors(self, hashes: Hashes) -> dict[int, npt.NDArray[np.float16]]:
        """Give the vectors of those texts that are there, by their row in ``hashes``.

        Notes
        -----
        O(log n) a text, and one opened file for all texts that are in it.
        """
        by_file: dict[int, list[tuple[int, int]]] = {}
        for row, (file, place) in self._found(hashes).items():
            by_file.setdefault(file, []).append((row, place))
        found: dict[int, npt.NDArray[np.float16]] = {}
        for file, some in by_file.items():
            try:
                kept = self._read(self._paths[file])
            except UNKEPT:
                continue  # swept meanwhile, or damaged: embedded again
            for row, place in some:
                if place < len(kept.hashes) and (kept.hashes[place] == hashes[row]).all():
                    found[row] = kept.vectors[place].copy()
        return found

    def _found(self, hashes: Hashes) -> dict[int, tuple[int, int]]:
        found = {
            row: self._new[one] for row, one in enumerate(map(tuple, hashes.tolist())) if one in self._new
        }
        if not len(self._hashes):
            return found
        rows = np.searchsorted(self._hashes[:, 0], hashes[:, 0])
        rows = np.minimum(rows, len(self._hashes) - 1)
        is_there = (self._hashes[rows] == hashes).all(axis=1)
        places = self._places[rows].tolist()
        return {row: tuple(places[row]) for row in np.flatnonzero(is_there).tolist()} | found


def is_kept(table: pa.Table, path: Path, compression: str = "zstd") -> bool:
    """Keep a table and tell whether it is there: on a full disk it is not."""
    for _ in range(_TRIES):
        keep(table, path, compression)
        if path.exists():
            return True
    return False


def _looked_up(path: Path, look: Callable[[Path], Found]) -> Found | None:
    """Read a file; remove it only if its content is at fault, and not the disk, the rights, or too many files."""
    try:
        return look(path)
    except UNKEPT as error:
        # Arrow says of a file that ends too soon that it is an OSError, but one without a number.
        at_fault = error.errno is None if isinstance(error, OSError) else not isinstance(error, MemoryError)
        if at_fault:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        return None


def _told(table: pa.Table, model: str) -> dict[bytes, Any]:
    told: dict[bytes, Any] = table.schema.metadata or {}
    if told[b"model"] != model.encode("utf-8", "replace"):
        message = "vectors of another model"
        raise ValueError(message)
    return told


def _hashes(table: pa.Table) -> Hashes:
    columns = [table.column(name).to_numpy() for name in ("high", "low")]
    return np.column_stack(columns).astype(np.uint64, copy=False)
