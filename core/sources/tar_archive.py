"""The members of a tar, as the archives of servers and of operating systems come.

A tar that can be wound is read where it lies. One that is unpacked while it is read (``tar.gz``) is
read once: what may be a source's file is kept on disk meanwhile, pictures and films are passed over.
"""

from __future__ import annotations

import io
import tarfile
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from core.errors import FormatError, InputError, LimitError
from core.sources import HEAD_BYTES, is_known, unrecognised
from core.sources.compression import packing_of
from core.sources.entry import BUFFER_BYTES, Entry, Origin, Salvaged, is_hidden, shown
from core.sources.limit import MAX_MEMBER_BYTES
from core.sources.spool import Window
from core.sources.zip_archive import is_zip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.sources.crate import Crate
    from core.sources.limit import Budget

_BLOCK = 512
_MAX_NOTE = 1024**2  # of a name or of attributes; longer is an attack
_LONG_NAME, _LONG_LINK = tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK
_NOTES = frozenset({_LONG_NAME, _LONG_LINK, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE})
_FILES = frozenset({tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE})
_WITHOUT_DATA = frozenset(
    {tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE}
)
_TEXT_BYTES = 1024
_CUT = "was cut off; fetch it again"


def is_tar(head: bytes) -> bool:
    r"""Tell a tar by its first header, whose bytes add up to the sum it gives.

    >>> is_tar(b"id,text\n" * 99)
    False
    """
    try:
        return head[:1] != b"\0" and bool(_header(head[:_BLOCK]).name)
    except tarfile.HeaderError:
        return False


def _header(block: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    if info.size < 0:
        message = "a size below 0"
        raise tarfile.HeaderError(message)
    if info.chksum <= 0:  # a blank sum, which bytes taken as signed can add up to
        message = "no sum"
        raise tarfile.HeaderError(message)
    return info


def _attributes(data: bytes) -> dict[str, str]:
    r"""Read what a pax header says of the next member (``20 path=a/b.json``); nonsense is left out.

    >>> _attributes(b"16 path=a/b.csv\n11 size=12\n")
    {'path': 'a/b.csv', 'size': '12'}
    """
    found: dict[str, str] = {}
    while data:
        length = data.partition(b" ")[0]
        if not length.isdigit() or not 0 < int(length) <= len(data):
            return found
        record = data[: int(length)].removeprefix(length + b" ").removesuffix(b"\n")
        name, equals, value = record.partition(b"=")
        if equals:
            found[name.decode("utf-8", "replace")] = value.decode("utf-8", "surrogateescape")
        data = data[int(length) :]
    return found


class _Tape:
    """Reads a tar forwards; it stands where the bytes of a member begin while that is looked at."""

    def __init__(self, archive: Entry, stream: Salvaged) -> None:
        self._archive, self.stream = archive, stream
        self.position = self._next = 0
        self._for_all: dict[str, str] = {}

    def read(self, n: int) -> bytes:
        data = self.stream.upto(n)
        self.position += len(data)
        return data

    def pieces(self, n: int, crate: Crate, name: str) -> Iterator[bytes]:
        for piece in crate.pieces(self.stream, n, name):
            self.position += len(piece)
            yield piece

    def members(self, crate: Crate) -> Iterator[tuple[str, int]]:
        """Give the name and the size of each file.

        Raises
        ------
        FormatError
            If what follows is no header.
        LimitError
            If a header is endless.
        """
        said: dict[str, str] = {}
        while block := self._block(crate):
            if not any(block):
                return
            try:
                info = _header(block)
            except tarfile.HeaderError as error:
                message = f"{self._archive.name} is damaged in its archive ({error}); fetch it again"
                raise FormatError(message) from error
            if info.type in _NOTES:
                self._learn(info, said)
                continue
            said = self._for_all | said
            size = int(said["size"]) if said.get("size", "").isdigit() else info.size
            self._go_on(0 if info.type in _WITHOUT_DATA else size)
            name = said.get("path", info.name)
            if info.type in _FILES and not any(key.startswith("GNU.sparse") for key in said):
                yield name, size
            elif info.type not in _WITHOUT_DATA:
                crate.refuse(
                    shown(name), f"it is stored in an unusual way in {self._archive.name}; unpack that"
                )
            said = {}

    def _learn(self, info: tarfile.TarInfo, said: dict[str, str]) -> None:
        """Read what stands before a header and belongs to it: a long name, attributes."""
        if info.size > _MAX_NOTE:
            message = f"{self._archive.name} has a header of {info.size:,} bytes; it was read no further"
            raise LimitError(message)
        data = self.read(info.size)
        self._go_on(0, at=self.position - len(data) + info.size)
        if info.type == _LONG_NAME:
            said["path"] = data.rstrip(b"\0").decode("utf-8", "surrogateescape")
        elif info.type == tarfile.XGLTYPE:
            self._for_all |= _attributes(data)
        elif info.type != _LONG_LINK:
            said |= _attributes(data)

    def _go_on(self, size: int, at: int | None = None) -> None:
        """Note where the next header stands: headers and files fill whole blocks."""
        end = (self.position if at is None else at) + size
        self._next = -(-end // _BLOCK) * _BLOCK

    def _block(self, crate: Crate) -> bytes:
        if self.stream.below_seekable():
            self.position = self.stream.wind(self._next)
        else:
            for _ in self.pieces(self._next - self.position, crate, self._archive.name):
                pass
        return self.read(_BLOCK)


def _lying(archive: Entry, name: str, start: int, size: int) -> Entry:
    """Give a member that is read where it lies."""
    there = max(archive.size - start, 0)
    broken = FormatError(f"{name} {_CUT}") if there < size else None
    size = min(size, there)

    def open_member() -> BinaryIO:
        stream = archive.open()

        def read_at(position: int, n: int) -> bytes:
            stream.seek(position)
            return stream.read(n)

        return io.BufferedReader(Window(read_at, start, size, broken, stream.close), BUFFER_BYTES)

    return Entry(name, size, open_member, origin=archive.origin or Origin(archive))


def _kept(tape: _Tape, archive: Entry, name: str, size: int, crate: Crate) -> Entry | None:
    """Keep a member on disk, or refuse it where no source would read it."""
    head = tape.read(min(size, HEAD_BYTES))
    if size > MAX_MEMBER_BYTES:
        crate.refuse(
            name, f"it unpacks to {size:,} bytes, more than {MAX_MEMBER_BYTES:,}; unpack it yourself"
        )
        return None
    if size and not _may_be_read(head, name):
        crate.refuse(name, unrecognised(head))
        return None
    rest = tape.pieces(size - len(head), crate, name)
    start, n_kept = crate.spool.keep(chain([head], rest), name)
    broken: InputError | None = None
    if n_kept < size:
        broken = tape.stream.broken or FormatError(f"{name} {_CUT}")
    return crate.kept(name, start, n_kept, broken, archive.origin or Origin(archive))


def _may_be_read(head: bytes, name: str) -> bool:
    """Tell whether a member may be a source's file: what begins as text may always be one."""
    return b"\0" not in head[:_TEXT_BYTES] or is_archive(head) or is_known(head, name)


def is_archive(head: bytes) -> bool:
    """Tell what holds other files by its first bytes: zip, tar, gzip or zstd."""
    return is_zip(head) or packing_of(head) is not None or is_tar(head)


def tar_members(archive: Entry, budget: Budget, crate: Crate) -> list[Entry]:
    """List the files in a tar; what is cut off or damaged is given up to there, and said.

    Links and devices are passed over: what a link names is in the archive under its own name.

    Raises
    ------
    LimitError
        If there is no room on disk to keep what is unpacked.
    """
    found: list[Entry] = []
    last = archive.name
    with Salvaged(archive.open()) as stream:
        tape = _Tape(archive, stream)
        try:
            for inner, size in tape.members(crate):
                budget.add_members(1)
                if is_hidden(inner):
                    continue
                last = f"{archive.name}/{shown(str(PurePosixPath(inner)))}"
                if stream.below_seekable():
                    found.append(_lying(archive, last, tape.position, size))
                elif entry := _kept(tape, archive, last, size, crate):
                    found.append(entry)
            broken: InputError | None = stream.broken
        except InputError as error:
            broken = error
    if broken:
        crate.refuse(archive.name, f"{broken} (nothing behind {last} was read)")
    return found
