"""Bluesky: a feed, records line by line, and the export of a repository."""

from __future__ import annotations

from tests.seed.kind import Seed, as_json, as_lines
from tests.seed.repository import as_repository

_POST, _REPOST, _LIKE = "app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.feed.like"
_BOB = {"did": "did:web:bob.example", "handle": "bob.example", "displayName": "Bob"}
_TEXT = "😀 @bob #Vote a.example/lo…"


def _facet(part, kind, **means):
    start = _TEXT.encode().index(part.encode())
    feature = {"$type": f"app.bsky.richtext.facet#{kind}", **means}
    return {"index": {"byteStart": start, "byteEnd": start + len(part.encode())}, "features": [feature]}


def _address(number, did, collection=_POST):
    return f"at://{did}/{collection}/3k{number}"


_THEIRS = {"uri": _address(9, _BOB["did"]), "cid": "bafy"}
_PICTURE = {"alt": "", "image": {"$type": "blob", "ref": {"$link": "bafkreia"}, "mimeType": "image/png"}}
_MEDIA = {"$type": "app.bsky.embed.images", "images": [_PICTURE]}
_CARD = {"$type": "app.bsky.embed.external", "external": {"uri": "https://b.example/y", "title": "y"}}


def _record(text="hello", **more):
    return {
        "$type": _POST,
        "text": text,
        "createdAt": "2024-02-22T19:58:13.903293+00:00",
        "langs": ["en-GB"],
        **more,
    }


_FULL = _record(
    _TEXT,
    facets=[
        _facet("@bob", "mention", did=_BOB["did"]),
        _facet("#Vote", "tag", tag="Vote"),
        _facet("a.example/lo…", "link", uri="https://a.example/long"),
    ],
    tags=["Pond"],
    embed={
        "$type": "app.bsky.embed.recordWithMedia",
        "record": {"$type": "app.bsky.embed.record", "record": _THEIRS},
        "media": _MEDIA,
    },
    reply={"root": _THEIRS, "parent": _THEIRS},
)


def _view(number, author, said, **more):
    counts = {"replyCount": 1, "repostCount": 3, "likeCount": 5, "quoteCount": 2}
    shown = {"uri": _address(number, author["did"]), "cid": "bafy", "author": author, "record": said}
    return {**shown, **counts, "indexedAt": "2024-02-22T19:58:20.000Z", **more}


def _author(name):
    return {
        "did": f"did:plc:{name}",
        "handle": f"{name}.bsky.example",
        "displayName": "Ann 🦆",
        "createdAt": "2023-04-26T19:05:34Z",
    }


def _feed(author):
    shown = {"record": {"record": {"$type": "app.bsky.embed.record#viewRecord", "author": _BOB}}}
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": author, "indexedAt": "2024-03-01T00:00:00Z"}
    return {
        "feed": [
            {"post": _view(1, author, _FULL, embed=shown), "reply": {"parent": _view(9, _BOB, _record())}},
            {"post": _view(8, _BOB, _FULL), "reason": reason},
            {"post": _view(2, author, _record(embed=_CARD))},
        ],
        "cursor": "2024",
    }


def _event(number, did, said):
    commit = {"operation": "create", "collection": said["$type"], "rkey": f"3k{number}", "record": said}
    return {"did": did, "time_us": 1725911162329308, "kind": "commit", "commit": commit}


_REPOSTED = {"$type": _REPOST, "subject": _THEIRS, "createdAt": "2024-03-01T00:00:00Z"}
_DID = "did:plc:tern"
_LINES = [
    {"uri": _address(1, _DID), "cid": "bafy", "value": _FULL},
    _event(2, _DID, _record()),
    _event(3, _DID, _REPOSTED),
    _view(4, {"did": _DID, "handle": "tern.bsky.example"}, _record()),
]
_REPOSITORY = {
    "did": "did:plc:skua",
    "records": {
        f"{_POST}/3k1": _FULL,
        f"{_POST}/3k2": _record(embed=_CARD),
        f"{_POST}/3k3": _record("three"),
        f"{_REPOST}/3k4": _REPOSTED,
        f"{_LIKE}/3k5": {"$type": _LIKE, "subject": _THEIRS, "createdAt": "2024-03-01T00:00:00Z"},
        "app.bsky.actor.profile/self": {
            "$type": "app.bsky.actor.profile",
            "displayName": "Ann",
            "description": "ponds",
        },
    },
}

BLUESKY = (
    Seed("bluesky", "feed.json", _feed(_author("gannet")), as_json, 3, 3, "gannet.bsky.example"),
    Seed("bluesky", "jetstream.jsonl", _LINES, as_lines, 4, 4, "tern.bsky.example"),
    Seed("bluesky_car", "repo.car", _REPOSITORY, as_repository, 5, 4, "did:plc:skua"),
)
