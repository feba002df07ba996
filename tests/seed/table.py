"""Tables: of posts with known columns, and of who shared what; as text and as Parquet."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.seed.kind import Seed, as_table, as_tabs, rows_of
from tests.seed.x_archive import operation

_TIME = datetime(2024, 3, 1, 12, tzinfo=UTC)


def _row(number, handle, **more):
    return {
        "author_id": str(3000 + len(handle)),
        "screen_name": handle,
        "platform": "twitter",
        "name": "Ann",
        "bio": "ponds",
        "account_created_at": "2009-01-28T00:35:35Z",
        "followers_count": "10",
        "friends_count": "20",
        "tweet_id": str(5000 + number),
        "created_at": "2024-03-01T12:00:00+02:00",
        "text": "R&amp;D @bob #Vote https://a.example/x, then 「here」 👩\u200d👧",
        "lang": "en",
        "source": "Web App",
        "like_count": "5",
        "retweet_count": "3",
        "reply_count": "1.0",
        "quote_count": "",
        "is_retweet": "False",
        "retweet_screen_name": "",
        "in_reply_to_screen_name": "",
        "in_reply_to_status_id": "",
        "quoted_status_id": "",
        "quoted_screen_name": "",
        "mentions": "['bob']",
        "hashtags": "Vote;Pond",
        "urls": "https://a.example/x",
        "media": "m1",
        "retrieved_at": "1709294400",
        **more,
    }


def _rows(handle):
    return [
        _row(1, handle),
        _row(2, handle, is_retweet="True", retweet_screen_name="bob", text="RT @bob: hi"),
        _row(3, handle, in_reply_to_screen_name="bob", in_reply_to_status_id="9", created_at="1709294400"),
        _row(
            4,
            handle,
            quoted_status_id="9",
            quoted_screen_name="bob",
            created_at="Fri Mar 01 12:00:00 +0000 2024",
        ),
    ]


_SHARES = [
    {"object_id": "7", "account_id": "4001", "content_id": "101", "timestamp_share": "1612614965"},
    {"object_id": "8", "account_id": "4001", "content_id": "101", "timestamp_share": "1612614965"},
    {"object_id": "8", "account_id": "4001", "content_id": "102", "timestamp_share": "1612614995"},
]
_WIDE = [
    {
        "account_id": "fb_4002",
        "post_id": "1",
        "url_id": "3",
        "hashtag_id": "5",
        "domain_id": "",
        "phash_id": "9",
        "timestamp": "1612614965",
    }
]
_TYPED = {
    "screen_name": ["Merlin"] * 4,
    "author_id": [4003] * 4,
    "tweet_id": [1, 2, 3, 4],
    "created_at": [_TIME + timedelta(hours=n) for n in range(4)],
    "text": ["hi @bob", "RT @bob: x", None, "#Vote https://a.example/x"],
    "retweet_count": [1.0, None, 3.0, 4.0],
    "is_retweet": [False, True, None, False],
    "hashtags": [["Vote"], [], None, ["a", "b"]],
    "followers_count": [10, None, 30, 40],
    "lang": ["en", "en", None, "de"],
}
_TEXTS = {name: [row[name] for row in (operation(1), operation(2))] for name in operation(1)}
_OPERATED = _TEXTS | {"userid": ["4004", "4004"], "user_screen_name": ["Hobby", "Hobby"]}
_SHARED = {
    "object_id": ["7", "8"],
    "account_id": ["4005", "4005"],
    "content_id": [1, 2],
    "timestamp_share": [1612614965, 1612614995],
}


def _column(values: Any) -> pa.Array:
    held = list(values) if isinstance(values, list) else [values]
    try:
        array = pa.array(held)
        pq.write_table(pa.table({"column": array}), io.BytesIO())  # not all that Arrow holds can be written
    except (pa.ArrowException, OverflowError, UnicodeError, TypeError, ValueError):
        return pa.array([repr(item).encode("utf-8", "replace") for item in held])
    return array


def as_parquet(value: Any) -> bytes:
    """Write columns as Parquet; a column keeps the type that its values have, or becomes bytes."""
    columns = value if isinstance(value, dict) else {"text": value}
    arrays = [_column(values) for values in columns.values()]
    n_rows = max(map(len, arrays), default=0)
    arrays = [pa.concat_arrays([array, pa.nulls(n_rows - len(array), array.type)]) for array in arrays]
    names = [str(name).encode("utf-8", "replace").decode() for name in columns]
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, names=names), stream)
    return stream.getvalue()


TABLES = (
    Seed("table", "posts.csv", rows_of(_rows("Falcon")), as_table, 4, 4, "Falcon"),
    Seed("table", "posts.tsv", rows_of(_rows("Kestrel")), as_tabs, 4, 4, "Kestrel"),
    Seed("table", "posts.parquet", _TYPED, as_parquet, 4, 4, "Merlin"),
    Seed("x_operations", "operations.parquet", _OPERATED, as_parquet, 2, 2, "Hobby"),
    Seed("coortweet", "shares.csv", rows_of(_SHARES), as_table, 3, 2, "4001"),
    Seed("coortweet", "wide.csv", rows_of(_WIDE), as_table, 1, 1, "fb_4002"),
    Seed("coortweet", "shares.parquet", _SHARED, as_parquet, 2, 2, "4005"),
)
