"""What is derived from a workspace's posts, or waits to become some: portraits, and drafts of fetches.

None of it is named by the manifest, all of it can be made again, and all of it quotes posts: so a
deletion has to see to it too.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import orjson
import pyarrow as pa
from pyarrow import feather

from core.errors import WorkspaceBusyError
from core.keys import split_key
from core.sources import live_draft

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

PORTRAITS = "portraits"
UNIONS = "unions-"
VECTORS = "vectors"
SCALE = "scale-"
COHORT = "cohort-"
STUDY = "study-"
CLUSTERS = "clusters-"
PLACED = "placed-"
SAFETY = "safety-"
CHOICE = "model.json"
"""How a workspace was embedded last: it names a model, and nobody."""


def portrait_name(key: str, fingerprint: str) -> str:
    """Name the portrait of a profile whose timeline has a fingerprint.

    >>> portrait_name("x:1", "a") != portrait_name("x:1", "b"), len(portrait_name("x:1", "a"))
    (True, 32)
    """
    return hashlib.blake2b(f"{key}\n{fingerprint}".encode(), digest_size=16).hexdigest()


def state_name(unification: str, fingerprints: Mapping[str, str]) -> str:
    """Name the state of all timelines together, and of what unifies whom they name.

    >>> state_name("", {"x:1": "a", "x:2": "b"}) == state_name("", {"x:2": "b", "x:1": "a"})
    True
    """
    content = "\n".join([unification, *(f"{key} {mark}" for key, mark in sorted(fingerprints.items()))])
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def sweep_derived(
    folder: Path,
    unification: str,
    fingerprints: Mapping[str, str],
    *,
    folders: Sequence[str] = (PORTRAITS, VECTORS),
    imports: Collection[int] | None = None,
    media: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Remove every portrait, vector, reference, standing and study that is not of the present profiles.

    Those of the present stay: nothing is drawn anew for what was not touched.

    Parameters
    ----------
    fingerprints : mapping
        Of each profile's timeline, by its key.
    folders : sequence of str
        Where to look.
    imports : collection of int or None
        The numbers of the imports that there are, where timelines have but grown since; see :func:`is_whole`.
    media : mapping or None
        The SHA-256 of the files that are tied to each profile, by its key; None where none of them has gone.
    """
    state = state_name(unification, fingerprints)
    kept = {portrait_name(key, mark) for key, mark in fingerprints.items()}
    of_present = tuple(
        f"{kind}{state}" for kind in ("reference-", "standing-", UNIONS, SCALE, COHORT, STUDY, SAFETY, PLACED)
    )
    for path in (path for name in folders for path in (folder / name).glob("*")):
        of_all = path.name.startswith(of_present) or path.name == CHOICE
        if path.name.startswith(CLUSTERS) and path.suffix != ".new":
            of_all = is_whole(path, unification, fingerprints, imports, media)
        if path.suffix == ".new" or not (of_all or path.name.partition("-")[0] in kept):
            path.unlink(missing_ok=True)


def is_whole(
    path: Path,
    unification: str,
    fingerprints: Mapping[str, str],
    imports: Collection[int] | None = None,
    media: Mapping[str, Collection[str]] | None = None,
) -> bool:
    """Tell whether all that clusters were made of is still there: an import leaves them, a deletion does not.

    So does a file that is attached to a profile, and one that is removed from it does not.

    Parameters
    ----------
    unification, fingerprints, media
        As of :func:`sweep_derived`.
    imports : collection of int or None
        None after a deletion: then no timeline may be another, nor what unifies whom they name, as what is gone
        from them cannot be told from what is new. Else the numbers of the imports that there are: then they stay
        while all of their profiles, and all imports before them, do.
    """
    try:
        columns = ["keys", "marks", "imports", "unification", "media"]
        made = feather.read_table(path, columns=columns).to_pylist()[0]
        marks = dict(zip(made["keys"], made["marks"], strict=True))
        shown = zip(made["keys"], made["media"], strict=True)
        if media is not None and any(not set(then.split()) <= {*media.get(key, ())} for key, then in shown):
            return False
        if imports is None:
            return made["unification"] == unification and marks.items() <= fingerprints.items()
        return marks.keys() <= fingerprints.keys() and set(imports).issuperset(made["imports"])
    except (OSError, pa.ArrowException, LookupError, ValueError, TypeError):
        return False


def keep(table: pa.Table, path: Path, compression: str = "zstd") -> None:
    """Keep a table that is derived; a reader sees the whole of it or nothing (:func:`drafting`)."""
    with drafting(path) as draft:
        feather.write_feather(table, draft, compression=compression)


@contextmanager
def drafting(path: Path) -> Iterator[Path]:
    """Give the draft of a file that is derived; once it is written whole it takes the file's place.

    Where nothing can be written, or another process swept the draft, it is computed again next time. Half of it is
    not left behind, least of all on a disk that is full.
    """
    draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.new")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        try:
            yield draft
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


@contextmanager
def holding_drafts(
    folder: Path, keys: Collection[str], targets: Collection[str] = ()
) -> Iterator[list[Path]]:
    """Keep every fetch of some accounts waiting, and give the drafts of those that broke off.

    Parameters
    ----------
    keys : collection of str
        Of the accounts, by id and by handle.
    targets : collection of str
        Further accounts as a fetch names them: ``mastodon:ann@fedi.example``.

    Raises
    ------
    WorkspaceBusyError
        If one of them is being fetched now.
    """
    names = {live_draft.path_of(folder, target).name for target in targets}
    for key in keys:
        platform, _, handle = split_key(key)
        if handle:
            names.add(live_draft.path_of(folder, f"{platform}:{handle}").name)
    found = [
        path
        for path in sorted((folder / live_draft.FOLDER).glob("*.jsonl"))
        if path.name in names or _account_of(path) in keys
    ]
    with ExitStack() as stack:
        for path in found:
            file = stack.enter_context(path.open("rb"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                message = (
                    "this profile is being fetched at the moment; stop the fetch, or wait until it is done"
                )
                raise WorkspaceBusyError(message) from error
        yield found


def _account_of(path: Path) -> str | None:
    """Give the key of the account that a draft is about."""
    try:
        with path.open("rb") as file:
            return f"{path.name.partition('-')[0]}:{orjson.loads(file.readline())['id']}"
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        return None
