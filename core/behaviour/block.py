"""Warping distances of many pairs at once; one pair is a block of one (METHODS 1).

What is one number here is the same number, to the last bit, in :mod:`core.behaviour.warping`, and in
``dtaidistance`` where that computes it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.behaviour.bank import Bank
from core.behaviour.plan import TASK, Shape, plans
from core.errors import ParameterError
from core.progress import check, ignore_progress, never
from core.spread import work_through

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.behaviour.bank import Slices

CHUNK = 2**20  # pairs planned together: some 200 MB
LEAST_COUNTED = 128  # below, half-filled blocks of counts are slower than full ones of floats


def distances(
    series: Sequence[npt.ArrayLike],
    pairs: npt.ArrayLike,
    *,
    band: int | None = None,
    circular: bool = False,
    steps: bool = False,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> npt.NDArray[np.float64]:
    """Give the warping distance of each pair of series.

    Parameters
    ----------
    series : sequence of n arrays of shape (n_bins,)
        Finite; lengths may differ. Empty ones may be there, and may not be in a pair.
    pairs : array_like of shape (p, 2)
        Positions in ``series``, in any order; a pair may be there twice, or be of one series.
    band : int or None
        The widest shift in bins, None if free. ``dtaidistance`` writes it as ``window=band + 1``.
    circular : bool
        Whether the series go round a clock: the least over all bins at which both can be cut open.
    steps : bool
        Whether the distance is ``sqrt(cost / K)``, K = the fewest steps among the ways that cost
        least, or ``sqrt(cost)``.
    progress : callable
        Given the share done and words for it, several times a second.
    cancelled : callable
        Asked every 0.2 s whether to stop.

    Returns
    -------
    ndarray of shape (p,)
        In the unit of the series, from 0 on; infinite where a square is beyond every float.

    Raises
    ------
    ParameterError
        If a series is not finite, a paired one empty, a pair names no series, the band is negative,
        or lengths differ under a band or a clock.
    CancelledError
        If ``cancelled`` said so.

    Notes
    -----
    O(n · m) a pair, O(n · band) in a band, n times that round a clock; deterministic. Memory beside
    series, pairs and result: a few hundred bytes a pair of 2²⁰ at most, and some hundred bytes a bin
    of the longest series and thread. Without band, clock and steps, pairs of small enough whole
    numbers are computed in 32-bit integers, twice as many at a time; the result is the same.

    Examples
    --------
    >>> distances([[0, 3, 1, 0], [0, 0, 3, 1]], [(0, 1), (0, 0)])
    array([1., 0.])
    >>> distances([[0, 3, 1, 0], [0, 0, 3, 1]], [(0, 1)], band=1, steps=True).round(4)
    array([0.4472])
    """
    bank, shape = Bank.of(series), Shape(band, circular, steps)
    chosen = _checked_pairs(pairs, bank, shape)
    return _by_chunk(bank, chosen.shape[0], lambda first, end: chosen[first:end], shape, progress, cancelled)


def all_distances(
    series: Sequence[npt.ArrayLike],
    *,
    band: int | None = None,
    circular: bool = False,
    steps: bool = False,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> npt.NDArray[np.float64]:
    """Give the warping distances of all pairs of n series, without holding the pairs.

    Parameters, errors and limits are those of :func:`distances`.

    Returns
    -------
    ndarray of shape (n (n - 1) / 2,)
        Row by row above the diagonal: ``scipy.spatial.distance.squareform`` makes it a matrix.

    Examples
    --------
    >>> all_distances([[0, 3], [0, 1], [4]]).tolist()
    [2.0, 4.123105625617661, 5.0]
    """
    bank, shape = Bank.of(series), Shape(band, circular, steps)
    n = bank.lengths.size
    if n > 1:
        _check_lengths(bank.lengths.min(keepdims=True), bank.lengths.max(keepdims=True), shape)
    return _by_chunk(bank, n * (n - 1) // 2, partial(pairs_between, n), shape, progress, cancelled)


def pairs_between(n: int, first: int, end: int) -> npt.NDArray[np.int64]:
    """Give some of the pairs of n things, as :func:`all_distances` orders them, (end - first, 2).

    Examples
    --------
    >>> pairs_between(3, 1, 3).tolist()
    [[0, 2], [1, 2]]
    """
    rows = np.arange(max(n - 1, 0), dtype=np.int64)
    before = rows * (n - 1) - rows * (rows - 1) // 2
    places = np.arange(first, end, dtype=np.int64)
    left = np.searchsorted(before, places, side="right") - 1
    return np.column_stack([left, places - before[left] + left + 1])


def slice_distances(
    bank: Bank,
    slices: Slices,
    shape: Shape,
    *,
    counted: npt.NDArray[np.bool_] | None = None,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = never,
) -> npt.NDArray[np.float64]:
    """Give the distances of pairs of slices of a bank, (p,); what :func:`distances` is made of.

    Parameters
    ----------
    bank, slices : Bank and Slices
        No slice is empty or beyond the bank; two of a pair are of one length under a band or a clock.
    shape : Shape
        How they are bent.
    counted : ndarray of shape (p,), optional
        The pairs for which :meth:`Bank.fits_counts` holds, and whose scales are 1.
    progress, cancelled
        As for :func:`distances`, without words.
    """
    found = np.empty(slices.starts.shape[0])
    stop = np.zeros(1, dtype=np.uint8)
    small = np.zeros(found.size, dtype=np.bool_)
    if counted is not None and shape.plain:
        small = counted
    planned = [
        *plans(bank.counts, slices, np.flatnonzero(small), shape, stop),
        *plans(bank.values, slices, np.flatnonzero(~small), shape, stop),
    ]
    tasks, weights = [], []
    for plan in planned:
        for first, end, cells in plan.spans():
            tasks.append(partial(plan.work, first, end))
            weights.append(cells)
    if sum(weights) <= TASK:  # over sooner than threads are begun: a page's one pair
        check(cancelled, "no value was kept")
        for task in tasks:
            task()
        progress(1.0)
    else:
        work_through(tasks, weights, stop, progress=progress, cancelled=cancelled)
    for plan in planned:
        found[plan.order] = plan.distances()
    return found


def _by_chunk(
    bank: Bank,
    n_pairs: int,
    pairs_of: Callable[[int, int], npt.NDArray[np.int64]],
    shape: Shape,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> npt.NDArray[np.float64]:
    found = np.empty(n_pairs)
    for first in range(0, n_pairs, CHUNK):
        end = min(first + CHUNK, n_pairs)
        pairs = pairs_of(first, end)
        fits = bank.fits_counts(pairs) if end - first >= LEAST_COUNTED else None

        def tell(share: float, first: int = first, end: int = end) -> None:
            done = first + share * (end - first)
            progress(done / n_pairs, f"Warping: {int(done):,} of {n_pairs:,} pairs")

        found[first:end] = slice_distances(
            bank, bank.whole(pairs), shape, counted=fits, progress=tell, cancelled=cancelled
        )
    return found


def _checked_pairs(pairs: npt.ArrayLike, bank: Bank, shape: Shape) -> npt.NDArray[np.int64]:
    given = np.asarray(pairs)
    if not given.size:
        given = np.zeros((0, 2), dtype=np.int64)
    if given.ndim != 2 or given.shape[1] != 2 or not np.issubdtype(given.dtype, np.integer):  # noqa: PLR2004
        message = f"pairs have shape {given.shape} and type {given.dtype}; give whole numbers, (p, 2)"
        raise ParameterError(message)
    n = bank.lengths.size
    if given.size and (int(given.min()) < 0 or int(given.max()) >= n):
        message = f"a pair names series {int(given.min())} or {int(given.max())}; there are 0 to {n - 1}"
        raise ParameterError(message)
    chosen = given.astype(np.int64, copy=False)
    lengths = bank.lengths[chosen]
    _check_lengths(lengths[:, 0], lengths[:, 1], shape)
    return chosen


def _check_lengths(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64], shape: Shape) -> None:
    if shape.band is not None and shape.band < 0:
        message = f"the band is {shape.band}; give a whole number from 0 on, or None for no band"
        raise ParameterError(message)
    if not (one.all() and other.all()):
        message = "a series of a pair is empty; leave it out"
        raise ParameterError(message)
    if (shape.band is not None or shape.circular) and (one != other).any():
        k = int(np.flatnonzero(one != other)[0])
        message = f"a band or a clock needs equal lengths, not {one[k]:,} and {other[k]:,}"
        raise ParameterError(message)
