"""Undoing deletions, as long as their run of the app lives; and emptying the trash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from core.errors import WorkspaceBusyError, WorkspaceError
from core.progress import check, ignore_progress, never
from core.schema import IDENTITIES, PROFILES
from core.workspace import attached, recollection, testimony, trash, upload
from core.workspace import bucket as buckets
from core.workspace import manifest as manifests
from core.workspace.compaction import compacted
from core.workspace.deletion import clean
from core.workspace.leftover import leftovers, sweep
from core.workspace.revision import Revision, revising
from core.workspace.summary import SUMMARY, merged_profiles
from core.workspace.table import read_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from core.workspace.manifest import ImportReport
    from core.workspace.trash import Run

_TAKING = 0.9  # the share of the time that putting posts back takes


def undo(
    folder: Path,
    name: str,
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> trash.Entry:
    """Put back what a deletion took out; give what it was.

    Imports and deletions made since stay. Rows merge as versions do: a post that came anew meanwhile
    stands as if it had come after the one that is put back. Reasons and names that the deletion took out
    of reports come back only while no other deletion has been made since, as they may quote what that
    one deleted.

    Parameters
    ----------
    name : str
        Of an entry of :func:`core.workspace.trash.entries`.
    progress, cancelled
        As of :func:`core.workspace.removal.delete_profiles`.

    Raises
    ------
    WorkspaceError
        If the trash has been emptied meanwhile, or the folder cannot be written to.
    WorkspaceBusyError
        If another process is writing.
    CancelledError
        If the analyst stopped it; the deletion stands and can still be undone.

    Notes
    -----
    O(posts of the buckets concerned) time, the memory of one bucket.
    """
    with revising(folder) as revision:
        entry, record = _entry(revision, name)
        base = trash.path_of(folder, name)
        summaries, touched = _put_posts_back(revision, base, progress, cancelled)
        changes = _report_put_back(revision, name, entry, record)
        testimonies = _testimonies(revision, base, record, changes.get("place"))
        progress(1.0, "Putting back what was known of the profiles")
        changes["profiles"] = _profiles(revision, base, testimonies, touched, summaries)
        changes["identities"] = _identities(revision, base)
        changes.pop("place", None)
        # what was labelled or attached meanwhile stands
        changes["labels"] = {**record.get("labels", {}), **revision.current.labels}
        changes["media"] = _media(revision, base, record.get("media", {}))
        left = tuple(other for other in revision.current.trash if other != name)
        revision.publish(**changes, testimonies=testimonies, trash=left)
        clean(folder)
        revision.finish()
        return entry


def empty_trash(folder: Path, run: Run | None = None) -> int:
    """Remove for good what was deleted; what other living runs deleted is left to them.

    To be called when a server starts (whatever killed ones left goes) and, with its run, when it ends.
    A deletion that a kill broke off while it removed old files is brought to its end, too.

    Parameters
    ----------
    run : Run, optional
        Whose entries go besides those of runs that are dead.

    Returns
    -------
    int
        How many deletions can no longer be undone.

    Raises
    ------
    WorkspaceError
        If something cannot be removed.

    Examples
    --------
    >>> from pathlib import Path
    >>> empty_trash(Path("no/such/folder"))
    0
    """
    if not folder.is_dir():
        return 0
    try:
        upload.sweep(folder)
        n_removed = trash.discard(folder, run)
        if leftovers(folder, manifests.read(folder)):
            with manifests.writing(folder):
                clean(folder)
                sweep(folder, manifests.read(folder))
    except WorkspaceBusyError:
        return n_removed  # whoever is writing has swept the folder before
    except OSError as error:
        message = f"the trash of {folder} cannot be emptied ({error.strerror}); remove its folder by hand"
        raise WorkspaceError(message) from error
    return n_removed


def _entry(revision: Revision, name: str) -> tuple[trash.Entry, dict[str, Any]]:
    if name not in revision.current.trash:
        message = "this deletion has been undone already, or its trash has been emptied"
        raise WorkspaceError(message)
    return trash.read_record(revision.folder, name)


def _put_posts_back(
    revision: Revision, base: Path, progress: Callable[[float, str], None], cancelled: Callable[[], bool]
) -> tuple[list[pd.DataFrame], pa.Array]:
    summaries: list[pd.DataFrame] = []
    touched = []
    files = sorted((base / trash.POSTS).glob("*.parquet"))
    for n, path in enumerate(files):
        check(cancelled)
        progress(_TAKING * n / len(files), f"Putting posts back, part {n + 1} of {len(files)}")
        bucket, rows = path.stem, buckets.read_all([path])
        relative = f"posts/{bucket}/{revision.number:06d}.parquet"
        buckets.write(revision.wrote(relative), rows)
        there = (*revision.posts.get(bucket, ()), relative)
        revision.posts[bucket] = compacted(revision.folder, bucket, there, revision.number)
        for merged in set(revision.posts[bucket]).difference(there):
            revision.wrote(merged)
        summaries += revision.summaries(bucket, rows)
        touched.append(rows.column("profile").unique())
    return summaries, recollection.union(*touched)


def _report_put_back(
    revision: Revision, name: str, entry: trash.Entry, record: dict[str, Any]
) -> dict[str, Any]:
    """Give the manifest's changes that put an import's report back, or what others said."""
    current = revision.current
    if entry.kind == "import":
        place = _place(revision, record)
        reports = (*current.imports[:place], manifests.report_of(record["report"]), *current.imports[place:])
        return {"imports": reports, "place": place}
    if current.trash[-1] != name:
        return {}
    before = {manifests.report_of(new): manifests.report_of(old) for new, old in record["reports"]}
    restored: tuple[ImportReport, ...] = tuple(before.get(report, report) for report in current.imports)
    opening = tuple(record["opening"]) if record["opening"] else None
    return {"imports": restored, "opening": current.opening or opening}


def _place(revision: Revision, record: dict[str, Any]) -> int:
    """Find where an import belongs: before the first that came after it."""
    number, place = record["testimony"], int(record["place"])
    paths = testimony.paths_of(revision.current)
    if number is None:
        return min(place, len(paths))
    later = (n for n, path in enumerate(paths) if path and testimony.number_of(path) > number)
    return next(later, len(paths))


def _testimonies(
    revision: Revision, base: Path, record: dict[str, Any], place: int | None
) -> tuple[str, ...]:
    """Put back what imports said; give the paths. What one said that is deleted stays deleted."""
    paths = list(testimony.paths_of(revision.current))
    if place is not None:
        paths.insert(place, "")
    for kept in sorted((base / testimony.FOLDER).glob("*.arrow")):
        number = testimony.number_of(kept.name)
        at = place if record.get("testimony") == number else _position(paths, number)
        if at is not None:
            said = pa.concat_tables(
                [testimony.read(revision.folder, paths[at]), read_table(kept, testimony.SCHEMA)]
            )
            paths[at] = revision.write_testimony(number, said)
    return tuple(paths)


def _position(paths: list[str], number: int) -> int | None:
    return next((n for n, path in enumerate(paths) if path and testimony.number_of(path) == number), None)


def _media(revision: Revision, base: Path, gone: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Put the files of attachments back, before those that came meanwhile; of one file the later stands."""
    media = dict(revision.current.media)
    for key, paths in gone.items():
        there = media.get(key, ())
        sums = {attached.sha256_of(path) for path in there}
        back = [path for path in paths if attached.sha256_of(path) not in sums and (base / path).is_file()]
        for path in back:
            attached.copied(base / path, revision.wrote(path))
        if back:
            media[key] = (*back, *there)
    return media


def _kept(base: Path, name: str, schema: pa.Schema) -> pa.Table:
    path = base / name
    return read_table(path, schema) if path.exists() else schema.empty_table()


def _profiles(
    revision: Revision,
    base: Path,
    testimonies: tuple[str, ...],
    touched: pa.Array,
    summaries: list[pd.DataFrame],
) -> str | None:
    """Bring the list of profiles up to date with what is back."""
    current = revision.current
    dropped = _kept(base, trash.PROFILES, PROFILES)
    kept = (read_table(path, testimony.SCHEMA) for path in sorted((base / testimony.FOLDER).glob("*.arrow")))
    back = [testimony.facts_of(said).column("key").combine_chunks() for said in kept]
    concerned = recollection.union(touched, dropped.column("key").combine_chunks(), *back)
    facts = [testimony.facts_of(testimony.read(revision.folder, path)) for path in testimonies]
    told = [fact.filter(recollection.members(fact.column("key"), concerned)) for fact in facts]
    known = revision.table(current.profiles, SUMMARY)
    merged = merged_profiles(known, [dropped, *told], summaries)
    return revision.write_table("profiles", merged, current.profiles)


def _identities(revision: Revision, base: Path) -> str | None:
    current = revision.current
    pairs = [revision.table(current.identities, IDENTITIES), _kept(base, trash.IDENTITIES, IDENTITIES)]
    said = (read_table(path, testimony.SCHEMA) for path in sorted((base / testimony.FOLDER).glob("*.arrow")))
    whole = (
        pa.concat_tables([*pairs, *map(testimony.pairs_of, said)]).group_by(IDENTITIES.names).aggregate([])
    )
    ordered = whole.sort_by([(name, "ascending") for name in IDENTITIES.names])
    return revision.write_table("identities", ordered, current.identities)
