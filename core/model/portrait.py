"""All that is derived from one timeline, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import numpy as np
    import numpy.typing as npt

    from core.model.meaning import Meaning
    from core.model.media import ProfileMedia
    from core.model.record import Profile
    from core.model.style import Style

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
class Wording:
    """The distinct wordings of one timeline's own posts.

    ``words`` holds the numbers of their words one after the other, ``lengths`` (n,) how many words
    each has, from 6 to 96. Wordings are in ascending order of their numbers, so that the order of the
    posts does not matter. 3,200 posts take about 0.2 MB.
    """

    words: npt.NDArray[np.uint32]
    lengths: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        """Give the number of distinct wordings."""
        return self.lengths.size


@dataclass(frozen=True, slots=True)
class Sentiment:
    """The tone of a profile's English posts: how many of those read are of each."""

    n_positive: int
    n_neutral: int
    n_negative: int

    @property
    def n_texts(self) -> int:
        """Count the texts that were read."""
        return self.n_positive + self.n_neutral + self.n_negative


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What a profile says.

    ``tokens``: every post's raw text as scikit-learn's vectoriser would cut it (paper mode).
    ``words``: cleaned words of the profile's own posts, reposts left out (default mode).
    ``post_keys`` and ``repost_keys`` are sorted distinct 64-bit keys of same posts and same reposts.
    ``hashtags`` and ``domains`` are those of its own posts, ``clients`` those of all. ``languages``
    counts the posts of each language, tagged or guessed; "und" where neither is possible.
    """

    tokens: TermCounts
    words: TermCounts
    post_keys: npt.NDArray[np.uint64]
    repost_keys: npt.NDArray[np.uint64]
    n_texts: int
    n_own_texts: int
    n_reposts: int
    languages: Mapping[str, int]
    hashtags: TermCounts
    domains: TermCounts
    clients: TermCounts
    style: Style
    wording: Wording
    sentiment: Sentiment


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """One profile, measured. ``kinds`` counts the posts of each kind.

    ``is_pseudonymous``: its handle and name are pseudonyms, and alike with others by chance only.
    ``meaning`` is there once the profile's posts are embedded, ``media`` once files are tied to it and only for those who
    ask for it (:func:`core.safety.portrayal.portrayed`): nothing that compares profiles does.
    """

    profile: Profile
    fingerprint: str
    n_posts: int
    first: datetime | None
    last: datetime | None
    kinds: Mapping[str, int]
    activity: Activity
    audience: Audience
    content: Content
    is_pseudonymous: bool = False
    meaning: Meaning | None = None
    media: ProfileMedia | None = None
