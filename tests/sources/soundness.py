"""Whatever stands in a file of any platform, only our errors come out, and only sound rows."""

from __future__ import annotations

from core.errors import DoppelscopeError
from core.model import KINDS
from core.schema import POSTS
from tests.sources.reading import posts, profiles, read, refusals


def check_sound(source, data, platform, **given):
    """Check what a source makes of bytes: nothing but a ``DoppelscopeError``, or sound rows."""
    if data.startswith(b"PK"):
        return  # a zip is opened before any reader sees it
    try:
        batches = read(source, data, **given)
    except DoppelscopeError:
        return
    for batch in batches:
        assert batch.posts.schema == POSTS
        assert batch.n_rows >= batch.posts.num_rows
        assert batch.n_rows >= len(batch.refusals)
    known = profiles(batches)
    for row in posts(batches):
        assert row["profile"].startswith(f"{platform}:")
        assert row["profile"] in known
        assert row["kind"] in KINDS
        assert 1990 <= row["time"].year < 2100
        assert all(user.startswith(f"{platform}:") for user in row["mentions"])
        assert all(link.casefold().startswith(("http://", "https://")) for link in row["links"])
    for refusal in refusals(batches):
        assert refusal.file
        assert refusal.place
        assert refusal.reason


def outcome(read_one):
    """Say in one line what came of a file: its posts and profiles, or why there are none."""
    try:
        name, batches = read_one()
    except DoppelscopeError as error:
        return str(error).partition(" holds no posts: ")[2] or str(error)
    reasons = {refusal.reason for refusal in refusals(batches)}
    found = f"{name}: {len(posts(batches))} posts, {len(profiles(batches))} profiles"
    return "; ".join([found, *sorted(reasons)])
