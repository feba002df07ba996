"""X API v1.1: posts and users as JSON or JSON lines, saved or recorded.

Timelines, search pages, users with their latest post, streams; the posts themselves are read by
:mod:`core.sources.x_status`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.sources import Source, register
from core.sources.x_field import NOT_AN_OBJECT, Json, is_script, names_in
from core.sources.x_harvest import Harvest, harvested, place_of
from core.sources.x_status import add_status, add_user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model import Batch
    from core.sources.documents import Document
    from core.sources.entries import Entry
    from core.sources.options import ReadOptions

_LISTS = ("statuses", "results", "users")
_NOTICES = frozenset(
    {
        "control",
        "delete",
        "disconnect",
        "event",
        "friends",
        "friends_str",
        "limit",
        "scrub_geo",
        "status_withheld",
        "user_withheld",
        "warning",
    }
)
_MARKS = frozenset(
    {
        b"display_text_range",
        b"favorite_count",
        b"favorited",
        b"friends_count",
        b"id_str",
        b"in_reply_to_screen_name",
        b"in_reply_to_status_id_str",
        b"is_quote_status",
        b"retweet_count",
        b"retweeted",
        b"screen_name",
        b"statuses_count",
        b"truncated",
    }
)
_FOREIGN = frozenset({b"legacy", b"__typename", b"author_id"})  # the web client's own JSON, and v2
_LEAST_MARKS = 4


def _sniff(head: bytes, name: str) -> float:  # noqa: ARG001  the name says nothing about the API
    if is_script(head):
        return 0.0
    names = names_in(head)
    if names & _FOREIGN or b"created_at" not in names:
        return 0.0
    return 0.9 if len(names & _MARKS) >= _LEAST_MARKS else 0.0


def _is_notice(record: Json) -> bool:
    """Tell what a server says about itself: an error, an empty answer, a stream's housekeeping."""
    if "created_at" in record:
        return False
    return not record or "errors" in record or "error" in record or not _NOTICES.isdisjoint(record)


def _add(harvest: Harvest, place: str, record: Any) -> None:
    if not isinstance(record, dict):
        harvest.n_rows += 1
        harvest.refuse(place, NOT_AN_OBJECT)
    elif "screen_name" in record and not ({"user", "text", "full_text"} & record.keys()):
        add_user(harvest, place, record)
    elif not _is_notice(record):
        add_status(harvest, place, record)


def _walk(harvest: Harvest, document: Document) -> Iterator[None]:
    value, place = document.value, document.place
    records = value if isinstance(value, list) else None
    if isinstance(value, dict):
        records = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)
    if records is None:
        _add(harvest, place, value)
        yield
        return
    for number, record in enumerate(records, 1):
        _add(harvest, place_of(place, number), record)
        yield


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:  # noqa: ARG001  v1.1 leaves nothing open
    yield from harvested(entry, _walk)


register(Source(name="x_v1", label="X API v1.1 (JSON)", sniff=_sniff, read=_read))
