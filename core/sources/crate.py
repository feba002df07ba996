"""What one opening of files carries along: whom to tell, and where things are put meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.sources.entry import BUFFER_BYTES, Entry, Origin, Salvaged
from core.sources.spool import Spool
from core.sources.zip_archive import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.errors import InputError

_TOLD_BYTES = 64 * 1024**2


def tell_nobody(said: str) -> None:
    """Take what is said of the work and say nothing of it."""


@dataclass(frozen=True, slots=True)
class Crate:
    """``refuse(name, why)`` is told what cannot be opened, ``tell(said)`` how the work goes on.

    ``tell`` is called often and may raise to stop the work.
    """

    refuse: Callable[[str, str], None]
    tell: Callable[[str], None] = tell_nobody
    spool: Spool = field(default_factory=Spool)
    shelf: Shelf = field(default_factory=Shelf)

    def pieces(self, stream: Salvaged, size: int | None, name: str) -> Iterator[bytes]:
        """Read a stream, or so many of its bytes, in pieces."""
        read = told = 0
        while (size is None or read < size) and (
            piece := stream.read(BUFFER_BYTES if size is None else min(size - read, BUFFER_BYTES))
        ):
            read += len(piece)
            if read - told >= _TOLD_BYTES:
                self.tell(f"Unpacking {name}: {read // 1024**2:,} MiB")
                told = read
            yield piece

    def spooled(self, entry: Entry) -> Entry:
        """Give an entry that can be wound: itself, or what was unpacked of it, kept on disk.

        Raises
        ------
        LimitError
            If there is no room for it.
        InputError
            If it is damaged from its beginning.
        """
        with Salvaged(entry.open()) as stream:
            if stream.below_seekable():
                return entry
            start, size = self.spool.keep(self.pieces(stream, None, entry.name), entry.name)
            broken = stream.broken
        if broken and not size:
            raise broken
        return self.kept(entry.name, start, size, broken, entry.origin)

    def kept(
        self, name: str, start: int, size: int, broken: InputError | None, origin: Origin | None
    ) -> Entry:
        """Give what was kept on disk as an entry."""
        return Entry(name, size, lambda: self.spool.open(start, size, broken), origin=origin)
