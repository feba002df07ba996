"""The Mastodon API: posts, threads, search results and accounts; JSON, JSON lines or recorded replies.

The posts themselves are read by :mod:`core.sources.mastodon_status`; an account's own archive is
another format, :mod:`core.sources.mastodon_archive`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.sources import Source, register
from core.sources.cassette import is_recording, recorded
from core.sources.gathering import gathered, outline_of
from core.sources.mastodon_field import PLATFORM
from core.sources.mastodon_status import Names, add_account, add_status
from core.sources.x_field import NOT_AN_OBJECT, Json
from core.sources.x_harvest import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model import Batch
    from core.sources.documents import Document
    from core.sources.entries import Entry
    from core.sources.gathering import Gathering
    from core.sources.options import ReadOptions

UNKNOWN = "it is neither a post nor an account of the Mastodon API"
NO_HANDLE = "it is an account without acct and url, so nobody knows whose it is"
_STATUS_MARKS = frozenset(
    {
        b"favourites_count",
        b"in_reply_to_account_id",
        b"in_reply_to_id",
        b"media_attachments",
        b"reblog",
        b"reblogs_count",
        b"replies_count",
        b"spoiler_text",
        b"visibility",
    }
)
_ACCOUNT_MARKS = frozenset(
    {b"avatar_static", b"display_name", b"followers_count", b"following_count", b"note", b"statuses_count"}
)
_LEAST_MARKS = 3
_LISTS = ("ancestors", "statuses", "descendants", "accounts")
_SEARCH_NAMES = frozenset({*_LISTS, "hashtags"})
_STATUS_NAMES = frozenset({"content", "reblog", "visibility", "in_reply_to_id", "favourites_count"})
_ANSWER_NAMES = frozenset({"error", "errors"})


def _sniff(head: bytes, name: str) -> float:  # noqa: ARG001  the name says nothing about the API
    names = outline_of(head).names
    if b"acct" not in names:
        return 0.0
    if b"content" in names and len(names & _STATUS_MARKS) >= _LEAST_MARKS:
        return 0.95
    return 0.85 if len(names & _ACCOUNT_MARKS) >= _LEAST_MARKS else 0.0


def _set_aside(record: Json) -> str | None:
    """Name the records of the API that are neither posts nor accounts."""
    if "type" in record and ("account" in record or "status" in record):
        return "notifications (Mastodon API)"
    if "followed_by" in record:
        return "relationships between accounts (Mastodon API)"
    return None


def _add(harvest: Gathering, place: str, record: Any, names: Names) -> None:
    if not isinstance(record, dict):
        harvest.refuse_row(place, NOT_AN_OBJECT)
    elif "account" in record and not _STATUS_NAMES.isdisjoint(record):
        add_status(harvest, place, record, names)
    elif "acct" in record:
        harvest.n_rows += 1
        if add_account(harvest, record) is None:
            harvest.refuse(place, NO_HANDLE)
    elif what := _set_aside(record):
        harvest.set_aside(place, what)
    elif not _STATUS_NAMES.isdisjoint(record):
        add_status(harvest, place, record, names)  # which says that it has no author
    elif record and _ANSWER_NAMES.isdisjoint(record):
        harvest.refuse_row(place, UNKNOWN)


def _records(value: Any) -> list[Any] | None:
    """Give the records of an answer that holds several, or None where it is one itself.

    A backup (``account`` beside ``statuses``) also holds favourites, bookmarks and followers: those
    are the doings of others.
    """
    if not isinstance(value, dict):
        return value if isinstance(value, list) else None
    if isinstance(value.get("statuses"), list) and "account" in value:
        return [value["account"], *value["statuses"]]
    if not value or not _SEARCH_NAMES.issuperset(value):
        return None
    lists = (value[name] for name in _LISTS if isinstance(value.get(name), list))
    return [record for records in lists for record in records]


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:
    names = Names()

    def walk(harvest: Gathering, document: Document) -> Iterator[None]:
        records = _records(document.value)
        names.learn([document.value] if records is None else records)
        if records is None:
            _add(harvest, document.place, document.value, names)
            yield
            return
        for number, record in enumerate(records, 1):
            _add(harvest, place_of(document.place, number), record, names)
            yield

    found = recorded(entry) if is_recording(entry.head(4096)) else None
    yield from gathered(entry, options, PLATFORM, walk, found)


register(Source(name="mastodon", label="Mastodon API (JSON)", sniff=_sniff, read=_read))
