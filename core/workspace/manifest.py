"""The one file that says what a workspace holds, and the lock that keeps writers apart."""

from __future__ import annotations

import fcntl
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import orjson

from core.errors import WorkspaceBusyError, WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FORMAT = 4
NAME = "manifest.json"
LOCK = "lock"
_SETTLED_AT_ONCE = 16
MAX_KEPT_REASONS = 20
MAX_NAMED_LEFT_OUT = 20
STOPPED = "stopped"
NOTED = frozenset({STOPPED, "account", "label"})
"""Places of a report's reasons that are no row: why a fetch ended early, what is known of the account, why a
table's labels were not taken."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file of an import.

    ``rows`` counts what was looked at, the ``refused`` among it; ``reasons`` holds the first
    refusals as (place, reason), and what must be known of a fetch as a whole at the places
    :data:`NOTED`. ``skipped`` says why a whole file was left out, else it is None.
    """

    name: str
    source: str | None
    sha256: str | None = None
    signature: str = ""
    rows: int = 0
    refused: int = 0
    reasons: tuple[tuple[str, str], ...] = ()
    skipped: str | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """Give what must be known of the whole: that a fetch was stopped, that an account has moved."""
        return tuple(why for place, why in self.reasons if place in NOTED)

    @property
    def stopped(self) -> bool:
        """Tell whether a fetch ended early; the next one goes on from there."""
        return any(place == STOPPED for place, _ in self.reasons)

    @property
    def refusals(self) -> tuple[tuple[str, str], ...]:
        """Give the first refused rows as (place, reason)."""
        return tuple(reason for reason in self.reasons if reason[0] not in NOTED)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What one import did to the workspace.

    ``kept`` counts the posts that were new or newer, ``duplicates`` those the workspace (or the
    same import) already had. ``number`` is None where no post did. ``files`` names every file that
    was read and the first of the ``left_out``: an account archive holds thousands of pictures.
    """

    number: int | None
    imported_at: str
    files: tuple[FileReport, ...]
    rows: int = 0
    kept: int = 0
    duplicates: int = 0
    refused: int = 0
    left_out: int = 0
    profiles: int = 0
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What exists: post files by bucket (oldest import first), tables, imports.

    ``testimonies`` holds, import by import, the file of what it said about users (``""`` where none
    was kept): raw handles and names, to be rewritten or left out with every other. ``trash`` names the
    deletions that may be undone, the latest last. ``pseudonyms`` names the key under which everybody
    stands, None where all stand under their own names. ``label`` is what must be said of the whole
    wherever its data shows; ``labels`` are the analyst's own of single profiles, by key in the order in
    which they were set, empty where the analyst takes off what a table said (:mod:`core.labels`). ``media``
    holds the files of attachments by the profile's key, in the order in which they were added
    (:mod:`core.attachment`).
    """

    version: int = 0
    next_import: int = 1
    posts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    profiles: str | None = None
    identities: str | None = None
    label: str | None = None
    opening: tuple[str, str] | None = None
    imports: tuple[ImportReport, ...] = ()
    testimonies: tuple[str, ...] = ()
    trash: tuple[str, ...] = ()
    pseudonyms: str | None = None
    labels: dict[str, str] = field(default_factory=dict)
    media: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def files(self) -> set[str]:
        """Give the relative paths of everything named."""
        named = {path for of in (self.posts, self.media) for paths in of.values() for path in paths}
        return named | {path for path in (self.profiles, self.identities, *self.testimonies) if path}

    def following(self, **changes: Any) -> Manifest:
        """Give the next version, with the changes made."""
        return replace(self, version=self.version + 1, **changes)


def report_of(record: dict[str, Any]) -> ImportReport:
    """Give a report as it was written."""
    files = tuple(
        FileReport(**{**file, "reasons": tuple((place, why) for place, why in file["reasons"])})
        for file in record["files"]
    )
    return ImportReport(**{**record, "files": files})


def parsed(data: bytes) -> Manifest:
    """Give what :func:`as_bytes` wrote; what is none raises whatever its reading raises."""
    record = orjson.loads(data)
    del record["format"]
    record["posts"] = {bucket: tuple(paths) for bucket, paths in record["posts"].items()}
    record["opening"] = tuple(record["opening"]) if record.get("opening") else None
    record["imports"] = tuple(report_of(report) for report in record["imports"])
    for name in ("testimonies", "trash"):
        record[name] = tuple(record.get(name, ()))
    record["labels"] = dict(record.get("labels", {}))
    record["media"] = {key: tuple(paths) for key, paths in record.get("media", {}).items()}
    return Manifest(**record)


def as_bytes(manifest: Manifest) -> bytes:
    """Write a manifest, its format with it."""
    return orjson.dumps({"format": FORMAT, **asdict(manifest)}, option=orjson.OPT_INDENT_2)


def read(folder: Path) -> Manifest:
    """Read the manifest of a folder; a folder without one is an empty workspace.

    Raises
    ------
    WorkspaceError
        If the manifest is damaged or was written by a newer version.
    """
    try:
        data = (folder / NAME).read_bytes()
    except FileNotFoundError:
        return Manifest()
    except OSError as error:
        message = f"{folder} cannot be read as a workspace ({error.strerror}); choose another folder"
        raise WorkspaceError(message) from error
    try:
        if orjson.loads(data)["format"] > FORMAT:
            message = f"{folder} was written by a newer Doppelscope; update to read it"
            raise WorkspaceError(message)
        return parsed(data)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        message = f"{folder / NAME} is damaged ({error}); restore it from a backup"
        raise WorkspaceError(message) from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(paths: Sequence[Path]) -> None:
    """See files to the disk, so that no manifest names what a power cut could still take away.

    A disk that is asked for many files at once writes them in one go, in a tenth of the time.
    """
    with ThreadPoolExecutor(_SETTLED_AT_ONCE) as pool:
        for _ in pool.map(_sync, (*paths, *{path.parent for path in paths})):
            pass


def replace_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a new manifest in place of the old, at once and for good."""
    data = as_bytes(manifest)
    draft = folder / f"{NAME}.new"
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / NAME)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    _sync(folder)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the workspace's only right to write; the system takes it back when a process dies.

    Raises
    ------
    WorkspaceBusyError
        If another process, named in the message, is writing.
    WorkspaceError
        If the folder cannot be created or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("a+")
    except OSError as error:
        message = f"cannot write to {folder} ({error.strerror}); choose another folder"
        raise WorkspaceError(message) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            message = f"{folder} is being written to by process {holder}; wait until it is done"
            raise WorkspaceBusyError(message) from error
        except OSError as error:
            message = f"{folder} is on a disk that knows no locks ({error.strerror}); choose another folder"
            raise WorkspaceError(message) from error
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield
