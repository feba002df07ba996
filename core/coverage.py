"""How much a timeline says: its languages, clients and zones, and what its source left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from core.model import Timeline

TOLD = {
    "text": "Text",
    "language": "Language",
    "client": "Client",
    "offset_minutes": "Offset from UTC",
    "likes": "Likes received",
    "reposts": "Reposts received",
    "replies": "Replies received",
    "quotes": "Quotes received",
}
"""What a source may say of each post, by column."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is there of a timeline, and what is not.

    Attributes
    ----------
    n_posts : int
        How many posts there are.
    told : dict
        By column of :data:`TOLD`, of how many posts the source says it.
    n_referring : int
        How many posts are reposts, quotes or replies; ``n_named`` of them name whom they refer to.
    languages, clients : tuple of (str, int)
        As the source names them, with their posts, most first; posts without one are in neither.
    offsets : tuple of (int, int)
        Minutes from UTC as the source gives them, with their posts, most first.
    """

    n_posts: int
    told: dict[str, int]
    n_referring: int
    n_named: int
    languages: tuple[tuple[str, int], ...]
    clients: tuple[tuple[str, int], ...]
    offsets: tuple[tuple[int, int], ...]


def coverage(timeline: Timeline) -> Coverage:
    """Count what a timeline's posts say.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from core.model import Post, Profile, Timeline
    >>> from core.schema import batch
    >>> said = Post("x:1", datetime(2024, 3, 1, tzinfo=UTC), text="Hallo", language="de")
    >>> found = coverage(Timeline(Profile("x:1", "x"), batch([said]).posts.to_pandas(), ""))
    >>> found.languages, found.told["text"], found.told["likes"]
    ((('de', 1),), 1, 0)

    Notes
    -----
    O(posts) time.
    """
    posts = timeline.posts
    refers = posts["kind"].ne("original")
    named = posts["ref_author"].notna() | posts["quoted_author"].notna()
    return Coverage(
        n_posts=len(posts),
        told={column: int(posts[column].notna().sum()) for column in TOLD},
        n_referring=int(refers.sum()),
        n_named=int((refers & named).sum()),
        languages=tuple((str(name), n) for name, n in _counted(posts["language"])),
        clients=tuple((str(name), n) for name, n in _counted(posts["client"])),
        offsets=tuple((int(minutes), n) for minutes, n in _counted(posts["offset_minutes"])),
    )


def _counted(column: pd.Series[str]) -> list[tuple[str, int]]:
    counts = column.value_counts()
    return sorted(
        zip(counts.index.tolist(), counts.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0])
    )
