"""A workspace of any size, written as an import writes it: batches of tables into a transaction.

Every word is invented. Sizes and shapes are those of a real crowd: half of the posts are originals,
words and named users follow Zipf's law over a million of each, and each profile has a circle of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.model import KINDS, Batch
from core.sample import MIN_PROFILES, sample_corpus
from core.schema import IDENTITIES, POSTS, PROFILES
from core.workspace import FileReport, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    from core.workspace import ImportReport

NOW = datetime(2025, 7, 1, tzinfo=UTC)
N_WORDS = N_USERS = 1_000_000
AT_ONCE = 40
"""Profiles in a batch."""

_SHARES = (0.55, 0.2, 0.1, 0.15)  # of the kinds of posts
_FIRST_PROFILE, _FIRST_USER, _FIRST_POST = 10**8, 10**9, 10**18
_CIRCLE = 60
_SPAN_US = 365 * 86_400 * 10**6


def key_of(number: int) -> str:
    """Give the key of a profile by its number, from 0."""
    return f"x:{_FIRST_PROFILE + number}"


def handle_of(number: int) -> str:
    """Give the handle of a profile by its number."""
    return f"member_{number}"


def _zipf(dice: np.random.Generator, n_different: int, size: int) -> npt.NDArray[np.int64]:
    """Draw ranks of which each comes in proportion to 1 / rank."""
    return (np.exp(dice.random(size) * np.log(n_different))).astype(np.int64)


def _texts(numbers: npt.NDArray[np.int64], before: str, after: str = "") -> pa.Array:
    return pc.binary_join_element_wise(before, pa.array(numbers).cast(pa.string()), after, "")


def _lists(values: pa.Array, lengths: npt.NDArray[np.int64]) -> pa.Array:
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


@cache
def _vocabulary() -> pa.Array:
    """Make words that are alike in nothing but their letters."""
    syllables = str.maketrans(
        dict(zip("0123456789", ["ba", "de", "fi", "go", "ku", "la", "me", "ni", "ro", "su"], strict=True))
    )
    return pa.array([f"{n}".translate(syllables) for n in range(10**6, 10**6 + N_WORDS)])


def _words(dice: np.random.Generator, n: int) -> pa.Array:
    drawn = [_vocabulary().take(pa.array(_zipf(dice, N_WORDS, n))) for _ in range(3)]
    return pc.binary_join_element_wise(*drawn, " ")


def _named(dice: np.random.Generator, circles: npt.NDArray[np.int64]) -> pa.Array:
    """Name somebody in each post: of the author's circle, or anybody."""
    anybody = _zipf(dice, N_USERS, len(circles))
    close = circles + dice.integers(_CIRCLE, size=len(circles))
    return _texts(_FIRST_USER + np.where(dice.random(len(circles)) < 0.6, close % N_USERS, anybody), "x:")


def _posts(dice: np.random.Generator, said: pa.Array, first: int, n_profiles: int, n_posts: int) -> pa.Table:
    n = n_profiles * n_posts
    owner = np.repeat(np.arange(first, first + n_profiles), n_posts)
    kinds = dice.choice(len(KINDS), p=_SHARES, size=n)
    is_kind = {kind: pa.array(kinds == code) for code, kind in enumerate(KINDS)}
    refers = pc.or_(is_kind["repost"], is_kind["reply"])
    nobody = pa.scalar(None, pa.string())
    ref_id = pc.if_else(refers, _texts(_FIRST_POST // 2 + _zipf(dice, 10**7, n), ""), nobody)
    tags = _texts(_zipf(dice, 10_000, n), "tag")
    is_tagged = (dice.random(n) < 0.3).astype(np.int64)
    is_naming = (dice.random(n) < 0.5).astype(np.int64)
    hashtags = _lists(tags.filter(pa.array(is_tagged == 1)), is_tagged)
    objects = _lists(pc.binary_join_element_wise("hashtag:", hashtags.values, ""), is_tagged)
    named = _named(dice, owner * _CIRCLE)
    text = pc.binary_join_element_wise(
        said.take(pa.array(dice.integers(len(said), size=n))), _words(dice, n), " "
    )
    started = NOW.timestamp() * 10**6 - 2 * _SPAN_US
    columns = {
        "profile": _texts(_FIRST_PROFILE + owner, "x:"),
        "post_id": _texts(_FIRST_POST + np.arange(n) + first * n_posts, ""),
        "time": pa.array(started + dice.integers(_SPAN_US, size=n), pa.int64()).cast(
            POSTS.field("time").type
        ),
        "kind": pa.DictionaryArray.from_arrays(pa.array(kinds), list(KINDS)).cast(pa.string()),
        "text": text,
        "language": pa.repeat("en", n),
        "client": pa.repeat("An invented client", n),
        "likes": pa.array(dice.geometric(0.2, n)),
        "reposts": pa.array(dice.geometric(0.5, n)),
        "mentions": _lists(named.filter(pa.array(is_naming == 1)), is_naming),
        "hashtags": hashtags,
        "ref_id": ref_id,
        "ref_author": pc.if_else(refers, _named(dice, owner * _CIRCLE), nobody),
        "quoted_author": pc.if_else(is_kind["quote"], _named(dice, owner * _CIRCLE), nobody),
        "objects": objects,
    }
    empty = _lists(pa.array([], pa.string()), np.zeros(n, dtype=np.int64))
    return pa.table(
        [
            columns[f.name]
            if f.name in columns
            else empty
            if pa.types.is_list(f.type)
            else pa.nulls(n, f.type)
            for f in POSTS
        ],
        schema=POSTS,
    )


def _profiles(first: int, n: int) -> pa.Table:
    numbers = np.arange(first, first + n)
    columns = {
        "key": _texts(_FIRST_PROFILE + numbers, "x:"),
        "platform": pa.repeat("x", n),
        "user_id": _texts(_FIRST_PROFILE + numbers, ""),
        "handle": _texts(numbers, "member_"),
        "name": _texts(numbers, "Invented Person "),
        "bio": pa.repeat("Made up for a measurement; said by nobody at all.", n),
        "followers": pa.array(numbers % 5_000),
    }
    return pa.table([columns.get(f.name, pa.nulls(n, f.type)) for f in PROFILES], schema=PROFILES)


def _identities(posts: pa.Table, profiles: pa.Table) -> pa.Table:
    """Show the handle of every user beside its id, as the API does."""
    columns = [
        posts.column("mentions").combine_chunks().values,
        *(posts.column(n) for n in ("ref_author", "quoted_author")),
    ]
    chunks = [chunk for c in columns for chunk in (c.chunks if isinstance(c, pa.ChunkedArray) else [c])]
    keys = pa.chunked_array(chunks).unique().drop_null()
    ids = pc.utf8_slice_codeunits(keys, 2)
    users = pa.table(
        [pa.repeat("x", len(ids)), ids, pc.binary_join_element_wise("person_", ids, "")], schema=IDENTITIES
    )
    owners = [profiles.column(name) for name in IDENTITIES.names]
    return pa.concat_tables([users, pa.table(owners, schema=IDENTITIES)])


def batches(n_profiles: int, n_posts: int, seed: int = 0) -> Iterator[Batch]:
    """Give the timelines of many profiles, some tens of them a batch.

    Parameters
    ----------
    n_profiles, n_posts : int
        How many profiles, and posts of each.
    """
    said = sample_corpus(n_profiles=MIN_PROFILES).batch.posts.column("text").drop_null().unique()
    for first in range(0, n_profiles, AT_ONCE):
        n = min(AT_ONCE, n_profiles - first)
        posts = _posts(np.random.default_rng([seed, first]), said, first, n, n_posts)
        profiles = _profiles(first, n)
        yield Batch(posts, profiles, _identities(posts, profiles), n_rows=posts.num_rows)


def populate(
    folder: Path,
    n_profiles: int,
    n_posts: int,
    say: Callable[[float, str], None] = lambda share, said: None,
) -> ImportReport:
    """Write a workspace of so many profiles and posts of each; give the report."""
    with Workspace(folder).importing(NOW) as transaction:
        transaction.begin_file()
        n = 0
        for batch in batches(n_profiles, n_posts):
            transaction.add(batch)
            n += batch.n_rows
            say(n / (n_profiles * n_posts), f"{n:,} posts made")
        transaction.end_file(FileReport("invented crowd", "soak", rows=n))
        return transaction.commit(say, lambda: False)
