"""X: what an account downloads of itself, now and until 2019, and the archive of operations."""

from __future__ import annotations

from functools import partial

from tests.seed.kind import Seed, as_script, as_table, rows_of
from tests.seed.x import status

_NAMED = {
    "user_mentions": [{"screen_name": "bob", "id_str": "22", "name": "Bob"}],
    "hashtags": [{"text": "Vote"}],
    "urls": [{"url": "https://t.co/q", "expanded_url": "https://x.com/Bob/status/9"}],
    "media": [
        {
            "id_str": "5",
            "type": "photo",
            "url": "https://t.co/m",
            "expanded_url": f"https://x.com/Curlew/status/{10**18 + 4}/photo/1",
        }
    ],
}


def _archived(number, **more):
    post = status(number, None, favorite_count="5", retweet_count="3", **more)
    return {"tweet": {name: value for name, value in post.items() if name != "user"}}


_TWEETS = [
    _archived(1, full_text="hello"),
    _archived(2, full_text="see https://t.co/q", entities=_NAMED),
    _archived(3, full_text="RT @bob: hi", entities=_NAMED),
    _archived(4, in_reply_to_screen_name="bob", in_reply_to_user_id_str="22", entities=_NAMED),
]
_ACCOUNT = [
    {
        "account": {
            "username": "Curlew",
            "accountId": "2001",
            "createdAt": "2006-03-21T20:50:14.000Z",
            "accountDisplayName": "Ann",
        }
    }
]
_MANIFEST = {
    "userInfo": {"accountId": "2001", "userName": "Curlew", "displayName": "Ann"},
    "archiveInfo": {"generationDate": "2024-03-06T13:15:31.187Z"},
}
_OLD_USER = {"name": "Ann", "screen_name": "Dipper", "id_str": "2002", "id": 2002}
_BOB = {"name": "Bob", "screen_name": "bob", "id_str": "22", "id": 22}
_DETAILS = {
    "screen_name": "Dipper",
    "full_name": "Ann",
    "bio": "ducks &amp; drakes",
    "id": "2002",
    "created_at": "2009-01-28 00:35:35 +0000",
}
_PAYLOAD = {"tweets": 3, "created_at": "2018-03-05 23:08:49 +0000", "lang": "en"}


def _old(number, **more):
    return {
        "source": '<a href="http://tapbots.com" rel="nofollow">Tweetbot</a>',
        "entities": {"user_mentions": [], "media": [], "hashtags": [], "urls": []},
        "id_str": str(297014904374829057 + number),
        "id": 297014904374829057 + number,
        "text": "hello",
        "created_at": "2013-01-31 20:10:11 +0000",
        "user": _OLD_USER,
        **more,
    }


_MONTH = [
    _old(1, text="see https://t.co/q", entities=_NAMED),
    _old(2, text="RT @bob: hi", retweeted_status=_old(9, user=_BOB, entities=_NAMED)),
    _old(3, in_reply_to_status_id_str="5", in_reply_to_user_id_str="22", in_reply_to_screen_name="bob"),
]
_details = partial(as_script, name="var user_details")
_BESIDE = {
    "data/js/user_details.js": _details(_DETAILS),
    "data/js/payload_details.js": as_script(_PAYLOAD, "var payload_details"),
}


def _old_row(number, **more):
    return {
        "tweet_id": str(297014904374829057 + number),
        "in_reply_to_status_id": "",
        "in_reply_to_user_id": "",
        "timestamp": "2013-01-31 20:10:11 +0000",
        "source": "web",
        "text": "hi @bob #Vote",
        "retweeted_status_id": "",
        "retweeted_status_user_id": "",
        "retweeted_status_timestamp": "",
        "expanded_urls": "https://a.example/x,https://b.example/y",
        **more,
    }


_OLD_ROWS = [
    _old_row(11),
    _old_row(12, in_reply_to_status_id="5", in_reply_to_user_id="22"),
    _old_row(13, text="RT @bob: hi", retweeted_status_id="9", retweeted_status_user_id="22"),
]


def operation(number: int, **more):
    """Make a row of the archive of information operations."""
    return {
        "userid": "ygQRwhQRrh1+6N7J6IMFnzWgqUGimWqg0KZptLpxDY=",
        "user_display_name": "Ann",
        "user_screen_name": "Sandpiper",
        "user_profile_description": "ducks &amp; drakes",
        "follower_count": "17",
        "following_count": "23",
        "account_creation_date": "2016-12-04",
        "tweetid": str(898925911294132224 + number),
        "tweet_language": "bn",
        "tweet_text": "R&amp;D @bob #Pond",
        "tweet_time": "2017-08-19 15:13",
        "tweet_client_name": "dlvr.it",
        "in_reply_to_userid": "",
        "in_reply_to_tweetid": "",
        "quoted_tweet_tweetid": "",
        "is_retweet": "False",
        "retweet_userid": "",
        "retweet_tweetid": "",
        "quote_count": "0.0",
        "reply_count": "1.0",
        "like_count": "5.0",
        "retweet_count": "3",
        "hashtags": "[Pond]",
        "urls": "['http://a.example/x', 'https://twitter.com/bob/status/9']",
        "user_mentions": "[22]",
        **more,
    }


_REPOST = {
    "is_retweet": "True",
    "retweet_userid": "33",
    "retweet_tweetid": "7",
    "tweet_text": "RT @carol: hi",
}
_OPERATIONS = [
    operation(1),
    operation(2, **_REPOST),
    operation(3, quoted_tweet_tweetid="9"),
    operation(4, in_reply_to_userid="22", in_reply_to_tweetid="8"),
]

ARCHIVES = (
    Seed(
        "x_archive",
        "data/tweets.js",
        _TWEETS,
        partial(as_script, name="window.YTD.tweets.part0"),
        4,
        4,
        "Curlew",
        {
            "data/account.js": as_script(_ACCOUNT, "window.YTD.account.part0"),
            "data/manifest.js": as_script(_MANIFEST, "window.__THAR_CONFIG"),
        },
    ),
    Seed(
        "x_archive",
        "account.js",
        _ACCOUNT,
        partial(as_script, name="window.YTD.account.part0"),
        1,
        0,
        "Curlew",
    ),
    Seed(
        "grailbird",
        "data/js/tweets/2013_01.js",
        _MONTH,
        partial(as_script, name="Grailbird.data.tweets_2013_01"),
        3,
        3,
        "Dipper",
        _BESIDE,
    ),
    Seed("grailbird", "tweets.csv", rows_of(_OLD_ROWS), as_table, 3, 3, "Dipper", _BESIDE),
    Seed("grailbird", "user_details.js", _DETAILS, _details, 1, 0, "Dipper"),
    Seed("x_operations", "operations.csv", rows_of(_OPERATIONS), as_table, 4, 4, "Sandpiper"),
)
