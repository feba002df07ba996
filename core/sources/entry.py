"""One thing that can be read: a file, an upload, a member of an archive, packed or not."""

from __future__ import annotations

import hashlib
import io
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from core.errors import FormatError, InputError, LimitError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BUFFER_BYTES = 256 * 1024
# Large, for a thread that hashes has to wait for its turn after each piece.
_HASHED_BYTES = 4 * 1024**2
_HIDDEN = ("__MACOSX", ".")


@dataclass(frozen=True, slots=True)
class Entry:
    """One readable thing: a file, an upload or a member of an archive.

    ``name`` is what messages call it (``archive.zip/data/tweets.js``), without the ending of a packed
    file (``.gz``); ``size`` are its bytes, of a packed file those that it is packed in, for what it
    unpacks to is known only at its end; ``open`` gives a fresh binary stream each time; ``neighbours``
    are all entries of the import, among which a reader may look up what belongs to it (the
    ``account.js`` beside ``tweets.js``); ``origin`` is the file as it was received, where the entry
    came out of it packed or archived.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]
    path: Path | None = None
    neighbours: tuple[Entry, ...] = ()
    origin: Origin | None = None

    @property
    def base(self) -> str:
        """Give the name without its folders."""
        return PurePosixPath(self.name).name

    def head(self, n_bytes: int) -> bytes:
        """Read the first bytes; of what breaks off before, those up to there.

        Raises
        ------
        InputError
            If there are none, because it is damaged from its beginning.
        """
        with Salvaged(self.open()) as stream:
            data = stream.upto(n_bytes)
            if stream.broken and not data:
                raise stream.broken
        return data

    def whole(self, most: int, way_out: str) -> tuple[bytes, InputError | None]:
        """Read it all; of what breaks off, the bytes up to there, and the reason.

        Parameters
        ----------
        most : int
            How many bytes are held in memory at the most.
        way_out : str
            What the message about a larger one tells the analyst to do.

        Raises
        ------
        LimitError
            If it is larger.
        InputError
            If it is damaged from its beginning.
        """
        with Salvaged(self.open()) as stream:
            data = stream.upto(most + 1) if self.size <= most else b""
        if self.size > most or len(data) > most:
            message = f"{self.name} is larger than {most:,} bytes; {way_out}"
            raise LimitError(message)
        if stream.broken and not data:
            raise stream.broken
        return data, stream.broken

    def digest(self, stopped: Callable[[], bool] = lambda: False) -> str | None:
        """Give the SHA-256 of the file as it was received, or None where it cannot be read.

        A zip's member is a file of its own; what is in a tar, gzip or zstd has the digest of the
        whole as it came, which its sender can check. ``stopped`` is asked now and then whether
        nobody wants to know any more.
        """
        return self.origin.digest if self.origin else _digest(self, stopped)


class Origin:
    """A file as it was received; its digest is taken once, whoever of its members asks."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry

    @cached_property
    def digest(self) -> str | None:
        """Give its SHA-256 in hexadecimal."""
        return _digest(self._entry, lambda: False)


def _digest(entry: Entry, stopped: Callable[[], bool]) -> str | None:
    digest = hashlib.sha256()
    try:
        with entry.open() as stream:
            while not stopped() and (piece := stream.read(_HASHED_BYTES)):
                digest.update(piece)
    except (InputError, OSError):
        return None  # it breaks off, which was said when it was read
    return None if stopped() else digest.hexdigest()


class Salvaged(io.RawIOBase):
    """A stream that ends where it breaks; then ``broken`` says why.

    A buffer between it and its reader would lose what came just before the damage.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = cast("io.BufferedReader", stream)
        self.broken: InputError | None = None

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read some bytes; none at the end or from the damage on."""
        if self.broken:
            return 0
        try:
            data = self._stream.read1(len(buffer))
        except InputError as error:
            self.broken = error
            return 0
        buffer[: len(data)] = data
        return len(data)

    def below_seekable(self) -> bool:
        """Tell whether the stream below can be wound."""
        return self._stream.seekable()

    def wind(self, position: int) -> int:
        """Go to a position of a stream that can be wound."""
        return self._stream.seek(position)

    def upto(self, n_bytes: int) -> bytes:
        """Read so many bytes, or all up to the end or the damage."""
        whole = io.BytesIO()  # which gives what it holds without a second copy
        while n_bytes > 0 and (piece := self.read(min(n_bytes, BUFFER_BYTES))):
            n_bytes -= whole.write(piece)
        return whole.getvalue()

    def close(self) -> None:
        """Close the stream below."""
        self._stream.close()
        super().close()


def shown(name: str) -> str:
    r"""Give a file's name as messages and reports may hold it: hostile ones keep their letters only.

    >>> shown("a\x1b[31m\n.csv")
    'a�[31m�.csv'
    """
    return "".join(character if character.isprintable() else "�" for character in name)


def is_hidden(name: str) -> bool:
    """Tell what nobody put there on purpose: names that begin with a dot, and what a Mac adds.

    >>> is_hidden("a/.DS_Store"), is_hidden("__MACOSX/._a.csv"), is_hidden("./a.csv")
    (True, True, False)
    """
    return any(part.startswith(_HIDDEN) for part in PurePosixPath(name).parts)


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
