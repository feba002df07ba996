"""Files, folders and zips, opened alike: a stream of entries, each one thing that can be read.

Nothing is ever unpacked to disk, so no member's path is ever written to.
"""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from core.errors import FormatError, InputError, LimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 8 * 1024**3
MAX_ARCHIVE_BYTES = 32 * 1024**3
MAX_RATIO = 200
_RATIO_FREE_BYTES = 1024**2  # small members may compress as well as they like
_TOTAL_FREE_BYTES = 64 * 1024**2
_HIDDEN = ("__MACOSX", ".")
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One readable thing: a file, an upload or a member of a zip.

    ``name`` is what messages call it (``archive.zip/data/tweets.js``); ``open`` gives a fresh
    binary stream each time; ``neighbours`` are all entries of the import, among which a reader may
    look up what belongs to it (the ``account.js`` beside ``tweets.js``).
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]
    path: Path | None = None
    neighbours: tuple[Entry, ...] = ()

    @property
    def base(self) -> str:
        """Give the name without its folders."""
        return PurePosixPath(self.name).name

    def head(self, n_bytes: int) -> bytes:
        """Read the first bytes."""
        with self.open() as stream:
            return stream.read(n_bytes)


def shown(name: str) -> str:
    r"""Give a file's name as messages and reports may hold it: hostile ones keep their letters only.

    >>> shown("a\x1b[31m\n.csv")
    'a�[31m�.csv'
    """
    return "".join(character if character.isprintable() else "�" for character in name)


class _Bounded(io.RawIOBase):
    """A stream that refuses to give more bytes than a zip's directory promised."""

    def __init__(self, stream: BinaryIO, limit: int, name: str) -> None:
        self._stream, self._left, self._name = stream, limit, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except (*_BAD_ZIP, EOFError) as error:
            message = f"{self._name} is damaged in its archive ({error}); fetch the archive again"
            raise FormatError(message) from error
        self._left -= len(data)
        if self._left < 0:
            message = f"{self._name} holds more than its archive says; it was not read further"
            raise LimitError(message)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def from_bytes(name: str, data: bytes) -> Entry:
    """Make an entry of bytes in memory, as an upload gives them."""
    return Entry(name=shown(name), size=len(data), open=lambda: io.BytesIO(data))


def from_path(path: Path, name: str | None = None) -> Entry:
    """Make an entry of a file on disk.

    Raises
    ------
    InputError
        If it is no ordinary file, or may not be looked at; so does its ``open`` if it cannot be read.
    """
    called = shown(name or path.name)

    def open_file() -> BinaryIO:
        try:
            return path.open("rb")
        except OSError as error:
            message = f"{called} cannot be opened ({error.strerror})"
            raise FormatError(message) from error

    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        message = f"there is no file or folder {shown(str(path))}"
        raise InputError(message) from error
    if not stat.S_ISREG(found.st_mode):
        message = f"{called} is neither a file nor a folder"  # to read a pipe or a device may never end
        raise InputError(message)
    return Entry(name=called, size=found.st_size, open=open_file, path=path)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(_HIDDEN) for part in PurePosixPath(name).parts)


def _check_member(info: zipfile.ZipInfo, name: str) -> None:
    if info.flag_bits & 0x1:
        message = f"{name} is encrypted; unpack it with its password and import what comes out"
        raise LimitError(message)
    if info.file_size > MAX_MEMBER_BYTES:
        message = f"{name} would unpack to {info.file_size:,} bytes, more than {MAX_MEMBER_BYTES:,}"
        raise LimitError(message)
    ratio = info.file_size / max(info.compress_size, 1)
    if info.file_size > _RATIO_FREE_BYTES and ratio > MAX_RATIO:
        message = f"{name} unpacks to {ratio:,.0f} times its size, more than {MAX_RATIO}: not read"
        raise LimitError(message)


class _Shelf:
    """Keeps one zip open: its directory is read once, not once a member."""

    def __init__(self) -> None:
        self._archive: Entry | None = None
        self._zip: zipfile.ZipFile | None = None

    def zip_of(self, archive: Entry) -> zipfile.ZipFile:
        if self._zip is None or self._archive is not archive:
            if self._zip is not None:
                self._zip.close()  # members that are being read keep the file until they are closed
            self._zip, self._archive = _opened(archive), archive
        return self._zip


def _opened(archive: Entry) -> zipfile.ZipFile:
    try:
        # given a path it closes the file itself, with the last member or when nobody holds it
        return zipfile.ZipFile(archive.path or archive.open())
    except (*_BAD_ZIP, ValueError, struct.error) as error:
        message = f"{archive.name} is not a readable zip ({error}); fetch it again"
        raise FormatError(message) from error


def _member(archive: Entry, info: zipfile.ZipInfo, name: str, shelf: _Shelf) -> Entry:
    def open_member() -> BinaryIO:
        try:
            stream = shelf.zip_of(archive).open(info)
        except _BAD_ZIP as error:
            message = f"{name} cannot be unpacked ({error})"
            raise FormatError(message) from error
        return io.BufferedReader(_Bounded(stream, info.file_size, name))  # type: ignore[arg-type]

    return Entry(name=name, size=info.file_size, open=open_member)


def _members(archive: Entry, refuse: Callable[[str, str], None], shelf: _Shelf) -> list[Entry]:
    """List the members of a zip that are within the limits; the others go to ``refuse``.

    Raises
    ------
    FormatError
        If it is not a zip after all.
    LimitError
        If it holds too many members or too many bytes altogether.
    """
    infos = [info for info in shelf.zip_of(archive).infolist() if not info.is_dir()]
    if len(infos) > MAX_MEMBERS:
        message = f"{archive.name} holds {len(infos):,} members, more than {MAX_MEMBERS:,}: not opened"
        raise LimitError(message)
    if (total := sum(info.file_size for info in infos)) > MAX_ARCHIVE_BYTES:
        message = f"{archive.name} would unpack to {total:,} bytes, more than {MAX_ARCHIVE_BYTES:,}"
        raise LimitError(message)
    found = []
    for info in infos:
        if _is_hidden(info.filename):
            continue
        name = f"{archive.name}/{shown(info.filename)}"
        try:
            _check_member(info, name)
        except LimitError as error:
            refuse(name, str(error))
        else:
            found.append(_member(archive, info, name, shelf))
    total = sum(entry.size for entry in found)
    if total > MAX_RATIO * archive.size + _TOTAL_FREE_BYTES:
        # members that overlap: each is within the limits, and together they are not
        message = f"{archive.name} would unpack to {total / archive.size:,.0f} times its size: not opened"
        raise LimitError(message)
    return found


def is_zip(entry: Entry) -> bool:
    """Tell a zip by its first bytes."""
    return entry.head(4) in {b"PK\x03\x04", b"PK\x05\x06"}


def _folder(path: Path, refuse: Callable[[str, str], None]) -> Iterator[Entry]:
    for file in sorted(path.rglob("*")):
        name = shown(file.relative_to(path.parent).as_posix())
        if not file.is_file() or _is_hidden(str(file.relative_to(path))):
            continue
        try:
            yield from_path(file, name)
        except InputError as error:
            refuse(name, str(error))


def _opened_up(entry: Entry, refuse: Callable[[str, str], None], shelf: _Shelf) -> list[Entry]:
    """Give an entry, or the members of a zip; what cannot be opened is refused."""
    try:
        return _members(entry, refuse, shelf) if is_zip(entry) else [entry]
    except (FormatError, LimitError) as error:
        refuse(entry.name, str(error))
        return []


def expand(items: Iterable[Path | Entry], refuse: Callable[[str, str], None]) -> list[Entry]:
    """Turn paths, folders, zips and uploads into entries, each knowing its neighbours.

    Files and folders whose name begins with a dot are left out of folders and zips, and so is what
    a Mac adds to a zip. A zip within a zip is not opened.

    Raises
    ------
    InputError
        If a path does not exist, or is neither a file nor a folder.
    """
    flat: list[Entry] = []
    for item in items:
        if not isinstance(item, Path):
            flat.append(item)
        elif item.is_dir():
            flat.extend(_folder(item, refuse))
        else:
            flat.append(from_path(item))
    shelf = _Shelf()
    opened = tuple(member for entry in flat for member in _opened_up(entry, refuse, shelf))
    return [Entry(e.name, e.size, e.open, e.path, opened) for e in opened]
