"""Files, folders, archives and uploads, opened alike: a stream of entries, each one thing to be read.

Zip, tar, gzip and zstd are told by their first bytes, whatever they are called, and may lie within
one another. No member's path is ever written to.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import InputError, LimitError
from core.sources.compression import packing_of, unpacked
from core.sources.crate import Crate, tell_nobody
from core.sources.entry import Entry, from_bytes, from_path, is_hidden, shown
from core.sources.limit import MAX_ARCHIVE_BYTES, MAX_DEPTH, MAX_MEMBER_BYTES, Budget
from core.sources.tar_archive import is_tar, tar_members
from core.sources.zip_archive import is_zip, zip_members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Entry", "expand", "from_bytes", "from_path", "shown"]

_HEAD_BYTES = 1024


def _folder(path: Path, refuse: Callable[[str, str], None]) -> Iterator[Entry]:
    for file in sorted(path.rglob("*")):
        name = shown(file.relative_to(path.parent).as_posix())
        if not file.is_file() or is_hidden(str(file.relative_to(path))):
            continue
        try:
            yield from_path(file, name)
        except InputError as error:
            refuse(name, str(error))


def _kind_of(entry: Entry) -> str | None:
    """Name what holds other files: ``zip``, ``tar``, ``gzip`` or ``zstd``; None of what holds none."""
    try:
        head = entry.head(_HEAD_BYTES)
    except (InputError, OSError):
        return None  # said where it is read
    return "zip" if is_zip(head) else "tar" if is_tar(head) else packing_of(head)


def _inside(entry: Entry, kind: str, budget: Budget, crate: Crate) -> list[Entry]:
    """Open one layer."""
    if kind == "zip":
        return zip_members(crate.spooled(entry), budget, crate.refuse, crate.shelf)
    if kind == "tar":
        return tar_members(entry, budget, crate)
    inner = unpacked(entry, kind, budget, MAX_MEMBER_BYTES)
    if _kind_of(inner) != "tar":
        return [inner]
    archive = unpacked(entry, kind, budget, MAX_ARCHIVE_BYTES)
    # what is in it is found under the name it came by
    return [Entry(entry.name, archive.size, archive.open, origin=archive.origin)]


def _opened_up(entry: Entry, depth: int, budget: Budget, crate: Crate) -> Iterator[Entry]:
    """Give an entry, or what it holds; what cannot be opened is refused."""
    kind = _kind_of(entry)
    if kind is None:
        yield entry
        return
    try:
        if depth >= MAX_DEPTH:
            message = (
                f"it is {kind} within {MAX_DEPTH} other layers of zip, tar, gzip or zstd; unpack the "
                "outermost and import what comes out"
            )
            raise LimitError(message)
        inside = _inside(entry, kind, budget, crate)
    except InputError as error:
        crate.refuse(entry.name, str(error))
        return
    for inner in inside:
        yield from _opened_up(inner, depth + 1, budget, crate)


def expand(
    items: Iterable[Path | Entry],
    refuse: Callable[[str, str], None],
    tell: Callable[[str], None] = tell_nobody,
) -> list[Entry]:
    """Turn paths, folders, archives and uploads into entries, each knowing its neighbours.

    Files and folders whose name begins with a dot are left out of folders and archives, and so is what
    a Mac adds to a zip. Layers within one another are opened to a depth of four (a tar.gz is two).

    Parameters
    ----------
    refuse : callable
        Told the name of what cannot be opened, and why.
    tell : callable
        Told in words how the unpacking goes on, some times a second; it may raise to stop it.

    Raises
    ------
    InputError
        If a path does not exist, or is neither a file nor a folder.

    Notes
    -----
    What must be unpacked to be read at all (a tar.gz, a zip within a zip) is kept in a nameless
    temporary file for as long as one of the entries is held; all else is unpacked while it is read.
    """
    flat: list[Entry] = []
    for item in items:
        if not isinstance(item, Path):
            flat.append(item)
        elif item.is_dir():
            flat.extend(_folder(item, refuse))
        else:
            flat.append(from_path(item))
    crate = Crate(refuse, tell)
    opened = tuple(member for entry in flat for member in _opened_up(entry, 0, Budget(entry), crate))
    return [Entry(e.name, e.size, e.open, e.path, opened, e.origin) for e in opened]
