"""Habits as numbers of one profile, and how near those of two are: many pairs at once.

METHODS 1. Each number is the profile's own; a pair is compared by a difference, a ratio, or the overlap
of two distributions. A profile without enough evidence has no number and says what it lacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.behaviour.activity import HOURS_PER_DAY, HOURS_PER_WEEK, hour_of_day, hour_of_week, row_of
from core.behaviour.trait import MAX_SHIFT_HOURS, MIN_POSTS, MIN_POSTS_FOR_SHIFT
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from core.model.portrait import Activity

    Floats = npt.NDArray[np.float64]

MIN_POSTS_BY_HOUR = 48
MIN_POSTS_FOR_RATE = 30
MIN_DAYS_FOR_RATE = 28
_NOUNS = {"likes_received": "likes", "reposts_received": "reposts received"}


class Habit(NamedTuple):
    """One number, or one distribution, of one profile.

    ``value`` is None where ``lack`` says why, with ``{}`` for the profile's name. ``n`` counts the items
    it was made from.
    """

    value: float | Floats | None
    n: int
    lack: str | None = None


def _total(activity: Activity, series: str) -> int:
    return int(activity.daily[row_of(series)].sum())


def n_days(activity: Activity) -> int:
    """Count the days from the first post to the last."""
    return int(activity.daily.shape[1])


def n_own_posts(activity: Activity) -> int:
    """Count the posts that are no reposts."""
    return _total(activity, "posts") - _total(activity, "reposts")


def _lack(n: int, noun: str, needed: int) -> str | None:
    return None if n >= needed else f"{{}} has {counted(n, noun)}, {needed:,} needed"


def _span_lack(activity: Activity, needed: int) -> str | None:
    days = n_days(activity)
    said = "1 day" if days == 1 else f"{days:,} days"
    return None if days >= needed else f"{{}} spans {said}, {needed:,} needed"


def _or_lack(value: float | Floats | None, n: int, *lacks: str | None) -> Habit:
    said = next((lack for lack in lacks if lack), None)
    return Habit(None if said else value, n, said)


def hours(activity: Activity, *, strict: bool) -> Habit:  # noqa: ARG001 — one number in both modes
    """Give the share of posts in each UTC hour of the day, (24,); from 48 posts on."""
    return _distribution(hour_of_day(activity, "posts"), MIN_POSTS_BY_HOUR)


def clock(activity: Activity, *, strict: bool) -> Habit:  # noqa: ARG001
    """Give the same from 200 posts on: fewer would seem shifted by chance alone."""
    return _distribution(hour_of_day(activity, "posts"), MIN_POSTS_FOR_SHIFT)


def week(activity: Activity, *, strict: bool) -> Habit:  # noqa: ARG001
    """Give the share of posts in each UTC hour of the week, (168,); from 168 posts on."""
    return _distribution(hour_of_week(activity, "posts"), HOURS_PER_WEEK)


def _distribution(counts: npt.NDArray[np.int64], needed: int) -> Habit:
    n = int(counts.sum())
    return _or_lack(counts / max(n, 1), n, _lack(n, "posts", needed))


def burstiness(activity: Activity, *, strict: bool) -> Habit:  # noqa: ARG001
    """Give the burstiness of the gaps between posts, in [-1, 1]; from 50 posts on."""
    n = _total(activity, "posts")
    instant = "all posts of {} share one instant" if activity.burstiness is None else None
    return _or_lack(activity.burstiness, n, _lack(n, "posts", MIN_POSTS), instant)


def posts_a_day(activity: Activity, *, strict: bool) -> Habit:
    """Give the mean number of posts a day of the span; 30 posts and 28 days where strict."""
    n = _total(activity, "posts")
    return _or_lack(n / max(n_days(activity), 1), n, *_rate_lacks(activity, n, "posts", strict=strict))


def median_a_day(activity: Activity, *, strict: bool) -> Habit:
    """Give the median number of posts a day, days without posts included; evidence as for the mean."""
    n = _total(activity, "posts")
    return _or_lack(activity.median_per_day, n, *_rate_lacks(activity, n, "posts", strict=strict))


def repost_share(activity: Activity, *, strict: bool) -> Habit:
    """Give the share of reposts among reposts and originals, in [0, 1]; 30 of both where strict."""
    n_reposts = _total(activity, "reposts")
    n = n_reposts + _total(activity, "originals")
    needed = MIN_POSTS_FOR_RATE if strict else 1
    return _or_lack(n_reposts / max(n, 1), n, _lack(n, "reposts and original posts", needed))


def received_per_post(series: str) -> Callable[..., Habit]:
    """Make the function that gives the likes or reposts received for each post of its own."""

    def per_post(activity: Activity, *, strict: bool) -> Habit:
        n = n_own_posts(activity)
        needed = MIN_POSTS_FOR_RATE if strict else 1
        value = _total(activity, series) / max(n, 1)
        return _or_lack(value, n, _lack(n, "posts of its own", needed), _unknown(activity, series))

    return per_post


def received_a_day(series: str) -> Callable[..., Habit]:
    """Make the function that gives the likes or reposts received on a mean day of the span."""

    def a_day(activity: Activity, *, strict: bool) -> Habit:
        n = n_own_posts(activity)
        lacks = _rate_lacks(activity, n, "posts of its own", strict=strict)
        value = _total(activity, series) / max(n_days(activity), 1)
        return _or_lack(value, n, *lacks, _unknown(activity, series))

    return a_day


def _rate_lacks(activity: Activity, n: int, noun: str, *, strict: bool) -> tuple[str | None, str | None]:
    if not strict:
        return _lack(n, noun, 1), None
    return _lack(n, noun, MIN_POSTS_FOR_RATE), _span_lack(activity, MIN_DAYS_FOR_RATE)


def _unknown(activity: Activity, series: str) -> str | None:
    known = series in activity.known
    return None if known else f"the source of {{}} does not give {_NOUNS[series]}"


def differences(one: Floats, other: Floats) -> Floats:
    """Give how far the numbers of each pair are apart, (p,)."""
    return np.abs(one - other)


def ratios(one: Floats, other: Floats) -> Floats:
    """Give the smaller number of each pair over the larger, (p,); NaN where both are 0.

    >>> ratios(np.array([2.0, 0.0, 0.0]), np.array([4.0, 3.0, 0.0])).tolist()
    [0.5, 0.0, nan]
    """
    larger = np.maximum(one, other)
    found = np.full(larger.shape, np.nan)
    np.divide(np.minimum(one, other), larger, out=found, where=larger > 0)
    return found


def overlaps(one: Floats, other: Floats) -> Floats:
    """Give the share that two distributions have in common: (p, bins) and (p, bins) to (p,).

    >>> overlaps(np.array([[0.75, 0.25]]), np.array([[0.5, 0.5]])).tolist()
    [0.75]
    """
    found: Floats = np.minimum(one, other).sum(axis=-1)
    return np.minimum(found, 1.0)


def shift_gains(one: Floats, other: Floats) -> Floats:
    """Give how much more two clocks overlap once one is shifted by the best whole number of hours.

    ``one`` and ``other`` are (p, 24), the result (p,), in [0, 1]; that of
    :func:`core.behaviour.trait.best_shift` for each pair.
    """
    shifts = np.arange(-MAX_SHIFT_HOURS, MAX_SHIFT_HOURS)
    at = (np.arange(HOURS_PER_DAY) - shifts[:, None]) % HOURS_PER_DAY
    shared = np.minimum(one[:, None, :], other[:, at]).sum(axis=-1)
    gains: Floats = np.maximum(shared.max(axis=1) - shared[:, MAX_SHIFT_HOURS], 0.0)
    return gains
