"""Hypothesis strategies of what other people wrote: handles, texts, posts, whole corpora."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from core.keys import user_key
from core.model import KINDS, Post

HOSTILE = (
    "</script><script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "\u202eknip\u202c",
    "שלום עולם",
    "مرحبا",
    "👩\u200d👩\u200d👧 🏳️\u200d🌈",
    "a\x00b",
    "\x1b[2Jgone",
    '"quoted", with; all | delimiters\tand\r\nlines',
    "RT @ann: RT @bob: x",
    "ﬁ ﷺ ℌ \u0130",
    "x" * 3000,
)
SETS = st.sampled_from(["ann", "Bob_2", "عائشة", "ÉMILE", "99999", "a.bsky.social", "s@server.example", "🦊"])

texts = st.one_of(st.none(), st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"])))
"""Any text of a post: missing, hostile, or anything that UTF-8 can hold."""

handles = st.one_of(SETS, st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True))
"""Handles as platforms give them, other alphabets and emoji among them."""

ids = st.integers(1, 2**63).map(str)
moments = st.datetimes(datetime(2006, 3, 21), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
keys = st.one_of(
    st.builds(lambda handle: user_key("x", None, handle), handles),
    st.builds(lambda user_id: user_key("x", user_id), ids),
)
counts = st.one_of(st.none(), st.integers(0, 2**62))
words = st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8), max_size=3)


def posts(profiles=keys):
    """Draw posts of the given profiles, by default of anybody."""
    return st.builds(
        Post,
        profile=profiles,
        time=moments,
        kind=st.sampled_from(KINDS),
        post_id=st.one_of(st.none(), ids),
        offset_minutes=st.one_of(st.none(), st.integers(-720, 840)),
        text=texts,
        language=st.sampled_from([None, "en", "und"]),
        likes=counts,
        reposts=counts,
        mentions=st.lists(keys, max_size=3),
        hashtags=words,
        links=st.lists(st.sampled_from(["https://a.example/1", "https://b.example/?q=é"]), max_size=2),
        ref_id=st.one_of(st.none(), ids),
        ref_author=st.one_of(st.none(), keys),
        quoted_author=st.one_of(st.none(), keys),
        fetched_at=st.one_of(st.none(), moments),
    )


def corpora(max_posts=12):
    """Draw lists of posts of a few profiles: empty, one post, repeats and all."""
    return st.lists(
        st.one_of(posts(st.sampled_from(["x:1", "x:2", "x:@ann", "x:@عائشة"])), posts()), max_size=max_posts
    )
