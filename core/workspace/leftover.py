"""What lies in the folder and is named by nobody: superseded files, and those of writers that died."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from core.errors import WorkspaceError
from core.workspace import attached, testimony, trash, upload

if TYPE_CHECKING:
    from pathlib import Path

    from core.workspace.manifest import Manifest

_STAGE = "staging"
EXPORTS = "export"
"""Where a page lays what is about to be downloaded; whoever writes next removes it."""

_KINDS = (
    "*.new",
    "posts/*/*.parquet",
    "*-*.arrow",
    f"{testimony.FOLDER}/*.arrow",
    f"{attached.FOLDER}/*.arrow",
)


def leftovers(folder: Path, current: Manifest) -> list[Path]:
    """List what the manifest does not name: files, folders of the trash, and what lies there in passing.

    Cost: one listing of the folder.
    """
    named = {folder / path for path in current.files()}
    found = [path for kind in _KINDS for path in folder.glob(kind) if path not in named]
    passing = [folder / name for name in (_STAGE, EXPORTS) if (folder / name).exists()]
    return [*found, *trash.unnamed(folder, current), *passing]


def check_outside(folder: Path, file: Path) -> None:
    """Refuse a place for a file where it could take that of one of the workspace's own.

    Raises
    ------
    WorkspaceError
        If it lies in the workspace, but where exports lie in passing.
    """
    if folder.resolve() in file.resolve().parents and file.parent != folder / EXPORTS:
        message = f"{file} lies in the workspace itself; choose a place outside"
        raise WorkspaceError(message)


def sweep(folder: Path, current: Manifest) -> None:
    """Remove what the manifest does not name, and uploads of the dead, while the right to write is held.

    Raises
    ------
    OSError
        If a file cannot be removed.
    """
    for path in leftovers(folder, current):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=path.name in (_STAGE, EXPORTS))
        else:
            path.unlink(missing_ok=True)
    upload.sweep(folder)
