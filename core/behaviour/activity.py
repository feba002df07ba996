"""Activity series: how often a profile did what, by day, by hour of the week, by month (METHODS 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.errors import ParameterError
from core.model.portrait import SERIES, Activity

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

HOURS_PER_DAY = 24
HOURS_PER_WEEK = 168

_MICROSECONDS_PER_HOUR = 3_600_000_000
_EPOCH_HOUR_OF_WEEK = 3 * HOURS_PER_DAY  # 1970-01-01 was a Thursday; weeks begin on Monday
_COUNTED = {"likes_received": "likes", "reposts_received": "reposts"}
_OF_KIND = {"originals": "original", "reposts": "repost", "quotes": "quote", "replies": "reply"}
_MOST_PER_POST = 1e12  # beyond what any post gets: a mangled count must not overflow a sum
_MIN_POSTS_FOR_BURSTINESS = 3


def activity(posts: pd.DataFrame) -> Activity:
    """Count what a profile did, by UTC day and by hour of the UTC week.

    A count that a source gives for some posts only is summed over those; one that it gives for none
    is not 0 but unknown: its series is absent from ``known``. Likes and reposts received are those of
    the profile's own posts: what a repost shows belongs to somebody else.

    Parameters
    ----------
    posts : DataFrame with the columns of :data:`core.schema.POSTS`
        One profile's posts, oldest first; may be empty.

    Returns
    -------
    Activity
        ``daily`` of shape (8, days from first to last post), ``weekly`` of shape (8, 168).
        ``burstiness`` is None also where all posts share one instant.

    Notes
    -----
    O(posts + days), a few milliseconds for 3,200 posts; deterministic. Burstiness is that of Goh and
    Barabási (2008): -1 a metronome, 0 chance, towards 1 bursts.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.to_datetime(["2024-01-01T00:30Z", "2024-01-03T05:00Z", "2024-01-03T06:00Z"])
    >>> posts = pd.DataFrame({
    ...     "time": times, "kind": ["original", "repost", "reply"], "likes": [4, 9, 1],
    ...     "reposts": None, "mentions": [[], ["x:1"], ["x:2", "x:3"]],
    ... })
    >>> found = activity(posts)
    >>> daily(found, "posts"), daily(found, "mentions"), daily(found, "likes_received")
    (array([1, 0, 2]), array([0, 0, 3]), array([4, 0, 1]))
    >>> "reposts_received" in found.known
    False
    """
    moments = posts["time"].to_numpy(dtype="datetime64[us]").astype(np.int64)
    hours = moments // _MICROSECONDS_PER_HOUR
    days = hours // HOURS_PER_DAY
    first_day = int(days[0]) if days.size else 0
    weights = _weights(posts)
    daily_counts = _summed(days - first_day, weights, int(days[-1]) - first_day + 1 if days.size else 0)
    unknown = {name for name, column in _COUNTED.items() if bool(posts[column].isna().all())}
    return Activity(
        first_day=first_day,
        daily=daily_counts,
        weekly=_summed((hours + _EPOCH_HOUR_OF_WEEK) % HOURS_PER_WEEK, weights, HOURS_PER_WEEK),
        known=frozenset(SERIES) - unknown,
        burstiness=_burstiness(moments),
        median_per_day=float(np.median(daily_counts[0])) if days.size else 0.0,
    )


def _weights(posts: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Give what each post adds to each series, (8, n_posts)."""
    kind = posts["kind"]
    weights = np.ones((len(SERIES), len(posts)))
    for name, value in _OF_KIND.items():
        weights[SERIES.index(name)] = (kind == value).to_numpy(dtype=bool)
    mentions = (len(keys) if hasattr(keys, "__len__") else 0 for keys in posts["mentions"])
    weights[SERIES.index("mentions")] = np.fromiter(mentions, np.float64, len(posts))
    own = (kind != "repost").to_numpy(dtype=bool)
    for name, column in _COUNTED.items():
        counts = posts[column].to_numpy(dtype=np.float64, na_value=np.nan)
        weights[SERIES.index(name)] = np.clip(np.nan_to_num(counts), 0, _MOST_PER_POST) * own
    return weights


def counted_rows(posts: pd.DataFrame, series: str) -> npt.NDArray[np.intp]:
    """Give the rows that add something to a series: the posts behind its numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> posts = pd.DataFrame({"kind": ["original", "repost", "reply"], "likes": [0, 9, 2],
    ...     "reposts": None, "mentions": [[], ["x:1"], []]})
    >>> [counted_rows(posts, series).tolist() for series in ("reposts", "mentions", "likes_received")]
    [[1], [1], [2]]
    """
    return np.flatnonzero(_weights(posts)[row_of(series)] > 0)


def _summed(
    bins: npt.NDArray[np.int64], weights: npt.NDArray[np.float64], n_bins: int
) -> npt.NDArray[np.int64]:
    sums = np.zeros((len(weights), n_bins), dtype=np.int64)
    for row, weight in zip(sums, weights, strict=True):
        row[:] = np.bincount(bins, weights=weight, minlength=n_bins)
    return sums


def _burstiness(moments: npt.NDArray[np.int64]) -> float | None:
    if moments.size < _MIN_POSTS_FOR_BURSTINESS:
        return None
    gaps = np.diff(moments).astype(np.float64)
    mean, deviation = float(gaps.mean()), float(gaps.std())
    return (deviation - mean) / (deviation + mean) if mean > 0 else None


def row_of(series: str) -> int:
    """Give the row of a series in the tables of an activity.

    Raises
    ------
    ParameterError
        If there is no such series.

    Examples
    --------
    >>> row_of("posts")
    0
    """
    if series not in SERIES:
        message = f"there is no series {series!r}; give one of {', '.join(SERIES)}"
        raise ParameterError(message)
    return SERIES.index(series)


def daily(activity: Activity, series: str) -> npt.NDArray[np.int64]:
    """Give the counts of each UTC day from ``activity.first_day`` on, (n_days,).

    A series that is not in ``activity.known`` is all zeros, which then says nothing.
    """
    counts: npt.NDArray[np.int64] = activity.daily[row_of(series)]
    return counts


def hour_of_week(activity: Activity, series: str, shift_hours: int = 0) -> npt.NDArray[np.int64]:
    """Give the counts of each hour of the week, (168,); bin 0 is Monday 00:00-00:59.

    Parameters
    ----------
    activity : Activity
        Of one profile.
    series : str
        One of :data:`core.model.portrait.SERIES`.
    shift_hours : int
        Hours to add to UTC: 2 shows the week of a clock at UTC+2.

    Examples
    --------
    >>> import pandas as pd
    >>> posts = pd.DataFrame({"time": pd.to_datetime(["2024-01-01T23:30Z"]), "kind": ["original"],
    ...     "likes": [0], "reposts": [0], "mentions": [[]]})
    >>> monday = activity(posts)
    >>> [int(hour_of_week(monday, "posts", shift).argmax()) for shift in (0, 2, -24)]
    [23, 25, 167]
    """
    return np.roll(activity.weekly[row_of(series)], shift_hours % HOURS_PER_WEEK)


def hour_of_day(activity: Activity, series: str, shift_hours: int = 0) -> npt.NDArray[np.int64]:
    """Give the counts of each hour of the day, (24,); ``shift_hours`` as in :func:`hour_of_week`."""
    week = hour_of_week(activity, series, shift_hours)
    counts: npt.NDArray[np.int64] = week.reshape(-1, HOURS_PER_DAY).sum(axis=0)
    return counts


def monthly(activity: Activity, series: str) -> tuple[int, npt.NDArray[np.int64]]:
    """Give the first month, in months since January 1970, and the counts of each month from it on.

    The first and the last month are as a rule only partly observed.

    Examples
    --------
    >>> import pandas as pd
    >>> posts = pd.DataFrame({"time": pd.to_datetime(["2024-01-31T23:30Z", "2024-03-01T00:00Z"]),
    ...     "kind": "original", "likes": 0, "reposts": 0, "mentions": [[], []]})
    >>> monthly(activity(posts), "posts")
    (648, array([1, 0, 1]))
    """
    counts = daily(activity, series)
    if not counts.size:
        return 0, np.zeros(0, dtype=np.int64)
    days = np.arange(activity.first_day, activity.first_day + counts.size).astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64)
    first = int(months[0])
    starts = np.flatnonzero(np.diff(months, prepend=first - 1))
    return first, np.add.reduceat(counts, starts)
