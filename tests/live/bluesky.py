"""Bluesky's AppView, and the sign-in of its data server, as far as a timeline needs them."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

ANN = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
BOB = "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"
HANDLE = "ann.example"
_START = datetime(2024, 1, 1, tzinfo=UTC)


def profile(did=ANN, handle=HANDLE, **changes):
    return {
        "did": did,
        "handle": handle,
        "displayName": "Ann",
        "description": "made up",
        "createdAt": "2023-05-01T00:00:00.000Z",
        "indexedAt": "2024-01-01T00:00:00.000Z",
        "followersCount": 5,
        "followsCount": 6,
        "postsCount": 120,
        "labels": [],
        **changes,
    }


def _basic(did, handle):
    return {"did": did, "handle": handle, "displayName": handle.title(), "labels": []}


def moment(n):
    return (_START + timedelta(minutes=n)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _view(n, did=ANN, handle=HANDLE, **record):
    uri = f"at://{did}/app.bsky.feed.post/3k{n % 10**11:011d}"
    return {
        "uri": uri,
        "cid": f"bafyreib{n % 10**11:051d}",
        "author": _basic(did, handle),
        "record": {
            "$type": "app.bsky.feed.post",
            "text": f"post number {n}",
            "createdAt": moment(n),
            "langs": ["en"],
            **record,
        },
        "replyCount": 0,
        "repostCount": 1,
        "likeCount": n,
        "quoteCount": 0,
        "indexedAt": moment(n),
        "labels": [],
    }


def _ref(n, did=BOB):
    return {"uri": f"at://{did}/app.bsky.feed.post/3k{n % 10**11:011d}", "cid": f"bafyreib{n % 10**11:051d}"}


def item(n):
    """Make the n-th item of a feed: in turn an original, a repost, a quote, a reply."""
    if n % 4 == 1:
        reason = {
            "$type": "app.bsky.feed.defs#reasonRepost",
            "by": _basic(ANN, HANDLE),
            "uri": f"at://{ANN}/app.bsky.feed.repost/3k{n % 10**11:011d}",
            "cid": f"bafyreic{n:051d}",
            "indexedAt": moment(n),
        }
        return {"post": _view(n - 1_000, BOB, "bob.example"), "reason": reason}
    if n % 4 == 2:
        embed = {"$type": "app.bsky.embed.record", "record": _ref(n - 1_000)}
        return {"post": _view(n, embed=embed)}
    if n % 4 == 3:
        parent = _view(n - 1_000, BOB, "bob.example")
        reply = {"root": _ref(n - 1_000), "parent": _ref(n - 1_000)}
        return {"post": _view(n, reply=reply), "reply": {"root": parent, "parent": parent}}
    return {"post": _view(n)}


def _jwt(subject):
    head, body = ({"alg": "none"}, {"exp": 4_000_000_000, "sub": subject})
    parts = [base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in (head, body)]
    return ".".join([*parts, "c2lnbmF0dXJl"])


class Service:
    """What Bluesky knows: profiles by handle or DID, feeds by DID (newest first)."""

    def __init__(self):
        self.profiles = {HANDLE: profile(), ANN: profile()}
        self.refused = {}
        self.feeds = {ANN: [item(n) for n in range(120, 0, -1)]}
        self.password = None

    def answer(self, asked, url):
        method = asked.path.removeprefix("/xrpc/")
        if method == asked.path:
            return None
        if method == "com.atproto.server.createSession":
            return self.session(json.loads(asked.body))
        if method == "app.bsky.actor.getProfile":
            actor = asked.query["actor"]
            if actor in self.refused:
                return 400, self.refused[actor]
            found = self.profiles.get(actor)
            return (
                (200, found) if found else (400, {"error": "InvalidRequest", "message": "Profile not found"})
            )
        return self.feed(asked.query)

    def session(self, given):
        if self.password is None or given["password"] != self.password:
            return 401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
        return 200, {
            "did": ANN,
            "handle": given["identifier"],
            "accessJwt": _jwt("access"),
            "refreshJwt": _jwt("refresh"),
            "active": True,
        }

    def feed(self, query):
        limit = int(query.get("limit", 50))
        items = self.feeds.get(query["actor"], [])
        cursor = query.get("cursor")
        if cursor:
            items = [made for made in items if _when(made) < cursor]
        page = items[:limit]
        answer = {"feed": page}
        if page:
            answer["cursor"] = _when(page[-1])
        return 200, answer


def _when(made):
    return (made.get("reason") or made["post"])["indexedAt"]
