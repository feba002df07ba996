"""X: both versions of the API, and what 4CAT and Zeeschuimer make of them."""

from __future__ import annotations

from functools import partial

from tests.seed.kind import Seed, as_cassette, as_json, as_lines, as_table, rows_of

_BOB = {"id": 22, "id_str": "22", "screen_name": "bob", "name": "Bob"}
_NONE = {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []}
_ENTITIES = {
    "hashtags": [{"text": "Vote", "indices": [0, 5]}],
    "symbols": [],
    "user_mentions": [{"screen_name": "bob", "id_str": "22", "id": 22, "name": "Bob", "indices": [0, 4]}],
    "urls": [
        {"url": "https://t.co/a", "expanded_url": "https://a.example/x", "display_url": "a.example/x"},
        {"url": "https://t.co/b", "expanded_url": "https://x.com/bob/status/9", "display_url": "x.com"},
    ],
    "media": [
        {"id_str": "5", "id": 5, "type": "video", "media_url_https": "https://a.example/amplify_video/5"}
    ],
}


def user(number: int, handle: str, **more):
    """Make an account as v1.1 shows it."""
    return {
        "id": number,
        "id_str": str(number),
        "screen_name": handle,
        "name": "Ann &amp; Co",
        "description": "ponds &lt;3",
        "created_at": "Tue Mar 21 20:50:14 +0000 2006",
        "followers_count": 10,
        "friends_count": 20,
        "statuses_count": 5,
        **more,
    }


def status(number: int, author, **more):
    """Make a post as v1.1 shows it."""
    return {
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
        "id": 10**18 + number,
        "id_str": str(10**18 + number),
        "full_text": f"hello {number} &amp; all",
        "truncated": False,
        "display_text_range": [0, 7],
        "entities": _NONE,
        "source": '<a href="https://mobile.twitter.com" rel="nofollow">Web App</a>',
        "in_reply_to_status_id_str": None,
        "in_reply_to_user_id_str": None,
        "in_reply_to_screen_name": None,
        "user": author,
        "is_quote_status": False,
        "retweet_count": 3,
        "favorite_count": 5,
        "lang": "en",
        **more,
    }


def _v1(author):
    quoted = status(9, _BOB)
    answer = {
        "in_reply_to_status_id_str": "5",
        "in_reply_to_user_id_str": "22",
        "in_reply_to_screen_name": "bob",
    }
    long = {"full_text": "x" * 200, "entities": _ENTITIES, "extended_entities": {"media": _ENTITIES["media"]}}
    original = status(7, _BOB, quoted_status=quoted, extended_tweet=long)
    link = {"expanded": "https://twitter.com/bob/status/9"}
    return [
        status(1, author, entities=_ENTITIES),
        status(2, author, retweeted_status=original, full_text="RT @bob: hello"),
        status(3, author, quoted_status=quoted, quoted_status_permalink=link, is_quote_status=True),
        status(4, author, **answer, created_at="Wed Oct 10 22:19:24 +0200 2018", text="old", full_text=None),
    ]


def _user2(number, handle):
    metrics = {"followers_count": 10, "following_count": 20, "tweet_count": 3, "listed_count": 0}
    return {
        "id": str(number),
        "username": handle,
        "name": "Ann",
        "description": "ponds &lt;3",
        "created_at": "2006-03-21T20:50:14.000Z",
        "public_metrics": metrics,
    }


_BOB2 = {"id": "22", "username": "bob", "name": "Bob"}
_ENTITIES2 = {
    "mentions": [{"username": "bob", "id": "22", "start": 0, "end": 4}, {"username": "carol"}],
    "hashtags": [{"tag": "Vote", "start": 5, "end": 9}],
    "urls": [
        {"url": "https://t.co/a", "expanded_url": "https://x.com/bob/status/107", "display_url": "x.com"}
    ],
}


def tweet(number: int, author: int, **more):
    """Make a post as v2 shows it."""
    return {
        "id": str(100 + number),
        "text": f"hello {number} &amp; all",
        "author_id": str(author),
        "created_at": "2018-10-10T20:19:24.000Z",
        "conversation_id": "100",
        "edit_history_tweet_ids": [str(100 + number)],
        "lang": "en",
        "source": "Web App",
        "public_metrics": {"retweet_count": 3, "reply_count": 1, "like_count": 5, "quote_count": 2},
        **more,
    }


def _refers(kind, number, **more):
    return {"type": kind, "id": str(100 + number), **more}


def _posts2(author):
    note = {"text": "a long one", "entities": _ENTITIES2}
    media = {"media_keys": ["3_1"]}
    return [
        tweet(1, author, entities=_ENTITIES2, note_tweet=note, attachments=media),
        tweet(2, author, text="RT @bob: hel…", referenced_tweets=[_refers("retweeted", 7)]),
        tweet(3, author, referenced_tweets=[_refers("quoted", 7), _refers("replied_to", 6)]),
        tweet(4, author, referenced_tweets=[_refers("replied_to", 6)], in_reply_to_user_id="22"),
    ]


def _page(number, handle):
    included = {"users": [_user2(number, handle), _BOB2], "tweets": [tweet(7, 22, entities=_ENTITIES2)]}
    twarc = {"url": "https://api.twitter.com/2/tweets", "retrieved_at": "2021-05-19T15:26:17+00:00"}
    meta = {"newest_id": "104", "oldest_id": "101", "result_count": 4}
    return {"data": _posts2(number), "includes": included, "meta": meta, "__twarc": twarc}


def _flat(number, handle):
    whole = {"author": _BOB2, **tweet(7, 22, entities=_ENTITIES2)}
    posts = [post | {"author": _user2(number, handle)} for post in _posts2(number)]
    posts[1]["referenced_tweets"] = [_refers("retweeted", 7) | whole]
    return posts


def _fourcat_row(number, **more):
    return {
        "id": str(200 + number),
        "thread_id": "100",
        "timestamp": "2018-10-10 20:19:24",
        "body": "R&amp;D @bob #Pond https://t.co/a",
        "author": "Plover",
        "author_fullname": "Ann",
        "author_id": "1005",
        "source": "Web App",
        "language_guess": "en",
        "retweet_count": "3",
        "reply_count": "1",
        "like_count": "5",
        "quote_count": "",
        "is_retweet": "no",
        "retweeted_user": "",
        "is_quote_tweet": "no",
        "quoted_user": "",
        "is_reply": "no",
        "replied_user": "",
        "hashtags": "Pond",
        "urls": "https://a.example/x,https://twitter.com/bob/status/9",
        "images": "https://pbs.twimg.com/media/A.jpg",
        "videos": "",
        "mentions": "bob",
        **more,
    }


_FOURCAT = [
    _fourcat_row(1),
    _fourcat_row(2, is_retweet="yes", retweeted_user="bob", body="RT @bob: hello"),
    _fourcat_row(3, is_quote_tweet="yes", quoted_user="bob"),
    _fourcat_row(4, is_reply="yes", replied_user="bob"),
]


def _web(number, inner=None):
    """Make a post as X's own page loads it, recorded by Zeeschuimer."""
    told = {"rest_id": "1006", "legacy": user(1006, "Avocet"), "core": {"screen_name": "Avocet"}}
    legacy = status(number, None) | ({"retweeted_status_result": {"result": inner}} if inner else {})
    return {
        "__typename": "Tweet",
        "rest_id": str(300 + number),
        "core": {"user_results": {"result": told}},
        "legacy": legacy,
        "note_tweet": {"note_tweet_results": {"result": {"text": "a long one", "entity_set": _ENTITIES}}},
        "source": '<a href="https://mobile.twitter.com">Web App</a>',
    }


def _recorded(number, inner=None):
    seen = {"timestamp_collected": 1682942400000, "source_platform": "twitter.com", "item_id": str(number)}
    return {"nav_index": "1", "data": _web(number, inner), **seen}


def _api(number):
    post = tweet(number, 1007, author_user=_user2(1007, "Godwit"), entities=_ENTITIES2)
    return post | {"referenced_tweets": [_refers("replied_to", 6, **tweet(6, 22, author_user=_BOB2))]}


X = (
    Seed("x_v1", "timeline.json", _v1(user(1001, "Wren")), as_json, 4, 4, "Wren"),
    Seed("x_v1", "stream.jsonl", _v1(user(1002, "Crake")), as_lines, 4, 4, "Crake"),
    Seed("x_v1", "cassette.json", {"statuses": _v1(user(1008, "Snipe"))}, as_cassette, 4, 4, "Snipe"),
    Seed("x_v2", "page.json", _page(1003, "Heron"), as_json, 4, 4, "Heron"),
    Seed("x_v2", "flat.jsonl", _flat(1004, "Egret"), as_lines, 4, 4, "Egret"),
    Seed(
        "x_v2",
        "data_1.json",
        _posts2(1009),
        as_json,
        4,
        4,
        "Knot",
        {"users_1.json": as_json({"users": [_user2(1009, "Knot")], "tweets": [tweet(7, 22)]})},
    ),
    Seed("fourcat", "4cat.csv", rows_of(_FOURCAT), partial(as_table, delimiter=","), 4, 4, "Plover"),
    Seed("fourcat", "zeeschuimer.ndjson", [_recorded(1), _recorded(2, _web(9))], as_lines, 2, 2, "Avocet"),
    Seed("fourcat", "4cat.ndjson", [_api(1), _api(2)], as_lines, 2, 2, "Godwit"),
)
