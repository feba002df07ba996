"""How far a packed file or an archive may unpack: bombs are met before they burst."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from typing import TYPE_CHECKING

import pyarrow as pa

from core.errors import FormatError, LimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.sources.entry import Entry

MAX_DEPTH = 4
MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 8 * 1024**3
MAX_ARCHIVE_BYTES = 32 * 1024**3
MAX_SPOOLED_BYTES = 16 * 1024**3
MAX_RATIO = 200
RATIO_FREE_BYTES = 1024**2  # small members may compress as well as they like
_TOTAL_FREE_BYTES = 64 * 1024**2
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    RuntimeError,
    EOFError,
    pa.ArrowException,
)


class Budget:
    """What one received file may unpack to, with all that it holds, however deep."""

    def __init__(self, received: Entry) -> None:
        self._name, self._size = received.name, received.size
        self._n_members = self._n_bytes = 0

    def add_members(self, n: int) -> None:
        """Count members; raises LimitError above the limit."""
        self._n_members += n
        if self._n_members > MAX_MEMBERS:
            message = (
                f"{self._name} holds {self._n_members:,} members, more than {MAX_MEMBERS:,}: not opened "
                "further; unpack it and import the part that holds posts"
            )
            raise LimitError(message)

    def add_bytes(self, n: int) -> None:
        """Count unpacked bytes; raises LimitError above the limit."""
        self._n_bytes += n
        if self._n_bytes > MAX_ARCHIVE_BYTES:
            message = (
                f"{self._name} would unpack to {self._n_bytes:,} bytes, more than {MAX_ARCHIVE_BYTES:,}; "
                "unpack it and import the part that holds posts"
            )
            raise LimitError(message)
        if self._n_bytes > MAX_RATIO * self._size + _TOTAL_FREE_BYTES:
            times = self._n_bytes / max(self._size, 1)
            message = (
                f"{self._name} would unpack to {times:,.0f} times its size, more than {MAX_RATIO}: not opened"
            )
            raise LimitError(message)


class Spending:
    """Charges one entry's unpacked bytes to a budget, once, however often it is read."""

    def __init__(self, budget: Budget) -> None:
        self._budget, self._furthest = budget, 0

    def reach(self, position: int) -> None:
        """Note how far the entry was unpacked; raises LimitError where that is too far."""
        if position > self._furthest:
            self._budget.add_bytes(position - self._furthest)
            self._furthest = position


class Bounded(io.RawIOBase):
    """A stream of unpacked pieces that gives no more bytes than it may, and our errors only.

    ``packing`` says in what it lies, ``beyond`` what is said where there is more than ``most``;
    ``spending`` is told how far it was read.
    """

    def __init__(
        self,
        pieces: Iterator[bytes],
        close: Callable[[], None],
        name: str,
        most: int,
        *,
        packing: str,
        beyond: str,
        spending: Spending | None = None,
    ) -> None:
        self._pieces, self._close, self._name, self._most = pieces, close, name, most
        self._packing, self._beyond, self._spending = packing, beyond, spending
        self._left = memoryview(b"")
        self._position = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read some bytes.

        Raises
        ------
        FormatError
            If it is damaged here.
        LimitError
            If there is more than there may be.
        """
        if not self._left:
            self._left = memoryview(self._next())
        n = min(len(buffer), len(self._left))
        buffer[:n], self._left = self._left[:n], self._left[n:]
        return n

    def _next(self) -> bytes:
        try:
            piece = next(self._pieces, b"")
        except DAMAGE as error:
            message = f"{self._name} is damaged in its {self._packing} ({error}); fetch it again"
            raise FormatError(message) from error
        self._position += len(piece)
        if self._position > self._most:
            message = f"{self._name} {self._beyond}"
            raise LimitError(message)
        if self._spending:
            self._spending.reach(self._position)
        return piece

    def close(self) -> None:
        """Close what lies below."""
        self._close()
        super().close()
