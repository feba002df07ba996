"""Mastodon: answers of its API, saved and recorded, and the archive of an account."""

from __future__ import annotations

from tests.seed.kind import Seed, as_json, as_lines, as_recording

_HOST = "https://social.example"
_BOB = {"id": "22", "username": "bob", "acct": "bob@far.example", "url": "https://far.example/@bob"}
_LINK = '<p>R&amp;D <a href="https://a.example/long">a.example/lo…</a><br>see <b>it</b> &#128512;</p>'


def _account(handle):
    return {
        "id": "11",
        "username": handle,
        "acct": handle,
        "url": f"{_HOST}/@{handle}",
        "display_name": "Ann 🦆",
        "note": "<p>ponds &lt;3</p>",
        "created_at": "2018-03-17T00:00:00.000Z",
        "followers_count": 10,
        "following_count": 20,
        "statuses_count": 3,
        "avatar_static": f"{_HOST}/a.png",
    }


def _status(number, account, **more):
    host, _, name = account["url"].rpartition("/@")
    return {
        "id": str(100 + number),
        "created_at": "2022-11-08T19:39:44.565Z",
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "spoiler_text": "",
        "visibility": "public",
        "language": "en",
        "uri": f"{host}/users/{name}/statuses/{100 + number}",
        "url": f"{host}/@{name}/{100 + number}",
        "replies_count": 1,
        "reblogs_count": 3,
        "favourites_count": 5,
        "content": "<p>hello</p>",
        "reblog": None,
        "account": account,
        "media_attachments": [],
        "mentions": [],
        "tags": [],
        **more,
    }


def _statuses(handle):
    account = _account(handle)
    whole = {
        "content": _LINK,
        "spoiler_text": "mind",
        "mentions": [_BOB],
        "tags": [{"name": "Vote", "url": f"{_HOST}/tags/vote"}],
        "media_attachments": [
            {"id": "1", "type": "image", "url": f"{_HOST}/media_attachments/files/1/original/a.png"}
        ],
        "application": {"name": "Web"},
    }
    quote = {"state": "accepted", "quoted_status": _status(7, _BOB)}
    return [
        _status(1, account, **whole),
        _status(2, account, reblog=_status(8, _BOB, **whole)),
        _status(3, account, in_reply_to_id="101", in_reply_to_account_id="11", edited_at=None),
        _status(4, account, quote=quote),
    ]


_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_CONTEXT = ["https://www.w3.org/ns/activitystreams", {"toot": "http://joinmastodon.org/ns#"}]
_ANN = f"{_HOST}/users/Linnet"
_FAR = "https://far.example/users/bob"
_ACTOR = {
    "@context": _CONTEXT,
    "id": _ANN,
    "type": "Person",
    "preferredUsername": "Linnet",
    "name": "Ann 🦆",
    "summary": "<p>ponds &lt;3</p>",
    "published": "2018-03-17T00:00:00Z",
}


def _note(number, **more):
    return {
        "id": f"{_ANN}/statuses/{number}",
        "type": "Note",
        "summary": None,
        "inReplyTo": None,
        "published": "2022-11-08T03:07:14Z",
        "attributedTo": _ANN,
        "to": [_PUBLIC],
        "cc": [f"{_ANN}/followers"],
        "content": "<p>hello</p>",
        "contentMap": {"en": "<p>hello</p>"},
        "attachment": [],
        "tag": [],
        **more,
    }


def _activity(kind, inner, number):
    return {
        "id": f"{_ANN}/statuses/{number}/activity",
        "type": kind,
        "actor": _ANN,
        "published": "2022-11-08T03:07:14Z",
        "to": [_PUBLIC],
        "cc": [_FAR, f"{_ANN}/followers"],
        "object": inner,
    }


_FULL = _note(
    2,
    content=_LINK,
    summary="mind",
    inReplyTo=f"{_FAR}/statuses/9",
    quote=f"{_FAR}/statuses/8",
    tag=[
        {"type": "Mention", "href": _FAR, "name": "@bob@far.example"},
        {"type": "Hashtag", "href": f"{_HOST}/tags/vote", "name": "#Vote"},
    ],
    attachment=[{"type": "Document", "mediaType": "image/png", "url": "/media_attachments/files/1/a.png"}],
    likes={"type": "Collection", "totalItems": 1},
    shares={"type": "Collection", "totalItems": 2},
    generator={"name": "Web"},
)
_OUTBOX = {
    "@context": _CONTEXT,
    "id": "outbox.json",
    "type": "OrderedCollection",
    "totalItems": 4,
    "orderedItems": [
        _activity("Create", _note(1), 1),
        _activity("Create", _FULL, 2),
        _activity("Announce", f"{_FAR}/statuses/9", 3),
        _activity("Announce", _FULL, 4),
    ],
}

MASTODON = (
    Seed("mastodon", "statuses.json", _statuses("Siskin"), as_json, 4, 4, "Siskin@social.example"),
    Seed("mastodon", "toots.jsonl", _statuses("Serin"), as_lines, 4, 4, "Serin@social.example"),
    Seed("mastodon", "toots.yml", _statuses("Brambling"), as_recording, 4, 4, "Brambling@social.example"),
    Seed(
        "mastodon_archive",
        "archive/outbox.json",
        _OUTBOX,
        as_json,
        4,
        4,
        "Linnet@social.example",
        {"archive/actor.json": as_json(_ACTOR)},
    ),
    Seed("mastodon_archive", "actor.json", _ACTOR, as_json, 1, 0, "Linnet@social.example"),
)
