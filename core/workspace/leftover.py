"""What lies in the folder and is named by nobody: superseded files, and those of writers that died."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from core.workspace import testimony, trash

if TYPE_CHECKING:
    from pathlib import Path

    from core.workspace.manifest import Manifest

_STAGE = "staging"
_KINDS = ("*.new", "posts/*/*.parquet", "*-*.arrow", f"{testimony.FOLDER}/*.arrow")


def leftovers(folder: Path, current: Manifest) -> list[Path]:
    """List what the manifest does not name: files, folders of the trash, and the staging folder.

    Cost: one listing of the folder.
    """
    named = {folder / path for path in current.files()}
    found = [path for kind in _KINDS for path in folder.glob(kind) if path not in named]
    stage = [folder / _STAGE] if (folder / _STAGE).exists() else []
    return [*found, *trash.unnamed(folder, current), *stage]


def sweep(folder: Path, current: Manifest) -> None:
    """Remove what the manifest does not name, while the right to write is held.

    Raises
    ------
    OSError
        If a file cannot be removed.
    """
    for path in leftovers(folder, current):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=path.name == _STAGE)
        else:
            path.unlink(missing_ok=True)
