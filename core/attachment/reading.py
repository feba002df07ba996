"""What is tied to a profile, read from the workspace: never a byte of a picture more than is asked for."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyarrow as pa

from core.attachment.encoding import decode, unreadable
from core.errors import InputError
from core.workspace import attached
from core.workspace import manifest as manifests

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model.media import Attachment, Still
    from core.workspace import Workspace

    Paths = Mapping[str, tuple[str, ...]]

_SHOWN = 12


def attachments(workspace: Workspace, key: str) -> tuple[Attachment, ...]:
    """List the files that are tied to a profile, in the order in which they were added.

    Parameters
    ----------
    workspace : Workspace
        Who is one user is as it shows it; what is tied to a profile is always as it is now.
    key : str
        Of a profile, or another key of the same user.

    Returns
    -------
    tuple of Attachment
        Empty where nothing is tied to it. One that cannot be read says why as its analysis' ``error``.

    Raises
    ------
    WorkspaceError
        If the manifest is damaged.

    Notes
    -----
    One small read a file, 0.3 ms; no picture is read.

    Examples
    --------
    >>> from pathlib import Path
    >>> from core.workspace import Workspace
    >>> attachments(Workspace(Path("no/such/folder")), "x:1")
    ()
    """
    one = workspace.identities.one(key)
    found = (_attachment(workspace, one, path) for path in paths_of(workspace, one))
    return tuple(attachment for attachment in found if attachment is not None)


def media_marks(workspace: Workspace, keys: Sequence[str] | None = None) -> dict[str, tuple[str, ...]]:
    """Give the SHA-256 of each file that is tied to a profile, by the profile's key.

    Profiles without any are left out. What was found in a file may be another once it has been removed and attached
    again: whatever is kept of it is named by :func:`media_state`.

    Parameters
    ----------
    workspace : Workspace
    keys : sequence of str, optional
        Of some profiles; without them, of all.

    Notes
    -----
    One small read, whatever is tied to them.

    Examples
    --------
    >>> from pathlib import Path
    >>> from core.workspace import Workspace
    >>> media_marks(Workspace(Path("no/such/folder")))
    {}
    """
    return {key: tuple(map(_sha256, paths)) for key, paths in _tied(workspace, keys).items()}


def media_state(workspace: Workspace, keys: Sequence[str] | None = None) -> str:
    """Give a text that differs between any two states of what is tied to some profiles; empty where nothing is.

    Parameters
    ----------
    workspace, keys
        As of :func:`media_marks`.

    Examples
    --------
    >>> from pathlib import Path
    >>> from core.workspace import Workspace
    >>> media_state(Workspace(Path("no/such/folder")), ["x:1"])
    ''
    """
    tied = _tied(workspace, keys)
    told = "\n".join(f"{key}\t{path}" for key in sorted(tied) for path in tied[key])
    return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=16).hexdigest() if tied else ""


def still(workspace: Workspace, key: str, sha256: str, second: float) -> Still:
    """Give the still of one second of a file that is tied to a profile.

    Raises
    ------
    InputError
        If there is none, or it cannot be read.
    """
    for path in paths_of(workspace, workspace.identities.one(key)):
        if _sha256(path) == sha256:
            try:
                found = attached.read_still(workspace.folder / path, second)
            except (OSError, pa.ArrowException) as error:
                message = f"the picture at {second:g} s is damaged, or has just been removed; look again"
                raise InputError(message) from error
            if found is not None:
                return found
    message = (
        f"no picture is kept of second {second:g} of the file {sha256[:_SHOWN]}…; look at the list again"
    )
    raise InputError(message)


def paths_of(workspace: Workspace, key: str) -> tuple[str, ...]:
    """Give the files in the workspace of what is tied to a profile, by the key that it has in the list."""
    return _tied(workspace, [key]).get(key, ())


def _tied(workspace: Workspace, keys: Sequence[str] | None) -> Paths:
    """Give the paths by unified keys; a file that was tied to a user under two keys comes once."""
    kept = manifests.read(workspace.folder).media
    if not kept:
        return {}
    unified = workspace.identities.canonical(list(kept))
    wanted = None if keys is None else set(workspace.identities.canonical(list(keys)))
    found: dict[str, dict[str, str]] = {}
    for one, paths in zip(unified, kept.values(), strict=True):
        if wanted is None or one in wanted:
            for path in paths:
                found.setdefault(one, {}).setdefault(_sha256(path), path)
    return {key: tuple(paths.values()) for key, paths in found.items()}


def _sha256(path: str) -> str:
    return attached.sha256_of(path) or ""


def _attachment(workspace: Workspace, key: str, path: str) -> Attachment | None:
    try:
        head, seconds = attached.read_head(workspace.folder / path)
    except (OSError, pa.ArrowException) as error:
        if isinstance(error, FileNotFoundError) and path not in paths_of(workspace, key):
            return None  # somebody removed it between the two looks
        return unreadable(key, _sha256(path))
    return decode(head, key, _sha256(path), seconds)
