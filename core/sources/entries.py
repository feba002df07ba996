"""Files, folders and zips, opened alike: a stream of entries, each one thing that can be read.

Nothing is ever unpacked to disk, so no member's path is ever written to.
"""

from __future__ import annotations

import io
import zipfile
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
_HIDDEN = ("__MACOSX", ".")


@dataclass(frozen=True, slots=True)
class Entry:
    """One readable thing: a file, an upload or a member of a zip.

    ``name`` is what messages call it (``archive.zip/data/tweets.js``); ``open`` gives a fresh
    binary stream each time; ``folder`` names its neighbours, by which a reader may look up what
    belongs to it (the ``account.js`` beside ``tweets.js``).
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


class _Bounded(io.RawIOBase):
    """A stream that refuses to give more bytes than a zip's directory promised."""

    def __init__(self, stream: BinaryIO, limit: int, name: str) -> None:
        self._stream, self._left, self._name = stream, limit, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
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
    return Entry(name=name, size=len(data), open=lambda: io.BytesIO(data))


def from_path(path: Path, name: str | None = None) -> Entry:
    """Make an entry of a file on disk."""
    return Entry(name=name or path.name, size=path.stat().st_size, open=lambda: path.open("rb"), path=path)


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


def _member(archive: Entry, info: zipfile.ZipInfo, name: str) -> Entry:
    def open_member() -> BinaryIO:
        outer = zipfile.ZipFile(archive.open())
        try:
            stream = outer.open(info)
        except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError) as error:
            message = f"{name} cannot be unpacked ({error})"
            raise FormatError(message) from error
        return io.BufferedReader(_Bounded(stream, info.file_size, name))  # type: ignore[arg-type]

    return Entry(name=name, size=info.file_size, open=open_member)


def members(archive: Entry, refuse: Callable[[str, str], None]) -> list[Entry]:
    """List the members of a zip that are within the limits; the others go to ``refuse``.

    Raises
    ------
    FormatError
        If it is not a zip after all.
    LimitError
        If it holds too many members or too many bytes altogether.
    """
    try:
        with archive.open() as stream, zipfile.ZipFile(stream) as outer:
            infos = [info for info in outer.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        message = f"{archive.name} is not a readable zip ({error}); fetch it again"
        raise FormatError(message) from error
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
        name = f"{archive.name}/{info.filename}"
        try:
            _check_member(info, name)
        except LimitError as error:
            refuse(name, str(error))
        else:
            found.append(_member(archive, info, name))
    return found


def is_zip(entry: Entry) -> bool:
    """Tell a zip by its first bytes."""
    return entry.head(4) in {b"PK\x03\x04", b"PK\x05\x06"}


def _folder(path: Path) -> Iterator[Entry]:
    for file in sorted(path.rglob("*")):
        relative = file.relative_to(path.parent)
        if file.is_file() and not _is_hidden(str(file.relative_to(path))):
            yield from_path(file, relative.as_posix())


def expand(items: Iterable[Path | Entry], refuse: Callable[[str, str], None]) -> list[Entry]:
    """Turn paths, folders, zips and uploads into entries, each knowing its neighbours.

    Raises
    ------
    InputError
        If a path does not exist.
    """
    flat: list[Entry] = []
    for item in items:
        if isinstance(item, Path):
            if not item.exists():
                message = f"there is no file or folder {item}"
                raise InputError(message)
            flat.extend(_folder(item) if item.is_dir() else [from_path(item)])
        else:
            flat.append(item)
    opened: list[Entry] = []
    for entry in flat:
        if not is_zip(entry):
            opened.append(entry)
            continue
        try:
            opened.extend(members(entry, refuse))
        except (FormatError, LimitError) as error:
            refuse(entry.name, str(error))
    around = tuple(opened)
    return [Entry(e.name, e.size, e.open, e.path, around) for e in opened]
