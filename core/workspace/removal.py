"""Deleting profiles: afterwards nothing of them is in the folder but in the trash.

Their posts go, and with them what is known of the users, pairs of id and handle that no remaining post
names, portraits, what was learned from all timelines together, drafts of fetches, and what reports of
imports quote. What other people's posts say about a deleted profile is theirs and stays.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from core.errors import ProfileError
from core.progress import ignore_progress, never
from core.workspace import bucket as buckets
from core.workspace import recollection, testimony
from core.workspace.deletion import Deletion, Removal, known_in
from core.workspace.derived import holding_drafts
from core.workspace.discard import Discard
from core.workspace.redaction import redacted
from core.workspace.revision import named_users, revising

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from core.identities import Identities
    from core.workspace.folder import Workspace
    from core.workspace.trash import Run

_NAMED = 10  # how many profiles a message names


def delete_profiles(
    workspace: Workspace,
    keys: Sequence[str],
    *,
    now: datetime,
    run: Run | None = None,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Removal:
    """Delete users: every post stored under any of their keys, and what only they made known.

    Reports of imports stay, without the reasons that quote refused rows.

    Parameters
    ----------
    keys : sequence of str
        As the list of profiles gives them.
    now : datetime
        The moment, aware; the core reads no clock.
    run : Run, optional
        To whose trash the rows go; without one they are gone for good.
    progress : callable
        Told a share in [0, 1] and a line of words.
    cancelled : callable
        Asked between buckets; a stopped deletion leaves the workspace as it was.

    Raises
    ------
    ProfileError
        If there is no such profile, or none is named.
    WorkspaceBusyError
        If another process is writing, or one of the profiles is being fetched.
    WorkspaceError
        If the folder cannot be written to.
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    O(posts of the buckets concerned) time, and four columns of all posts where the deleted posts name
    users of whom more than a key is known; the memory of one bucket.
    """
    with revising(workspace.folder) as revision, ExitStack() as stack:
        known = known_in(revision)
        aliases = sorted({alias for key in keys for alias in known.aliases(key)})
        drafts = stack.enter_context(holding_drafts(revision.folder, aliases))
        deletion = Deletion.of(revision, Discard(revision, run), progress, cancelled)
        wanted, mine = _meant(deletion, known, keys)
        n_posts, named = _take_posts(deletion, known, mine)
        users, pairs = _unnamed(deletion, pa.array(mine), recollection.union(*named, pa.array(aliases)))
        deletion.forget(users, pairs)
        testimonies = _rewritten(deletion, users, pairs)
        before = revision.current
        imports = tuple(redacted(report, aliases) for report in before.imports)
        stays, goes = deletion.of_profiles()
        is_opening = before.opening is not None and bool(wanted & {*known.canonical(before.opening)})
        changed = [
            [asdict(new), asdict(old)] for new, old in zip(imports, before.imports, strict=True) if new != old
        ]
        entries = deletion.discard.seal(
            "profiles",
            sorted(wanted),
            now,
            n_posts,
            len(wanted),
            reports=changed,
            opening=before.opening if is_opening else None,
            **goes,
        )
        opening = None if is_opening else before.opening
        deletion.publish(
            drafts, imports=imports, testimonies=testimonies, opening=opening, trash=entries, **stays
        )
        return Removal(n_posts, len(wanted), deletion.discard.name if run else None)


def _meant(deletion: Deletion, known: Identities, keys: Sequence[str]) -> tuple[set[str], list[str]]:
    """Give who is to be deleted, and the keys under which something of them is stored."""
    wanted = set(known.canonical(keys))
    stored = deletion.profiles.column("key").to_pylist()
    mine = [key for key, one in zip(stored, known.canonical(stored), strict=True) if one in wanted]
    missing = sorted(wanted.difference(known.canonical(mine)))
    if missing or not wanted:
        some = ", ".join(missing[:_NAMED])
        message = (
            f"the workspace has no profile {some}; look at the list again" if some else "no profile is named"
        )
        raise ProfileError(message)
    return wanted, mine


def _take_posts(deletion: Deletion, known: Identities, mine: Sequence[str]) -> tuple[int, list[pa.Array]]:
    """Take out all posts of some stored keys; count them, and give whom they name."""
    of_posts = deletion.revision.posts
    names = sorted({buckets.bucket_of(key) for key in mine} & set(of_posts))
    user = pa.array(known.canonical(mine), pa.string())
    counted, named = [], []
    for _, rows in deletion.take_out(names, "profile", pa.array(mine, pa.string())):
        whose = user.take(pc.index_in(rows.column("profile"), value_set=pa.array(mine)).combine_chunks())
        counted.append(pa.table({"user": whose, "post_id": rows.column("post_id")}))
        named.append(named_users(rows))
    # of a user under two keys, and of several versions, each post counts once
    posts = pa.concat_tables(counted).group_by(["user", "post_id"]).aggregate([]) if counted else ()
    return len(posts), named


def _unnamed(deletion: Deletion, mine: pa.Array, named: pa.Array) -> tuple[pa.Array, pa.Table]:
    """Give of whom nothing is to be known any more, and which pairs no remaining post names."""
    pairs = deletion.identities.filter(recollection.touching(deletion.identities, named))
    ends = recollection.all_ends(pairs)
    unlisted = deletion.unlisted(recollection.union(named, ends))
    still = deletion.still_named(recollection.union(ends, unlisted))
    stays = recollection.touching(pairs, still)
    still = recollection.union(still, recollection.all_ends(pairs.filter(stays)))
    unlisted = unlisted.filter(pc.invert(recollection.members(unlisted, still)))
    return recollection.union(mine, unlisted), pairs.filter(pc.invert(stays))


def _rewritten(deletion: Deletion, users: pa.Array, pairs: pa.Table) -> tuple[str, ...]:
    """Take users and pairs out of what imports said; give the paths."""
    revision = deletion.revision
    paths = list(testimony.paths_of(revision.current))
    for n, path in enumerate(paths):
        said = testimony.read(revision.folder, path)
        key = said.column("key")
        is_pair = pc.and_(key.is_null(), testimony.among(said, pairs))
        is_gone = pc.or_(is_pair, pc.is_in(key, value_set=users))
        if pc.any(is_gone).as_py():
            number = testimony.number_of(path)
            deletion.discard.add_testimony(number, said.filter(is_gone))
            rest = said.filter(pc.invert(is_gone))
            paths[n] = revision.write_testimony(number, rest)
    return tuple(paths)
