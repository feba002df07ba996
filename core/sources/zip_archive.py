"""The members of a zip, each within the limits that its directory promises."""

from __future__ import annotations

import io
import struct
import zipfile
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from core.errors import FormatError, LimitError
from core.sources.entry import BUFFER_BYTES, Entry, is_hidden, shown
from core.sources.limit import (
    DAMAGE,
    MAX_MEMBER_BYTES,
    MAX_RATIO,
    RATIO_FREE_BYTES,
    Bounded,
    Budget,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE = 64 * 1024
# What the library raises over a damaged directory: nonsensical offsets and dates are a ValueError.
_UNREADABLE = (*DAMAGE, ValueError, struct.error)


def is_zip(head: bytes) -> bool:
    r"""Tell a zip by its first bytes.

    >>> is_zip(b"PK\x03\x04"), is_zip(b"PARK")
    (True, False)
    """
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _check(info: zipfile.ZipInfo, name: str) -> None:
    if info.flag_bits & 0x1:
        message = f"{name} is encrypted; unpack it with its password and import what comes out"
        raise LimitError(message)
    if info.file_size > MAX_MEMBER_BYTES:
        message = (
            f"{name} would unpack to {info.file_size:,} bytes, more than {MAX_MEMBER_BYTES:,}; unpack it and "
            "import the file itself"
        )
        raise LimitError(message)
    ratio = info.file_size / max(info.compress_size, 1)
    if info.file_size > RATIO_FREE_BYTES and ratio > MAX_RATIO:
        message = f"{name} unpacks to {ratio:,.0f} times its size, more than {MAX_RATIO}: not read"
        raise LimitError(message)


class Shelf:
    """Keeps one zip open: its directory is read once, not once a member."""

    def __init__(self) -> None:
        self._archive: Entry | None = None
        self._zip: zipfile.ZipFile | None = None

    def zip_of(self, archive: Entry) -> zipfile.ZipFile:
        """Open a zip, unless it is the one that is open."""
        if self._zip is None or self._archive is not archive:
            opened = _opened(archive)  # where it is damaged the one before it stays open
            if self._zip is not None:
                self._zip.close()  # members that are being read keep the file until they are closed
            self._zip, self._archive = opened, archive
        return self._zip


def _opened(archive: Entry) -> zipfile.ZipFile:
    try:
        # given a path it closes the file itself, with the last member or when nobody holds it
        return zipfile.ZipFile(archive.path or archive.open())
    except _UNREADABLE as error:
        message = f"{archive.name} is not a readable zip ({error}); fetch it again"
        raise FormatError(message) from error


def _member(archive: Entry, info: zipfile.ZipInfo, name: str, shelf: Shelf) -> Entry:
    def open_member() -> BinaryIO:
        try:
            stream = shelf.zip_of(archive).open(info)
        except _UNREADABLE as error:
            message = f"{name} cannot be unpacked ({error})"
            raise FormatError(message) from error
        raw = Bounded(
            iter(partial(stream.read1, _PIECE), b""),  # type: ignore[attr-defined]
            stream.close,
            name,
            info.file_size,
            packing="archive",
            beyond="holds more than its archive says; it was not read further",
        )
        return io.BufferedReader(raw, BUFFER_BYTES)

    return Entry(name, info.file_size, open_member)


def zip_members(
    archive: Entry, budget: Budget, refuse: Callable[[str, str], None], shelf: Shelf
) -> list[Entry]:
    """List the members of a zip that are within the limits; the others go to ``refuse``.

    Parameters
    ----------
    archive : Entry
        One that can be wound.

    Raises
    ------
    FormatError
        If it is not a zip after all.
    LimitError
        If it holds too many members or too many bytes altogether.
    """
    infos = [info for info in shelf.zip_of(archive).infolist() if not info.is_dir()]
    budget.add_members(len(infos))
    found = []
    for info in infos:
        if is_hidden(info.filename):
            continue
        name = f"{archive.name}/{shown(info.filename)}"
        try:
            _check(info, name)
        except LimitError as error:
            refuse(name, str(error))
        else:
            found.append(_member(archive, info, name, shelf))
    # members that overlap: each is within the limits, and together they are not
    budget.add_bytes(sum(entry.size for entry in found))
    return found
