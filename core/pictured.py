"""Whether files are tied to the profiles of a workspace, and which: always as it is now, and read once a state.

Only their names are read here. What was found in them is for those who ask for it (:mod:`core.attachment`): nothing
that compares, surveys or judges pairs does.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from core.workspace import attached
from core.workspace import manifest as manifests

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.workspace import Workspace

    Mark = tuple[int, int, int]


class Pictured:
    """Which files are tied to the profiles of a workspace.

    As with labels it is the present that counts, whatever state of the posts the workspace shows: a file that was
    attached a moment ago, by whichever process, is there.

    Examples
    --------
    >>> from pathlib import Path
    >>> from core.workspace import Workspace
    >>> Pictured(Workspace(Path("no/such/folder"))).state()
    ''
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._last: tuple[Mark | None, Mapping[str, tuple[str, ...]]] = None, {}

    @property
    def paths(self) -> Mapping[str, tuple[str, ...]]:
        """Give the files that are kept, by the profile's key as the list has it, in the order in which they were added.

        What was tied to a user under two keys comes once. The manifest is read where it is another than before.

        Raises
        ------
        WorkspaceError
            If the manifest is damaged.
        """
        try:
            told = (self._workspace.folder / manifests.NAME).stat()
        except OSError:
            return {}
        # it is only ever replaced by another file, never written to
        mark = told.st_ino, told.st_mtime_ns, told.st_size
        if self._last[0] != mark:
            media = manifests.read(self._workspace.folder).media
            unified = self._workspace.identities.canonical(list(media)) if media else []
            found: dict[str, dict[str, str]] = {}
            for key, paths in zip(unified, media.values(), strict=True):
                for path in paths:
                    found.setdefault(key, {}).setdefault(_sha256(path), path)
            self._last = mark, {key: tuple(by_sum.values()) for key, by_sum in found.items()}
        return self._last[1]

    def marks(self) -> dict[str, tuple[str, ...]]:
        """Give the SHA-256 of each file that is tied to a profile, by the profile's key; who has none is left out.

        Raises
        ------
        WorkspaceError
            If the manifest is damaged.
        """
        return {key: tuple(map(_sha256, paths)) for key, paths in self.paths.items()}

    def state(self, *keys: str) -> str:
        """Name what is tied to some profiles, or to all without keys; empty where nothing is.

        Parameters
        ----------
        *keys : str
            As the list of profiles has them.

        Raises
        ------
        WorkspaceError
            If the manifest is damaged.

        Notes
        -----
        5 µs where nobody has any. The names of the files tell what was found in them: a file that is removed and
        attached again, and judged otherwise, is another state.
        """
        tied = self.paths
        some = sorted(tied if not keys else tied.keys() & set(keys))
        told = "\n".join(f"{key}\t{path}" for key in some for path in tied[key])
        return hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=16).hexdigest() if told else ""


def _sha256(path: str) -> str:
    return attached.sha256_of(path) or ""
