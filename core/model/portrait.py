"""All that is derived from one timeline, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import numpy as np
    import numpy.typing as npt

    from core.model.record import Profile

SERIES: tuple[str, ...] = (
    "posts",
    "originals",
    "reposts",
    "quotes",
    "replies",
    "mentions",
    "likes_received",
    "reposts_received",
)
INTERACTION_KINDS: tuple[str, ...] = ("repost", "quote", "reply", "mention")


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """When a profile acted.

    ``daily`` is (8, n_days): one row a series of :data:`SERIES`, one column a UTC calendar day from
    ``first_day`` (days since 1970-01-01) to the day of the last post. ``weekly`` is (8, 168), hour 0
    = Monday 00:00-00:59 UTC. A series whose source does not give it (likes) is absent from ``known``
    and its row is zero. ``burstiness`` is (σ-μ)/(σ+μ) of the gaps between posts, None below three
    posts; ``median_per_day`` counts the days without posts too.
    """

    first_day: int
    daily: npt.NDArray[np.int64]
    weekly: npt.NDArray[np.int64]
    known: frozenset[str]
    burstiness: float | None
    median_per_day: float


@dataclass(frozen=True, slots=True, eq=False)
class Audience:
    """Whom a profile names: ``weights`` is (n_targets, 4), one column a kind of interaction.

    Keys are as the source gave them; they are unified before any set operation.
    """

    targets: tuple[str, ...]
    weights: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TermCounts:
    """Distinct terms, sorted, and how often each occurs."""

    terms: tuple[str, ...]
    counts: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What a profile says.

    ``tokens``: every post's raw text as scikit-learn's vectoriser would cut it (paper mode).
    ``words``: cleaned words of the profile's own posts, reposts left out (default mode).
    ``post_keys`` and ``repost_keys`` are sorted distinct 64-bit keys of same posts and same reposts.
    """

    tokens: TermCounts
    words: TermCounts
    post_keys: npt.NDArray[np.uint64]
    repost_keys: npt.NDArray[np.uint64]
    n_texts: int
    n_own_texts: int
    n_reposts: int
    languages: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """One profile, measured. ``kinds`` counts the posts of each kind."""

    profile: Profile
    fingerprint: str
    n_posts: int
    first: datetime | None
    last: datetime | None
    kinds: Mapping[str, int]
    activity: Activity
    audience: Audience
    content: Content
