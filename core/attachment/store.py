"""Attachments into the workspace and out of it: written whole, then named by the manifest, under the writers' lock."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

import pyarrow as pa

from core.attachment.encoding import decode, encode
from core.attachment.reading import media_marks, paths_of
from core.errors import InputError, ProfileError, PseudonymError, WorkspaceBusyError, WorkspaceError
from core.workspace import Workspace, attached
from core.workspace import manifest as manifests
from core.workspace.derived import PORTRAITS, sweep_derived
from core.workspace.leftover import sweep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from core.model.media import Attachment, Still
    from core.workspace.manifest import Manifest

_TRIES, _PAUSE_SECONDS = 20, 0.25
_SHOWN = 12


def begin(folder: Path, key: str) -> str:
    """See that files can be tied to a profile; give its key in the list.

    What killed writers left is swept.

    Raises
    ------
    ProfileError
        If there is no such profile.
    PseudonymError
        If the workspace stands under pseudonyms.
    WorkspaceBusyError
        If another process is writing.
    WorkspaceError
        If the folder cannot be written to.
    """
    _admit(Workspace(folder), key)
    with _writing(folder) as current:
        sweep(folder, current)
    return _admit(Workspace(folder), key)


def keep(folder: Path, attachment: Attachment, head: bytes, stills: Sequence[Still]) -> Attachment:
    """Keep what was found in a file; of a file that is tied to the profile already the older stays.

    A kill leaves it kept or not begun: what the manifest does not name is swept by whoever writes next.

    Parameters
    ----------
    folder : Path
        Of the workspace.
    attachment : Attachment
    head : bytes
        The attachment, encoded.
    stills : sequence of Still

    Raises
    ------
    ProfileError, PseudonymError, WorkspaceBusyError, WorkspaceError
        As :func:`begin`; nothing of the file is kept then.
    """
    with _writing(folder) as current:
        now = Workspace(folder)
        key = _admit(now, attachment.key)
        for path in paths_of(now, key):
            if attached.sha256_of(path) == attachment.sha256:
                return _read(folder, key, path)
        path = attached.path_of(key, attachment.sha256, head)
        _publish(
            folder, current, {**current.media, key: (*current.media.get(key, ()), path)}, head, stills, path
        )
        return _read(folder, key, path)


def retie(folder: Path, attachment: Attachment, post_id: str) -> Attachment:
    """Say to which post a file belongs that is tied to its profile already.

    Raises
    ------
    ProfileError, PseudonymError, WorkspaceBusyError, WorkspaceError
        As :func:`begin`; it is tied as it was.
    InputError
        If it was removed meanwhile.
    """
    changed = replace(attachment, post_id=post_id)
    head = encode(changed)
    with _writing(folder) as current:
        owner, old = _named(Workspace(folder), current, attachment.key, attachment.sha256)[0]
        try:
            stills = [attached.read_still(folder / old, second) for second in attachment.still_seconds]
        except pa.ArrowException as error:
            message = f"the stills of {attachment.name} are damaged; remove it and attach the file again"
            raise InputError(message) from error
        path = attached.path_of(owner, attachment.sha256, head)
        paths = tuple(path if one == old else one for one in current.media[owner])
        found = [still for still in stills if still is not None]
        _publish(folder, current, {**current.media, owner: paths}, head, found, path)
        _sweep(folder, manifests.read(folder))
    return changed


def detach(workspace: Workspace, key: str, sha256: str) -> None:
    """Remove what is kept of a file that is tied to a profile, for good.

    Parameters
    ----------
    workspace : Workspace
    key : str
        Of the profile, or another key of the same user.
    sha256 : str
        Of the file, in full.

    Raises
    ------
    InputError
        If no such file is tied to it.
    WorkspaceBusyError
        If another process is writing.
    WorkspaceError
        If the folder cannot be written to; it is tied as it was.
    """
    folder = workspace.folder
    with _writing(folder) as current:
        now = Workspace(folder)
        gone = {path for _, path in _named(now, current, key, sha256)}
        left = {
            one: tuple(path for path in paths if path not in gone) for one, paths in current.media.items()
        }
        following = replace(current, media={one: paths for one, paths in left.items() if paths})
        manifests.replace_manifest(folder, following)
        _sweep(folder, following)
        marks = dict(zip(now.profiles["key"], now.profiles["fingerprint"], strict=True))
        numbers = [report.number for report in now.imports if report.number is not None]
        sweep_derived(
            folder,
            now.unification,
            marks,
            folders=(PORTRAITS,),
            imports=numbers,
            media=media_marks(now),
        )


def _admit(now: Workspace, key: str) -> str:
    if now.pseudonyms is not None:
        message = (
            "everybody stands under pseudonyms in this workspace, and faces and voices say who somebody is: "
            "attach files where the profiles have their own names"
        )
        raise PseudonymError(message)
    one = now.identities.one(key)
    if one not in set(now.profiles["key"]):
        message = f"the workspace has no profile {key}; `profiles` lists those of the workspace"
        raise ProfileError(message)
    return one


def _named(now: Workspace, current: Manifest, key: str, sha256: str) -> list[tuple[str, str]]:
    """Give whose file it is as the manifest has it, and where it lies; a user may have had it under two keys."""
    one = now.identities.one(key)
    owners = zip(current.media, now.identities.canonical(list(current.media)), strict=True)
    found = [
        (owner, path)
        for owner, unified in owners
        if unified == one
        for path in current.media[owner]
        if attached.sha256_of(path) == sha256
    ]
    if not found:
        message = f"no file {sha256[:_SHOWN]}… is tied to {key}; look at the list again"
        raise InputError(message)
    return found


def _publish(
    folder: Path,
    current: Manifest,
    media: dict[str, tuple[str, ...]],
    head: bytes,
    stills: Sequence[Still],
    path: str,
) -> None:
    """Write a file, see it to the disk, name it; what cannot be named is removed at once."""
    try:
        attached.write(folder / path, head, stills)
        manifests.settle([folder / path])
        manifests.replace_manifest(folder, replace(current, media=media))
    except BaseException:
        # The manifest is asked again: it may have been replaced before whatever was raised.
        with suppress(OSError, WorkspaceError):
            if path not in manifests.read(folder).files():
                (folder / path).unlink(missing_ok=True)
        raise


def _read(folder: Path, key: str, path: str) -> Attachment:
    head, seconds = attached.read_head(folder / path)
    return decode(head, key, attached.sha256_of(path) or "", seconds)


@contextmanager
def _writing(folder: Path) -> Iterator[Manifest]:
    """Hold the right to write, and say of a full disk what it means."""
    try:
        with ExitStack() as stack:
            _enter(stack, folder)
            yield manifests.read(folder)
    except OSError as error:
        reason = error.strerror or error
        message = f"cannot write to {folder} ({reason}); what is tied to its profiles is as it was"
        raise WorkspaceError(message) from error


def _enter(stack: ExitStack, folder: Path) -> None:
    """Take the lock; somebody who attaches files too holds it for a moment only, and is waited for."""
    for left in reversed(range(_TRIES)):
        try:
            stack.enter_context(manifests.writing(folder))
        except WorkspaceBusyError:
            if not left:
                raise
            Event().wait(_PAUSE_SECONDS)
        else:
            return


def _sweep(folder: Path, current: Manifest) -> None:
    """Remove what the manifest no longer names."""
    try:
        sweep(folder, current)
    except OSError as error:
        reason = error.strerror or error
        message = f"it is done, but old files could not be removed from {folder} ({reason}); the next start tries again"
        raise WorkspaceError(message) from error
