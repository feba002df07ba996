"""X API v2: pages, flattened lines, bare lists, streams; as JSON or JSON lines.

A page holds posts (``data``) beside the users and posts they refer to (``includes``); a flattened
line holds all of it inside the post; a bare list leaves it to a second file: ``users_<n>.json``
beside ``data_<n>.json``. The posts themselves are read by :mod:`core.sources.x_tweet`.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from core.errors import InputError
from core.model import Refusal
from core.sources import Source, register
from core.sources.documents import documents
from core.sources.x_field import NOT_AN_OBJECT, Json, as_dict, dicts, is_script, moment_of, names_in
from core.sources.x_harvest import Harvest, harvested, place_of
from core.sources.x_tweet import Page, add_tweet, add_user, page_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from core.model import Batch
    from core.sources.documents import Document
    from core.sources.entries import Entry
    from core.sources.options import ReadOptions

UNKNOWN = "it is neither a post nor a user of the X API v2"
_POST_MARKS = frozenset(
    {
        b"__twarc",
        b"context_annotations",
        b"edit_history_tweet_ids",
        b"in_reply_to_user_id",
        b"matching_rules",
        b"newest_id",
        b"possibly_sensitive",
        b"public_metrics",
        b"referenced_tweets",
        b"reply_settings",
        b"retweet_count",
    }
)
_USER_MARKS = frozenset({b"__twarc", b"pinned_tweet_id", b"public_metrics", b"tweet_count", b"verified_type"})
_LIST_MARKS = frozenset({b"owner_id", b"member_count", b"follower_count"})
_COUNT_MARKS = frozenset({b"start", b"end", b"tweet_count"})
_COMPLIANCE_MARKS = frozenset({b"action", b"reason", b"id"})
_COMPLIANCE = (b'"deactivated"', b'"deleted"', b'"protected"', b'"suspended"', b'"scrub_geo"')
_PROBLEMS = (b"api.twitter.com/2/problems", b"api.x.com/2/problems")
_FOREIGN = frozenset({b"acct", b"legacy", b"__typename", b"screen_name", b"full_text"})
_ANSWER_NAMES = frozenset({"connection_issue", "detail", "errors", "meta"})
_TWEET_NAMES = frozenset({"author_id", "conversation_id", "edit_history_tweet_ids", "public_metrics", "text"})


def _sniff(head: bytes, name: str) -> float:  # noqa: ARG001  the name says nothing about the API
    names = names_in(head)
    if is_script(head) or names & _FOREIGN:
        return 0.0
    if b"author_id" in names and b"text" in names and names & _POST_MARKS:
        return 0.9
    if b"username" in names and names & _USER_MARKS:
        return 0.8
    plain = head.replace(b"\\", b"")
    is_other = names >= _COUNT_MARKS or names >= _LIST_MARKS or any(words in plain for words in _PROBLEMS)
    is_compliance = names >= _COMPLIANCE_MARKS and any(word in head for word in _COMPLIANCE)
    return 0.6 if is_other or is_compliance else 0.0


def _fetched(record: Json) -> datetime | None:
    return moment_of(as_dict(record.get("__twarc")).get("retrieved_at"))


def _set_aside(record: Json) -> str | None:
    """Name the records of the API v2 that are neither posts nor users."""
    if "tweet_count" in record and "start" in record:
        return "counts of posts (X API v2)"
    if "action" in record and "text" not in record:
        return "compliance events (X API v2)"
    if "owner_id" in record or "member_count" in record:
        return "lists of accounts (X API v2)"
    return None


def _add(harvest: Harvest, place: str, record: Any, page: Page) -> None:
    if not isinstance(record, dict):
        harvest.n_rows += 1
        harvest.refuse(place, NOT_AN_OBJECT)
    elif what := _set_aside(record):
        harvest.set_aside(place, what)
    elif "username" in record and "text" not in record:
        add_user(harvest, place, record, page)
    elif not _TWEET_NAMES.isdisjoint(record):
        add_tweet(harvest, place, record, page)
    elif record and _ANSWER_NAMES.isdisjoint(record):  # else an error, an empty page, a keep-alive
        harvest.n_rows += 1
        harvest.refuse(place, UNKNOWN)


def _walk_page(harvest: Harvest, place: str, value: Json) -> Iterator[None]:
    page = page_of(harvest, value.get("includes"), _fetched(value))
    data = value["data"]
    if not isinstance(data, list):
        if data:  # R writes an empty list as {}
            _add(harvest, place, data, page)
            yield
        return
    for number, record in enumerate(data, 1):
        _add(harvest, place_of(place, number), record, page)
        yield


def _walk_users(harvest: Harvest, place: str, value: Json) -> Iterator[None]:
    """Read a users file: its users only, for its posts are those that posts elsewhere refer to."""
    page = page_of(harvest, value)
    for number, user in enumerate(dicts(value["users"]), 1):
        add_user(harvest, place_of(place, number, "user"), user, page)
        yield


def _walk_record(harvest: Harvest, place: str, record: Any, beside: Page) -> Iterator[None]:
    if isinstance(record, dict):
        if "data" in record:
            yield from _walk_page(harvest, place, record)
            return
        if "users" in record:
            yield from _walk_users(harvest, place, record)
            return
        if (fetched_at := _fetched(record)) is not None:
            beside = Page(beside.users, beside.ids, beside.posts, fetched_at)
    _add(harvest, place, record, beside)
    yield


def _companion(entry: Entry) -> Entry | None:
    """Find ``users_<n>.json`` beside ``data_<n>.json``."""
    if not entry.base.startswith("data_"):
        return None
    wanted = str(PurePosixPath(entry.name).with_name(f"users_{entry.base.removeprefix('data_')}"))
    return next((other for other in entry.neighbours if other.name == wanted), None)


def _beside(harvest: Harvest, entry: Entry) -> Page:
    """Index the companion; one that cannot be read is reported where it is read by itself."""
    companion = _companion(entry)
    includes: dict[str, list[Json]] = {"users": [], "tweets": []}
    with suppress(InputError):
        for document in documents(companion) if companion else ():
            value = {} if isinstance(document, Refusal) else as_dict(document.value)
            for name in includes:
                includes[name] += dicts(value.get(name))
    return page_of(harvest, includes)


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:  # noqa: ARG001  v2 leaves nothing open
    beside: Page | None = None

    def walk(harvest: Harvest, document: Document) -> Iterator[None]:
        nonlocal beside
        beside = _beside(harvest, entry) if beside is None else beside
        if not isinstance(document.value, list):
            yield from _walk_record(harvest, document.place, document.value, beside)
            return
        for number, record in enumerate(document.value, 1):
            yield from _walk_record(harvest, place_of(document.place, number), record, beside)

    yield from harvested(entry, walk)


register(Source(name="x_v2", label="X API v2 (JSON)", sniff=_sniff, read=_read))
