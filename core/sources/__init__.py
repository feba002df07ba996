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
    """

    name: str
    label: str
    sniff: Callable[[bytes, str], float]
    read: Reader
    claims: Callable[[Entry], float] | None = None

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


def recognise(entry: Entry) -> Source | None:
    """Give the source that is surest of an entry, or None where none knows it."""
    head = entry.head(HEAD_BYTES)
    scored = [(source.sureness(entry, head), source) for source in discover()]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None
