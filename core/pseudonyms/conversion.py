"""Pseudonymise a workspace that is there: afterwards nothing of it says who anybody is.

Everything is written anew beside what there was: posts (every version, so that an import can still be
taken back), the list of profiles, the pairs of id and handle, what each import said, the reports of
imports. Then one manifest names the new and the old is removed, with it portraits, drafts of fetches and
the trash. A kill leaves the workspace as it was or pseudonymised: what the manifest does not name is
swept by whoever writes next. Portraits and drafts, which it never names, are laid among what is swept
just before it is replaced; a kill in that very moment costs them, and both can be made again.

What was found in pictures, videos and sounds goes, with its stills: a face or a voice says who somebody is under any
name.
"""

from __future__ import annotations

import fcntl
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core import saved_mapping
from core.errors import WorkspaceBusyError
from core.model import Batch
from core.progress import check
from core.pseudonyms.admission import admit
from core.pseudonyms.provenance import import_report
from core.schema import IDENTITIES, POSTS, PROFILES
from core.sources import live_draft
from core.workspace import bucket as buckets
from core.workspace import stage as stages
from core.workspace import testimony
from core.workspace.derived import PORTRAITS, VECTORS
from core.workspace.revision import Revision, revising
from core.workspace.summary import SUMMARY, merged_profiles, summarised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd

    from core.pseudonyms.naming import Pseudonyms
    from core.workspace.folder import Workspace

_READING = 0.6  # the share of the time that renaming takes; writing is the rest
_ROWS = 100_000
_UNNAMED = "~"  # how the name of a post begins that its source gave no id


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a pseudonymisation did: how many posts and profiles stand under pseudonyms now.

    ``n_removed`` attachments were removed, which nothing brings back.
    """

    n_posts: int
    n_profiles: int
    key_id: str
    n_removed: int = 0


def pseudonymise(
    workspace: Workspace,
    pseudonyms: Pseudonyms,
    *,
    progress: Callable[[float, str], None] = lambda _share, _said: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Conversion:
    """Rewrite a workspace under pseudonyms, for good.

    What was deleted and could still be undone cannot any more, and what was tied to profiles
    (:mod:`core.attachment`) is removed. On a workspace that stands under this
    key already it only removes what a kill may have left.

    Parameters
    ----------
    workspace : Workspace
    pseudonyms : Pseudonyms
        Of the key; its register learns everybody before the workspace forgets them.
    progress : callable
        Told a share in [0, 1] and a line of words.
    cancelled : callable
        Asked between files; a stopped conversion leaves the workspace as it was.

    Raises
    ------
    PseudonymError
        If the workspace stands under another key.
    KeyFileError
        If the key lies in the workspace, or the register cannot be written.
    WorkspaceBusyError
        If another process is writing, or something is being fetched into the workspace.
    WorkspaceError
        If the folder cannot be written to; it is as it was.
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    O(posts) time; memory for one file of posts and one bucket, and the list of profiles.
    """
    with revising(workspace.folder) as revision, _no_fetch(revision.folder):
        current = revision.current
        admit(revision.folder, replace(current, posts={}, profiles=None, identities=None), pseudonyms)
        if current.pseudonyms == pseudonyms.key_id:
            _set_aside(revision.folder, [live_draft.FOLDER])
            revision.finish()
            return _told(revision, pseudonyms, 0)
        stage = _renamed(revision, pseudonyms, lambda n, said: progress(_READING * n, said), cancelled)
        summaries = _written(
            revision, stage, lambda n, said: progress(_READING + (1 - _READING) * n, said), cancelled
        )
        changes = _tables(revision, pseudonyms, summaries)
        pseudonyms.keep()
        check(cancelled)
        _set_aside(revision.folder, [live_draft.FOLDER, PORTRAITS, VECTORS, saved_mapping.NAME])
        revision.publish(**changes)
        revision.finish()
        return _told(revision, pseudonyms, sum(map(len, current.media.values())))


def _told(revision: Revision, pseudonyms: Pseudonyms, n_removed: int) -> Conversion:
    profiles = revision.table(revision.current.profiles, SUMMARY)
    n_posts = pc.sum(profiles.column("n_posts")).as_py() or 0
    return Conversion(n_posts, profiles.num_rows, pseudonyms.key_id, n_removed)


@contextmanager
def _no_fetch(folder: Path) -> Iterator[None]:
    """Keep every fetch from going on whose draft holds real names."""
    with ExitStack() as stack:
        for path in sorted((folder / live_draft.FOLDER).glob("*.jsonl")):
            file = stack.enter_context(path.open("rb"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                message = "a profile is being fetched into this workspace; stop the fetch, or wait for it"
                raise WorkspaceBusyError(message) from error
        yield


def _set_aside(folder: Path, names: list[str]) -> None:
    """Lay folders that no manifest names where the next writer sweeps."""
    for name in names:
        if (folder / name).exists():
            (folder / stages.FOLDER).mkdir(exist_ok=True)
            (folder / name).rename(folder / stages.FOLDER / name)


def _renamed(
    revision: Revision,
    pseudonyms: Pseudonyms,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> stages.Stage:
    """Rename all posts, file by file, each import's in a run of its own."""
    stage = stages.Stage(revision.folder)
    paths = [path for name in sorted(revision.posts) for path in revision.paths(name)]
    for n, path in enumerate(paths):
        check(cancelled)
        progress(n / len(paths), f"Renaming, part {n + 1} of {len(paths)}")
        whole = buckets.read_all([path])
        for start in range(0, whole.num_rows, _ROWS):
            check(cancelled)
            table = whole.slice(start, _ROWS).combine_chunks()
            posts = _with_own_names(table.select(POSTS.names), pseudonyms)
            for number in table.column(buckets.VERSION).unique().to_pylist():
                stage.add(posts.filter(pc.equal(table.column(buckets.VERSION), number)), number)
    stage.close()
    return stage


def _batch(
    pseudonyms: Pseudonyms,
    posts: pa.Table | None = None,
    profiles: pa.Table | None = None,
    identities: pa.Table | None = None,
) -> Batch:
    return pseudonyms.batch(
        Batch(
            POSTS.empty_table() if posts is None else posts,
            PROFILES.empty_table() if profiles is None else profiles,
            IDENTITIES.empty_table() if identities is None else identities,
        )
    )


def _with_own_names(posts: pa.Table, pseudonyms: Pseudonyms) -> pa.Table:
    """Rename posts; those that their source gave no id keep a mark, since they are named anew."""
    is_unnamed = pc.starts_with(posts.column("post_id"), _UNNAMED)
    renamed = _batch(pseudonyms, posts).posts
    if not pc.any(is_unnamed).as_py():
        return renamed
    ids = renamed.column("post_id")
    marked = pc.if_else(is_unnamed, pc.binary_join_element_wise(_UNNAMED, ids, ""), ids)
    return renamed.set_column(renamed.schema.get_field_index("post_id"), POSTS.field("post_id"), marked)


def _written(
    revision: Revision,
    stage: stages.Stage,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> list[pd.DataFrame]:
    """Write the renamed posts bucket by bucket; give the summaries of all timelines."""
    revision.posts, summaries = {}, []
    names = sorted(stage.n_rows)
    for n, name in enumerate(names):
        check(cancelled)
        progress(n / len(names), f"Writing posts, part {n + 1} of {len(names)}")
        staged = stage.posts([name])
        posts = _named_anew(staged.select(POSTS.names)).append_column(
            buckets.STORED.field(buckets.VERSION), staged.column(buckets.FILE)
        )
        relative = f"posts/{name}/{revision.number:06d}-renamed.parquet"
        buckets.write(revision.wrote(relative), posts)
        revision.posts[name] = (relative,)
        whole = buckets.latest(posts)
        summaries.append(summarised(whole, whole))
    return summaries


def _named_anew(posts: pa.Table) -> pa.Table:
    """Name marked posts after their pseudonymous words, as an import under pseudonyms would.

    Versions of one post keep one name, and as many posts as were told apart still are.
    """
    ids = posts.column("post_id")
    marked = np.flatnonzero(pc.starts_with(ids, _UNNAMED).to_numpy())
    if not len(marked):
        return posts
    old = posts.select(["profile", "post_id"]).take(pa.array(marked)).to_pandas()
    # one row a post, told apart by what it says: which of equal ones is the first does not matter
    first = old.drop_duplicates().sort_values(["profile", "post_id"])
    one_each = posts.take(pa.array(marked[first.index.to_numpy()]))
    position = posts.schema.get_field_index("post_id")
    unnamed = one_each.set_column(position, POSTS.field("post_id"), pa.nulls(len(first), pa.string()))
    one_file = pa.repeat(pa.scalar(0, pa.int32()), len(first))
    named = buckets.name_unnamed(unnamed.append_column(buckets.STAGED.field(buckets.FILE), one_file))
    new = dict(
        zip(
            zip(first["profile"], first["post_id"], strict=True),
            named.column("post_id").to_pylist(),
            strict=True,
        )
    )
    names = ids.to_numpy().copy()
    names[marked] = [new[pair] for pair in zip(old["profile"], old["post_id"], strict=True)]
    return posts.set_column(position, POSTS.field("post_id"), pa.array(names, pa.string()))


def _tables(revision: Revision, pseudonyms: Pseudonyms, summaries: list[pd.DataFrame]) -> dict[str, object]:
    """Write the tables anew; give what the manifest has to say of them and of the imports."""
    current = revision.current
    known = revision.table(current.profiles, SUMMARY).select(PROFILES.names).cast(PROFILES)
    pairs = revision.table(current.identities, IDENTITIES)
    renamed = _batch(pseudonyms, profiles=known, identities=pairs)
    merged = merged_profiles(SUMMARY.empty_table(), [renamed.profiles], summaries)
    opening = current.opening and tuple(pseudonyms.user_keys(list(current.opening)))
    labelled = pseudonyms.user_keys(list(current.labels))
    return {
        "profiles": revision.write_table("profiles", merged, None),
        "identities": revision.write_table("identities", renamed.identities, None),
        "testimonies": tuple(_testimony(revision, path, pseudonyms) for path in current.testimonies),
        "imports": tuple(import_report(report, pseudonyms) for report in current.imports),
        "opening": opening,
        "labels": dict(zip(labelled, current.labels.values(), strict=True)),
        "media": {},
        "trash": (),
        "pseudonyms": pseudonyms.key_id,
    }


def _testimony(revision: Revision, relative: str, pseudonyms: Pseudonyms) -> str:
    if not relative:
        return ""
    said = testimony.read(revision.folder, relative)
    renamed = _batch(pseudonyms, None, testimony.facts_of(said), testimony.pairs_of(said))
    table = testimony.testified([renamed.profiles], [renamed.identities])
    written = testimony.write(revision.folder, testimony.number_of(relative), table, revision.number)
    revision.wrote(written)
    return written
