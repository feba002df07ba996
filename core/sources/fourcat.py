"""Exports of X by 4CAT and Zeeschuimer: tables (CSV) and items, one a line (NDJSON).

4CAT (Digital Methods Initiative) collects by the API v2 or takes in what the browser extension
Zeeschuimer recorded. A table names users by handle, an author by id too; an item of the API is a post
of v2 with author and references put inside it, one of Zeeschuimer what X's web page has loaded.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.errors import FormatError
from core.sources import HEAD_BYTES, Source, register
from core.sources.sheet import columns_in
from core.sources.x_field import NOT_AN_OBJECT, Json, as_dict, dicts, names_in, status_link
from core.sources.x_harvest import Harvest, harvested, place_of
from core.sources.x_status import add_status
from core.sources.x_table import harvested_rows
from core.sources.x_tweet import Page, add_tweet
from core.sources.x_web import status_of
from core.text import reposted_handle, without_repost_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.model import Batch
    from core.model.record import Kind
    from core.sources.cell import Cells, Columns
    from core.sources.documents import Document
    from core.sources.entries import Entry
    from core.sources.options import ReadOptions

REDACTED = "4CAT has removed its author (the data set was anonymised); export it pseudonymised"
UNDELIVERED = "the API did not give this post to 4CAT"
UNKNOWN = "it is neither a post of the API v2 nor one recorded by Zeeschuimer"

_MARKS = frozenset({"thread_id", "timestamp", "body", "author", "author_id", "is_retweet", "is_quote_tweet"})
_IDS = ("id", "author_id")
_TEXTS = (
    "timestamp",
    "body",
    "author",
    "author_fullname",
    "source",
    "language_guess",
    "retweeted_user",
    "quoted_user",
    "replied_user",
)
_COUNTS = {
    "favorite_count": "like_count",
    "retweet_count": "retweet_count",
    "reply_count": "reply_count",
    "quote_count": "quote_count",
}
_FLAGS = ("is_retweet", "is_quote_tweet", "is_reply")
_LISTS = ("hashtags", "mentions", "links", "images", "videos")
# A cell of links is cut by other rules than one of words, and is known by the name of the field.
_COLUMN_OF = {"links": "urls"}
_FIELDS = (*_IDS, *_TEXTS, *_COUNTS.values(), *_FLAGS, *_LISTS)
_MEDIA_LINK = re.compile(r"/status/\d+/(?:photo|video)/\d+/?$", re.ASCII)
_WHY_NO_AUTHOR = {"REDACTED": REDACTED, "UNKNOWN": UNDELIVERED}
_HASH = re.compile(r"[0-9a-f]{48}")  # what 4CAT puts for a name when it pseudonymises

_API_ITEM = frozenset({b"author_id", b"created_at", b"public_metrics"})
_API_AUTHOR = frozenset({b"author_user", b"author_username"})
_WEB_ITEM = frozenset({b"created_at", b"full_text", b"legacy"})
_WHOLE_REPLY = (
    b"instructions"  # of a page's reply, which holds many posts, only recordings give each by itself
)
_YEAR_2001, _YEAR_2096 = 1e12, 4e12  # in milliseconds since 1970


def _sniff(head: bytes, name: str) -> float:  # noqa: ARG001  the columns and fields say it all
    if columns_in(head) >= _MARKS:
        return 0.95
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return 0.0
    fields = names_in(head)
    is_api = fields >= _API_ITEM and not fields.isdisjoint(_API_AUTHOR)
    is_web = fields >= _WEB_ITEM and (b"rest_id" in fields or b'"adaptive"' in head)
    return 0.95 if is_api or (is_web and _WHOLE_REPLY not in fields) else 0.0


def _chosen(names: Sequence[str]) -> Columns:
    if not frozenset(names) >= _MARKS:
        message = f"a table of X by 4CAT has the columns {', '.join(sorted(_MARKS))}"
        raise FormatError(message)
    columns = ((field, _COLUMN_OF.get(field, field)) for field in _FIELDS)
    return {field: (column,) for field, column in columns if column in names}


def _rows(cells: Cells) -> Iterator[Json]:
    columns: dict[str, Sequence[Any]] = {field: cells.ids(field) for field in _IDS}
    columns |= {field: cells.texts(field) for field in _TEXTS}
    columns |= {field: cells.counts(field).to_pylist() for field in _COUNTS.values()}
    columns |= {field: cells.flags(field) for field in _FLAGS}
    columns |= {field: cells.lists(field, str.strip) or [()] * cells.n for field in _LISTS}
    return (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))


def _quoted(row: Json) -> Json:
    """Give the quoted post, by its author and by the link to it among those of the post."""
    handle = row["quoted_user"]
    links = [link for url in row["links"] if (link := status_link(url)) and link[0] and handle]
    post_id = next((i for h, i in links if str(h).casefold() == handle.casefold()), None)
    return {"user": {"screen_name": handle}, "id_str": post_id}


def _status(row: Json) -> Json:
    """Write a row as a post of the v1.1 shape."""
    name, body = row["author_fullname"], row["body"] or ""
    entities = {
        "user_mentions": [{"screen_name": handle} for handle in row["mentions"]],
        "hashtags": [{"text": tag} for tag in row["hashtags"]],
        "urls": [{"expanded_url": url} for url in row["links"] if not _MEDIA_LINK.search(url)],
    }
    status = {
        "id_str": row["id"],
        # 4CAT writes UTC; its unix_timestamp is that of the server's own zone
        "created_at": (row["timestamp"] or "").replace(" ", "T"),
        "user": {
            "id_str": row["author_id"],
            "screen_name": row["author"],
            "name": None if name and _HASH.fullmatch(name) else name,
        },
        "full_text": row["body"],
        "entities": entities,
        "lang": row["language_guess"],
        "source": row["source"],
        "in_reply_to_screen_name": row["replied_user"],
    } | {field: row[column] for field, column in _COUNTS.items()}
    if row["is_retweet"]:
        handle = row["retweeted_user"] or reposted_handle(body)
        original = {"full_text": without_repost_head(body), "entities": entities}
        return status | {"retweeted_status": original | {"user": {"screen_name": handle}}}
    if row["is_quote_tweet"]:
        return status | {"is_quote_status": True, "quoted_status": _quoted(row)}
    return status


def _add_row(harvest: Harvest, place: str, row: Json) -> None:
    if why := _WHY_NO_AUTHOR.get(str(row["author_id"])):
        harvest.n_rows += 1
        harvest.refuse(place, why)
        return
    n_before = len(harvest.posts)
    add_status(harvest, place, _status(row))
    if len(harvest.posts) == n_before:
        return
    post = harvest.posts[-1]
    # an answer to a post that is gone names nobody, and yet is one
    kind: Kind = "reply" if row["is_reply"] and post.kind != "repost" else post.kind
    media = [*row["images"], *row["videos"]]
    if kind != post.kind or media:
        harvest.posts[-1] = replace(post, kind=kind, media=media)


def _inside(post: Json) -> Json:
    """Rename what 4CAT puts inside a post of the API v2 as twarc does, whose flattened posts are read."""
    user = as_dict(post.get("author_user"))
    if not user and isinstance(post.get("author_username"), str):
        user = {
            "id": post.get("author_id"),
            "username": post["author_username"],
            "name": post.get("author_fullname"),
        }
    whole = post | {"author": user}
    if media := as_dict(post.get("attachments")).get("media_keys"):
        keys = [as_dict(item).get("media_key") or item for item in media] if isinstance(media, list) else []
        whole["attachments"] = {"media_keys": keys}
    return whole


def _add_api(harvest: Harvest, place: str, post: Json) -> None:
    if why := _WHY_NO_AUTHOR.get(str(post.get("author_id"))):
        harvest.n_rows += 1
        harvest.refuse(place, why)
        return
    referenced = [_inside(other) for other in dicts(post.get("referenced_tweets"))]
    whole = _inside(post) | ({"referenced_tweets": referenced} if referenced else {})
    add_tweet(harvest, place, whole, Page())


def _collected(meta: Json) -> datetime | None:
    """Read when Zeeschuimer recorded an item: milliseconds since 1970."""
    value = meta.get("timestamp_collected")
    if not isinstance(value, int | float) or not _YEAR_2001 <= value < _YEAR_2096:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)


def _add_item(harvest: Harvest, place: str, item: Json) -> None:
    """Take an item into the harvest: of the API, of Zeeschuimer, or of Zeeschuimer through 4CAT."""
    if "author_id" in item:
        _add_api(harvest, place, item)
        return
    inner, meta = as_dict(item.get("data")), as_dict(item.get("__import_meta"))
    if status := status_of(inner or item):
        add_status(harvest, place, status, fetched_at=_collected(item if inner else meta))
        return
    harvest.n_rows += 1
    harvest.refuse(place, UNKNOWN)


def _walk(harvest: Harvest, document: Document) -> Iterator[None]:
    records = document.value if isinstance(document.value, list) else [document.value]
    for number, record in enumerate(records, 1):
        place = place_of(document.place, number) if len(records) > 1 else document.place
        if isinstance(record, dict):
            _add_item(harvest, place, record)
        else:
            harvest.n_rows += 1
            harvest.refuse(place, NOT_AN_OBJECT)
        yield


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:  # noqa: ARG001  4CAT leaves nothing open
    if columns_in(entry.head(HEAD_BYTES)) >= _MARKS:
        yield from harvested_rows(entry, _chosen, _rows, _add_row)
    else:
        yield from harvested(entry, _walk)


register(
    Source(name="fourcat", label="4CAT or Zeeschuimer export of X (CSV, NDJSON)", sniff=_sniff, read=_read)
)
