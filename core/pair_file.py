"""Pairs × measures as a Parquet file: written stretch by stretch, whole or not at all.

What is measured is kept in a folder beside the file until the last pair is there. A run that is stopped,
or killed, leaves that folder: the next one for the same pairs of the same state goes on from it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import WorkspaceBusyError, WorkspaceError
from core.measures import all_measures
from core.pair_table import row_table, table_schema
from core.progress import check, ignore_progress, never, part
from core.survey import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from core.measures import Measure
    from core.model import Portrait
    from core.params import ComparisonParams
    from core.reference import Reference

_MEASURING = 0.98  # the share of the progress that measuring has; joining the parts is the rest
_SUFFIX = ".parts"
_LOCK = "doppelscope.lock"
_OURS = re.compile(r"[0-9a-f]{32}\.(parquet|[0-9]+\.new)")  # somebody's own files may lie beside the parts


@dataclass(frozen=True, slots=True)
class PairFile:
    """What was written: ``missing`` says by measure of how many of the ``n_pairs`` it has no value."""

    n_pairs: int
    missing: Mapping[str, int]


class _Parts:
    """The folder of what is measured already: one file a stretch, named by what it was made from."""

    def __init__(self, file: Path, schema: pa.Schema) -> None:
        self.folder, self.schema = file.with_name(file.name + _SUFFIX), schema
        self._made_from = hashlib.blake2b(schema.serialize().to_pybytes(), digest_size=16)
        self.named: list[Path] = []

    def path(self, pairs: npt.NDArray[np.int64]) -> Path:
        """Name the part of some pairs."""
        mark = self._made_from.copy()
        mark.update(pairs.tobytes())
        return self.folder / f"{mark.hexdigest()}.parquet"

    def is_there(self, pairs: npt.NDArray[np.int64]) -> bool:
        """Tell whether a part is there and whole, and count on it for the file; what is damaged is removed."""
        path = self.path(pairs)
        self.named.append(path)
        try:
            with pq.ParquetFile(path) as part:
                if part.metadata.num_rows == len(pairs) and part.schema_arrow.equals(self.schema):
                    return True
        except FileNotFoundError:
            return False
        except (OSError, pa.ArrowException) as error:
            if not _is_damage(error):
                raise
        path.unlink(missing_ok=True)
        return False

    def keep(self, pairs: npt.NDArray[np.int64], table: pa.Table) -> None:
        """Keep a part."""
        draft = self.path(pairs).with_suffix(f".{os.getpid()}.new")
        pq.write_table(table, draft, compression="zstd")
        _put(draft, self.path(pairs))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for this process alone; the system takes it back when the process dies.

        Raises
        ------
        WorkspaceBusyError
            If another process, named in the message, writes the same file.
        """
        path = self.folder / _LOCK
        self.folder.mkdir(parents=True, exist_ok=True)
        with path.open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # whoever held it removes it at its end: another may have made a new one since we opened it
                is_ours = os.path.samestat(os.fstat(lock.fileno()), path.stat())
            except (BlockingIOError, FileNotFoundError):
                is_ours = False
            if not is_ours:
                raise self._busy(lock)
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            try:
                yield
            finally:
                with suppress(OSError):  # the folder stays if it holds what was measured, or what is not ours
                    path.unlink()
                    self.folder.rmdir()

    def _busy(self, lock: IO[str]) -> WorkspaceBusyError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        name = self.folder.name.removesuffix(_SUFFIX)
        message = (
            f"{name} is being written by process {holder}; wait until it is done, or choose another place"
        )
        return WorkspaceBusyError(message)

    def forget(self) -> None:
        """Remove all parts, also those of other states, and nothing else."""
        with suppress(OSError):  # the file is written: what is left is only in the way
            for path in self.folder.iterdir():
                if _OURS.fullmatch(path.name):
                    path.unlink()

    def join(
        self, draft: Path, progress: Callable[[float, str], None], cancelled: Callable[[], bool]
    ) -> PairFile:
        """Write all parts one after the other into one file."""
        names = [name.removesuffix(".missing") for name in self.schema.names if name.endswith(".missing")]
        missing = Counter(dict.fromkeys(names, 0))
        n_pairs = 0
        with pq.ParquetWriter(draft, self.schema, compression="zstd") as writer:
            for n, path in enumerate(self.named):
                check(cancelled, "what was measured is kept beside the file")
                progress(_MEASURING + (1 - _MEASURING) * n / len(self.named), "Writing the table")
                table = self._read(path)
                writer.write_table(table.cast(self.schema))
                n_pairs += table.num_rows
                missing.update({name: table.column(name).null_count for name in names})
        return PairFile(n_pairs, dict(missing))

    def _read(self, path: Path) -> pa.Table:
        try:
            return pq.read_table(path)
        except (OSError, pa.ArrowException) as error:
            if not _is_damage(error):
                raise
            path.unlink(missing_ok=True)
            message = f"a part of what was measured is damaged ({path}) and was removed; measure again: the others are kept"
            raise WorkspaceError(message) from error


def _is_damage(error: Exception) -> bool:
    """Tell whether a file's content is at fault: Arrow gives what the system refuses a number."""
    return error.errno is None if isinstance(error, OSError) else not isinstance(error, MemoryError)


def _put(draft: Path, path: Path) -> None:
    """Put a file in its place once it is on the disk: after a power cut it is whole or not there."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(path)


def write_pairs(
    file: Path,
    portraits: Sequence[Portrait],
    reference: Reference | None,
    params: ComparisonParams,
    pairs: npt.ArrayLike | None = None,
    *,
    source: Mapping[str, str],
    measures: Sequence[Measure] | None = None,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> PairFile:
    """Measure pairs of portraits and write them as one Parquet file.

    Parameters
    ----------
    file : Path
        Where to; it is replaced once the whole is written.
    portraits, reference, params, pairs, measures
        As for :func:`core.survey.survey`.
    source : mapping of str to str
        Where the portraits come from, written into the file; it must differ whenever any of them does,
        since what an earlier run of the same source has measured is not measured again.
    progress, cancelled : callable
        As for that function.

    Returns
    -------
    PairFile

    Raises
    ------
    ParameterError
        If pairs are none, see :func:`core.survey.checked_pairs`.
    WorkspaceError
        If the place cannot be written to, or another process is writing it.
    CancelledError
        If the analyst stopped it: there is no file, or the one that was there; what was measured is kept
        in a folder beside it, named after it with ``.parts``.

    Notes
    -----
    Memory for one stretch, whatever the number of pairs; a row group a stretch. Two runs give the same
    bytes.
    """
    used = all_measures() if measures is None else measures
    schema = table_schema(used, params, source)
    parts = _Parts(file, schema)
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        with parts.held():
            found = survey(
                portraits, reference, params, pairs,
                measures=used,
                skip=parts.is_there,
                progress=part(progress, 0, _MEASURING),
                cancelled=cancelled,
            )  # fmt: skip
            for stretch in found:
                parts.keep(stretch.pairs, row_table(stretch, schema))
            try:
                told = parts.join(draft, progress, cancelled)
                _put(draft, file)
            finally:
                draft.unlink(missing_ok=True)
            parts.forget()
    except (OSError, pa.ArrowException) as error:
        why = (isinstance(error, OSError) and error.strerror) or error
        message = f"{file} cannot be written ({why}); choose another place"
        raise WorkspaceError(message) from error
    return told
