"""What a source hands over: profiles, posts, and what it had to refuse."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd
    import pyarrow as pa

Kind = Literal["original", "repost", "quote", "reply"]
KINDS: tuple[Kind, ...] = ("original", "repost", "quote", "reply")


@dataclass(frozen=True, slots=True)
class Profile:
    """An account, as far as a source knows it.

    ``account`` is set only where the profile is a slice of an account (one capture of two):
    it holds the account's own key, so that its handle is never taken for one of its audience.
    ``label`` names the group to which a table says that it belongs; what the analyst says instead is
    kept apart (:mod:`core.labels`).
    """

    key: str
    platform: str
    user_id: str | None = None
    handle: str | None = None
    name: str | None = None
    bio: str | None = None
    created: datetime | None = None
    followers: int | None = None
    following: int | None = None
    account: str | None = None
    label: str | None = None
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One post. A post that answers and quotes at once is a reply with ``quoted_*`` filled.

    ``time`` is an aware datetime; ``offset_minutes`` is the source's own offset from UTC where it
    gave one. ``text`` is None where the source has no texts. User fields hold keys
    (:func:`core.keys.user_key`). A count is None where the source does not say, never 0.
    ``objects`` are further typed keys acted on (``other:…``); those of reposts, links, hashtags and
    media are derived from the other fields by :mod:`core.schema`.
    """

    profile: str
    time: datetime
    kind: Kind = "original"
    post_id: str | None = None
    offset_minutes: int | None = None
    text: str | None = None
    language: str | None = None
    client: str | None = None
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None
    mentions: list[str] = field(default_factory=list)
    hashtags: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ref_id: str | None = None
    ref_author: str | None = None
    quoted_id: str | None = None
    quoted_author: str | None = None
    media: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that could not be read: the file, the place in it, and why."""

    file: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A piece of what a source read: tables as :mod:`core.schema` defines them.

    ``identities`` holds id-handle pairs seen together in one record; ``n_rows`` counts the rows
    looked at, kept and refused together.
    """

    posts: pa.Table
    profiles: pa.Table
    identities: pa.Table
    refusals: tuple[Refusal, ...] = ()
    n_rows: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    """One profile and its posts, oldest first.

    ``posts`` has the columns of :data:`core.schema.POSTS`; ``fingerprint`` changes whenever they do.
    """

    profile: Profile
    posts: pd.DataFrame
    fingerprint: str
