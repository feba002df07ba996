"""Near-identical posts: of one pair of timelines, and of all timelines of a workspace at once.

Of how many words two wordings differ is Levenshtein's distance over words; they are near-identical
where ``1 - distance / longer >= 0.8``: one word in five. The search is complete and exact (see
:mod:`core.content.twin`), so that one pair and all pairs give the same numbers.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from core.content.twin import count_buckets, fill_buckets, probe
from core.errors import CancelledError, ParameterError
from core.spread import aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from core.model import Wording

    Ints = npt.NDArray[np.int32]
    Longs = npt.NDArray[np.int64]
    Progress = Callable[[float], object]
    Cancelled = Callable[[], bool]

T = TypeVar("T")

NEAR_SHARE = 0.8
_SPAN = 4_096  # texts looked up in one go: well under half a second


class Twins(NamedTuple):
    """Some pairs of near-identical wordings: ``rows`` is (k, 3): text, its twin, words apart.

    Texts are counted through all timelines in their order. ``n_cut`` texts met so many others in vain
    that the search for their twins was given up (:data:`core.content.twin.MOST_TRIED`).
    """

    rows: Ints
    n_cut: int


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """All wordings of all timelines, and the buckets in which they may meet."""

    words: Ints
    starts: Longs
    owners: Ints
    bucket_of: Ints
    bucket_starts: Longs
    members: Ints
    member_starts: Longs


def _ranks(words: npt.NDArray[np.uint32]) -> Ints:
    """Give each word its place when words are put in order, rarest first."""
    _, inverse, counts = np.unique(words, return_inverse=True, return_counts=True)
    ranks = np.empty(counts.size, np.int32)
    ranks[np.argsort(counts, kind="stable")] = np.arange(counts.size, dtype=np.int32)
    return ranks[inverse]


def _stock(wordings: Sequence[Wording], share: float) -> Stock:
    lengths = np.concatenate([np.zeros(1, np.int64), *(one.lengths.astype(np.int64) for one in wordings)])
    starts = np.cumsum(lengths)
    owners = np.repeat(np.arange(len(wordings), dtype=np.int32), [len(one) for one in wordings])
    words = _ranks(np.concatenate([np.zeros(0, np.uint32), *(one.words for one in wordings)]))
    bucket_starts = count_buckets(starts, share)
    names, texts = fill_buckets(words, starts, bucket_starts, share)
    order = np.argsort(names, kind="stable")
    names = names[order]
    begins = np.flatnonzero(np.concatenate([np.ones(min(1, names.size), np.bool_), names[1:] != names[:-1]]))
    sizes = np.diff(begins, append=names.size)
    # A bucket with one text in it leads nowhere.
    shared = sizes > 1
    number = np.where(shared, np.cumsum(shared) - 1, -1).astype(np.int32)
    bucket_of = np.empty(names.size, np.int32)
    bucket_of[order] = np.repeat(number, sizes)
    members = texts[order][np.repeat(shared, sizes)]
    member_starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[shared])])
    return Stock(words, starts, owners, bucket_of, bucket_starts, members, member_starts)


def _looked_up(stock: Stock, span: tuple[int, int], share: float, *, every: bool) -> list[Twins]:
    n_texts = stock.owners.size
    seen = np.full(n_texts, -1, np.int32)
    met = np.full(int(stock.owners[-1]) + 1, -1, np.int32)
    room = np.empty((n_texts, 3), np.int32)
    parts = []
    at, end = span
    while at < end:
        at, n, n_cut = probe(
            (at, end), stock.words, stock.starts, stock.owners, stock.bucket_of, stock.bucket_starts,
            stock.members, stock.member_starts, share, every, room, seen, met,
        )  # fmt: skip
        parts.append(Twins(room[:n].copy(), n_cut))
    return parts


def twins(
    wordings: Sequence[Wording],
    *,
    share: float = NEAR_SHARE,
    every: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Iterator[Twins]:
    """Find the near-identical wordings of different timelines.

    Templates ("I just voted in the ... poll!") are near-identical without anybody copying: read them.

    Parameters
    ----------
    wordings : sequence of Wording
        One a timeline.
    share : float
        In [0.5, 1]: how much of the longer wording must be the same.
    every : bool
        Whether all twins of a text are given, or one in each other timeline that has any.
    progress : callable or None
        Told the share that is done, in [0, 1].
    cancelled : callable or None
        Asked after every few thousand texts.

    Yields
    ------
    Twins
        Some thousand texts' at a time, in ascending order of text; each pair is given from both sides.

    Raises
    ------
    ParameterError
        If ``share`` is outside its range.
    CancelledError
        If ``cancelled`` says so.

    Notes
    -----
    Memory: about 300 bytes a text beside the wordings. Threads: one a core. Deterministic.

    Examples
    --------
    >>> import numpy as np
    >>> from core.content.wording import Wording
    >>> one = Wording(np.array([1, 2, 3, 4, 5, 6], np.uint32), np.array([6], np.uint8))
    >>> other = Wording(np.array([1, 2, 3, 9, 5, 6], np.uint32), np.array([6], np.uint8))
    >>> [part.rows.tolist() for part in twins([one, other])]
    [[[0, 1, 1], [1, 0, 1]]]
    """
    stock = stock_up(wordings, share, cancelled)
    found = pooled(
        lambda ends: _looked_up(stock, ends, share, every=every),
        stock.owners.size,
        _SPAN,
        progress,
        cancelled,
    )
    for parts in found:
        yield from parts


def stock_up(wordings: Sequence[Wording], share: float, cancelled: Cancelled | None) -> Stock:
    """Put all wordings of all timelines into the buckets in which they may meet.

    Raises
    ------
    ParameterError
        If ``share`` is outside its range.
    CancelledError
        If ``cancelled`` says so.
    """
    if not 0.5 <= share <= 1:  # noqa: PLR2004 — below, two words in common no longer say anything
        message = f"share is between 0.5 and 1, not {share}"
        raise ParameterError(message)
    if cancelled is None:
        return _stock(wordings, share)
    return aside(lambda: _stock(wordings, share), cancelled)


def pooled(
    look_up: Callable[[tuple[int, int]], T],
    n_texts: int,
    span: int,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Iterator[T]:
    """Look up ``n_texts`` texts, ``span`` in one go, on every core; give what was found in their order.

    >>> list(pooled(lambda ends: ends, 5, 3, None, None))
    [(0, 3), (3, 5)]
    """
    spans = [(at, min(at + span, n_texts)) for at in range(0, n_texts, span)]
    workers = os.cpu_count() or 1
    waiting, done = iter(spans), 0
    with ThreadPoolExecutor(workers) as pool:
        # Few at a time, so that what was found does not pile up before it is asked for.
        while batch := list(islice(waiting, 2 * workers)):
            if cancelled is not None and cancelled():
                message = "the search for near-identical posts was stopped"
                raise CancelledError(message)
            yield from pool.map(look_up, batch)
            done += len(batch)
            if progress is not None:
                progress(done / len(spans))


def near_counts(
    wordings: Sequence[Wording],
    pairs: npt.NDArray[np.int64],
    *,
    share: float = NEAR_SHARE,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Longs:
    """Count the texts of either that have a near-identical one in the other, for many pairs at once.

    Parameters
    ----------
    wordings : sequence of Wording
    pairs : ndarray of int64, shape (p, 2)
        Positions in ``wordings``.
    share, progress, cancelled
        As for :func:`twins`.

    Returns
    -------
    ndarray of int64, shape (p, 2)
        How many of A's texts are near-identical to one of B's; how many of B's to one of A's.

    Notes
    -----
    One search for all pairs; memory grows with the pairs that share any text, not with all pairs.

    Examples
    --------
    >>> import numpy as np
    >>> from core.content.wording import Wording
    >>> one = Wording(np.array([1, 2, 3, 4, 5, 6], np.uint32), np.array([6], np.uint8))
    >>> near_counts([one, one], np.array([[0, 1], [0, 0]])).tolist()
    [[1, 1], [1, 1]]
    """
    n = len(wordings)
    owners = np.repeat(np.arange(n), [len(one) for one in wordings])
    keys, counts = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for part in twins(wordings, share=share, progress=progress, cancelled=cancelled):
        found = owners[part.rows[:, 0]] * n + owners[part.rows[:, 1]]
        keys, inverse = np.unique(np.concatenate([keys, found]), return_inverse=True)
        counts = np.bincount(inverse, np.concatenate([counts, np.ones(found.size)])).astype(np.int64)
    # A timeline is its own twin, text by text.
    keys = np.concatenate([keys, np.arange(n) * (n + 1)])
    counts = np.concatenate([counts, np.array([len(one) for one in wordings], np.int64)])
    order = np.argsort(keys)
    keys, counts = keys[order], counts[order]
    asked = np.stack([pairs[:, 0] * n + pairs[:, 1], pairs[:, 1] * n + pairs[:, 0]], axis=1)
    at = np.searchsorted(keys, asked).clip(max=max(keys.size - 1, 0))
    return np.where(keys[at] == asked, counts[at], 0) if keys.size else np.zeros(asked.shape, np.int64)
