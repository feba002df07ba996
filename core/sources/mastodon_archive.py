"""A Mastodon account's own archive: ``outbox.json`` with its posts, ``actor.json`` with its profile.

Both are ActivityPub, the language in which all servers of the kind speak to each other, so the
outbox of another server (Pleroma, Misskey, PeerTube…) is read as well. The posts themselves are read
by :mod:`core.sources.mastodon_note`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from core.errors import InputError
from core.model import Refusal
from core.sources import Source, register
from core.sources.documents import Document, documents
from core.sources.entries import from_bytes
from core.sources.gathering import gathered, outline_of
from core.sources.mastodon_field import PLATFORM
from core.sources.mastodon_note import ACTORS, NOTES, Actors, add_actor, add_boost, add_note
from core.sources.x_field import NOT_AN_OBJECT, Json, as_dict
from core.sources.x_harvest import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model import Batch
    from core.sources.entries import Entry
    from core.sources.gathering import Gathering
    from core.sources.options import ReadOptions

UNKNOWN = "it is neither a post nor an account in ActivityPub"
_ACTIVITY_STREAMS = b"https://www.w3.org/ns/activitystreams"
_ACTIVITIES = frozenset({b"actor", b"object", b"type"})
_COLLECTIONS = ("OrderedCollection", "OrderedCollectionPage", "Collection", "CollectionPage")
_MAX_BYTES = 1024**3
_ITEMS = re.compile(rb'"orderedItems"\s*:\s*\[\{')
_ASIDE = {"likes.json": "likes (ActivityPub)", "bookmarks.json": "bookmarks (ActivityPub)"}


def _sniff(head: bytes, name: str) -> float:  # noqa: ARG001  archives are renamed; their words are not
    names, values = outline_of(head)
    if b"orderedItems" in names or (b"@context" in names and _ACTIVITY_STREAMS in values):
        return 0.95
    return 0.9 if names >= _ACTIVITIES and not values.isdisjoint({b"Create", b"Announce"}) else 0.0


def _actor_beside(entry: Entry) -> Json:
    """Read the ``actor.json`` in the same folder; one that cannot be read is reported by itself."""
    here = PurePosixPath(entry.name).parent
    for other in entry.neighbours:
        if other.base == "actor.json" and PurePosixPath(other.name).parent == here:
            with suppress(InputError):
                found = (item.value for item in documents(other) if isinstance(item, Document))
                return as_dict(next(found, None))
    return {}


def _documents(entry: Entry) -> Iterator[Document | Refusal]:
    """Walk an entry; of an outbox that was cut off the whole posts are given.

    Its first list is not that of the posts, so where it breaks they are looked for by name.
    """
    found = documents(entry)
    first = next(found, None)
    if first is not None and first.place.startswith("item "):
        data, broken = entry.whole(_MAX_BYTES, "import its posts as JSON lines")
        if opening := _ITEMS.search(data):
            yield from documents(from_bytes(entry.name, b'{"orderedItems":' + data[opening.end() - 2 :]))
            if broken:
                yield Refusal(entry.name, "the end of the file", str(broken))
            return
    if first is not None:
        yield first
        yield from found


def _set_aside(record: Json) -> str | None:
    kind = record.get("type")
    return f"activities that are no posts, such as {kind[:40]!r}" if isinstance(kind, str) else None


def _add(harvest: Gathering, place: str, record: Any, actors: Actors) -> None:
    if not isinstance(record, dict):
        harvest.refuse_row(place, NOT_AN_OBJECT)
        return
    kind, inner = record.get("type"), record.get("object")
    if kind == "Announce":
        add_boost(harvest, place, record, actors)
    elif kind in ("Create", "Update") and as_dict(inner).get("type") in NOTES:
        add_note(harvest, place, as_dict(inner), actors, record)
    elif kind in NOTES:
        add_note(harvest, place, record, actors)
    elif kind in ACTORS:
        add_actor(harvest, place, record, actors)
    elif what := _set_aside(record):
        harvest.set_aside(place, what)
    elif record and "error" not in record:
        harvest.refuse_row(place, UNKNOWN)


def _items(value: Any) -> list[Any] | None:
    """Give the records of a collection or a list, or None where it is one record itself."""
    if isinstance(value, dict) and value.get("type") in _COLLECTIONS:
        for holder in (value, as_dict(value.get("first"))):
            for name in ("orderedItems", "items"):
                if isinstance(holder.get(name), list):
                    found: list[Any] = holder[name]
                    return found
        return []
    return value if isinstance(value, list) else None


def _is_addresses(value: Any, items: list[Any]) -> str | None:
    """Name a collection that only gives addresses: of what the account liked or keeps."""
    if not items or not all(isinstance(item, str) for item in items):
        return None
    return _ASIDE.get(str(as_dict(value).get("id")), "addresses of posts or accounts (ActivityPub)")


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:
    actors: Actors | None = None

    def walk(harvest: Gathering, document: Document) -> Iterator[None]:
        nonlocal actors
        actors = Actors(_actor_beside(entry)) if actors is None else actors
        value, items = document.value, _items(document.value)
        if items is None:
            actors.learn([value])
            _add(harvest, document.place, value, actors)
            yield
            return
        if what := _is_addresses(value, items):
            harvest.set_aside(document.place, what)
            return
        actors.learn(items)
        for number, record in enumerate(items, 1):
            _add(harvest, place_of(document.place, number), record, actors)
            yield

    yield from gathered(entry, options, PLATFORM, walk, _documents(entry))


register(
    Source(name="mastodon_archive", label="Mastodon account archive (ActivityPub)", sniff=_sniff, read=_read)
)
