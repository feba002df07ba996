"""What a reader holds on to: a manifest, and the tables it names even after a writer removed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from core.errors import WorkspaceError
from core.workspace import manifest as manifests
from core.workspace.table import read_table

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of a workspace, its small tables held open but not yet read."""

    manifest: manifests.Manifest
    _held: dict[str, pa.NativeFile]

    def table(self, relative: str | None, schema: pa.Schema) -> pa.Table:
        """Read a table that the manifest names; none is an empty one.

        Raises
        ------
        WorkspaceError
            If it is damaged.
        """
        if relative is None:
            return schema.empty_table()
        try:
            return read_table(self._held[relative], schema)
        except (OSError, pa.ArrowException) as error:
            message = f"{relative} of the workspace is damaged ({error}); restore it from a backup"
            raise WorkspaceError(message) from error


def take(folder: Path) -> Snapshot:
    """Take hold of a workspace as it is now, whatever a writer does meanwhile.

    Raises
    ------
    WorkspaceError
        If the manifest or a table that it names is missing or damaged.
    """
    manifest = manifests.read(folder)
    while True:
        try:
            named = [path for path in (manifest.identities, manifest.profiles) if path]
            return Snapshot(manifest, {path: pa.memory_map(str(folder / path)) for path in named})
        except (OSError, pa.ArrowException) as error:
            newer = manifests.read(folder)
            if newer.version == manifest.version:
                message = f"a table of the workspace cannot be opened ({error}); restore it from a backup"
                raise WorkspaceError(message) from error
            manifest = newer  # a writer replaced the table between the two looks
