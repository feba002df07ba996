"""Deleting an import: the workspace is as if it had never been.

A post that it had replaced is again what it was, where that version is still on disk: a bucket that has
gathered more than sixteen files keeps the latest versions only. Profiles left without posts go from the
list, and what the import said about the others is what it was before.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from core.errors import WorkspaceError
from core.progress import ignore_progress, never
from core.workspace import bucket as buckets
from core.workspace import recollection, testimony
from core.workspace.deletion import Deletion, Removal, known_in
from core.workspace.derived import holding_drafts
from core.workspace.discard import Discard
from core.workspace.revision import named_users, revising

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from core.identities import Identities
    from core.workspace.folder import Workspace
    from core.workspace.manifest import ImportReport, Manifest
    from core.workspace.trash import Run

_LIVE = "live_"  # how the names of sources begin that fetch


def delete_import(
    workspace: Workspace,
    place: int,
    *,
    now: datetime,
    run: Run | None = None,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Removal:
    """Delete what an import brought, and its report.

    Parameters
    ----------
    workspace : Workspace
        As the analyst saw it; if imports have come or gone since, the same one is still meant.
    place : int
        Of the import in ``workspace.imports``, from 0.
    now, run, progress, cancelled
        As of :func:`core.workspace.removal.delete_profiles`.

    Raises
    ------
    WorkspaceError
        If the import is no longer there, or the folder cannot be written to.
    WorkspaceBusyError
        If another process is writing, or fetching what this import fetched.
    CancelledError
        If the analyst stopped it; the workspace is as it was.

    Notes
    -----
    O(posts of the workspace) time where the import touched every bucket; the memory of one bucket. What
    imports made before this was kept said about users cannot be told apart: it stays as long as a post
    names them.
    """
    with revising(workspace.folder) as revision, ExitStack() as stack:
        current = revision.current
        report, index = _found(workspace, current, place)
        targets = [file.name for file in report.files if (file.source or "").startswith(_LIVE)]
        drafts = stack.enter_context(holding_drafts(revision.folder, (), targets))
        deletion = Deletion.of(revision, Discard(revision, run), progress, cancelled)
        n_posts, touched, named = _take_posts(deletion, report.number)
        paths = list(testimony.paths_of(current))
        path = paths.pop(index)
        said = testimony.read(revision.folder, path)
        others = [testimony.read(revision.folder, other) for other in paths]
        _unsay(deletion, touched, named, said if path else None, others, is_sure=all(paths))
        if path:
            deletion.discard.add_testimony(testimony.number_of(path), said)
        n_profiles = _n_lost(deletion, known_in(revision), touched)
        stays, goes = deletion.of_profiles()
        entries = deletion.discard.seal(
            "import",
            [file.name for file in report.files if not file.skipped],
            now,
            n_posts,
            n_profiles,
            report=asdict(report),
            place=index,
            testimony=testimony.number_of(path) if path else None,
            **goes,
        )
        imports = (*current.imports[:index], *current.imports[index + 1 :])
        deletion.publish(drafts, imports=imports, testimonies=tuple(paths), trash=entries, **stays)
        return Removal(n_posts, n_profiles, deletion.discard.name if run else None)


def _found(workspace: Workspace, current: Manifest, place: int) -> tuple[ImportReport, int]:
    seen = workspace.imports
    if 0 <= place < len(seen) and seen[place] in current.imports:
        return seen[place], current.imports.index(seen[place])
    message = "this import is no longer in the workspace; look at the list again"
    raise WorkspaceError(message)


def _take_posts(deletion: Deletion, number: int | None) -> tuple[int, pa.Array, pa.Array]:
    """Take out all posts of an import and count the timelines anew; give the keys, and whom they name."""
    n_posts, touched, named, summaries = 0, [], [], []
    names = sorted(deletion.revision.posts) if number is not None else []
    for name, rows in deletion.take_out(names, buckets.VERSION, pa.array([number], pa.int32())):
        n_posts += rows.num_rows
        touched.append(rows.column("profile").unique())
        named.append(named_users(rows))
        summaries += deletion.revision.summaries(name, rows)
    keys = recollection.union(*touched)
    deletion.profiles = recollection.recounted(deletion.profiles, keys, summaries)
    return n_posts, keys, recollection.union(*named)


def _unsay(
    deletion: Deletion,
    touched: pa.Array,
    named: pa.Array,
    said: pa.Table | None,
    others: list[pa.Table],
    *,
    is_sure: bool,
) -> None:
    """Forget what only this import made known.

    Where it is not known what some import said, what a remaining post names is taken to be of that one.
    """
    facts = [testimony.facts_of(other) for other in others]
    if said is None:
        mine = deletion.identities.filter(recollection.touching(deletion.identities, named))
        concerned = recollection.union(touched, named, recollection.all_ends(mine))
    else:
        told = testimony.facts_of(said)
        deletion.profiles = recollection.unsaid(deletion.profiles, told, facts)
        mine = testimony.pairs_of(said)
        concerned = recollection.union(touched, told.column("key").combine_chunks())
    pairs = recollection.unshown(deletion.identities, mine, [testimony.pairs_of(other) for other in others])
    known = recollection.union(*(table.column("key").combine_chunks() for table in facts))
    users = deletion.unlisted(concerned)
    users = users.filter(pc.invert(recollection.members(users, known)))
    if said is None or not is_sure:
        still = deletion.still_named(recollection.union(recollection.all_ends(pairs), users))
        pairs = pairs.filter(pc.invert(recollection.touching(pairs, still)))
        users = users.filter(pc.invert(recollection.members(users, recollection.others_of(still, touched))))
    deletion.forget(users, pairs)


def _n_lost(deletion: Deletion, known: Identities, touched: pa.Array) -> int:
    """Count the profiles that are left without posts."""
    listed = deletion.profiles.filter(deletion.profiles.column("n_posts").is_valid()).column("key")
    return len({*known.canonical(touched.to_pylist())}.difference(known.canonical(listed.to_pylist())))
