"""Ways in: one module a format, found by looking, chosen by sniffing.

A source is a module of this package (or of any folder added to its ``__path__``) that ends in a
call to :func:`register`. Adding a format is adding one file; nothing else changes.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.model import Batch
    from core.sources.entries import Entry
    from core.sources.options import ReadOptions

HEAD_BYTES = 64 * 1024
_PACKINGS = {
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
    b"\x04\x22\x4d\x18": "lz4",
}


class Reader(Protocol):
    """Read an entry in batches; refuse bad rows one by one."""

    def __call__(self, entry: Entry, options: ReadOptions, /) -> Iterator[Batch]:
        """Yield batches of a few thousand posts, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Source:
    """One format.

    ``sniff(head, name)`` is given the first 64 KiB and the lower-cased name and answers how sure it
    is, 0 (not mine) to 1; the surest source reads the file. ``claims(entry)``, where there is one,
    answers the same of the whole file: the columns of a Parquet file are named at its end.
    ``is_told(entry, options)``, where there is one, answers whether the analyst's options leave no
    doubt that the file is its.
    """

    name: str
    label: str
    sniff: Callable[[bytes, str], float]
    read: Reader
    claims: Callable[[Entry], float] | None = None
    is_told: Callable[[Entry, ReadOptions], bool] | None = None

    def sureness(self, entry: Entry, head: bytes) -> float:
        """Say how sure the source is of an entry that begins with ``head``."""
        told = self.claims(entry) if self.claims else 0.0
        return max(told, self.sniff(head, entry.name.lower()))


_REGISTRY: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Add a source to the registry, under its name."""
    _REGISTRY[source.name] = source
    return source


def discover() -> tuple[Source, ...]:
    """Import every module of this package once and give the sources, by name."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return tuple(_REGISTRY[name] for name in sorted(_REGISTRY))


def is_known(head: bytes, name: str) -> bool:
    """Tell whether some source knows a file by its first bytes and its name."""
    return any(source.sniff(head, name.lower()) > 0 for source in discover())


def unrecognised(head: bytes) -> str:
    r"""Say why a file that no source knows is left out, and what to do.

    >>> unrecognised(b"Rar!\x1a\x07\x01\x00")
    'it is packed with RAR, which is not read; unpack it and import what comes out'
    """
    for magic, packing in _PACKINGS.items():
        if head.startswith(magic):
            return f"it is packed with {packing}, which is not read; unpack it and import what comes out"
    labels = "; ".join(source.label for source in discover())
    return f"no format is recognised; these are read: {labels}. docs/FORMATS.md says how to obtain each"


def recognise(entry: Entry, options: ReadOptions | None = None) -> Source | None:
    """Give the source that the options call for, else the surest of an entry; None where none knows it."""
    if options:
        told = (source for source in discover() if source.is_told and source.is_told(entry, options))
        if (source := next(told, None)) is not None:
            return source
    head = entry.head(HEAD_BYTES)
    scored = [(source.sureness(entry, head), source) for source in discover()]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None
