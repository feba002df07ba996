"""An X account's own archive: the JavaScript files of the download that X offers.

The posts (``tweets.js``, ``tweet.js``, ``tweets-part1.js``) do not say whose they are: that stands in
``account.js`` or ``manifest.js`` beside them, or in the links to the posts' own media.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from core.errors import FormatError, InputError
from core.sources import Source, register
from core.sources.documents import Document, as_utf8, documents
from core.sources.x_field import (
    NOT_AN_OBJECT,
    REPOST_HEAD,
    Json,
    as_dict,
    dicts,
    handle_of,
    id_of,
    is_script,
    moment_of,
    status_link,
)
from core.sources.x_harvest import Harvest, harvested, place_of
from core.sources.x_status import add_status, add_user, quoted_at_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from core.model import Batch, Refusal
    from core.sources.entries import Entry
    from core.sources.options import ReadOptions

_PART = re.compile(rb"\s*window\.(?:YTD\.(\w+)\.part\d+|(__THAR_CONFIG))\s*=")
_HEAD_BYTES = 1024
_POSTS = frozenset({"tweet", "tweets"})
_OWNER = frozenset({"account", "__THAR_CONFIG"})
_OWNER_FILES = ("account.js", "manifest.js")


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose archive it is, as a user of the v1.1 shape, and when it was made."""

    user: Json
    made_at: datetime | None = None


def _sniff(head: bytes, name: str) -> float:  # noqa: ARG001  archives are renamed; their first words are not
    return 0.99 if is_script(head) and _part_of(head) else 0.0


def _part_of(head: bytes) -> str | None:
    """Name the part of an archive (``tweets``, ``account``) by its first words."""
    match = _PART.match(as_utf8(head))
    return (match.group(1) or match.group(2)).decode() if match else None


def _owner_in(value: Any) -> _Owner | None:
    """Read the owner out of ``account.js`` (a list) or ``manifest.js`` (an object)."""
    if isinstance(value, list):
        account = as_dict(as_dict(next(iter(value), None)).get("account"))
        handle, name = account.get("username"), account.get("accountDisplayName")
        made_at = None
    else:
        account = as_dict(as_dict(value).get("userInfo"))
        handle, name = account.get("userName"), account.get("displayName")
        made_at = moment_of(as_dict(as_dict(value).get("archiveInfo")).get("generationDate"))
    user_id = id_of(account.get("accountId"))
    if user_id is None and handle_of(handle) is None:
        return None
    user = {
        "id_str": user_id,
        "screen_name": handle,
        "name": name,
        "created_at": account.get("createdAt"),
    }
    return _Owner(user, made_at)


def _owner_of(entry: Entry) -> _Owner | None:
    """Read the owner in a file, or None where it names none."""
    if _part_of(entry.head(_HEAD_BYTES)) not in _OWNER:
        return None
    try:
        for document in documents(entry):
            if isinstance(document, Document):
                return _owner_in(document.value)
    except InputError:
        return None  # the file is reported where it is read by itself
    return None


def _owner_beside(entry: Entry) -> _Owner | None:
    """Find the owner in the same folder; files that share the posts' prefix come first.

    Two archives in one folder, neither of which shares it, name nobody.
    """
    here = PurePosixPath(entry.name).parent
    prefix = entry.base.partition("tweet")[0]
    beside = [
        other
        for other in entry.neighbours
        if other.name.endswith(_OWNER_FILES) and PurePosixPath(other.name).parent == here
    ]
    for near in ([e for e in beside if e.base.startswith(prefix)] if prefix else [], beside):
        owners = [owner for other in near if (owner := _owner_of(other))]
        if len({owner.user["id_str"] or owner.user["screen_name"] for owner in owners}) == 1:
            user = {name: value for owner in owners for name, value in owner.user.items() if value}
            return _Owner(user, next((o.made_at for o in owners if o.made_at), None))
    return None


def _tweet(record: Any) -> Json:
    """Take a post out of its wrapping, which the oldest archives do not have."""
    record = as_dict(record)
    return as_dict(record.get("tweet")) or record


def _owner_by_media(found: Sequence[Document | Refusal]) -> _Owner | None:
    """Read the handle out of the links to the posts' own pictures, where all agree."""
    handles: dict[str, str] = {}
    for document in found:
        for _, record in _records(document) if isinstance(document, Document) else ():
            tweet = _tweet(record)
            own_id = id_of(tweet.get("id_str")) or id_of(tweet.get("id"))
            for item in dicts(as_dict(tweet.get("entities")).get("media")):
                link = status_link(item.get("expanded_url"))
                if link and link[0] and link[1] == own_id:
                    handles[link[0].casefold()] = link[0]
    return _Owner({"screen_name": next(iter(handles.values()))}) if len(handles) == 1 else None


def _completed(tweet: Json) -> Json:
    """Restore what the API says outright and the archive only in the text: repost and quote."""
    text = tweet.get("full_text") or tweet.get("text")
    if not isinstance(text, str):
        return tweet
    if head := REPOST_HEAD.match(text):
        kept = {name: tweet.get(name) for name in ("entities", "extended_entities")}
        return {"retweeted_status": kept | {"full_text": text[head.end() :]}} | tweet
    return quoted_at_end(tweet, text) | tweet


def _records(document: Document) -> Iterator[tuple[str, Any]]:
    if not isinstance(document.value, list):
        yield document.place or "post 1", document.value
        return
    for number, record in enumerate(document.value, 1):
        yield place_of(document.place, number), record


def _read_posts(entry: Entry) -> Iterator[Batch]:
    found = list(documents(entry))
    owner = _owner_beside(entry) or _owner_by_media(found)
    if owner is None:
        message = (
            f"{entry.name} does not say whose posts these are; import it together with the account.js or "
            "manifest.js of the same archive, best the whole zip"
        )
        raise FormatError(message)

    def walk(harvest: Harvest, document: Document) -> Iterator[None]:
        for place, record in _records(document):
            if tweet := _tweet(record):
                add_status(harvest, place, _completed(tweet), owner.user, owner.made_at)
            else:
                harvest.n_rows += 1
                harvest.refuse(place, NOT_AN_OBJECT)
            yield

    yield from harvested(entry, walk, found)


def _read_owner(entry: Entry) -> Iterator[Batch]:
    def walk(harvest: Harvest, document: Document) -> Iterator[None]:
        if owner := _owner_in(document.value):
            add_user(harvest, document.place, owner.user, owner.made_at)
        else:
            harvest.n_rows += 1
            harvest.refuse(document.place, "it names no account")
        yield

    yield from harvested(entry, walk)


def _read(entry: Entry, options: ReadOptions) -> Iterator[Batch]:  # noqa: ARG001  an archive leaves nothing open
    part = _part_of(entry.head(_HEAD_BYTES))
    if part in _POSTS:
        yield from _read_posts(entry)
    elif part in _OWNER:
        yield from _read_owner(entry)
    # every other part (messages, likes, advertising) holds no posts and is not opened


register(Source(name="x_archive", label="X account archive", sniff=_sniff, read=_read))
