"""Months: what of two profiles is compared from month to month, and how one is bent onto the other.

METHODS 1. A month of which only some days were observed has fewer posts than it had: in default mode
such months, as a rule the first and the last of a timeline, are left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.behaviour.activity import monthly
from core.behaviour.warping import warp
from core.behaviour.window import (
    SeriesPair,
    carriers,
    evidence_reason,
    no_data_reason,
    nothing_reason,
    rates,
    raw,
    too_long_reason,
    unshared_reason,
)
from core.model.result import Missing

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.behaviour.params import BehaviourParams
    from core.model.portrait import Activity
    from core.model.result import Warping


def monthly_counts(activity: Activity, series: str) -> npt.NDArray[np.int64]:
    """Give the counts of each UTC month, (n_months,), from that of the first day on."""
    return monthly(activity, series)[1]


def month_of(day: int) -> int:
    """Give the month of a day, both counted from January 1970.

    >>> month_of(30), month_of(31), month_of(-1)
    (0, 1, -1)
    """
    return int(np.datetime64(day, "D").astype("datetime64[M]").astype(np.int64))


def whole_months(activity: Activity) -> tuple[int, int]:
    """Give the first month all days of which were observed, and the month after the last such one.

    A profile is observed from its first post's day to its last one's. Where there is no whole month the
    second number is not above the first.

    Examples
    --------
    >>> from core.model import Activity
    >>> def of(first_day, n_days):
    ...     return Activity(first_day, np.zeros((8, n_days), int), np.zeros((8, 168), int), frozenset(), None, 0)
    >>> whole_months(of(0, 31)), whole_months(of(1, 58)), whole_months(of(1, 57))
    ((0, 1), (1, 2), (1, 1))
    """
    first, after = activity.first_day, activity.first_day + activity.daily.shape[1]
    return month_of(first - 1) + 1, month_of(after)


def monthly_pair(
    x: Activity, y: Activity, params: BehaviourParams, series: str = "posts"
) -> SeriesPair | Missing:
    """Choose the months over which two profiles are compared, and what of them.

    Paper mode takes each profile's own months and raw counts ([B] 3.2). Default mode takes the months
    on every day of which both were observed, and rates: counts over their own mean in these months.

    Parameters
    ----------
    x, y : Activity
        Profile A and profile B.
    params : BehaviourParams
        Mode and minima.
    series : str
        One of :data:`core.model.portrait.SERIES`.

    Returns
    -------
    SeriesPair or Missing
        ``start_*`` are months since January 1970. Missing as for
        :func:`core.behaviour.window.daily_pair`.

    Raises
    ------
    ParameterError
        If there is no such series.
    """
    if reason := no_data_reason(x, y, series):
        return Missing(reason)
    start_a, start_b = month_of(x.first_day), month_of(y.first_day)
    counts_a, counts_b = monthly_counts(x, series), monthly_counts(y, series)
    if params.mode == "paper":
        if reason := nothing_reason(counts_a, counts_b, series):
            return Missing(reason)
        return SeriesPair(raw(counts_a), raw(counts_b), start_a, start_b)
    (first_a, after_a), (first_b, after_b) = whole_months(x), whole_months(y)
    start, after = max(first_a, first_b), min(after_a, after_b)
    n_months = max(0, after - start)
    if n_months < params.min_overlap_months:
        return Missing(unshared_reason(n_months, params.min_overlap_months, "month"))
    in_a, in_b = slice(start - start_a, after - start_a), slice(start - start_b, after - start_b)
    where = f" in the {n_months:,} shared {'month' if n_months == 1 else 'months'}"
    carried = carriers(monthly_counts, x, series)[in_a], carriers(monthly_counts, y, series)[in_b]
    counted = counts_a[in_a], counts_b[in_b]
    if reason := evidence_reason(counted, carried, series, params.min_events_monthly, where):
        return Missing(reason)
    return SeriesPair(rates(counted[0]), rates(counted[1]), start, start)


def monthly_warping(
    x: Activity, y: Activity, params: BehaviourParams, series: str = "posts"
) -> Warping | Missing:
    """Compare two profiles month by month.

    A small distance says that both grew and fell silent in the same seasons, as accounts that are
    steady are with all others that are.

    Parameters
    ----------
    x, y, params, series
        As for :func:`monthly_pair`.

    Returns
    -------
    Warping or Missing
        As :func:`core.behaviour.warping.warp` gives it, of what :func:`monthly_pair` chose.

    Raises
    ------
    ParameterError
        If there is no such series.

    Notes
    -----
    O(months · band) in default mode, O(months of A · months of B) in paper mode ([B] 3.2).
    """
    pair = monthly_pair(x, y, params, series)
    if isinstance(pair, Missing):
        return pair
    band = None if params.mode == "paper" else params.band_months
    if reason := too_long_reason(pair.a.size, pair.b.size, band, "months"):
        return Missing(reason)
    warping = warp(pair.a, pair.b, band=band, mode=params.mode)
    return replace(warping, start_a=pair.start_a, start_b=pair.start_b)
