"""Fields as Bluesky writes them: ids, addresses, files, and what stretches of a text mean.

Every function here takes any JSON value and answers None or nothing rather than raise.
"""

from __future__ import annotations

import base64
import re
from contextlib import suppress
from typing import Any, NamedTuple

from core.keys import LONGEST_NAME
from core.sources.gathering import language_of, name_of
from core.sources.markup import is_address, is_short_for
from core.sources.x_field import Json, as_dict, dicts, handle_of
from core.text import HASHTAG

_DID = re.compile(r"did:[a-z0-9]+:[\w.:%-]{1,200}", re.ASCII)
_ADDRESS = re.compile(r"at://([^/\s]{1,200})/([A-Za-z0-9.-]{1,200})/([^/\s?#]{1,200})")
_NO_HANDLE = "handle.invalid"  # what the API writes where a handle leads nowhere


class Address(NamedTuple):
    """The parts of ``at://authority/collection/key``; the authority is a DID or, rarely, a handle."""

    authority: str
    collection: str
    key: str


class Span(NamedTuple):
    """A stretch of a text, counted in bytes of UTF-8, and the link that it stands for."""

    start: int
    end: int
    link: str


def address_of(value: Any) -> Address | None:
    """Take the address of a record apart.

    >>> address_of("at://did:plc:abc/app.bsky.feed.post/3k2y")
    Address(authority='did:plc:abc', collection='app.bsky.feed.post', key='3k2y')
    """
    match = _ADDRESS.fullmatch(value) if isinstance(value, str) else None
    return Address(*match.groups()) if match else None


def did_of(value: Any) -> str | None:
    """Give a DID, the id of an account, or None where something else stands.

    >>> did_of("did:web:alice.example"), did_of("alice.example")
    ('did:web:alice.example', None)
    """
    return value if isinstance(value, str) and _DID.fullmatch(value) else None


def account_handle(value: Any) -> str | None:
    """Give a handle, or None where it is none or leads nowhere.

    >>> account_handle("@alice.example"), account_handle("handle.invalid")
    ('alice.example', None)
    """
    handle = handle_of(value) if name_of(value) else None
    return None if handle == _NO_HANDLE else handle


def content_id(value: Any) -> str | None:
    """Give the content id of a file, by which one picture has one name wherever it is posted.

    >>> content_id({"$type": "blob", "ref": {"$link": "bafkreia"}}), content_id({"cid": "bafkreib"})
    ('bafkreia', 'bafkreib')
    """
    blob = as_dict(value)
    found = blob.get("ref", blob.get("cid"))
    if isinstance(found, dict):
        found = found.get("$link")
    if isinstance(found, bytes):  # as a repository holds it
        found = "b" + base64.b32encode(found[:LONGEST_NAME]).decode().lower().rstrip("=")
    return name_of(found)


def embeds_of(record: Json) -> tuple[Json, Json]:
    """Give what a post shows: media or a link, and the record that it quotes (each empty if none)."""
    embed = as_dict(record.get("embed"))
    inner = as_dict(embed.get("record"))
    if "media" in embed:
        return as_dict(embed.get("media")), as_dict(inner.get("record"))
    return embed, inner


def media_of(record: Json) -> list[str]:
    """Give the content ids of a post's pictures or film."""
    embed = embeds_of(record)[0]
    files = [image.get("image") for image in dicts(embed.get("images"))] + [embed.get("video")]
    return list(dict.fromkeys(name for file in files if (name := content_id(file))))


def _features(record: Json, kind: str) -> list[tuple[Json, Json]]:
    """List the stretches of a text that mean one kind of thing: what they mean, and the stretch."""
    return [
        (feature, as_dict(facet.get("index")))
        for facet in dicts(record.get("facets"))
        for feature in dicts(facet.get("features"))
        if str(feature.get("$type")).endswith(f"#{kind}")
    ]


def mentions_of(record: Json) -> list[str]:
    """Give the DIDs of the accounts that a post mentions; the words shown for them may say anything."""
    return [did for feature, _ in _features(record, "mention") if (did := did_of(feature.get("did")))]


def links_of(record: Json) -> list[str]:
    """Give the links of a post, those in its text before the one in its card."""
    links = [feature.get("uri") for feature, _ in _features(record, "link")]
    links.append(as_dict(embeds_of(record)[0].get("external")).get("uri"))
    return list(dict.fromkeys(link for link in links if isinstance(link, str) and is_address(link)))


def hashtags_of(record: Json) -> list[str]:
    """Give the hashtags of a post, in its text or beside it, without their sign."""
    tags, text = record.get("tags"), record.get("text")
    marked = [feature.get("tag") for feature, _ in _features(record, "tag")]
    marked += tags if isinstance(tags, list) else []
    found = [name.lstrip("#＃") for tag in marked if (name := name_of(tag))]
    if not found and isinstance(text, str):  # before 2024 nothing but its sign marked a hashtag
        found = HASHTAG.findall(text)
    return list(dict.fromkeys(tag for tag in found if tag))


def _spans(record: Json) -> list[Span]:
    spans = []
    for feature, index in _features(record, "link"):
        start, end, link = index.get("byteStart"), index.get("byteEnd"), feature.get("uri")
        if isinstance(start, int) and isinstance(end, int) and isinstance(link, str) and is_address(link):
            spans.append(Span(start, end, link))
    return sorted(spans)


def text_of(record: Json) -> str | None:
    """Give the text of a post, its shortened links written out.

    Links behind words of their own are left as they are: what a reader sees is what the author wrote.

    >>> feature = {"$type": "app.bsky.richtext.facet#link", "uri": "https://a.example/long"}
    >>> facet = {"index": {"byteStart": 5, "byteEnd": 19}, "features": [feature]}
    >>> text_of({"text": "😀 a.example/l…", "facets": [facet]})
    '😀 https://a.example/long'
    """
    text, spans = record.get("text"), _spans(record)
    if not isinstance(text, str) or not spans:
        return text if isinstance(text, str) else None
    data, pieces, position = text.encode(), list[bytes](), 0
    for span in spans:
        if not position <= span.start < span.end <= len(data):
            continue
        with suppress(UnicodeDecodeError):  # of a stretch that begins or ends within a letter
            if is_short_for(data[span.start : span.end].decode(), span.link):
                pieces += [data[position : span.start], span.link.encode()]
                position = span.end
    return b"".join([*pieces, data[position:]]).decode()


def spoken_in(record: Json) -> str | None:
    """Give the first language that a post says it is in."""
    languages = record.get("langs")
    return language_of(languages[0]) if isinstance(languages, list) and languages else None
