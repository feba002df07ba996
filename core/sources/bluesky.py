"""Bluesky: feeds, posts, threads and profiles of the API, lists of records, the stream; JSON or JSON lines.

The records themselves are read by :mod:`core.sources.bluesky_record`; the export of a whole repository
is another format, :mod:`core.sources.bluesky_car`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from core.sources import Source, register
from core.sources.bluesky_field import address_of
from core.sources.bluesky_record import (
    NO_AUTHOR,
    PLATFORM,
    POST,
    PROFILE,
    REPOST,
    Around,
    add_post,
    add_profile,
    add_repost,
    met,
)
from core.sources.gathering import gathered, outline_of
from core.sources.x_field import NOT_AN_OBJECT, Json, as_dict, dicts
from core.sources.x_harvest import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model import Batch
    from core.sources.documents import Document
    from core.sources.entries import Entry
    from core.sources.gathering import Gathering
    from core.sources.options import ReadOptions

UNKNOWN = "it is neither a post nor a profile of Bluesky"
CONVERTED = "it was converted to ActivityStreams; import the JSON of Bluesky that it was made from"
SNAKE = "its names are Python's (created_at, py_type); save it as Bluesky writes it (get_model_as_json)"
_VALUE = re.compile(
    rb"(?:app|chat)\.bsky\.[\w.]+(?:#\w+)?|at://did:[\w.:%-]+(?:/.*)?|did:(?:plc|web):[\w.:%-]+"
)
_NAMES = frozenset({b"$type", b"did", b"uri", b"cid", b"feed", b"thread", b"py_type", b"objectType"})
_FOREIGN = frozenset({b"id_str", b"author_id", b"acct", b"screen_name", b"orderedItems"})
# Answers that hold a list: of posts, and of what is none.
_LISTS = ("feed", "posts", "records", "profiles")
_OTHER_LISTS = {
    "follows": "the accounts that an account follows",
    "followers": "the accounts that follow an account",
    "knownFollowers": "the accounts that follow an account",
    "likes": "likes",
    "repostedBy": "the accounts that reposted a post",
    "blocks": "blocked accounts",
    "mutes": "muted accounts",
    "actors": "accounts",
    "suggestions": "accounts",
    "lists": "lists of accounts",
    "feeds": "feeds",
    "starterPacks": "starter packs",
    "notifications": "notifications",
    "convos": "private conversations",
}
_RECORDS = {
    "app.bsky.feed.like": "likes",
    "app.bsky.graph.follow": "follows",
    "app.bsky.graph.block": "blocks",
    "app.bsky.graph.list": "lists of accounts",
    "app.bsky.graph.listitem": "lists of accounts",
    "app.bsky.feed.generator": "feeds",
}


def _sniff(head: bytes, name: str) -> float:  # noqa: ARG001  the name says nothing about the API
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) and not head.startswith(b"\xff\xfe"):
        return 0.0
    names, values = outline_of(head)
    if names & _FOREIGN or not names & _NAMES or not any(_VALUE.fullmatch(value) for value in values):
        return 0.0
    return 0.6 if b"objectType" in names else 0.95


def _set_aside(harvest: Gathering, place: str, what: str) -> None:
    harvest.set_aside(place, f"{what} (Bluesky)")


def _add_view(harvest: Gathering, place: str, view: Json, parent: Any = None) -> None:
    """Take a post as the API shows it: the record, and around it author, counts and what it quotes."""
    shown = as_dict(as_dict(view.get("embed")).get("record"))
    shown = as_dict(shown.get("record")) or shown
    around = Around(
        address=view.get("uri"),
        author=as_dict(view.get("author")),
        counts=view,
        indexed=view.get("indexedAt"),
        parent=as_dict(as_dict(parent).get("author")),
        quoted=as_dict(shown.get("author")),
    )
    add_post(harvest, place, as_dict(view.get("record")), around)


def _add_feed_item(harvest: Gathering, place: str, item: Json) -> None:
    view, reason = as_dict(item.get("post")), as_dict(item.get("reason"))
    if "by" not in reason:
        _add_view(harvest, place, view, as_dict(item.get("reply")).get("parent"))
        return
    record = {"createdAt": reason.get("indexedAt"), "subject": {"uri": view.get("uri")}}
    around = Around(address=reason.get("uri"), author=as_dict(reason.get("by")))
    add_repost(harvest, place, record, around, view)


def add_record(harvest: Gathering, place: str, record: Json, address: Any) -> bool:
    """Take a bare record into the harvest, or refuse it; answer False where it is of another kind."""
    found = address_of(address)
    kind = record.get("$type") or (found.collection if found else None)
    around = Around(address=address)
    if kind == POST:
        add_post(harvest, place, record, around)
    elif kind == REPOST:
        add_repost(harvest, place, record, around, {})
    elif kind == PROFILE:
        harvest.n_rows += 1
        if key := met(harvest, None, address):
            add_profile(harvest, key, record)
        else:
            harvest.refuse(place, NO_AUTHOR)
    else:
        return False
    return True


def _add_bare(harvest: Gathering, place: str, record: Json, address: Any) -> None:
    if not add_record(harvest, place, record, address):
        found = address_of(address)
        kind = str(record.get("$type") or (found.collection if found else "an unknown kind"))[:80]
        _set_aside(harvest, place, _RECORDS.get(kind, f"records of {kind}"))


def _add_event(harvest: Gathering, place: str, event: Json) -> None:
    """Take an event of the stream (Jetstream): a record that was written, changed or deleted."""
    commit = as_dict(event.get("commit"))
    if "record" not in commit:
        _set_aside(harvest, place, "deletions and events of accounts")
        return
    address = f"at://{event.get('did')}/{commit.get('collection')}/{commit.get('rkey')}"
    _add_bare(harvest, place, as_dict(commit["record"]), address)


def _thread(top: Any) -> Iterator[Json]:
    """Walk the nodes of a thread: the post, those before it and all answers, however deep."""
    waiting = dicts([top])
    while waiting:
        node = waiting.pop()
        yield node
        waiting += dicts([*reversed(dicts(node.get("replies"))), node.get("parent")])


def _other(record: Json) -> str | None:
    """Name what is neither post nor profile."""
    for name, what in _OTHER_LISTS.items():
        if isinstance(record.get(name), list):
            return what
    if "didDoc" in record or "verificationMethod" in record:
        return "identity documents"
    if record.keys() == {"did"}:
        return "the id behind a handle"
    if "notFound" in record or "blocked" in record:
        return "posts that were deleted or hidden"
    return None


def _unreadable(record: Any) -> str | None:
    """Give the reason why something cannot be read, whatever it means."""
    if not isinstance(record, dict):
        return NOT_AN_OBJECT
    if "objectType" in record:
        return CONVERTED
    return SNAKE if "py_type" in record else None


def _add_account(harvest: Gathering, place: str, view: Json) -> None:
    harvest.n_rows += 1
    if key := met(harvest, view):
        add_profile(harvest, key, view)
    else:
        harvest.refuse(place, UNKNOWN)


def _add(harvest: Gathering, place: str, record: Any) -> None:
    if reason := _unreadable(record):
        harvest.refuse_row(place, reason)
    elif isinstance(record.get("post"), dict):
        _add_feed_item(harvest, place, record)
    elif isinstance(record.get("record"), dict) and "uri" in record:
        _add_view(harvest, place, record)
    elif isinstance(record.get("value"), dict):
        _add_bare(harvest, place, record["value"], record.get("uri"))
    elif "commit" in record or ("kind" in record and "did" in record):
        _add_event(harvest, place, record)
    elif what := _other(record):
        _set_aside(harvest, place, what)
    elif "did" in record and "handle" in record:
        _add_account(harvest, place, record)
    elif "$type" in record:
        _add_bare(harvest, place, record, record.get("uri"))
    elif record and "error" not in record and "cursor" not in record:
        harvest.refuse_row(place, UNKNOWN)


def _records(value: Any) -> Iterator[Any]:
    """Give the records of an answer, one by one."""
    if isinstance(value, list):
        for item in value:  # pages saved one after another into a list
            is_page = isinstance(item, dict) and any(isinstance(item.get(name), list) for name in _LISTS)
            yield from _records(item) if is_page else [item]
        return
    page = as_dict(value)
    found = next((page[name] for name in _LISTS if isinstance(page.get(name), list)), None)
    if found is not None:
        yield from found
    elif isinstance(page.get("thread"), list):  # the second version gives threads flat
        yield from (as_dict(item).get("value") for item in page["thread"])
    elif "thread" in page:
        yield from _thread(page["thread"])
    elif "post" in page and ("replies" in page or "parent" in page):
        yield from _thread(page)
    else:
        yield value


def _walk(harvest: Gathering, document: Document) -> Iterator[None]:
    value = document.value
    is_one = isinstance(value, dict) and not any(name in value for name in (*_LISTS, "thread", "replies"))
    for number, record in enumerate(_records(value), 1):
        _add(harvest, document.place if is_one else place_of(document.place, number), record)
        yield


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:
    yield from gathered(entry, options, PLATFORM, _walk)


register(Source(name="bluesky", label="Bluesky (JSON)", sniff=_sniff, read=_read))
