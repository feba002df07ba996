"""The tables: column names, types and allowed values, and the one way records become rows."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from core import keys
from core.model.record import Batch, Post, Profile, Refusal
from core.text import normalised, text_hash, without_repost_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

TIME = pa.timestamp("us", tz="UTC")
STRINGS = pa.list_(pa.string())

POSTS = pa.schema(
    [
        pa.field("profile", pa.string(), nullable=False),
        pa.field("post_id", pa.string()),
        pa.field("time", TIME, nullable=False),
        pa.field("offset_minutes", pa.int16()),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("text", pa.string()),
        pa.field("language", pa.string()),
        pa.field("client", pa.string()),
        pa.field("likes", pa.int64()),
        pa.field("reposts", pa.int64()),
        pa.field("replies", pa.int64()),
        pa.field("quotes", pa.int64()),
        pa.field("mentions", STRINGS),
        pa.field("hashtags", STRINGS),
        pa.field("links", STRINGS),
        pa.field("ref_id", pa.string()),
        pa.field("ref_author", pa.string()),
        pa.field("quoted_id", pa.string()),
        pa.field("quoted_author", pa.string()),
        pa.field("media", STRINGS),
        pa.field("objects", STRINGS),
        pa.field("fetched_at", TIME),
    ]
)

PROFILES = pa.schema(
    [
        pa.field("key", pa.string(), nullable=False),
        pa.field("platform", pa.string(), nullable=False),
        pa.field("user_id", pa.string()),
        pa.field("handle", pa.string()),
        pa.field("name", pa.string()),
        pa.field("bio", pa.string()),
        pa.field("created", TIME),
        pa.field("followers", pa.int64()),
        pa.field("following", pa.int64()),
        pa.field("account", pa.string()),
        pa.field("label", pa.string()),
        pa.field("fetched_at", TIME),
    ]
)

# One row an id and a handle seen together in one record.
IDENTITIES = pa.schema(
    [
        pa.field("platform", pa.string(), nullable=False),
        pa.field("user_id", pa.string(), nullable=False),
        pa.field("handle", pa.string(), nullable=False),
    ]
)


def objects_of(
    kind: str,
    text: str | None,
    ref_id: str | None,
    ref_author: str | None,
    hashtags: Iterable[str],
    links: Iterable[str],
    media: Iterable[str],
    platform: str,
) -> list[str]:
    """Name the things that a post acts on, as typed keys.

    A repost is named by the id of its original, else by its author and normalised text; one that
    has neither id nor words names nothing.

    >>> objects_of("original", "hi #Vote", None, None, ["Vote"], [], [], "x")
    ['hashtag:vote']
    """
    found = []
    if kind == "repost":
        if ref_id:
            found.append(f"repost:{platform}:{ref_id}")
        elif text and (words := normalised(without_repost_head(text))):
            found.append(f"repost:{ref_author or platform}:{text_hash(words)}")
    found += [f"link:{link}" for link in links]
    found += [f"hashtag:{tag.casefold()}" for tag in hashtags]
    found += [f"media:{item}" for item in media]
    return list(dict.fromkeys(found))


def _array(values: Callable[[], Iterable[Any]], kind: pa.DataType) -> pa.Array:
    """Make a column; only where a value cannot be stored is each one looked at."""
    try:
        return pa.array(values(), type=kind)
    except (pa.ArrowException, UnicodeError, OverflowError):
        beyond = 2 ** (kind.bit_width - 1) if pa.types.is_integer(kind) else 0
        return pa.array([_storable(value, beyond) for value in values()], type=kind)


def _storable(value: Any, beyond: int) -> Any:
    """Give a value as a column can hold it: a lone surrogate is ``?``, a mangled number none."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_storable(item, beyond) for item in value]
    return None if isinstance(value, int) and not -beyond <= value < beyond else value


def _column(records: Sequence[Any], field: pa.Field) -> pa.Array:
    return _array(lambda: map(attrgetter(field.name), records), field.type)


def _objects(p: Post) -> list[str]:
    platform = p.profile.partition(":")[0]
    derived = objects_of(p.kind, p.text, p.ref_id, p.ref_author, p.hashtags, p.links, p.media, platform)
    return [*derived, *p.objects]


def posts_table(posts: Sequence[Post]) -> pa.Table:
    """Make a table of :data:`POSTS` from posts; ``objects`` are completed here."""
    columns = {field.name: _column(posts, field) for field in POSTS if field.name != "objects"}
    columns["objects"] = _array(lambda: map(_objects, posts), STRINGS)
    return pa.table([columns[name] for name in POSTS.names], schema=POSTS)


def profiles_table(profiles: Sequence[Profile]) -> pa.Table:
    """Make a table of :data:`PROFILES` from profiles."""
    return pa.table([_column(profiles, field) for field in PROFILES], schema=PROFILES)


def identities_table(pairs: Iterable[tuple[str, str, str]]) -> pa.Table:
    """Make a table of :data:`IDENTITIES` from (platform, id, handle); handles are case-folded.

    >>> identities_table([("x", "1", "@Ann")]).to_pylist()
    [{'platform': 'x', 'user_id': '1', 'handle': 'ann'}]
    """
    cleaned = {(p, i, keys.clean_handle(h).casefold()) for p, i, h in pairs if i and h}
    columns = list(zip(*sorted(pair for pair in cleaned if pair[2]), strict=True)) or [(), (), ()]
    return pa.table([_array(lambda c=c: c, pa.string()) for c in columns], schema=IDENTITIES)  # type: ignore[misc]


def batch(
    posts: Sequence[Post] = (),
    profiles: Sequence[Profile] = (),
    identities: Iterable[tuple[str, str, str]] = (),
    refusals: Iterable[Refusal] = (),
    n_rows: int = 0,
) -> Batch:
    """Make a batch of what a source read.

    >>> batch().posts.num_rows
    0
    """
    return Batch(
        posts=posts_table(posts),
        profiles=profiles_table(profiles),
        identities=identities_table(identities),
        refusals=tuple(refusals),
        n_rows=n_rows,
    )
