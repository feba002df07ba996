"""Pairs × measures as a Parquet file: written stretch by stretch, whole or not at all.

What is measured is kept in a folder beside the file until the last pair is there. A run that is stopped,
or killed, leaves that folder: the next one for the same pairs of the same state goes on from it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import WorkspaceError
from core.measures import all_measures
from core.pair_table import row_table, table_schema
from core.progress import check, ignore_progress, never
from core.survey import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from core.measures import Measure
    from core.model import Portrait
    from core.params import ComparisonParams
    from core.reference import Reference

_MEASURING = 0.98  # the share of the progress that measuring has; joining the parts is the rest
_SUFFIX = ".parts"


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
        """Tell whether a part is there, and count on it for the file."""
        self.named.append(self.path(pairs))
        return self.named[-1].exists()

    def keep(self, pairs: npt.NDArray[np.int64], table: pa.Table) -> None:
        """Keep a part."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.path(pairs).with_suffix(f".{os.getpid()}.new")
        pq.write_table(table, draft, compression="zstd")
        draft.replace(self.path(pairs))

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
                table = pq.read_table(path)
                writer.write_table(table.cast(self.schema))
                n_pairs += table.num_rows
                missing.update({name: table.column(name).null_count for name in names})
        return PairFile(n_pairs, dict(missing))


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
        If the place cannot be written to.
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
        found = survey(
            portraits, reference, params, pairs,
            measures=used,
            skip=parts.is_there,
            progress=lambda share, words: progress(_MEASURING * share, words),
            cancelled=cancelled,
        )  # fmt: skip
        for stretch in found:
            parts.keep(stretch.pairs, row_table(stretch, schema))
        told = parts.join(draft, progress, cancelled)
        draft.replace(file)
    except OSError as error:
        message = f"{file} cannot be written ({error.strerror or error}); choose another place"
        raise WorkspaceError(message) from error
    finally:
        draft.unlink(missing_ok=True)
    shutil.rmtree(parts.folder, ignore_errors=True)
    return told
