"""What was deleted, until the run of the app that deleted it ends: to be undone, listed, emptied.

An entry belongs to a run, and its folder is named after it. A run holds a lock as long as its process
lives, so that one server never empties what the user of another may still want back, and what a
killed server left is known to be nobody's. An entry exists only while the manifest names it: it comes
and goes with the very change that takes the rows out and puts them back.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import weakref
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import orjson

from core.errors import ParameterError, WorkspaceError
from core.workspace import manifest as manifests

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "trash"
RECORD = "entry.json"
POSTS, PROFILES, IDENTITIES = "posts", "profiles.arrow", "identities.arrow"
_RUN = re.compile(r"[0-9A-Za-z]{1,40}")
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Entry:
    """One deletion that can be undone.

    Attributes
    ----------
    name : str
        By which :func:`core.workspace.restoration.undo` finds it.
    run : str
        The name of the run that deleted it.
    kind : {"profiles", "import"}
        What was deleted.
    what : tuple of str
        The keys of the profiles, or the names of the import's files: other people's text.
    at : str
        When, in ISO format.
    n_posts, n_profiles : int
        How many posts went, and how many profiles went from the list.
    """

    name: str
    run: str
    kind: Literal["profiles", "import"]
    what: tuple[str, ...]
    at: str
    n_posts: int
    n_profiles: int


class Run:
    """One run of an app: what it deletes can be undone as long as it lives.

    Parameters
    ----------
    name : str
        Letters and digits, other for every run: the hexadecimal form of a random UUID does.

    Examples
    --------
    >>> Run("ab12").name
    'ab12'
    """

    def __init__(self, name: str) -> None:
        if not _RUN.fullmatch(name):
            message = f"a run is named by up to 40 letters and digits, not {name!r}"
            raise ParameterError(message)
        self.name = name
        self._held: dict[Path, int] = {}
        self.close = weakref.finalize(self, _let_go, self._held)
        """Let go of every lock without emptying anything, as the end of the process does."""

    def hold(self, folder: Path) -> None:
        """Say that this run lives and has a trash in the folder; the system forgets it with the process."""
        path = _lock_path(folder, self.name)
        if path in self._held and path.exists():
            return
        while True:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if os.fstat(lock).st_nlink:
                break
            os.close(lock)  # somebody took it for a dead run's between the two lines above
        if path in self._held:
            os.close(self._held.pop(path))
        self._held[path] = lock

    def leave(self, folder: Path) -> None:
        """Say that this run has no trash in the folder any more."""
        path = _lock_path(folder, self.name)
        if path in self._held:
            path.unlink(missing_ok=True)
            os.close(self._held.pop(path))


def _let_go(held: dict[Path, int]) -> None:
    while held:
        os.close(held.popitem()[1])


def _lock_path(folder: Path, run: str) -> Path:
    return folder.resolve() / FOLDER / f"{run}{_LOCK}"


def _lives(folder: Path, run: str) -> bool:
    try:
        with _lock_path(folder, run).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def path_of(folder: Path, name: str) -> Path:
    """Give the folder of an entry."""
    return folder / FOLDER / name


def write_record(folder: Path, entry: Entry, more: dict[str, Any]) -> Path:
    """Write what an entry says beside its rows; give the path."""
    path = path_of(folder, entry.name) / RECORD
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps({"entry": asdict(entry), **more}))
    return path


def read_record(folder: Path, name: str) -> tuple[Entry, dict[str, Any]]:
    """Read an entry and what it says beside its rows.

    Raises
    ------
    WorkspaceError
        If it is gone or damaged.
    """
    try:
        record = orjson.loads((path_of(folder, name) / RECORD).read_bytes())
        entry = record.pop("entry")
        return Entry(**{**entry, "what": tuple(entry["what"])}), record
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        message = "this deletion can no longer be undone: the trash has been emptied"
        raise WorkspaceError(message) from error


def entries(folder: Path) -> tuple[Entry, ...]:
    """List what can be undone, the latest deletion first, whichever run made it.

    Raises
    ------
    WorkspaceError
        If the manifest is damaged.

    Examples
    --------
    >>> from pathlib import Path
    >>> entries(Path("no/such/folder"))
    ()
    """
    there = (name for name in reversed(manifests.read(folder).trash) if _is_whole(folder, name))
    return tuple(read_record(folder, name)[0] for name in there)


def _is_whole(folder: Path, name: str) -> bool:
    return (path_of(folder, name) / RECORD).is_file()


def _folders(folder: Path) -> list[Path]:
    return [path for path in (folder / FOLDER).glob("*-*") if path.is_dir()]


def unnamed(folder: Path, current: manifests.Manifest) -> list[Path]:
    """List the entries that the manifest does not name: of deletions that a kill broke off, or undone."""
    return [path for path in _folders(folder) if path.name not in current.trash]


def discard(folder: Path, run: Run | None) -> int:
    """Remove the entries of a run and of every run that is dead; those of others that live stay.

    Returns
    -------
    int
        How many were removed.

    Raises
    ------
    OSError
        If one cannot be removed.
    """
    n_removed = 0
    for path in _folders(folder):
        owner = path.name.partition("-")[2]
        if (run is not None and owner == run.name) or not _lives(folder, owner):
            (path / RECORD).unlink(missing_ok=True)  # half an entry is none
            shutil.rmtree(path)
            n_removed += 1
    if run is not None:
        run.leave(folder)
    for lock in (folder / FOLDER).glob(f"*{_LOCK}"):
        _forget(lock)
    with suppress(OSError):  # it is not there, or not empty
        (folder / FOLDER).rmdir()
    return n_removed


def _forget(lock: Path) -> None:
    """Remove the lock of a run unless somebody holds it; nobody can take it meanwhile."""
    with suppress(FileNotFoundError, BlockingIOError), lock.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lock.unlink(missing_ok=True)
