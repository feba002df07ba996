"""Several workspaces side by side: the analyst's own, the demo, and those made or opened beside it."""

from __future__ import annotations

import re
import unicodedata
from itertools import count
from typing import TYPE_CHECKING

from core.errors import InputError, WorkspaceError

if TYPE_CHECKING:
    from pathlib import Path

OWN, DEMO = "own", "demo"
FOLDER = "more"
"""Where further workspaces lie, below the analyst's own."""

_LONGEST = 40


def shelf(own: Path) -> dict[str, Path]:
    """Give the folder of each workspace by the name it has in links, the analyst's own first.

    Examples
    --------
    >>> from pathlib import Path
    >>> [f"{name}: {folder}" for name, folder in shelf(Path("no/such")).items()]
    ['own: no/such', 'demo: no/such/demo']
    """
    try:
        further = sorted(path for path in (own / FOLDER).iterdir() if path.is_dir())
    except OSError:  # there are none
        further = []
    return {OWN: own, DEMO: own / DEMO} | {
        path.name: path for path in further if path.name == slug(path.name)
    }


def slug(name: str) -> str:
    """Give a name as a link and a folder may have it: small letters, digits and hyphens.

    Examples
    --------
    >>> slug("Case 12: Élan/…"), slug("../..")
    ('case-12-elan', '')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")


def free_place(own: Path, file: str) -> Path:
    """Give a folder for a workspace that comes as a file of this name, numbered where the name is taken."""
    wanted = slug(file.partition(".")[0]) or "workspace"
    taken = shelf(own)
    free = (name for n in count(1) if (name := wanted if n == 1 else f"{wanted}-{n}") not in taken)
    return own / FOLDER / next(free)


def make(own: Path, name: str) -> Path:
    """Make the folder of a new workspace.

    Raises
    ------
    InputError
        If the name holds no letter or digit, or is taken.
    WorkspaceError
        If it cannot be made there.
    """
    folder = place(own, name)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        message = f"{folder} cannot be made ({error.strerror}); choose another name or make room"
        raise WorkspaceError(message) from error
    return folder


def place(own: Path, name: str) -> Path:
    """Give the folder where a workspace of this name is to be made.

    Raises
    ------
    InputError
        If the name holds no letter or digit, or is taken.
    """
    wanted = slug(name)
    if not wanted:
        message = "a workspace's name needs letters a to z or digits"
        raise InputError(message)
    if wanted in shelf(own):
        message = f"there is a workspace called {wanted} already; choose another name"
        raise InputError(message)
    return own / FOLDER / wanted
