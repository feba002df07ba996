"""A change of what is there already: rows taken out, or put back, under the writer's lock.

Like an import it writes new files beside the old and then one manifest that names them: a reader, and
whoever comes after a kill, sees the workspace before it or after it. Unlike an import it removes the old
files at once.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

from core.errors import WorkspaceError
from core.progress import check
from core.workspace import bucket as buckets
from core.workspace import manifest as manifests
from core.workspace import testimony
from core.workspace.leftover import sweep
from core.workspace.summary import summarised
from core.workspace.table import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd

_NAMING = ("profile", "mentions", "ref_author", "quoted_author")


class Revision:
    """The files of one change, on their way into a workspace; :func:`revising` opens it.

    Attributes
    ----------
    current : Manifest
        What is there.
    number : int
        Of this change, in one row with the imports.
    posts : dict
        The post files by bucket as they will be named.
    """

    def __init__(self, folder: Path, current: manifests.Manifest) -> None:
        self.folder, self.current = folder, current
        self.number = current.next_import
        self.posts = dict(current.posts)
        self._written: list[Path] = []

    def paths(self, name: str) -> list[Path]:
        """Give the files of a bucket as they will be."""
        return [self.folder / path for path in self.posts.get(name, ())]

    def take_out(self, name: str, column: str, gone: pa.Array) -> pa.Table:
        """Write the files of a bucket anew without the rows that have one of some values in a column.

        Files without such rows stay as they are. Give the rows, every version of each post.
        """
        taken, kept = [buckets.STORED.empty_table()], []
        for n, relative in enumerate(self.posts.get(name, ())):
            path = self.folder / relative
            is_gone = pc.is_in(buckets.read_all([path], [column]).column(0), value_set=gone)
            if not pc.any(is_gone).as_py():
                kept.append(relative)
                continue
            table = buckets.read_all([path])
            taken.append(table.filter(is_gone))
            rest = table.filter(pc.invert(is_gone))
            if rest.num_rows:
                kept.append(f"posts/{name}/{self.number:06d}-{n}.parquet")
                buckets.write(self.wrote(kept[-1]), rest)
        self.posts[name] = tuple(kept)
        if not kept:
            del self.posts[name]
        return pa.concat_tables(taken)

    def summaries(self, name: str, touched: pa.Table) -> list[pd.DataFrame]:
        """Summarise the timelines of a bucket that the given rows belong to, as they will be."""
        keys = touched.column("profile").unique()
        rest = buckets.read_all(self.paths(name))
        rest = buckets.latest(rest.filter(pc.is_in(rest.column("profile"), value_set=keys)))
        return [summarised(touched, rest)] if rest.num_rows else []

    def wrote(self, relative: str) -> Path:
        """Note a file that this change writes, to be on the disk before it is named; give its path."""
        self._written.append(self.folder / relative)
        return self._written[-1]

    def table(self, relative: str | None, schema: pa.Schema) -> pa.Table:
        """Read a table of the workspace; none is an empty one."""
        return read_table(self.folder / relative, schema) if relative else schema.empty_table()

    def write_table(self, stem: str, table: pa.Table, old: str | None) -> str | None:
        """Write a table of the workspace unless it says what the old one said."""
        if table.num_rows == 0 or (old and self.table(old, table.schema).equals(table)):
            return old if table.num_rows else None
        relative = f"{stem}-{self.number:06d}.arrow"
        feather.write_feather(table, self.wrote(relative), compression="zstd")
        return relative

    def write_testimony(self, number: int, said: pa.Table) -> str:
        """Write anew what an import said about users; give the path."""
        relative = testimony.write(self.folder, number, said, rewritten=self.number)
        self.wrote(relative)
        return relative

    def publish(self, **changes: Any) -> None:
        """Put the manifest of this change in place, then remove what it no longer names."""
        following = self.current.following(next_import=self.number + 1, posts=self.posts, **changes)
        manifests.settle(self._written)
        manifests.replace_manifest(self.folder, following)
        self.current = following

    def finish(self) -> None:
        """Remove what the new manifest no longer names; a kill before leaves it to the next writer."""
        sweep(self.folder, self.current)


@contextmanager
def revising(folder: Path) -> Iterator[Revision]:
    """Open a change of a workspace; until it is published nothing of it exists for a reader.

    Raises
    ------
    WorkspaceBusyError
        If another process is writing.
    WorkspaceError
        If the folder cannot be written to, or a file of it is damaged.
    """
    revision = None
    try:
        with manifests.writing(folder):
            current = manifests.read(folder)
            sweep(folder, current)
            revision = Revision(folder, current)
            try:
                yield revision
            except BaseException:
                # What is left goes with the next writer. The manifest is asked again: it may have been
                # replaced before whatever was raised.
                with suppress(OSError, WorkspaceError):
                    sweep(folder, manifests.read(folder))
                raise
    except (OSError, pa.ArrowException) as error:
        raise WorkspaceError(_broken(folder, revision, error)) from error


def _broken(folder: Path, revision: Revision | None, error: Exception) -> str:
    reason = getattr(error, "strerror", None) or error
    if revision is not None and revision.current.next_import > revision.number:
        return f"it is done, but old files could not be removed from {folder} ({reason}); the next start tries again"
    return f"cannot change {folder} ({reason}); the workspace is as it was"


def named_users(posts: pa.Table) -> pa.Array:
    """Give the keys of all users that some posts name: who wrote, who is mentioned, answered, reposted."""
    columns = [posts.column(name) for name in _NAMING]
    flat = [pc.list_flatten(c) if pa.types.is_list(c.type) else c for c in columns]
    whole = pa.chunked_array([chunk for c in flat for chunk in c.chunks], pa.string())
    return whole.unique().drop_null()


def still_named(
    revision: Revision, keys: pa.Array, progress: Callable[[float, str], None], cancelled: Callable[[], bool]
) -> pa.Array:
    """Give those of some keys that a post names as the posts will be.

    Notes
    -----
    O(posts of the workspace) time for four columns of them, and the memory of one file; it ends as soon
    as all keys are found.
    """
    found = pa.array([], pa.string())
    paths = [path for name in revision.posts for path in revision.paths(name)]
    for n, path in enumerate(paths):
        if len(found) == len(keys):
            break
        check(cancelled)
        progress(n / len(paths), "Looking who is still named")
        here = named_users(buckets.read_all([path], list(_NAMING)))
        here = here.filter(pc.is_in(here, value_set=keys))
        found = pa.concat_arrays([found, here]).unique()
    return found
