"""The key file: the one thing that turns names into pseudonyms and must never be shared.

It is JSON: ``format``, ``key`` (32 bytes as hexadecimal) and ``id``, a digest of the key that says
which key it is and may be shown. Beside it lies a folder of its own, ``<name>.private``, for what must
not lie in a workspace either: the register (:mod:`core.pseudonyms.register`) and the drafts of fetches.
"""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

import orjson

from core.errors import KeyFileError
from core.pseudonyms.spelling import Coder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FORMAT = 1
_KEY_BYTES = 32
_MAX_BYTES = 10_000
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MANIFEST = "manifest.json"


def create(path: Path, outside: Iterable[Path] = ()) -> bytes:
    """Make a new key, write it to a file that only its owner can read, and give it.

    Parameters
    ----------
    path : Path
        Where; its folder must be there.
    outside : iterable of Path
        Folders of workspaces, in which no key may lie, besides those that can be told from their
        manifest.

    Raises
    ------
    KeyFileError
        If there is a file already, if the place lies in a workspace, or if it cannot be protected.
    """
    check_place(path, outside)
    key = secrets.token_bytes(_KEY_BYTES)
    record = {"format": FORMAT, "about": "pseudonyms of Doppelscope: keep it secret", "id": Coder(key).key_id}
    text = orjson.dumps({**record, "key": key.hex()}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    except FileExistsError as error:
        message = f"{path} exists already, and a key is never overwritten: use it, or name another file"
        raise KeyFileError(message) from error
    except OSError as error:
        message = f"the key cannot be written to {path} ({error.strerror}); choose another folder"
        raise KeyFileError(message) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        check_protection(path)
    except (OSError, KeyFileError) as error:
        with suppress(OSError):
            path.unlink()
        message = f"no key can be kept at {path} ({error}); choose a folder on another disk"
        raise KeyFileError(message) from error
    return key


def read(path: Path, outside: Iterable[Path] = ()) -> bytes:
    """Read a key from its file.

    Raises
    ------
    KeyFileError
        If there is none, if it lies in a workspace, if others can read it, or if it is damaged.
    """
    check_place(path, outside)
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES)
    except FileNotFoundError as error:
        message = f"there is no key file {path}; make one, or name the one the workspace was made with"
        raise KeyFileError(message) from error
    except OSError as error:
        message = f"the key file {path} cannot be read ({error.strerror})"
        raise KeyFileError(message) from error
    check_protection(path)
    try:
        record = orjson.loads(data)
        newer = record["format"] > FORMAT
        key, said = bytes.fromhex(record["key"]), record["id"]
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        # what the error says would quote the file
        message = f"{path} is not a key file of Doppelscope, or is damaged; restore it from a backup"
        raise KeyFileError(message) from None
    if newer:
        message = f"{path} was written by a newer Doppelscope; update to use it"
        raise KeyFileError(message)
    if len(key) != _KEY_BYTES or said != Coder(key).key_id:
        message = f"{path} is damaged: its key is not the one that it names; restore it from a backup"
        raise KeyFileError(message)
    return key


def check_place(path: Path, outside: Iterable[Path] = ()) -> None:
    """Refuse a place within a workspace: whoever is given the workspace would be given the key.

    Links are followed. A folder counts as a workspace if it is named in ``outside`` or holds a
    workspace's manifest.

    Raises
    ------
    KeyFileError
        If the place lies in one; the message names it.
    """
    try:
        found = path.resolve()
        named = {folder.resolve() for folder in outside}
    except (OSError, RuntimeError) as error:
        message = f"{path} leads nowhere ({error}); name another place for the key"
        raise KeyFileError(message) from error
    for folder in found.parents:
        if folder in named or _is_workspace(folder):
            message = f"{path} lies in the workspace {folder}: a key beside the data opens it; move the key out of there"
            raise KeyFileError(message)


def _is_workspace(folder: Path) -> bool:
    try:
        record = orjson.loads((folder / _MANIFEST).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return False
    return isinstance(record, dict) and {"format", "posts", "imports"} <= record.keys()


def check_protection(path: Path) -> None:
    """Refuse a file or folder that others may read, where the system tells.

    Raises
    ------
    KeyFileError
        If they may; the message says how to change that.
    """
    if os.name != "posix":  # elsewhere these bits say nothing
        return
    mode = path.stat().st_mode
    if mode & _OTHERS:
        right = "700" if stat.S_ISDIR(mode) else "600"
        message = f"{path} can be opened by other users of this machine; run: chmod {right} {path}"
        raise KeyFileError(message)


def private_folder(path: Path) -> Path:
    """Name the folder beside a key file for what is as secret as the key.

    >>> from pathlib import Path
    >>> private_folder(Path("/safe/case.key")).name
    'case.key.private'
    """
    found = path.resolve()
    return found.with_name(f"{found.name}.private")


def make_private(folder: Path) -> None:
    """Make a folder that only its owner can enter.

    Raises
    ------
    KeyFileError
        If that cannot be, or others can enter it.
    """
    try:
        folder.mkdir(mode=stat.S_IRWXU, exist_ok=True)
        check_protection(folder)
    except OSError as error:
        message = f"{folder} cannot be made ({error.strerror}); it is to hold what belongs to the key"
        raise KeyFileError(message) from error
