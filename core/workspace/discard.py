"""A deletion on its way into the trash: the rows, and what else is needed to put them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pyarrow import feather

from core.schema import PROFILES
from core.workspace import bucket as buckets
from core.workspace import testimony, trash
from core.workspace.attached import copied

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    import pyarrow as pa

    from core.workspace.revision import Revision
    from core.workspace.trash import Run


class Discard:
    """One entry of the trash while it is being written; without a run nothing is kept.

    Attributes
    ----------
    name : str
        Of the entry, which the manifest of the deletion has to name.
    is_kept : bool
        Whether there will be an entry.
    """

    def __init__(self, revision: Revision, run: Run | None) -> None:
        self._revision, self._run = revision, run
        self.is_kept = run is not None
        self.name = f"{revision.number:06d}-{run.name if run else ''}"
        self._is_open = False

    def _base(self) -> Path:
        """Give the entry's folder; it is made when the first row comes, after all that may be refused."""
        path = trash.path_of(self._revision.folder, self.name)
        if self._run and not self._is_open:
            self._run.hold(self._revision.folder)
            path.mkdir(parents=True)
            self._is_open = True
        return path

    def _wrote(self, name: str) -> Path:
        relative = (self._base() / name).relative_to(self._revision.folder)
        return self._revision.wrote(relative.as_posix())

    def add_posts(self, bucket: str, posts: pa.Table) -> None:
        """Keep the rows that were taken out of a bucket."""
        if self.is_kept and posts.num_rows:
            buckets.write(self._wrote(f"{trash.POSTS}/{bucket}.parquet"), posts)

    def add_testimony(self, number: int, rows: pa.Table) -> None:
        """Keep what was taken out of the testimony of an import."""
        if self.is_kept:
            self._wrote(testimony.write(self._base(), number, rows))

    def add_profiles(self, profiles: pa.Table) -> None:
        """Keep what was known of users that go from the list."""
        self._add_table(trash.PROFILES, profiles.select(PROFILES.names))

    def add_identities(self, pairs: pa.Table) -> None:
        """Keep pairs of id and handle that go."""
        self._add_table(trash.IDENTITIES, pairs)

    def add_media(self, paths: Sequence[str]) -> None:
        """Keep the files of attachments that go with their profile; one that is missing is gone already."""
        there = [path for path in paths if (self._revision.folder / path).is_file()]
        for path in there if self.is_kept else ():
            copied(self._revision.folder / path, self._wrote(path))

    def _add_table(self, name: str, table: pa.Table) -> None:
        if self.is_kept and table.num_rows:
            feather.write_feather(table, self._wrote(name), compression="zstd")

    def seal(
        self,
        kind: Literal["profiles", "import"],
        what: Sequence[str],
        now: datetime,
        n_posts: int,
        n_profiles: int,
        **more: Any,
    ) -> tuple[str, ...]:
        """Say what the entry is; give the entries that the manifest has to name.

        An entry that is not kept is named all the same: so it is known that the ones before it are no
        longer the last.
        """
        folder, before = self._revision.folder, self._revision.current.trash
        if self._run:
            entry = trash.Entry(
                self.name, self._run.name, kind, tuple(what), now.isoformat(), n_posts, n_profiles
            )
            self._base()
            self._wrote(trash.write_record(folder, entry, more).name)
        return (*(name for name in before if trash.path_of(folder, name).is_dir()), self.name)
