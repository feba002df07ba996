"""Real timelines as tables of posts, made the way an import makes them."""

from __future__ import annotations

import pyarrow.parquet as pq

from core.keys import user_key
from core.model import Post
from core.schema import posts_table

COLUMNS = [
    "tweet_id",
    "screen_name",
    "created_at",
    "text",
    "is_retweet",
    "is_reply",
    "rt_user",
    "reply_user",
    "mentions",
]


def rows_of(real_data, names):
    """Give the raw rows of some celebrities, in the order of time."""
    path = real_data / "timelines" / "celebrities_2015.parquet"
    rows = pq.read_table(path, columns=COLUMNS, filters=[("screen_name", "in", names)])
    return sorted(rows.to_pylist(), key=lambda row: row["created_at"])


def post_of(row):
    kind = "repost" if row["is_retweet"] else "reply" if row["is_reply"] else "original"
    return Post(
        profile=user_key("x", None, row["screen_name"]),
        time=row["created_at"],
        kind=kind,
        post_id=row["tweet_id"],
        text=row["text"],
        mentions=[user_key("x", None, handle) for handle in row["mentions"] if handle],
        ref_author=user_key("x", None, row[{"repost": "rt_user", "reply": "reply_user"}[kind]])
        if kind != "original"
        else None,
    )


def timelines(real_data, *names):
    """Give one frame of posts a name."""
    rows = rows_of(real_data, list(names))
    return [
        posts_table([post_of(row) for row in rows if row["screen_name"] == name]).to_pandas()
        for name in names
    ]
