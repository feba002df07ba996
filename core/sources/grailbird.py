"""The account archive that X offered until 2019: a script for each month of posts, and one table.

``data/js/tweets/2013_01.js`` holds the posts of a month (``Grailbird.data.tweets_2013_01 = […]``),
``data/js/user_details.js`` the account, ``tweets.csv`` (at first ``data/csv/2013_01.csv``) the same
posts in fewer words. Likes and reposts received stand in neither.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import orjson

from core.errors import FormatError, InputError
from core.sources import Source, register
from core.sources.documents import as_utf8
from core.sources.entry import BUFFER_BYTES, Salvaged
from core.sources.sheet import columns_in
from core.sources.x_field import NOT_AN_OBJECT, Json, as_dict, id_of, moment_of, text_of
from core.sources.x_harvest import BATCH_ROWS, Harvest, harvested, place_of
from core.sources.x_status import add_status, add_user, quoted_at_end
from core.text import HANDLE, HASHTAG, without_repost_head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from core.model import Batch
    from core.sources.documents import Document
    from core.sources.entries import Entry
    from core.sources.options import ReadOptions

DAY_ONLY = (
    "X's old archive gives only the day of a post before November 2010; the account's newer archive "
    "gives its time"
)
NOT_UTF8 = "it is not UTF-8 text; save the table in UTF-8"
_NO_OWNER = "does not say whose posts these are; import it together with data/js/user_details.js of the same archive, best the whole zip"

_MONTH, _USER, _PAYLOAD = "tweets", "user_details", "payload_details"
_PART = re.compile(
    rb"\s*(?:Grailbird\.data\.(tweets)_\w+|var (user_details|payload_details|tweet_index))\s*="
)
_HEAD_BYTES = 1024
_DETAIL_BYTES = 1024**2
_BEFORE_URLS = (
    "tweet_id",
    "in_reply_to_status_id",
    "in_reply_to_user_id",
    "timestamp",
    "source",
    "text",
    "retweeted_status_id",
    "retweeted_status_user_id",
)
_URLS = "expanded_urls"
_COLUMNS = frozenset({*_BEFORE_URLS, _URLS})
_LATER_COLUMNS = _COLUMNS | {"retweeted_status_timestamp"}
_BETWEEN_LINKS = re.compile(r",(?=https?://)", re.IGNORECASE)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4})", re.ASCII)
_MIDNIGHT = "00:00:00"
# Ids up to here were counted (to 4 November 2010); those after hold their time.
_LAST_COUNTED_ID = 29_700_859_246


@dataclass(frozen=True, slots=True)
class _Archive:
    """What the files beside the posts say: the account, and when the archive was made."""

    user: Json
    made_at: datetime | None


def _part_of(head: bytes) -> str | None:
    """Name the part of an archive by its first words."""
    match = _PART.match(as_utf8(head))
    return (match.group(1) or match.group(2)).decode() if match else None


def _sniff(head: bytes, name: str) -> float:  # noqa: ARG001  archives are renamed; their first words are not
    if _part_of(head):
        return 0.99
    return 0.95 if columns_in(head) in {_COLUMNS, _LATER_COLUMNS} else 0.0


def _iso(value: Any) -> Any:
    """Write a time as the API does, where it is written as the archive does.

    >>> _iso("2013-01-31 20:10:11 +0000")
    '2013-01-31T20:10:11+0000'
    """
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    return f"{match[1]}T{match[2]}{match[3]}" if match else value


def _is_day_only(written: Any, post_id: str | None) -> bool:
    match = _TIME.fullmatch(written) if isinstance(written, str) else None
    return match is not None and match[2] == _MIDNIGHT and int(post_id or 0) <= _LAST_COUNTED_ID


def _detail(entry: Entry, part: str) -> Json:
    """Read a small file of the archive, or nothing where it is another or broken."""
    try:
        data = as_utf8(entry.head(_DETAIL_BYTES))
    except InputError:
        return {}  # the file is reported where it is read by itself
    if _part_of(data) != part:
        return {}
    try:
        return as_dict(orjson.loads(_PART.sub(b"", data, count=1).rstrip().removesuffix(b";")))
    except orjson.JSONDecodeError:
        return {}


def _user_in(entry: Entry) -> Json:
    """Read the account as a user of the v1.1 shape, or nothing where it is not told."""
    found = _detail(entry, _USER)
    user_id, handle = id_of(found.get("id")), found.get("screen_name")
    if user_id is None and not isinstance(handle, str):
        return {}
    return {
        "id_str": user_id,
        "screen_name": handle,
        "name": found.get("full_name"),
        "description": found.get("bio"),
        "created_at": _iso(found.get("created_at")),
    }


def _root(name: str) -> PurePosixPath:
    """Give the folder of the archive to which a file belongs."""
    path = PurePosixPath(name)
    for folder in path.parents:
        if folder.name == "data":
            return folder.parent
    return path.parent


def _archive(entry: Entry) -> _Archive:
    root = _root(entry.name)
    beside = [e for e in entry.neighbours if e.base.endswith("_details.js") and _root(e.name) == root]
    users = [user for other in beside if (user := _user_in(other))]
    payloads = [payload for other in beside if (payload := _detail(other, _PAYLOAD))]
    made_at = moment_of(_iso(payloads[0].get("created_at"))) if len(payloads) == 1 else None
    # two archives thrown together name nobody
    return _Archive(users[0] if len(users) == 1 else {}, made_at)


def _add(harvest: Harvest, place: str, tweet: Json, archive: _Archive, fetched_at: datetime | None) -> None:
    """Take a post into the harvest, or refuse it; the account is told by the archive, else by the post."""
    post_id, own = id_of(tweet.get("id_str")) or id_of(tweet.get("id")), as_dict(tweet.get("user"))
    is_owner = bool(archive.user) and (not own or id_of(own.get("id_str")) == archive.user["id_str"])
    author = archive.user if is_owner else own
    why = (
        "it is no post" if not tweet else DAY_ONLY if _is_day_only(tweet.get("created_at"), post_id) else None
    )
    if not author:
        why = why or f"it {_NO_OWNER}"
    if why:
        harvest.n_rows += 1
        harvest.refuse(place, why)
        return
    is_plain = not as_dict(tweet.get("retweeted_status"))
    quoted = quoted_at_end(tweet, str(tweet.get("text"))) if is_plain else {}
    whole = quoted | tweet | {"created_at": _iso(tweet.get("created_at"))}
    add_status(harvest, place, whole, author, fetched_at)


def _read_month(entry: Entry) -> Iterator[Batch]:
    archive = _archive(entry)

    def walk(harvest: Harvest, document: Document) -> Iterator[None]:
        records = document.value if isinstance(document.value, list) else [document.value]
        for number, record in enumerate(records, 1):
            place = place_of(document.place, number)
            if isinstance(record, dict):
                _add(harvest, place, record, archive, archive.made_at)
            else:
                harvest.n_rows += 1
                harvest.refuse(place, NOT_AN_OBJECT)
            yield

    yield from harvested(entry, walk)


def _read_user(entry: Entry) -> Iterator[Batch]:
    harvest, user = Harvest(entry.name), _user_in(entry)
    if user:
        add_user(harvest, "the whole file", user, _archive(entry).made_at)
    else:
        harvest.n_rows += 1
        harvest.refuse("the whole file", "it names no account")
    yield harvest.take()


def _tweet(row: Json, urls: list[str]) -> Json:
    """Write a row of the table as a post of the v1.1 shape: who and what is named stands in its text."""
    text, entities = row["text"], {"urls": [{"expanded_url": url} for url in urls]}
    tweet = {
        "id_str": row["tweet_id"],
        "created_at": row["timestamp"],
        "source": row["source"],
        "in_reply_to_status_id_str": row["in_reply_to_status_id"],
        "in_reply_to_user_id_str": row["in_reply_to_user_id"],
    }
    is_repost = bool(row["retweeted_status_id"])
    text = without_repost_head(text) if is_repost else text
    plain = text_of(text) or ""
    entities["user_mentions"] = [{"screen_name": handle} for handle in HANDLE.findall(plain)]
    entities["hashtags"] = [{"text": tag} for tag in HASHTAG.findall(plain)]
    said = {"text": text, "entities": entities}
    if not is_repost:
        return tweet | said
    user = {"id_str": row["retweeted_status_user_id"]}
    return tweet | {"retweeted_status": {"id_str": row["retweeted_status_id"], "user": user} | said}


def _is_utf8(record: list[str]) -> bool:
    try:
        "".join(record).encode()
    except UnicodeEncodeError:
        return False
    return True


def _add_row(harvest: Harvest, number: int, record: list[str], names: list[str], archive: _Archive) -> None:
    """Take a row into the harvest; it ends before the links where there are none, or has one a column."""
    place, n_before = f"row {number}", len(names) - 1
    if len(record) < n_before or not _is_utf8(record):
        harvest.n_rows += 1
        is_short = len(record) < n_before
        harvest.refuse(place, f"it has {len(record)} columns of {len(names)}" if is_short else NOT_UTF8)
        return
    urls = [url for cell in record[n_before:] for url in _BETWEEN_LINKS.split(cell) if url]
    tweet = _tweet(dict(zip(names, record, strict=False)), urls)
    # not said when it was fetched, so that of one post twice the fuller one, in the scripts, is kept
    _add(harvest, place, tweet, archive, None)


def _names(records: Iterator[list[str]], file: str) -> list[str]:
    names = next(records, [])
    if set(names) not in (_COLUMNS, _LATER_COLUMNS) or names[-1] != _URLS:
        message = f"the first line of {file} does not name the columns of an archive's tweets.csv, in UTF-8"
        raise FormatError(message)
    return names


def _read_table(entry: Entry) -> Iterator[Batch]:
    archive = _archive(entry)
    if not archive.user:
        message = f"{entry.name} {_NO_OWNER}"
        raise FormatError(message)
    harvest = Harvest(entry.name)
    source = Salvaged(entry.open())
    buffered = io.BufferedReader(source, BUFFER_BYTES)
    with io.TextIOWrapper(buffered, "utf-8-sig", errors="surrogateescape", newline="") as text:
        # the last line before a damage looks whole and is not
        records = csv.reader(line for line in text if line.endswith(("\n", "\r")) or not source.broken)
        try:
            names = _names(records, entry.name)
            for number, record in enumerate(records, 1):
                if record:
                    _add_row(harvest, number, record, names, archive)
                if harvest.n_rows >= BATCH_ROWS:
                    yield harvest.take()
        except csv.Error as error:
            harvest.n_rows += 1
            harvest.refuse(f"line {records.line_num}", f"from here on it is no table ({error})")
    if source.broken:
        harvest.n_rows += 1
        harvest.refuse(f"line {records.line_num}", f"from here on it could not be read: {source.broken}")
    yield harvest.take()


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:  # noqa: ARG001  an archive leaves nothing open
    head = entry.head(_HEAD_BYTES)
    part = _part_of(head)
    if part == _MONTH:
        yield from _read_month(entry)
    elif part == _USER:
        yield from _read_user(entry)
    elif part is None:
        yield from _read_table(entry)
    # the other parts (counts of posts) hold no posts and are not opened


register(Source(name="grailbird", label="X account archive until 2019", sniff=_sniff, read=_read))
