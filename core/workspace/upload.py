"""Files that a page was given and that wait to be read: in the workspace, for no longer than somebody reads them.

They are private, so they lie beside what will be found in them and not in a folder of the system. Whoever reads them holds
a lock, which the system lets go of with the process: what a killed one left is known to be nobody's.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

from core.errors import WorkspaceError

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "uploads"


class Uploads:
    """A folder of one's own for files in passing; it goes with :meth:`close`, or with the process.

    Parameters
    ----------
    folder : Path
        Of the workspace.

    Attributes
    ----------
    path : Path
        Where the files may be put.

    Raises
    ------
    WorkspaceError
        If the workspace cannot be written to.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self.path, lock = _taken(folder / FOLDER)
        except OSError as error:
            message = f"cannot write to {folder} ({error.strerror}); choose another folder"
            raise WorkspaceError(message) from error
        self.close = weakref.finalize(self, _remove, self.path, lock)
        """Remove the folder with all that is in it; once is enough."""


def _taken(parent: Path) -> tuple[Path, int]:
    """Make a folder and hold it."""
    while True:
        path = parent / uuid4().hex
        path.mkdir(mode=0o700, parents=True)
        with suppress(FileNotFoundError):
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if path.exists():
                return path, lock
            os.close(lock)  # somebody took it for a dead one's between the lines above


def _remove(path: Path, lock: int) -> None:
    shutil.rmtree(path, ignore_errors=True)
    os.close(lock)
    with suppress(OSError):  # others lie there still
        path.parent.rmdir()


def sweep(folder: Path) -> int:
    """Remove what nobody reads any more; give how many uploads that were.

    Raises
    ------
    OSError
        If something cannot be removed.

    Examples
    --------
    >>> from pathlib import Path
    >>> sweep(Path("no/such/folder"))
    0
    """
    n_removed = 0
    for path in (folder / FOLDER).glob("*"):
        with suppress(FileNotFoundError, BlockingIOError):  # another sweep was faster, or somebody reads them
            lock = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path)
                n_removed += 1
            finally:
                os.close(lock)
    with suppress(OSError):  # it is not there, or not empty
        (folder / FOLDER).rmdir()
    return n_removed
