"""A place on disk for what was unpacked once and is read several times; it leaves nothing behind."""

from __future__ import annotations

import io
import tempfile
import weakref
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

from core.errors import LimitError
from core.sources.entry import BUFFER_BYTES
from core.sources.limit import MAX_SPOOLED_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from core.errors import InputError


class Window(io.RawIOBase):
    """A part of a stream that can be wound, as a stream of its own.

    ``read_at(position, n)`` reads of the whole; ``broken`` is raised at the end of a part that was
    cut off.
    """

    def __init__(
        self,
        read_at: Callable[[int, int], bytes],
        start: int,
        size: int,
        broken: InputError | None = None,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self._read_at, self._start, self._size = read_at, start, size
        self._broken, self._close = broken, close
        self._position = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be wound."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            message = "a position is not below 0"
            raise ValueError(message)
        self._position = base + offset
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read some bytes; raises the error of a part that was cut off, at its end."""
        n = min(len(buffer), max(self._size - self._position, 0))
        data = self._read_at(self._start + self._position, n) if n else b""
        if self._broken and buffer and not data:
            raise self._broken
        self._position += len(data)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close what lies below."""
        self._close()
        super().close()


class Spool:
    """A nameless temporary file, made when it is first needed.

    It is gone with the last entry whose bytes are in it, and with the process, however that ends.
    It lies in the system's folder for temporary files (``TMPDIR`` names another).
    """

    def __init__(self) -> None:
        self._file: BinaryIO | None = None
        self._end = 0
        self._lock = Lock()

    def keep(self, pieces: Iterable[bytes], name: str) -> tuple[int, int]:
        """Write pieces one after another; give where they begin and how many bytes they are.

        Raises
        ------
        LimitError
            If there is no room for them.
        """
        start = self._end
        for piece in pieces:
            if self._end + len(piece) > MAX_SPOOLED_BYTES:
                message = (
                    f"{name} needs more than {MAX_SPOOLED_BYTES:,} bytes of room to unpack; unpack it and "
                    "import the files"
                )
                raise LimitError(message)
            try:
                self._write(piece)
            except OSError as error:
                message = (
                    f"there is no room to unpack {name} ({error.strerror}); make room in "
                    f"{tempfile.gettempdir()}, or unpack it and import the files"
                )
                raise LimitError(message) from error
        return start, self._end - start

    def _write(self, piece: bytes) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  closed with its last reader
            weakref.finalize(self, self._file.close)
        with self._lock:
            self._file.seek(self._end)
            while piece:
                piece = piece[self._file.write(piece) :]
                self._end = self._file.tell()

    def _read_at(self, position: int, n: int) -> bytes:
        if self._file is None:
            return b""
        with self._lock:
            self._file.seek(position)
            return self._file.read(n)

    def open(self, start: int, size: int, broken: InputError | None = None) -> BinaryIO:
        """Give a stream of what was kept there."""
        return io.BufferedReader(Window(self._read_at, start, size, broken), BUFFER_BYTES)
