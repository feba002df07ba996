"""The near-identical posts of one pair: which, when, how far apart, and what was changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from core.content.difference import Difference, difference
from core.content.near import NEAR_SHARE, twins
from core.content.wording import MIN_NEAR_WORDS, own_texts, stored, word_numbers
from core.errors import CancelledError
from core.text import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from core.content.near import Cancelled, Progress
    from core.model import Wording

_LOOK_UP_TEXTS, _MARK_POSTS = (
    4_096,
    256,
)  # read or marked between two looks at whether to stop: well under half a second
_READ, _FOUND = 0.3, 0.7  # of the whole work, when both timelines are read and when all twins are found


@dataclass(frozen=True, slots=True)
class NearPost:
    """One wording of A and the wording of B that is nearest to it.

    ``text_a`` and ``text_b`` are the two posts closest in time, in ``row_a`` and ``row_b``; ``positions_*``
    are the row numbers of every post of that wording. ``lag_seconds`` is the time of B's post minus that of A's, of the two
    shown. ``n_apart`` words differ; ``share`` in [0, 1] of the longer wording is the same.
    """

    text_a: str
    text_b: str
    row_a: int
    row_b: int
    positions_a: tuple[int, ...]
    positions_b: tuple[int, ...]
    lag_seconds: float
    n_apart: int
    share: float
    marked: Difference


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """The wordings of one timeline, and the rows that hold each."""

    wording: Wording
    rows: list[list[int]]
    texts: list[str | None]
    times: list[int]


def _looking_up(texts: Sequence[str | None], cancelled: Cancelled | None) -> Iterator[str | None]:
    for n, text in enumerate(texts):
        if n % _LOOK_UP_TEXTS == 0 and cancelled is not None and cancelled():
            raise CancelledError
        yield text


def _side(posts: pd.DataFrame, min_words: int, cancelled: Cancelled | None) -> _Side:
    texts = own_texts(posts)
    found = sorted(word_numbers(_looking_up(texts, cancelled), min_words=min_words).items())
    times = pd.DatetimeIndex(posts["time"]).as_unit("us").asi8.tolist()
    return _Side(stored([key for key, _ in found]), [rows for _, rows in found], texts, times)


def _closest(rows_a: Sequence[int], rows_b: Sequence[int], a: _Side, b: _Side) -> tuple[int, int]:
    """Give the rows of the two posts closest in time, by one walk through both."""
    merged = sorted([(a.times[row], 0, row) for row in rows_a] + [(b.times[row], 1, row) for row in rows_b])
    best = (abs(b.times[rows_b[0]] - a.times[rows_a[0]]), rows_a[0], rows_b[0])
    for (time, side, row), (later, other_side, other) in pairwise(merged):
        if side != other_side and later - time < best[0]:
            best = (later - time, *((row, other) if side == 0 else (other, row)))
    return best[1], best[2]


def _near_post(at_a: int, at_b: int, apart: int, a: _Side, b: _Side) -> NearPost:
    rows_a, rows_b = a.rows[at_a], b.rows[at_b]
    row_a, row_b = _closest(rows_a, rows_b, a, b)
    text_a, text_b = a.texts[row_a] or "", b.texts[row_b] or ""
    longer = max(int(a.wording.lengths[at_a]), int(b.wording.lengths[at_b]))
    return NearPost(
        text_a,
        text_b,
        row_a,
        row_b,
        tuple(rows_a),
        tuple(rows_b),
        (b.times[row_b] - a.times[row_a]) / 1e6,
        apart,
        1 - apart / longer,
        difference(text_a, text_b),
    )


def near_posts(
    posts_a: pd.DataFrame,
    posts_b: pd.DataFrame,
    n: int | None = None,
    *,
    share: float = NEAR_SHARE,
    min_words: int = MIN_NEAR_WORDS,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[NearPost, ...]:
    """Find the posts of A that are near-identical to one of B, closest in time first.

    Parameters
    ----------
    posts_a, posts_b : DataFrame
        Columns ``kind``, ``text`` and ``time`` of :data:`core.schema.POSTS`.
    n : int or None
        How many to give; None for all, one for each of A's wordings that has a twin: as many as
        :func:`core.content.near.near_counts` counts of A's.
    share : float
        As for :func:`core.content.near.twins`.
    min_words : int
        Texts of fewer words are left out.
    progress : callable or None
        Told the share that is done, in [0, 1].
    cancelled : callable or None
        Asked after every few thousand texts.

    Returns
    -------
    tuple of NearPost
        Of several twins the one with the fewest changes, then the closest in time.

    Raises
    ------
    CancelledError
        If ``cancelled`` said so.

    Notes
    -----
    Two timelines of 3,200 posts take about 0.2 s, two of 50,000 about 3 s.

    Examples
    --------
    >>> def timeline(text, minute):
    ...     return pd.DataFrame({"kind": "original", "text": [text],
    ...                          "time": pd.to_datetime([f"2024-01-01T00:{minute}Z"])})
    >>> a, b = timeline("Come and vote for Ann today", "00"), timeline("Come and vote for Bob today!", "05")
    >>> found = near_posts(a, b)[0]
    >>> found.n_apart, found.lag_seconds, found.marked.spans_a
    (1, 300.0, ((18, 21),))
    """
    a, b = _side(posts_a, min_words, cancelled), _side(posts_b, min_words, cancelled)
    told = progress or (lambda _share: None)
    told(_READ)
    best: dict[int, tuple[int, int, int]] = {}
    search = twins(
        [a.wording, b.wording],
        share=share,
        every=True,
        progress=lambda done: told(_READ + (_FOUND - _READ) * done),
        cancelled=cancelled,
    )
    for part in search:
        for at_a, at, apart in part.rows[part.rows[:, 0] < len(a.wording)].tolist():
            at_b = at - len(a.wording)
            row_a, row_b = _closest(a.rows[at_a], b.rows[at_b], a, b)
            rank = (apart, abs(b.times[row_b] - a.times[row_a]), at_b)
            best[at_a] = min(best.get(at_a, rank), rank)
    found = sorted((lag, at_a, at_b, apart) for at_a, (apart, lag, at_b) in best.items())[:n]
    posts = []
    for done, (_, at_a, at_b, apart) in enumerate(found):
        if done % _MARK_POSTS == 0:
            told(_FOUND + (1 - _FOUND) * done / len(found))
            if cancelled is not None and cancelled():
                raise CancelledError
        posts.append(_near_post(at_a, at_b, apart, a, b))
    return tuple(posts)


def reworded(found: Iterable[NearPost]) -> tuple[NearPost, ...]:
    """Leave out the pairs that are same posts as well (:func:`core.content.repeats.same_posts`).

    >>> reworded(())
    ()
    """
    return tuple(pair for pair in found if normalised(pair.text_a) != normalised(pair.text_b))
