"""Dynamic time warping of two profiles' activity: how far one must be bent to look like the other.

METHODS 1. Paper mode is the paper's: raw counts, whole spans, unconstrained, the distance that
``dtaidistance`` gives. Default mode compares rates over the time in which both were observed, within
a band, per step of the path. :mod:`core.behaviour.window` says what is compared, and when nothing is.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from core.behaviour.activity import HOURS_PER_DAY
from core.behaviour.recursion import best_rotation, cheapest_path
from core.behaviour.window import MAX_CELLS, daily_pair, hourly_pair, n_cells, too_long_reason
from core.errors import ParameterError
from core.model.result import Missing, Warping

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.behaviour.params import BehaviourParams
    from core.model.portrait import Activity
    from core.model.result import Mode


def warp(
    a: npt.ArrayLike, b: npt.ArrayLike, *, band: int | None, circular: bool = False, mode: Mode
) -> Warping:
    """Bend one series onto another at least cost.

    The cost of a step is the squared difference of the two bins it pairs. Of the paths that cost
    least, one with the fewest steps is taken; costs are compared exactly, so that rounding may hide a
    tie (in 2 of 100 real pairs, at most 0.6 % of the steps). Swapping the series leaves cost, steps
    and distance as they are, but may give another of several equally good paths.

    Parameters
    ----------
    a : array_like of shape (n,)
        Finite and not empty.
    b : array_like of shape (m,)
        Finite and not empty; as long as ``a`` where there is a band or a clock.
    band : int or None
        The widest shift in bins, None if free.
    circular : bool
        Whether the series go round a clock: the least over all n bins at which both can be cut open
        alike; the path's bins are then given modulo n.
    mode : {"default", "paper"}
        Whether the distance is ``sqrt(cost / steps)`` or, without band or clock, ``sqrt(cost)``.

    Returns
    -------
    Warping
        With ``start_a`` and ``start_b`` 0. ``distance`` is in the unit of the series, 0 where they are
        equal and without upper end.

    Raises
    ------
    ParameterError
        If a series is empty or not finite, if lengths differ under a band or a clock (the band would
        have to be widened silently), if paper mode is given either, or above :data:`MAX_CELLS` cells.

    Notes
    -----
    O(n · m) time and a byte of memory a cell, O(n · band) in a band, n times that long round a clock.
    Two series of 3,650 days take about 0.2 s and 15 MB. :mod:`core.behaviour.block` gives the same
    distance without the path, for many pairs at once.

    Examples
    --------
    >>> warping = warp([0, 3, 1, 0], [0, 0, 3, 1], band=1, mode="default")
    >>> warping.path.tolist()
    [[0, 0], [0, 1], [1, 2], [2, 3], [3, 3]]
    >>> warping.cost, warping.steps, round(warping.distance, 4)
    (1.0, 5, 0.4472)
    """
    x, y = (np.array(values, dtype=np.float64).ravel() for values in (a, b))
    _check(x, y, band=band, circular=circular, mode=mode)
    turn = best_rotation(x, y, band) if circular else 0
    path, cost, steps = cheapest_path(np.roll(x, -turn), np.roll(y, -turn), band)
    if circular:
        path = (path + turn) % x.size
    distance = float(np.sqrt(cost if mode == "paper" else cost / steps))
    return Warping(
        a=x,
        b=y,
        start_a=0,
        start_b=0,
        path=path,
        step_costs=(x[path[:, 0]] - y[path[:, 1]]) ** 2,
        cost=cost,
        steps=steps,
        distance=distance,
        band=band,
        circular=circular,
        mode=mode,
    )


def _check(
    a: npt.NDArray[np.float64],
    b: npt.NDArray[np.float64],
    *,
    band: int | None,
    circular: bool,
    mode: Mode,
) -> None:
    for name, values in (("A", a), ("B", b)):
        if not values.size or not np.isfinite(values).all():
            message = f"series {name} is empty or holds what is not a number; give finite values"
            raise ParameterError(message)
    if band is not None and band < 0:
        message = f"the band is {band}; give a whole number from 0 on, or None for no band"
        raise ParameterError(message)
    if (circular or band is not None) and a.size != b.size:
        message = f"a band or a clock needs equal lengths, not {a.size:,} and {b.size:,}"
        raise ParameterError(message)
    if mode == "paper" and (circular or band is not None):
        message = "paper mode has neither band nor clock; use default mode for them"
        raise ParameterError(message)
    if (cells := n_cells(a.size, b.size, band)) > MAX_CELLS:
        message = f"{cells:,} cells are more than {MAX_CELLS:,}; narrow the band or shorten the series"
        raise ParameterError(message)


def daily_warping(
    x: Activity, y: Activity, params: BehaviourParams, series: str = "posts"
) -> Warping | Missing:
    """Compare two profiles day by day.

    A small distance says that both were busy and quiet on the same stretches of days, as profiles
    that follow the same events also are. In paper mode counts and spans enter as they are: two
    accounts that post little are near each other by that alone, and a busy one is far from all.

    Parameters
    ----------
    x, y : Activity
        Profile A and profile B.
    params : BehaviourParams
        Mode, band and minima.
    series : str
        One of :data:`core.model.portrait.SERIES`.

    Returns
    -------
    Warping or Missing
        As :func:`warp` gives it, of what :func:`core.behaviour.window.daily_pair` chose; missing
        also where the two spans have more than :data:`MAX_CELLS` pairs of days.

    Raises
    ------
    ParameterError
        If there is no such series.

    Notes
    -----
    O(days · band) in default mode, O(days of A · days of B) in paper mode ([B] 3.2).
    """
    pair = daily_pair(x, y, params, series)
    if isinstance(pair, Missing):
        return pair
    band = None if params.mode == "paper" else params.band_days
    if reason := too_long_reason(pair.a.size, pair.b.size, band):
        return Missing(reason)
    warping = warp(pair.a, pair.b, band=band, mode=params.mode)
    return replace(warping, start_a=pair.start_a, start_b=pair.start_b)


def hourly_warping(
    x: Activity,
    y: Activity,
    params: BehaviourParams,
    series: str = "posts",
    bins: int = HOURS_PER_DAY,
    shift_hours: int = 0,
) -> Warping | Missing:
    """Compare two profiles over the hours of the day or of the week.

    The hours are those of UTC: people of one time zone are alike by that alone.

    Parameters
    ----------
    x, y, params, series
        As for :func:`daily_warping`.
    bins : {24, 168}
        Hours of the day, or of the week from Monday.
    shift_hours : int
        Hours to add to UTC for display. Bin 0 stays UTC hour 0; ``start_a`` and ``start_b`` say what
        it is called in that zone, and the distance never depends on it.

    Returns
    -------
    Warping or Missing
        As :func:`warp` gives it, of what :func:`core.behaviour.window.hourly_pair` chose: round the
        clock in default mode, cut open at midnight UTC (of Monday) in paper mode.

    Raises
    ------
    ParameterError
        If there is no such series, or ``bins`` is neither 24 nor 168.
    """
    pair = hourly_pair(x, y, params, series, bins)
    if isinstance(pair, Missing):
        return pair
    paper = params.mode == "paper"
    band = None if paper else params.band_hours
    warping = warp(pair.a, pair.b, band=band, circular=not paper, mode=params.mode)
    start = shift_hours % bins
    return replace(warping, start_a=start, start_b=start)


def cost_matrix(w: Warping, max_bins: int = 200) -> npt.NDArray[np.float64]:
    """Give what pairing any two bins would cost, coarse enough to be drawn.

    Parameters
    ----------
    w : Warping
        Of series of n and m bins.
    max_bins : int
        The most cells a side; longer series are averaged over blocks of near-equal length.

    Returns
    -------
    ndarray of shape (min(n, max_bins), min(m, max_bins))
        Absolute difference, in the unit of the series; row = bin of A, column = bin of B. Cell
        (i, j) covers the bins from ``i * n // rows`` of A and from ``j * m // columns`` of B on.

    Raises
    ------
    ParameterError
        If ``max_bins`` is below 1.

    Notes
    -----
    O(n · m) time, O(m · n / max_bins) memory.

    Examples
    --------
    >>> cost_matrix(warp([1, 2], [1, 4, 4], band=None, mode="paper"), max_bins=2)
    array([[0., 3.],
           [1., 2.]])
    """
    if max_bins < 1:
        message = f"max_bins is {max_bins}; give a whole number from 1 on"
        raise ParameterError(message)
    edges_a, edges_b = (_block_edges(values.size, max_bins) for values in (w.a, w.b))
    widths = np.diff(edges_b)
    matrix = np.empty((edges_a.size - 1, widths.size))
    for i, (first, end) in enumerate(pairwise(edges_a)):
        sums = np.abs(w.a[first:end, None] - w.b).sum(axis=0)
        matrix[i] = np.add.reduceat(sums, edges_b[:-1]) / (widths * (end - first))
    return matrix


def _block_edges(n: int, max_bins: int) -> npt.NDArray[np.int64]:
    n_blocks = min(n, max_bins)
    return np.arange(n_blocks + 1, dtype=np.int64) * n // n_blocks


def costliest(w: Warping, n: int = 10) -> list[tuple[int, int, float]]:
    """Give the steps of the path that cost most: the evidence of a warping.

    Each opens to the posts of both profiles in that pair of bins. Steps that cost nothing are left
    out; ties go to the earlier step.

    Returns
    -------
    list of (int, int, float)
        At most ``n``, the costliest first: bin of A and bin of B, counted from ``start_a`` and
        ``start_b``, and the squared difference.

    Examples
    --------
    >>> costliest(warp([1, 5, 2], [1, 1, 2], band=0, mode="default"))
    [(1, 1, 16.0)]
    """
    order = np.argsort(-w.step_costs, kind="stable")[: max(n, 0)]
    return [
        (int(w.path[k, 0]), int(w.path[k, 1]), float(w.step_costs[k])) for k in order if w.step_costs[k] > 0
    ]
