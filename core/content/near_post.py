"""The near-identical posts of one pair: which, when, how far apart, and what was changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from core.content.difference import Difference, difference
from core.content.near import NEAR_SHARE, Twins, pooled, stock_up
from core.content.twin import probe_nearest, sort_words
from core.content.wording import MIN_NEAR_WORDS, own_texts, stored, word_numbers
from core.errors import CancelledError
from core.text import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from core.content.near import Cancelled, Progress
    from core.model import Wording

    Longs = npt.NDArray[np.int64]

_SPAN = 256  # texts whose nearest twins are looked up in one go: each may meet all of the other timeline
_LOOK_UP_TEXTS, _MARK_POSTS = (
    4_096,
    256,
)  # read or marked between two looks at whether to stop: well under half a second
_READ, _FOUND = 0.3, 0.7  # of the whole work, when both timelines are read and when all twins are found


class Moments(NamedTuple):
    """When the posts of each wording were published.

    ``counts`` (n,) says how many posts there are of each, ``times`` when, wording by wording and ascending,
    in any whole unit.
    """

    times: Longs
    counts: Longs


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

    def moments(self) -> Moments:
        """Say when the posts of each wording were published, in ascending order."""
        counts = np.fromiter(map(len, self.rows), np.int64, len(self.rows))
        rows = np.fromiter(chain.from_iterable(self.rows), np.int64, int(counts.sum()))
        times = np.array(self.times, np.int64)[rows]
        return Moments(times[np.lexsort((times, np.repeat(np.arange(counts.size), counts)))], counts)


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


def _near_post(at_a: int, at_b: int, apart: int, shown: tuple[int, int], a: _Side, b: _Side) -> NearPost:
    rows_a, rows_b = a.rows[at_a], b.rows[at_b]
    row_a, row_b = shown
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


def nearest_twins(
    a: Wording,
    b: Wording,
    moments_a: Moments,
    moments_b: Moments,
    *,
    share: float = NEAR_SHARE,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Iterator[Twins]:
    """Find of each of A's wordings the one near-identical wording of B that is nearest.

    Of several it is the one with the fewest changes, then the one with the least time between a post of
    either, then the first of B's.

    Parameters
    ----------
    a, b : Wording
    moments_a, moments_b : Moments
        When the posts of each wording were published; at least one each.
    share, progress, cancelled
        As for :func:`core.content.near.twins`; ``cancelled`` is asked after every few hundred texts.

    Yields
    ------
    Twins
        Some hundred of A's texts at a time, in ascending order; at most one row a text. Twins are
        counted on from A's last text.

    Raises
    ------
    ParameterError, CancelledError
        As :func:`core.content.near.twins` does.

    Notes
    -----
    Of k texts of A and m of B made from one template all k · m pairs are looked at, compiled: of ten words
    of which one changes, 10,000 against 10,000 take about 3 s on two cores. Memory does not grow with
    the pairs.

    Examples
    --------
    >>> import numpy as np
    >>> from core.content.wording import Wording
    >>> one = Wording(np.array([1, 2, 3, 4, 5, 6], np.uint32), np.array([6], np.uint8))
    >>> two = Wording(np.array([1, 2, 3, 4, 5, 7, 1, 2, 3, 4, 5, 8], np.uint32), np.array([6, 6], np.uint8))
    >>> noon = Moments(np.array([12]), np.array([1]))
    >>> others = Moments(np.array([9, 13]), np.array([1, 1]))
    >>> [part.rows.tolist() for part in nearest_twins(one, two, noon, others)]
    [[[0, 2, 1]]]
    """
    stock = stock_up([a, b], share, cancelled)
    ordered = sort_words(stock.words, stock.starts)
    times = np.concatenate([moments_a.times, moments_b.times]).astype(np.int64)
    counts = np.concatenate([np.zeros(1, np.int64), moments_a.counts, moments_b.counts]).astype(np.int64)
    time_starts = np.cumsum(counts)

    def look_up(span: tuple[int, int]) -> Twins:
        room, seen = np.empty((span[1] - span[0], 3), np.int32), np.full(stock.owners.size, -1, np.int32)
        n, n_cut = probe_nearest(
            span, len(a), stock.words, ordered, stock.starts, stock.bucket_of, stock.bucket_starts,
            stock.members, stock.member_starts, share, times, time_starts, seen, room,
        )  # fmt: skip
        return Twins(room[:n].copy(), n_cut)

    yield from pooled(look_up, len(a), _SPAN, progress, cancelled)


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
        Asked after every few thousand texts that are read and every few hundred that are compared.

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
    Two timelines of 3,200 posts take about 0.2 s, two of 50,000 about 3.5 s. Posts made from one template
    are all compared with one another: 2,400 against 2,400 take 0.3 s where one word of ten changes and
    1 s where five of fifty do, 10,000 against 10,000 about 3 s and 7 s. Long texts
    of the same words in another order cost most: 2,000 against 2,000 of 48 words, 8 s. A text that has met
    :data:`core.content.twin.MOST_TRIED` others before its first twin, all in vain, is given up, as
    :func:`core.content.near.near_counts` gives it up.

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
    search = nearest_twins(
        a.wording,
        b.wording,
        a.moments(),
        b.moments(),
        share=share,
        progress=lambda done: told(_READ + (_FOUND - _READ) * done),
        cancelled=cancelled,
    )
    pairs = []
    for part in search:
        for at_a, at, apart in part.rows.tolist():
            at_b = at - len(a.wording)
            rows = _closest(a.rows[at_a], b.rows[at_b], a, b)
            pairs.append((abs(b.times[rows[1]] - a.times[rows[0]]), at_a, at_b, apart, rows))
    found = sorted(pairs)[:n]
    posts = []
    for done, (_, at_a, at_b, apart, rows) in enumerate(found):
        if done % _MARK_POSTS == 0:
            told(_FOUND + (1 - _FOUND) * done / len(found))
            if cancelled is not None and cancelled():
                raise CancelledError
        posts.append(_near_post(at_a, at_b, apart, rows, a, b))
    return tuple(posts)


def reworded(found: Iterable[NearPost]) -> tuple[NearPost, ...]:
    """Leave out the pairs that are same posts as well (:func:`core.content.repeats.same_posts`).

    >>> reworded(())
    ()
    """
    return tuple(pair for pair in found if normalised(pair.text_a) != normalised(pair.text_b))
