"""A workspace as one file: to be kept, handed on, and opened elsewhere as exactly what it was.

The file is a zip of the manifest and of what it names, stored as it lies on disk (the tables are
compressed already). Trash, portraits, drafts and superseded files stay behind.
"""

from __future__ import annotations

import io
import os
import shutil
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import IO, TYPE_CHECKING

from core.errors import CancelledError, FormatError, LimitError, WorkspaceBusyError, WorkspaceError
from core.progress import ignore_progress, never
from core.sources.entry import shown
from core.sources.limit import MAX_ARCHIVE_BYTES, MAX_MEMBER_BYTES, MAX_RATIO
from core.workspace import manifest as manifests
from core.workspace import soundness
from core.workspace.folder import Workspace
from core.workspace.leftover import check_outside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from core.workspace.manifest import Manifest

SUFFIX = ".doppelscope.zip"
MAX_MEMBERS = 200_000
MAX_MANIFEST_BYTES = 256 * 1024**2
_CHUNK = 1024**2
_RATIO_FREE_BYTES = 16 * 1024**2  # the manifest of many like reports compresses well
_TRIES = 8
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError)


def export(
    folder: Path,
    file: Path,
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> None:
    """Write a workspace as one file, as it is at one moment, whoever writes to it meanwhile.

    Parameters
    ----------
    file : Path
        Where to; it is replaced once the whole is written.
    progress : callable
        Told a share in [0, 1] and a line of words.
    cancelled : callable
        Asked with every megabyte.

    Raises
    ------
    WorkspaceError
        If there is nothing to export, a file is missing or the place cannot be written to.
    CancelledError
        If the analyst stopped it; nothing is written.

    Notes
    -----
    O(bytes) time, one megabyte of memory; where a writer has removed a file it begins with the newer state.
    """
    check_outside(folder, file)
    draft = file.with_name(f"{file.name}.new")
    try:
        for _ in range(_TRIES):
            manifest = manifests.read(folder)
            if not manifest.version:
                message = f"{folder} holds nothing to export; import something first"
                raise WorkspaceError(message)
            if _written(folder, manifest, draft, progress, cancelled):
                draft.replace(file)
                return
    except OSError as error:
        message = f"{file} cannot be written ({error.strerror or error}); choose another place"
        raise WorkspaceError(message) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    message = f"{folder} changes faster than it can be read; export it when nobody is importing"
    raise WorkspaceBusyError(message)


def _written(
    folder: Path,
    manifest: Manifest,
    draft: Path,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> bool:
    """Write the file; tell whether it could be done, or a writer has removed something meanwhile."""
    names = sorted(manifest.files())
    with draft.open("wb") as target, zipfile.ZipFile(target, "w", allowZip64=True) as archive:
        data = manifests.as_bytes(replace(manifest, trash=()))
        archive.writestr(zipfile.ZipInfo(manifests.NAME), data, zipfile.ZIP_DEFLATED)
        for n, name in enumerate(names):
            progress(n / len(names), f"Writing file {n + 1:,} of {len(names):,}")
            try:
                source = (folder / name).open("rb")
            except FileNotFoundError as error:
                if manifests.read(folder) != manifest:
                    return False
                message = f"{name} of the workspace is missing; restore it from a backup"
                raise WorkspaceError(message) from error
            info = zipfile.ZipInfo(name)
            info.file_size = os.fstat(source.fileno()).st_size
            with source, archive.open(info, "w") as member:
                _copy(source, member, cancelled)
        archive.close()
        target.flush()
        os.fsync(target.fileno())
    return True


def _copy(
    source: IO[bytes], target: IO[bytes], cancelled: Callable[[], bool], limit: int | None = None
) -> None:
    n_bytes = 0
    while chunk := source.read(_CHUNK):
        if cancelled():
            message = "it was stopped; nothing was written"
            raise CancelledError(message)
        n_bytes += len(chunk)
        if limit is not None and n_bytes > limit:
            message = "a part of the file unpacks to more than the file says: it was not unpacked"
            raise LimitError(message)
        target.write(chunk)


def open_bundle(
    file: Path | IO[bytes] | bytes,
    folder: Path,
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Workspace:
    """Unpack an exported workspace into a new folder.

    It is unpacked beside and checked first, and takes its place at the end: until then the folder is not
    there, and what a kill leaves behind is removed by the next attempt.

    Parameters
    ----------
    file : Path, binary file or bytes
        What :func:`export` wrote, on disk or as an upload holds it.
    folder : Path
        It must not exist, or be empty.
    progress, cancelled
        As of :func:`export`.

    Raises
    ------
    FormatError
        If it is no exported workspace, is damaged, or holds what no workspace does.
    LimitError
        If it would unpack to more than we are willing to write.
    WorkspaceError
        If the folder holds something or cannot be written to, or a newer version wrote the file.
    WorkspaceBusyError
        If another process is unpacking to the same folder.
    CancelledError
        If the analyst stopped it; nothing is left of it.
    """
    _check_empty(folder)
    draft = folder.with_name(f".{folder.name}.opening")
    try:
        with _opened(file) as archive, manifests.writing(draft):
            try:
                _clear(draft)
                _unpack(archive, draft, progress, cancelled)
                progress(1.0, "Checking what was unpacked")
                soundness.check_tables(draft, manifests.read(draft), cancelled)
                _check_empty(folder)
                draft.replace(folder)
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                raise
        manifests.settle([folder])
    except OSError as error:
        message = f"{folder} cannot be made ({error.strerror or error}); choose another folder or make room"
        raise WorkspaceError(message) from error
    return Workspace(folder)


def _check_empty(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        message = f"{folder} is there already and not empty; choose a new folder"
        raise WorkspaceError(message)


def _clear(draft: Path) -> None:
    """Remove what a kill left; the lock that is held stays."""
    for path in draft.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != manifests.LOCK:
            path.unlink()


@contextmanager
def _opened(file: Path | IO[bytes] | bytes) -> Iterator[zipfile.ZipFile]:
    """Open the zip; say of one that cannot be read on what it means."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file)
    except (*_BAD_ZIP, ValueError) as error:
        message = "this is no exported workspace, or only a part of one: no whole zip file; export it again"
        raise FormatError(message) from error
    except OSError as error:
        message = f"{shown(str(file))} cannot be read ({error.strerror or error})"
        raise FormatError(message) from error
    with archive:
        try:
            yield archive
        except _BAD_ZIP as error:
            message = f"the file is damaged ({error}); copy or export it again"
            raise FormatError(message) from error


def _unpack(
    archive: zipfile.ZipFile,
    draft: Path,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> None:
    infos = {info.filename: info for info in _safe(archive)}
    if manifests.NAME not in infos:
        message = "this zip holds no workspace (there is no manifest in it); to read posts from it, import it"
        raise FormatError(message)
    if infos[manifests.NAME].file_size > MAX_MANIFEST_BYTES:
        message = f"the file's manifest is larger than {MAX_MANIFEST_BYTES:,} bytes: it was not unpacked"
        raise LimitError(message)
    with archive.open(infos.pop(manifests.NAME)) as source:
        data = source.read(MAX_MANIFEST_BYTES)
    named = soundness.checked(data).files()
    if missing := sorted(named.difference(infos)):
        message = f"the file is incomplete: {shown(missing[0])} is missing; export it again"
        raise FormatError(message)
    if strange := sorted(set(infos).difference(named)):
        message = f"the file holds {shown(strange[0])}, which is no part of a workspace; nothing was unpacked"
        raise FormatError(message)
    total, done = sum(info.file_size for info in infos.values()), 0
    written: list[Path] = []
    for name, info in infos.items():
        progress(done / max(total, 1), f"Unpacking file {len(written) + 1:,} of {len(infos):,}")
        written.append(draft / name)
        written[-1].parent.mkdir(parents=True, exist_ok=True)
        with archive.open(info) as source, written[-1].open("xb") as target:
            _copy(source, target, cancelled, info.file_size)
        done += info.file_size
    (draft / manifests.NAME).write_bytes(data)
    manifests.settle([*written, draft / manifests.NAME])


def _safe(archive: zipfile.ZipFile) -> Sequence[zipfile.ZipInfo]:
    """Give the members if every one may be unpacked; nothing of their content has been read by then."""
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        message = f"the file holds {len(infos):,} members, more than {MAX_MEMBERS:,}: it was not unpacked"
        raise LimitError(message)
    for info in infos:
        if (why := _unsafe(info)) is not None:
            message = f"the file holds {shown(info.filename)!r}, {why}; nothing was unpacked: do not trust it"
            raise FormatError(message)
    infos = [info for info in infos if not info.is_dir()]  # whoever packs by hand packs folders too
    if len({info.filename.casefold() for info in infos}) < len(infos):
        message = "the file holds two members of one name; nothing was unpacked: do not trust it"
        raise FormatError(message)
    sizes = [(info.file_size, info.compress_size) for info in infos]
    total = sum(size for size, _ in sizes)
    if total > MAX_ARCHIVE_BYTES or any(size > MAX_MEMBER_BYTES for size, _ in sizes):
        message = f"the file would unpack to {total:,} bytes, more than we write: it was not unpacked"
        raise LimitError(message)
    if any(size > _RATIO_FREE_BYTES and size > MAX_RATIO * packed for size, packed in sizes):
        message = f"a part of the file unpacks to more than {MAX_RATIO} times its size: it was not unpacked"
        raise LimitError(message)
    return infos


def _unsafe(info: zipfile.ZipInfo) -> str | None:
    """Say why a member may not be unpacked, or None."""
    name, mode = info.orig_filename, info.external_attr >> 16
    if name.startswith(("/", "\\")) or name[1:2] == ":":
        return "a place outside the folder"
    if "\\" in name or "\0" in name or any(part in ("", ".", "..") for part in name.rstrip("/").split("/")):
        return "which leads out of the folder"
    if stat.S_IFMT(mode) not in (0, stat.S_IFDIR if info.is_dir() else stat.S_IFREG):
        return "which is a link or a device, not a file"
    if info.flag_bits & 0x1:
        return "which is encrypted"
    return None
