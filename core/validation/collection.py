"""A collection: a folder of Parquet tables of timelines, each imported as a workspace of its own.

One workspace a file, so that two captures of one account never merge; where a file holds several captures
(a column ``capture`` or ``src``), each is a profile of its own. One more workspace holds all of them, for
experiments on labelled profiles.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

from core.errors import InputError
from core.gallery import Gallery
from core.intake import import_items
from core.progress import ignore_progress, never
from core.sources.options import ReadOptions
from core.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

ALL = "all tables"
_CAPTURES = ("capture", "src")
_HANDLES = Path(__file__).with_name("second_handle.csv")


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """The workspaces of a collection: one a file by its name without ending, and one of all."""

    files: Mapping[str, Gallery]
    whole: Gallery

    def kinds(self) -> dict[str, str]:
        """Name the file of each profile as its group, for experiments inside each kind of account."""
        return {
            key: name.rstrip("0123456789").rstrip("_").replace("_", " ")
            for name, gallery in self.files.items()
            for key in gallery.workspace.profiles["key"]
        }


def open_collection(
    source: Path,
    folder: Path,
    *,
    now: datetime,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Collection:
    """Import a collection, or open what an earlier run imported.

    Parameters
    ----------
    source : Path
        Its Parquet files, or a folder that has them in ``timelines``.
    folder : Path
        Where its workspaces are, one folder each.
    now : datetime
        The moment of the import.

    Raises
    ------
    InputError
        If there are no such files.
    CancelledError
        If the analyst stopped it; files that were imported stay.

    Notes
    -----
    Some 10,000 posts a second, once.
    """
    inner = source / "timelines"
    paths = sorted((inner if inner.is_dir() else source).glob("*.parquet"))
    if not paths:
        message = f"{source} holds no Parquet tables of timelines"
        raise InputError(message)
    # all are looked at before any is imported
    options = {path: options_of(path) for path in paths}
    steps = [(path, folder / path.stem) for path in paths] + [(path, folder / ALL) for path in paths]
    for at, (path, place) in enumerate(steps):
        workspace = Workspace(place)
        if _is_there(path, workspace):
            continue

        def tell(share: float, said: str, at: int = at, name: str = path.name) -> None:
            progress((at + share) / len(steps), f"{name}: {said}")

        import_items(workspace, [path], options[path], now=now, progress=tell, cancelled=cancelled)
    files = {path.stem: Gallery(Workspace(folder / path.stem)) for path in paths}
    return Collection(files, Gallery(Workspace(folder / ALL)))


def _is_there(path: Path, workspace: Workspace) -> bool:
    """Tell whether a workspace has imported this very file."""
    known = {file.sha256 for report in workspace.imports for file in report.files if file.name == path.name}
    if not known:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() in known


def options_of(path: Path) -> ReadOptions:
    """Say how a table is read: each capture is a profile of its own, where it has several.

    Raises
    ------
    InputError
        If it is no Parquet table.
    """
    try:
        names = parquet.read_schema(path).names
    except (OSError, pa.ArrowException) as error:
        message = f"{path} cannot be read as a Parquet table ({error}); take it out of the folder"
        raise InputError(message) from error
    capture = next((name for name in _CAPTURES if name in names), None)
    return ReadOptions.parse([] if capture is None else [f"profile=screen_name+{capture}"])


def second_handles() -> frozenset[frozenset[str]]:
    """Give the pairs of accounts that are of one office or group under two handles, as keys.

    >>> frozenset({"x:@elysee", "x:@fhollande"}) in second_handles()
    True
    """
    with _HANDLES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return frozenset(frozenset((f"x:@{row['a']}", f"x:@{row['b']}")) for row in rows)
