"""One import: batches in, staged on disk when they grow, merged bucket by bucket, then named."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

from core.errors import CancelledError
from core.schema import IDENTITIES
from core.workspace import bucket as buckets
from core.workspace import manifest as manifests
from core.workspace.compaction import compacted
from core.workspace.manifest import FileReport, ImportReport
from core.workspace.summary import SUMMARY, merged_profiles, summarised

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    import numpy.typing as npt

    from core.model import Batch

STAGE_BYTES = 256 * 1024**2
# Buckets are merged together up to so many rows: what a merge costs whatever its size is then paid
# seldom, and yet a stopped import stops within half a second.
MERGED_ROWS = 25_000
_STAGE = "staging"
_REASON_LENGTH = 500


class Transaction:
    """The rows of one import, on their way into a workspace.

    Open it while :func:`core.workspace.manifest.writing` is held. Until :meth:`commit` returns,
    nothing of it exists for a reader; what it staged is swept with the next writer.
    """

    def __init__(self, folder: Path, current: manifests.Manifest, now: datetime) -> None:
        self._folder, self._current, self._now = folder, current, now
        self._number = current.next_import
        self._held: dict[str, list[pa.Table]] = {}
        self._held_bytes = self._n_left_out = 0
        self._n_rows = Counter[str]()
        self._staged: dict[str, list[Path]] = {}
        self._profiles: list[pa.Table] = []
        self._identities: list[pa.Table] = []
        self._counted: dict[bytes, int] = {}
        self._files: list[FileReport] = []
        self._reasons: list[tuple[str, str]] = []
        self._span: list[datetime] = []

    def begin_file(self) -> None:
        """Start a file: ordinals of identical posts are counted anew."""
        self._counted, self._reasons = {}, []

    def add(self, batch: Batch) -> None:
        """Take in a batch of the current file."""
        room = manifests.MAX_KEPT_REASONS - len(self._reasons)
        self._reasons += [(_kept(r.place), _kept(r.reason)) for r in batch.refusals[: max(room, 0)]]
        self._profiles.append(batch.profiles)
        self._identities.append(batch.identities)
        if batch.posts.num_rows == 0:
            return
        span = pc.min_max(batch.posts.column("time")).as_py()
        self._span += [span["min"], span["max"]]
        posts = buckets.name_unnamed(batch.posts, self._counted)
        for name, part in buckets.partition(posts).items():
            self._held.setdefault(name, []).append(part)
            self._n_rows[name] += part.num_rows
        self._held_bytes += posts.nbytes
        if self._held_bytes > STAGE_BYTES:
            self._stage()

    def end_file(self, report: FileReport) -> None:
        """Close a file with what is known of it."""
        if report.skipped is None:
            self._files.append(replace(report, reasons=tuple(self._reasons)))
            return
        self._n_left_out += 1
        if self._n_left_out <= manifests.MAX_NAMED_LEFT_OUT:
            self._files.append(report)

    def _stage(self) -> None:
        for name, parts in self._held.items():
            runs = self._staged.setdefault(name, [])
            path = self._folder / _STAGE / f"{name}-{len(runs):04d}.arrow"
            path.parent.mkdir(parents=True, exist_ok=True)
            feather.write_feather(pa.concat_tables(parts), path, compression="lz4")
            runs.append(path)
        self._held, self._held_bytes = {}, 0

    def _groups(self) -> list[list[str]]:
        """List the buckets that gain rows, neighbours together while they hold few."""
        groups: list[list[str]] = []
        room = 0
        for name in sorted(self._n_rows):
            n_rows = self._n_rows[name] + buckets.n_rows(self._paths([name]))
            if not groups or n_rows > room:
                groups.append([])
                room = MERGED_ROWS
            groups[-1].append(name)
            room -= n_rows
        return groups

    def _paths(self, names: Sequence[str]) -> list[Path]:
        return [self._folder / path for name in names for path in self._current.posts.get(name, ())]

    def _incoming(self, names: Sequence[str]) -> pa.Table:
        runs = [feather.read_table(path) for name in names for path in self._staged.get(name, [])]
        posts = pa.concat_tables([*runs, *(part for name in names for part in self._held.get(name, []))])
        number = pa.repeat(pa.scalar(self._number, pa.int32()), posts.num_rows)
        return posts.append_column(buckets.STORED.field(buckets.VERSION), number)

    def _merge(self, names: Sequence[str]) -> tuple[pa.Table, pa.Table]:
        """Give the rows of some buckets that are new, and the timelines that they belong to."""
        rows = buckets.latest(self._incoming(names))
        old = buckets.read_all(self._paths(names))
        keys = pc.is_in(old.column("profile"), value_set=rows.column("profile").unique())
        old = buckets.latest(old.filter(keys))
        fresh = rows.filter(pa.array(_is_news(old, rows)))
        return fresh, buckets.latest(pa.concat_tables([old, fresh]))

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
        written: dict[str, str] = {}
        summaries, kept = [], 0
        groups = self._groups()
        for n, names in enumerate(groups):
            if cancelled():
                message = "the import was stopped; the workspace is as it was"
                raise CancelledError(message)
            progress(n / len(groups), f"Writing posts, part {n + 1} of {len(groups)}")
            fresh, whole = self._merge(names)
            if fresh.num_rows == 0:
                continue
            for name, part in buckets.partition(fresh).items():
                written[name] = f"posts/{name}/{self._number:06d}.parquet"
                buckets.write(self._folder / written[name], part)
            summaries.append(summarised(fresh, whole))
            kept += fresh.num_rows
        report = self._report(kept, sum(len(s) for s in summaries))
        self._publish(written, summaries, report)
        return report

    def _report(self, kept: int, n_profiles: int) -> ImportReport:
        rows, refused = (sum(getattr(f, what) for f in self._files) for what in ("rows", "refused"))
        return ImportReport(
            number=self._number if kept else None,
            imported_at=self._now.isoformat(),
            files=tuple(self._files),
            rows=rows,
            kept=kept,
            duplicates=self._n_rows.total() - kept,
            refused=refused,
            left_out=self._n_left_out,
            profiles=n_profiles,
            first=min(self._span).isoformat() if self._span else None,
            last=max(self._span).isoformat() if self._span else None,
        )

    def _publish(self, written: dict[str, str], summaries: list[pd.DataFrame], report: ImportReport) -> None:
        current, number = self._current, self._number
        profiles = merged_profiles(self._table(current.profiles, SUMMARY), self._profiles, summaries)
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
            tables = (following.profiles, following.identities)
            changed = (path for name in written for path in posts[name][-1:])
            manifests.settle([self._folder / path for path in (*changed, *tables) if path])
            manifests.replace_manifest(self._folder, following)
        shutil.rmtree(self._folder / _STAGE, ignore_errors=True)

    def _table(self, relative: str | None, schema: pa.Schema) -> pa.Table:
        return feather.read_table(self._folder / relative) if relative else schema.empty_table()

    def _merged_identities(self) -> pa.Table:
        tables = [self._table(self._current.identities, IDENTITIES), *self._identities]
        whole = pa.concat_tables(tables)
        return (
            whole.group_by(whole.column_names)
            .aggregate([])
            .sort_by([(n, "ascending") for n in whole.column_names])
        )

    def _write_table(self, stem: str, table: pa.Table, old: str | None) -> str | None:
        """Write a table beside the posts unless it says what the old one said."""
        if table.num_rows == 0 and old is None:
            return None
        if old and self._table(old, table.schema).equals(table):
            return old
        relative = f"{stem}-{self._number:06d}.arrow"
        feather.write_feather(table, self._folder / relative, compression="zstd")
        return relative


def _kept(said: str) -> str:
    """Give a reason as the manifest may hold it: it can quote what was refused."""
    return said[:_REASON_LENGTH].encode("utf-8", "replace").decode("utf-8")


def _is_news(old: pa.Table, new: pa.Table) -> npt.NDArray[np.bool_]:
    """Tell which rows say something that the workspace does not hold yet."""
    have = pd.DataFrame(
        {
            "profile": old.column("profile").to_numpy(),
            "post_id": old.column("post_id").to_numpy(),
            "row": np.arange(old.num_rows),
        }
    )
    come = pd.DataFrame(
        {"profile": new.column("profile").to_numpy(), "post_id": new.column("post_id").to_numpy()}
    )
    row = come.merge(have, on=["profile", "post_id"], how="left")["row"].to_numpy()
    known: npt.NDArray[np.bool_] = ~np.isnan(row)
    news = ~known
    if known.any():
        before, after = old.take(pa.array(row[known].astype(np.int64))), new.filter(pa.array(known))
        newer = pc.greater_equal(
            after.column("fetched_at").cast(pa.int64()).fill_null(0),
            before.column("fetched_at").cast(pa.int64()).fill_null(0),
        ).to_numpy()
        news[known] = (buckets.row_hashes(before) != buckets.row_hashes(after)) & newer
    return news
