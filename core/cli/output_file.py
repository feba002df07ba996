"""The file that a command writes: looked at before the work, written whole after it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.errors import InputError
from core.workspace.leftover import check_outside

if TYPE_CHECKING:
    from pathlib import Path


def check_new(folder: Path, file: Path, *, replace: bool, ending: str | None = None) -> None:
    """Refuse a place where a file cannot be or one is already, before the minutes that it takes to make it.

    Parameters
    ----------
    folder : Path
        The workspace's, in which nothing else may lie.
    file : Path
    replace : bool
        Whether one that is there may be replaced.
    ending : str or None
        Of the only kind of file that is written, where another would mislead whoever opens it.

    Raises
    ------
    WorkspaceError
        If it lies in the workspace.
    InputError
        If there is no such folder, the file is there already, or its name ends in another kind's ending.

    Examples
    --------
    >>> from pathlib import Path
    >>> check_new(Path("workspace"), Path("no such folder/out.csv"), replace=False)
    Traceback (most recent call last):
    core.errors.InputError: there is no folder no such folder for out.csv; make it, or choose another place
    >>> check_new(Path("workspace"), Path("out.csv"), replace=False, ending=".parquet")
    Traceback (most recent call last):
    core.errors.InputError: what is written is a .parquet file, and out.csv is called another; call it out.parquet
    """
    check_outside(folder, file)
    if ending and file.suffix.casefold() != ending:
        message = f"what is written is a {ending} file, and {file.name} is called another; call it {file.stem}{ending}"
        raise InputError(message)
    if not file.parent.is_dir():
        message = f"there is no folder {file.parent} for {file.name}; make it, or choose another place"
        raise InputError(message)
    if file.exists() and not replace:
        message = f"{file} is there already; add --yes to replace it"
        raise InputError(message)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    draft = None
    try:
        target = file.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(content)  # a pipe or a terminal is written to, and not replaced
            return
        draft = target.with_name(f"{target.name}.{os.getpid()}.new")
        draft.write_bytes(content)
        draft.replace(target)
    except OSError as error:
        if draft is not None:
            draft.unlink(missing_ok=True)
        message = f"{file} cannot be written ({error.strerror or error}); choose another place"
        raise InputError(message) from error
