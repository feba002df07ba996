"""Small timelines written by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.model import Post
from core.schema import posts_table

START = datetime(2024, 3, 1, 12, tzinfo=UTC)


def post(profile="x:1", kind="original", minute=0, **fields):
    return Post(profile, START + timedelta(minutes=minute), kind, **fields)


def frame(*posts):
    return posts_table(posts).to_pandas()
