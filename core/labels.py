"""Labels of profiles: to which group each belongs, as a table said at import or as the analyst says.

A label is a word about a profile and changes no value: :attr:`core.workspace.Workspace.fingerprint` stays
what it was when one is set. What the analyst says stands over what a table said. It lies in the manifest,
the one JSON file that is replaced by rename after fsync: so it is exported, opened, pseudonymised, deleted
with its profile and put back with it like everything else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import InputError, ProfileError, WorkspaceError
from core.sources.label import MAX_LABEL, clean_label
from core.workspace import Workspace
from core.workspace import manifest as manifests

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MAX_LABEL", "imported_labels", "label_of", "labels_of", "set_labels"]

_SHOWN = 10  # how many keys a message names


def labels_of(workspace: Workspace) -> dict[str, str]:
    """Give the label of each profile that has one, by key, in the order of the list of profiles.

    Parameters
    ----------
    workspace : Workspace
        Its profiles are those of the state that it shows; the analyst's labels are always the present
        ones, so that what was computed from the posts can be kept while somebody labels.

    Raises
    ------
    WorkspaceError
        If the manifest is damaged.

    Notes
    -----
    One small read and O(profiles).

    Examples
    --------
    >>> from pathlib import Path
    >>> labels_of(Workspace(Path("no/such/folder")))
    {}
    """
    told = imported_labels(workspace)
    own = _canonical(workspace, manifests.read(workspace.folder).labels)
    labels = {key: own.get(key, told.get(key, "")) for key in workspace.profiles["key"]}
    return {key: label for key, label in labels.items() if label}


def imported_labels(workspace: Workspace) -> dict[str, str]:
    """Give the labels that tables brought, by key, whatever the analyst says instead."""
    frame = workspace.profiles
    pairs = zip(frame["key"], frame["label"], strict=True)
    return {key: label for key, label in pairs if isinstance(label, str) and label}


def label_of(text: str | None) -> str:
    """Give a label as it is kept (:func:`core.sources.label.clean_label`); empty is none.

    Raises
    ------
    InputError
        If it is too long.

    Examples
    --------
    >>> label_of(" press  desk "), label_of(None)
    ('press desk', '')
    """
    label = clean_label(text)
    if len(label) > MAX_LABEL:
        message = (
            f"a label has {MAX_LABEL} characters at most, “{label[:20]}…” has {len(label):,}: shorten it"
        )
        raise InputError(message)
    return label


def set_labels(workspace: Workspace, labels: Mapping[str, str | None]) -> None:
    """Label some profiles; None or a blank leaves a profile without a label, even one that a table gave.

    Everything is set or, where one is refused, nothing. :func:`labels_of` then says just what was set.

    Parameters
    ----------
    workspace : Workspace
    labels : mapping
        By key, as the list of profiles gives it, or by another key of the same user.

    Raises
    ------
    ProfileError
        If the workspace has no such profile.
    InputError
        If a label is too long.
    WorkspaceBusyError
        If another process is writing.
    WorkspaceError
        If the folder cannot be written to; the labels are as they were.
    """
    wanted = {key: label_of(text) for key, text in labels.items()}
    _check(workspace, wanted)
    if not wanted:
        return
    folder = workspace.folder
    try:
        with manifests.writing(folder):
            now = Workspace(folder)  # what may have come since, and must not be lost
            _check(now, wanted)
            current = manifests.read(folder)
            kept = _with(now, current.labels, wanted)
            manifests.replace_manifest(folder, replace(current, labels=kept))
    except OSError as error:
        message = f"cannot write to {folder} ({error.strerror or error}); the labels are as they were"
        raise WorkspaceError(message) from error


def _with(workspace: Workspace, before: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """Give all labels, the wanted ones last; an empty one is kept only where a table gave one."""
    told = imported_labels(workspace)
    new = _canonical(workspace, wanted)
    others = {key: label for key, label in _canonical(workspace, before).items() if key not in new}
    return {key: label for key, label in (others | new).items() if label or key in told}


def _canonical(workspace: Workspace, labels: Mapping[str, str]) -> dict[str, str]:
    """Give labels by the keys of the list; of two that turned out to be one user's the later set stands."""
    keys = list(labels)
    return dict(zip(workspace.identities.canonical(keys), labels.values(), strict=True))


def _check(workspace: Workspace, wanted: Mapping[str, str]) -> None:
    there = set(workspace.profiles["key"])
    unified = workspace.identities.canonical(list(wanted))
    missing = [key for key, one in zip(wanted, unified, strict=True) if one not in there]
    if missing:
        some = ", ".join(missing[:_SHOWN])
        message = f"the workspace has no profile {some}; `profiles` lists those of the workspace"
        raise ProfileError(message)
