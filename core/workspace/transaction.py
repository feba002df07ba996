"""One import: batches in, staged on disk when they grow, merged bucket by bucket, then named."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

from core.errors import CancelledError
from core.pseudonyms.admission import admit
from core.pseudonyms.provenance import file_report
from core.schema import IDENTITIES
from core.workspace import bucket as buckets
from core.workspace import manifest as manifests
from core.workspace import testimony
from core.workspace.compaction import compacted
from core.workspace.manifest import FileReport, ImportReport
from core.workspace.merge import merged, portions
from core.workspace.stage import FOLDER, Stage
from core.workspace.summary import SUMMARY, merged_profiles, summarised
from core.workspace.table import read_table
from core.workspace.witness import Witness, distinct

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    import pandas as pd

    from core.model import Batch
    from core.pseudonyms import Pseudonyms

# Buckets are merged together up to so many rows: what a merge costs whatever its size is then paid
# seldom, and yet a stopped import stops within half a second.
MERGED_ROWS = 25_000
_REASON_LENGTH = 500


class Transaction:
    """The rows of one import, on their way into a workspace.

    Open it while :func:`core.workspace.manifest.writing` is held. Until :meth:`commit` returns,
    nothing of it exists for a reader; what it staged is swept with the next writer.
    """

    def __init__(
        self,
        folder: Path,
        current: manifests.Manifest,
        now: datetime,
        pseudonyms: Pseudonyms | None = None,
    ) -> None:
        admit(folder, current, pseudonyms)
        self._pseudonyms = pseudonyms
        if pseudonyms:
            current = replace(current, pseudonyms=pseudonyms.key_id)
        self._folder, self._current, self._now = folder, current, now
        self._number = current.next_import
        self._stage, self._witness = Stage(folder), Witness()
        self._n_begun = self._n_left_out = 0
        self._files: list[FileReport] = []
        self._reasons: list[tuple[str, str]] = []
        self._span: tuple[datetime, datetime] | None = None

    def begin_file(self) -> None:
        """Start a file: ordinals of identical posts are counted anew."""
        self._n_begun, self._reasons = self._n_begun + 1, []

    def add(self, batch: Batch) -> None:
        """Take in a batch of the current file."""
        if self._pseudonyms:
            batch = self._pseudonyms.batch(batch)
        room = manifests.MAX_KEPT_REASONS - len(self._reasons)
        told = (r for n, r in enumerate(batch.refusals) if n < room or r.place in manifests.NOTED)
        self._reasons += [(_kept(r.place), _kept(r.reason)) for r in told]
        self._witness.hear(batch.profiles, batch.identities)
        if batch.posts.num_rows == 0:
            return
        span = pc.min_max(batch.posts.column("time")).as_py()
        first, last = self._span or (span["min"], span["max"])
        self._span = min(first, span["min"]), max(last, span["max"])
        self._stage.add(batch.posts, self._n_begun)

    def end_file(self, report: FileReport) -> None:
        """Close a file with what is known of it."""
        if self._pseudonyms:
            report = file_report(report, self._pseudonyms)
        if report.skipped is None:
            self._files.append(replace(report, reasons=tuple(self._reasons)))
            return
        self._n_left_out += 1
        if self._n_left_out <= manifests.MAX_NAMED_LEFT_OUT:
            self._files.append(report)

    def _groups(self) -> list[list[str]]:
        """List the buckets that gain rows, neighbours together while they hold few."""
        groups: list[list[str]] = []
        room = 0
        for name, n_new in sorted(self._stage.n_rows.items()):
            n_rows = n_new + buckets.n_rows(self._paths([name]))
            if not groups or n_rows > room:
                groups.append([])
                room = MERGED_ROWS
            groups[-1].append(name)
            room -= n_rows
        return groups

    def _paths(self, names: Sequence[str]) -> list[Path]:
        return [self._folder / path for name in names for path in self._current.posts.get(name, ())]

    def _numbered(self, staged: pa.Table) -> pa.Table:
        posts = buckets.name_unnamed(staged)
        number = pa.repeat(pa.scalar(self._number, pa.int32()), posts.num_rows)
        return posts.append_column(buckets.STORED.field(buckets.VERSION), number)

    def _merge(self, names: Sequence[str], cancelled: Callable[[], bool]) -> _Merged:
        """Write what is new in some buckets."""
        found = _Merged({}, [], 0)
        with buckets.Writer(self._folder, self._number) as writer:
            old = buckets.read_all(self._paths(names))
            for staged, before in portions(self._stage.posts(names), old):
                if cancelled():
                    message = "the import was stopped; the workspace is as it was"
                    raise CancelledError(message)
                fresh, whole = merged(self._numbered(staged), before)
                if fresh.num_rows:
                    writer.write(fresh)
                    found.summaries.append(summarised(fresh, whole))
                    found.kept += fresh.num_rows
        found.written = writer.paths
        return found

    def commit(
        self,
        progress: Callable[[float, str], None],
        cancelled: Callable[[], bool],
    ) -> ImportReport:
        """Write what is new and name it; give the report.

        Raises
        ------
        CancelledError
            If the analyst stopped it; the workspace is as it was.
        """
        whole = _Merged({}, [], 0)
        self._stage.close()
        groups = self._groups()
        for n, names in enumerate(groups):
            progress(n / len(groups), f"Writing posts, part {n + 1} of {len(groups)}")
            part = self._merge(names, cancelled)
            whole.written |= part.written
            whole.summaries += part.summaries
            whole.kept += part.kept
        report = self._report(whole.kept, sum(map(len, whole.summaries)))
        self._publish(whole.written, whole.summaries, report)
        return report

    def _report(self, kept: int, n_profiles: int) -> ImportReport:
        rows, refused = (sum(getattr(f, what) for f in self._files) for what in ("rows", "refused"))
        return ImportReport(
            number=self._number if kept else None,
            imported_at=self._now.isoformat(),
            files=tuple(self._files),
            rows=rows,
            kept=kept,
            duplicates=self._stage.n_rows.total() - kept,
            refused=refused,
            left_out=self._n_left_out,
            profiles=n_profiles,
            first=self._span[0].isoformat() if self._span else None,
            last=self._span[1].isoformat() if self._span else None,
        )

    def _publish(self, written: dict[str, str], summaries: list[pd.DataFrame], report: ImportReport) -> None:
        current, number = self._current, self._number
        profiles = merged_profiles(
            self._table(current.profiles, SUMMARY), [self._witness.profiles], summaries
        )
        identities = self._merged_identities()
        posts = dict(current.posts)
        for name, path in written.items():
            posts[name] = compacted(self._folder, name, (*posts.get(name, ()), path), number)
        following = current.following(
            next_import=number + 1,
            posts=posts,
            profiles=self._write_table("profiles", profiles, current.profiles),
            identities=self._write_table("identities", identities, current.identities),
            imports=(*current.imports, report),
        )
        if written or following.profiles != current.profiles or following.identities != current.identities:
            said = testimony.testified([self._witness.profiles], [self._witness.identities])
            path = testimony.write(self._folder, number, said)
            following = replace(following, testimonies=(*testimony.paths_of(current), path))
            tables = (following.profiles, following.identities, path)
            changed = (path for name in written for path in posts[name][-1:])
            manifests.settle([self._folder / path for path in (*changed, *tables) if path])
            if self._pseudonyms:  # no workspace knows a pseudonym that the register does not
                self._pseudonyms.keep()
            manifests.replace_manifest(self._folder, following)
        shutil.rmtree(self._folder / FOLDER, ignore_errors=True)

    def _table(self, relative: str | None, schema: pa.Schema) -> pa.Table:
        return read_table(self._folder / relative, schema) if relative else schema.empty_table()

    def _merged_identities(self) -> pa.Table:
        known = self._table(self._current.identities, IDENTITIES)
        whole = distinct(pa.concat_tables([known, self._witness.identities]))
        return whole.sort_by([(name, "ascending") for name in whole.column_names])

    def _write_table(self, stem: str, table: pa.Table, old: str | None) -> str | None:
        """Write a table beside the posts unless it says what the old one said."""
        if table.num_rows == 0 and old is None:
            return None
        if old and self._table(old, table.schema).equals(table):
            return old
        relative = f"{stem}-{self._number:06d}.arrow"
        feather.write_feather(table, self._folder / relative, compression="zstd")
        return relative


@dataclass(slots=True)
class _Merged:
    """What was new: the file of each bucket, the timelines that changed, the number of posts."""

    written: dict[str, str]
    summaries: list[pd.DataFrame]
    kept: int


def _kept(said: str) -> str:
    """Give a reason as the manifest may hold it: it can quote what was refused."""
    return said[:_REASON_LENGTH].encode("utf-8", "replace").decode("utf-8")
