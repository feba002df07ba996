"""What of two profiles is compared in time: which days or hours, counts or rates, or why nothing.

METHODS 1. The rule holds for one pair and for a survey of all pairs alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.behaviour.activity import (
    HOURS_PER_DAY,
    HOURS_PER_WEEK,
    daily,
    hour_of_day,
    hour_of_week,
    row_of,
)
from core.errors import ParameterError
from core.model.result import Missing
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from core.behaviour.params import BehaviourParams
    from core.model.portrait import Activity

MAX_CELLS = 150_000_000  # a byte each: two profiles of 33 years

# One post brings many of these: they are evidence only where many posts could bring them.
_OF_ANY_POST = frozenset({"mentions"})
_OF_OWN_POSTS = frozenset({"likes_received", "reposts_received"})
CARRIED = _OF_ANY_POST | _OF_OWN_POSTS

_NOUNS = {
    "originals": "original posts",
    "likes_received": "likes",
    "reposts_received": "reposts received",
}


class SeriesPair(NamedTuple):
    """Two series ready to be compared, and the UTC day or hour of their first bins."""

    a: npt.NDArray[np.float64]
    b: npt.NDArray[np.float64]
    start_a: int
    start_b: int


def daily_pair(
    x: Activity, y: Activity, params: BehaviourParams, series: str = "posts"
) -> SeriesPair | Missing:
    """Choose the days over which two profiles are compared, and what of them.

    Paper mode takes each profile's own span, first to last post, and raw counts ([B] 3.2). Default
    mode takes the days on which both were observed, and rates: counts divided by their own mean over
    these days, so that 1 is a day like any other.

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
        ``start_*`` are days since 1970-01-01. Missing where a profile has no posts, its source does
        not give the series, or (default mode) the shared days, the events in them or the posts that can
        bring these are too few.

    Raises
    ------
    ParameterError
        If there is no such series.
    """
    if reason := no_data_reason(x, y, series):
        return Missing(reason)
    counts_a, counts_b = daily(x, series), daily(y, series)
    if params.mode == "paper":
        if reason := nothing_reason(counts_a, counts_b, series):
            return Missing(reason)
        return SeriesPair(raw(counts_a), raw(counts_b), x.first_day, y.first_day)
    start = max(x.first_day, y.first_day)
    end = min(x.first_day + counts_a.size, y.first_day + counts_b.size)
    n_days = max(0, end - start)
    if n_days < params.min_overlap_days:
        return Missing(unshared_reason(n_days, params.min_overlap_days))
    counts_a = counts_a[start - x.first_day : end - x.first_day]
    counts_b = counts_b[start - y.first_day : end - y.first_day]
    where = f" in the {n_days:,} shared {'day' if n_days == 1 else 'days'}"
    carried = (
        carriers(daily, x, series)[start - x.first_day : end - x.first_day],
        carriers(daily, y, series)[start - y.first_day : end - y.first_day],
    )
    if reason := evidence_reason((counts_a, counts_b), carried, series, params.min_events_daily, where):
        return Missing(reason)
    return SeriesPair(rates(counts_a), rates(counts_b), start, start)


def hourly_pair(
    x: Activity, y: Activity, params: BehaviourParams, series: str = "posts", bins: int = HOURS_PER_DAY
) -> SeriesPair | Missing:
    """Choose what of two profiles is compared over the hours of the UTC day or week.

    Raw counts in paper mode; in default mode rates, counts divided by their own mean.

    Parameters
    ----------
    x, y, params, series
        As for :func:`daily_pair`.
    bins : {24, 168}
        Hours of the day, or of the week from Monday.

    Returns
    -------
    SeriesPair or Missing
        Two series of shape (bins,). Missing where a profile has no posts, its source does not give
        the series, or (default mode) events are too few: the 168 hours of the week need one each on
        average, even where the parameters ask for fewer.

    Raises
    ------
    ParameterError
        If there is no such series, or ``bins`` is neither 24 nor 168.
    """
    if bins not in (HOURS_PER_DAY, HOURS_PER_WEEK):
        message = f"bins is {bins!r}; give {HOURS_PER_DAY}, a day's hours, or {HOURS_PER_WEEK}, a week's"
        raise ParameterError(message)
    if reason := no_data_reason(x, y, series):
        return Missing(reason)
    counts = hour_of_day if bins == HOURS_PER_DAY else hour_of_week
    counts_a, counts_b = counts(x, series), counts(y, series)
    if params.mode == "paper":
        if reason := nothing_reason(counts_a, counts_b, series):
            return Missing(reason)
        return SeriesPair(raw(counts_a), raw(counts_b), 0, 0)
    least = bins if bins == HOURS_PER_WEEK else 0
    carried = carriers(counts, x, series), carriers(counts, y, series)
    needed = max(params.min_events_hourly, least)
    if reason := evidence_reason((counts_a, counts_b), carried, series, needed):
        return Missing(reason)
    return SeriesPair(rates(counts_a), rates(counts_b), 0, 0)


def no_data_reason(x: Activity, y: Activity, series: str) -> str | None:
    """Say which of two profiles has no posts, or a source without this series; None if neither.

    Raises
    ------
    ParameterError
        If there is no such series.
    """
    row_of(series)
    reasons = []
    for name, profile in (("A", x), ("B", y)):
        if not profile.daily.shape[1]:
            reasons.append(f"{name} has no posts")
        elif series not in profile.known:
            reasons.append(f"the source of {name} does not give {_noun(series)}")
    return "; ".join(reasons) or None


def carriers(
    counts: Callable[[Activity, str], npt.NDArray[np.int64]], activity: Activity, series: str
) -> npt.NDArray[np.int64]:
    """Give the posts of each bin that can bring a series' events.

    A post is an event of its own kind. Mentions come with any post, likes and reposts received with
    those that are the profile's own.
    """
    if series in _OF_ANY_POST:
        return counts(activity, "posts")
    if series in _OF_OWN_POSTS:
        return counts(activity, "posts") - counts(activity, "reposts")
    return counts(activity, series)


def evidence_reason(
    counts: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    carried: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    series: str,
    needed: int,
    where: str = "",
) -> str | None:
    """Say which of two profiles has too few events, or too few posts that can bring them; None if neither.

    One widely liked post has more likes than any minimum, and its curve is the moment of that post.

    Examples
    --------
    >>> likes, posts = np.array([900]), np.array([2])
    >>> evidence_reason((likes, likes), (posts, np.array([80])), "likes_received", 48)
    'A has 2 posts of its own, 48 needed'
    """
    if reason := too_few_reason(*counts, series, needed, where):
        return reason
    noun = "posts of its own" if series in _OF_OWN_POSTS else "posts"
    return too_few_reason(*carried, noun, needed, where)


def nothing_reason(
    counts_a: npt.NDArray[np.int64], counts_b: npt.NDArray[np.int64], series: str
) -> str | None:
    """Say that neither of two has what is counted: paper mode would find them identical by that.

    >>> nothing_reason(np.zeros(3), np.zeros(2), "originals"), nothing_reason(np.zeros(3), np.ones(2), "posts")
    ('neither has any original posts', None)
    """
    return None if counts_a.any() or counts_b.any() else f"neither has any {_noun(series)}"


def too_few_reason(
    counts_a: npt.NDArray[np.int64],
    counts_b: npt.NDArray[np.int64],
    series: str,
    needed: int,
    where: str = "",
) -> str | None:
    """Say which of two profiles has too few events, how many and how many are needed; None if neither.

    Examples
    --------
    >>> too_few_reason(np.array([20, 30]), np.array([3, 4]), "posts", 48)
    'B has 7 posts, 48 needed'
    """
    totals = {"A": int(counts_a.sum()), "B": int(counts_b.sum())}
    reasons = [
        f"{name} has {counted(total, _noun(series))}{where}, {needed:,} needed"
        for name, total in totals.items()
        if total < needed
    ]
    return "; ".join(reasons) or None


def unshared_reason(n: int, needed: int, unit: str = "day") -> str:
    """Say how many days or whole months were shared, and how many are needed.

    >>> unshared_reason(1, 28), unshared_reason(2, 6, "month")
    ('not observed at the same time: 1 day shared, 28 needed', 'not observed at the same time: 2 months shared, 6 needed')
    """
    shared = f"{n:,} {unit if n == 1 else f'{unit}s'} shared"
    return f"not observed at the same time: {shared}, {needed:,} needed"


def n_cells(n: int, m: int, band: int | None) -> int:
    """Count the pairs of bins that a warping looks at.

    >>> n_cells(24, 24, None), n_cells(24, 24, 2)
    (576, 120)
    """
    return n * (m if band is None else min(m, 2 * band + 1))


def too_long_reason(n: int, m: int, band: int | None, unit: str = "days") -> str | None:
    """Say why two spans of days or months cannot be laid over each other, or None where they can.

    >>> too_long_reason(365, 365, None) is None
    True
    """
    if n_cells(n, m, band) <= MAX_CELLS:
        return None
    return f"spans too long to lay over each other: {n:,} and {m:,} {unit}"


def _noun(series: str) -> str:
    return _NOUNS.get(series, series)


def raw(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Give counts as they are compared in paper mode."""
    return counts.astype(np.float64)


def rates(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Divide counts by their mean: one who posts ten times as often at the same times is the same."""
    return counts / mean_of(int(counts.sum()), counts.size)


def mean_of(total: int, n_bins: int) -> float:
    """Give a mean from an exact sum, so that a survey that sums otherwise divides by the same number."""
    return float(total) / n_bins
