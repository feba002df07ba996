"""Tying files to a profile: looked at one after another, each kept as soon as it has been."""

from __future__ import annotations

import hashlib
import re
import stat
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from core.attachment import store
from core.attachment.encoding import encode
from core.attachment.reading import attachments, media_marks
from core.errors import InputError
from core.model.media import Attachment
from core.persona.media.words import plain
from core.progress import check, ignore_progress, never, part
from core.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from core.attachment.examination import Examine, Examined
    from core.model.media import MediaAnalysis
    from core.persona.media.media_params import MediaParams
    from core.persona.media.weight import Weights
    from core.progress import Progress

_CHUNK = 4 * 1024**2
_LONGEST_NAME = 120
_LEFT = "the files before it are attached"
_FOLDERS = re.compile(r"(?<![\w./])/(?:[^\s/]+/)+")
"""The folders of a place on a disk, whoever names it."""

_CHANGED = "it changed while it was looked at; attach it again"


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that is to be tied to a profile: where it lies, what it is called, to which post it belongs."""

    path: Path
    name: str
    post_id: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of which nothing was kept, and why."""

    name: str
    reason: str


def attach(
    workspace: Workspace,
    key: str,
    files: Sequence[GivenFile],
    weights: Weights,
    params: MediaParams | None = None,
    *,
    added: str,
    network: Path | None = None,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
    examine: Examine | None = None,
) -> Iterator[Attachment | Refused]:
    """Tie files to a profile; each is on disk before it is given.

    Parameters
    ----------
    workspace : Workspace
    key : str
        Of the profile, or another key of the same user.
    files : sequence of GivenFile
        Pictures, videos and sounds. One that is tied to the profile already is not looked at again; where another post is
        named for it, it is tied to that one.
    weights : Weights
        Where the models are; what is not there is missing in the analysis, with its reason.
    params : MediaParams, optional
    added : str
        The moment, in UTC, ISO 8601; the core reads no clock.
    network : Path, optional
        The analyst's own network. One that is not there or cannot be used is a note of the analysis.
    progress, cancelled : callable
        A stopped one keeps what was attached before.
    examine : callable, optional
        Looks at a file instead of :class:`core.attachment.examination.Examiner`.

    Yields
    ------
    Attachment or Refused
        In the order of the files.

    Raises
    ------
    ProfileError
        If there is no such profile, or it was deleted meanwhile.
    PseudonymError
        If the workspace stands under pseudonyms.
    WorkspaceBusyError
        If another process is writing for longer than a moment.
    WorkspaceError
        If the folder cannot be written to; the files that were given are tied to the profile.
    CancelledError
        If it was stopped.

    Notes
    -----
    Cost: that of :func:`core.persona.media.analyse.analyse`, and of decoding the file once more for its stills. The right to
    write is held for the moment in which a file is kept, not while it is looked at.
    """
    one = store.begin(workspace.folder, key)
    work = _Work(workspace.folder, one, added, weights, params, network, examine)
    for number, given in enumerate(files):
        check(cancelled, _LEFT)
        step = part(progress, number / len(files), (number + 1) / len(files))
        yield work.take(given, step, cancelled)


@dataclass
class _Work:
    """The files of one profile, one after another."""

    folder: Path
    key: str
    added: str
    weights: Weights
    params: MediaParams | None
    network: Path | None
    given: Examine | None

    def take(
        self, given: GivenFile, progress: Progress, cancelled: Callable[[], bool]
    ) -> Attachment | Refused:
        """Look at a file, and keep what was found."""
        name = clean_name(given.name)

        def named(share: float, message: str) -> None:
            progress(share, _told(message, given.path, name))

        named(0.0, f"reading {name}")
        try:
            sha256, n_bytes = _checksum(given.path, name, cancelled)
            there = self._tied(sha256)
            if there is None or given.post_id not in (None, there.post_id):
                self._check_post(given.post_id)
            if there is None:
                found = self._examined(given.path, sha256, named, cancelled)
                seconds = tuple(still.second for still in found.stills)
                analysis = self._cleaned(found.analysis, given.path, name)
                one = Attachment(
                    self.key, sha256, name, n_bytes, given.post_id, self.added, analysis, seconds
                )
                head = encode(one)
        except InputError as error:
            return Refused(name, _told(str(error), given.path, name))
        if there is None:
            return store.keep(self.folder, one, head, found.stills)
        if given.post_id in (None, there.post_id) or there.analysis.error is not None:
            return there
        return store.retie(self.folder, there, given.post_id)

    def _tied(self, sha256: str) -> Attachment | None:
        now = Workspace(self.folder)
        if sha256 not in media_marks(now, [self.key]).get(self.key, ()):
            return None
        return next((one for one in attachments(now, self.key) if one.sha256 == sha256), None)

    def _check_post(self, post_id: str | None) -> None:
        if post_id is not None and post_id not in self._posts:
            message = f"the profile has no post {plain(post_id, _LONGEST_NAME)}; leave it out, or name one of its posts"
            raise InputError(message)

    @cached_property
    def _posts(self) -> frozenset[str]:
        return frozenset(Workspace(self.folder).timeline(self.key).posts["post_id"])

    def _examined(
        self, path: Path, sha256: str, progress: Progress, cancelled: Callable[[], bool]
    ) -> Examined:
        """Look at a file.

        Raises
        ------
        InputError
            If it cannot be read, or was written to meanwhile.
        """
        found = self._examine(path, progress=progress, cancelled=cancelled)
        if found.analysis.error is not None:
            raise InputError(found.analysis.error)
        if _checksum(path, path.name, cancelled)[0] != sha256:
            raise InputError(_CHANGED)
        return found

    def _cleaned(self, found: MediaAnalysis, path: Path, name: str) -> MediaAnalysis:
        """Give an analysis that says nothing of this machine's folders: it is exported with the workspace."""
        known = {str(path): name, path.name: name, str(self.weights.folder): self.weights.folder.name}
        if self.network is not None:
            known[str(self.network)] = self.network.name

        def clean(text: str) -> str:
            for place, called in known.items():
                if place not in (".", called):
                    text = text.replace(place, called)
            return _FOLDERS.sub("", text)

        missing = {part: clean(why) for part, why in found.missing.items()}
        return replace(found, file=name, notes=tuple(map(clean, found.notes)), missing=missing)

    @cached_property
    def _examine(self) -> Examine:
        if self.given is not None:
            return self.given
        from core.attachment.examination import Examiner  # noqa: PLC0415 — models, when a file is to be looked at

        return Examiner(self.weights, self.params, self.network)


def clean_name(name: str) -> str:
    r"""Give what a file is called as it is kept: without folders, in one line, of bounded length.

    Examples
    --------
    >>> clean_name("../../a\x1b[2Jb.jpg"), clean_name("C:\\clips\\a.mp4"), clean_name("  /")
    ('a [2Jb.jpg', 'a.mp4', 'file')
    """
    return plain(re.split(r"[/\\]", name)[-1], _LONGEST_NAME) or "file"


def _checksum(path: Path, name: str, cancelled: Callable[[], bool]) -> tuple[str, int]:
    """Give a file's SHA-256 and its size; a link is followed to a file, and to nothing else."""
    digest, n_bytes = hashlib.sha256(), 0
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            message = f"{name} is no file"  # to read a pipe or a device may never end
            raise InputError(message)
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                check(cancelled, _LEFT)
                digest.update(piece)
                n_bytes += len(piece)
    except FileNotFoundError as error:
        message = f"there is no file {name}"
        raise InputError(message) from error
    except (OSError, ValueError) as error:
        message = f"{name} cannot be read ({getattr(error, 'strerror', None) or error})"
        raise InputError(message) from error
    return digest.hexdigest(), n_bytes


def _told(reason: str, path: Path, name: str) -> str:
    """Give a reason with the name that the analyst knows: an upload lies under another one."""
    for known in (str(path), path.name):
        reason = reason.replace(known, name)
    return plain(reason)
