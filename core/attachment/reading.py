"""What is tied to a profile, read from the workspace: never a byte of a picture more than is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from core.attachment.encoding import decode, unreadable
from core.errors import InputError
from core.pictured import Pictured
from core.workspace import attached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.media import Attachment, Still
    from core.workspace import Workspace

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
    again: whatever is kept of it is named by :meth:`core.gallery.Gallery.media_state`.

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
    found = Pictured(workspace).marks()
    wanted = found if keys is None else dict.fromkeys(workspace.identities.canonical(list(keys)))
    return {key: found[key] for key in wanted if key in found}


def still(workspace: Workspace, key: str, sha256: str, second: float) -> Still:
    """Give the still of one second of a file that is tied to a profile.

    Raises
    ------
    InputError
        If there is none, or it cannot be read.
    """
    for path in paths_of(workspace, workspace.identities.one(key)):
        if attached.sha256_of(path) == sha256:
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
    return Pictured(workspace).paths.get(key, ())


def _attachment(workspace: Workspace, key: str, path: str) -> Attachment | None:
    sha256 = attached.sha256_of(path) or ""
    try:
        head, seconds = attached.read_head(workspace.folder / path)
    except (OSError, pa.ArrowException) as error:
        if isinstance(error, FileNotFoundError) and path not in paths_of(workspace, key):
            return None  # somebody removed it between the two looks
        return unreadable(key, sha256)
    return decode(head, key, sha256, seconds)
