"""Habits of one profile, in words with their number and cut-off, and the hint at a time zone.

METHODS 1. [B] 3.1 names the traits (spreader, early riser, nocturnal, weekday and weekend
engagement) without cut-offs: the cut-offs are ours, and every explanation states them. All hours
are UTC, so that a trait of the day describes a clock on the wall in London, not the author's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.behaviour.activity import HOURS_PER_DAY, hour_of_day, hour_of_week
from core.behaviour.window import no_data_reason, too_few_reason
from core.model.result import Missing, Trait
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from core.model.portrait import Activity

MIN_POSTS = 50
# Two samples of one flat clock: with 48 posts each half of them seemed shifted, with 200 one in fifty.
MIN_POSTS_FOR_SHIFT = 200
MAX_SHIFT_HOURS = 12

EARLY_HOURS = (5, 6, 7, 8)
NIGHT_HOURS = (23, 0, 1, 2, 3, 4, 5)
EARLY_CUT, NIGHT_CUT = 0.25, 0.40  # half as much again as an even day has in four and in seven hours
WEEKEND_SHARE = 2 / 7
WEEKEND_MARGIN = 0.05
STEADY_CUT = 0.25
BURSTY_CUT = 0.5

PARTS_OF_DAY = ("early_riser", "nocturnal")
_PART_LABELS = ("Early riser", "Nocturnal")
CUT_OFFS = {
    "spreader": "Spreader above 50% of reposts and originals",
    "early_riser": f"{EARLY_CUT:.0%} from 05:00 to 08:59 UTC; an even day has 16.7%",
    "nocturnal": f"{NIGHT_CUT:.0%} from 23:00 to 05:59 UTC; an even day has 29.2%",
    "weekend": f"Weekend from {WEEKEND_SHARE + WEEKEND_MARGIN:.1%}, weekdays to {WEEKEND_SHARE - WEEKEND_MARGIN:.1%}",
    "burstiness": f"Steady below {STEADY_CUT}, bursty from {BURSTY_CUT} on",
}
"""What each number of :func:`all_traits` is held against, in words."""

_SATURDAY = 5 * HOURS_PER_DAY


def traits(activity: Activity, kinds: Mapping[str, int]) -> tuple[Trait, ...]:
    """Describe the habits of a profile.

    They help to recognise a profile, not to identify its author: most profiles share most of them.

    Parameters
    ----------
    activity : Activity
        Of one profile.
    kinds : mapping of str to int
        Number of posts of each kind ("original", "repost", ...); absent kinds count 0.

    Returns
    -------
    tuple of Trait
        What it spreads, its part of the day (both if two hold), its week, its steadiness; a trait
        without data (a spreader that neither posts nor reposts) is left out. Below 50 posts the one
        trait ``too_few``.

    Notes
    -----
    Cut-offs: reposts outnumber originals; a quarter of all posts in a part of the day; five points
    from 2/7 at the weekend; burstiness .25 and .5.
    """
    n_posts = int(hour_of_week(activity, "posts").sum())
    if n_posts < MIN_POSTS:
        explanation = f"{counted(n_posts, 'posts')}; habits are described from {MIN_POSTS} posts on"
        return (Trait("too_few", "Not enough posts", float(n_posts), explanation),)
    found = all_traits(activity, kinds)
    parts = [found[name] for name in PARTS_OF_DAY]
    held = [part for part in parts if isinstance(part, Trait) and part.label in _PART_LABELS]
    told = [found["spreader"], *(held or [_daytime(hour_of_day(activity, "posts") / n_posts)])]
    return tuple(
        trait for trait in (*told, found["weekend"], found["burstiness"]) if isinstance(trait, Trait)
    )


def all_traits(activity: Activity, kinds: Mapping[str, int]) -> dict[str, Trait | Missing]:
    """Give every habit of a profile, held or not, by the names of :data:`CUT_OFFS`.

    Where :func:`traits` names what stands out, this gives the numbers on both sides of each cut-off, so
    that two profiles can be laid side by side. Parameters are those of that function.

    Examples
    --------
    >>> import pandas as pd
    >>> from core.behaviour.activity import activity
    >>> posts = pd.DataFrame({"time": pd.date_range("2024-01-01T06:00Z", periods=60, freq="D"),
    ...     "kind": "original", "likes": 0, "reposts": 0, "mentions": [[]] * 60})
    >>> found = all_traits(activity(posts), {"original": 60})
    >>> found["early_riser"].label, found["nocturnal"].label, found["spreader"].value
    ('Early riser', 'Not nocturnal', 0.0)
    """
    n_posts = int(hour_of_week(activity, "posts").sum())
    if n_posts < MIN_POSTS:
        return dict.fromkeys(CUT_OFFS, Missing(f"{counted(n_posts, 'posts')}, {MIN_POSTS} needed"))
    early, night = _parts(hour_of_day(activity, "posts") / n_posts)
    return {
        "spreader": _spreading(kinds),
        "early_riser": early,
        "nocturnal": night,
        "weekend": _week(float(hour_of_week(activity, "posts")[_SATURDAY:].sum()) / n_posts),
        "burstiness": _steadiness(activity.burstiness),
    }


def _spreading(kinds: Mapping[str, int]) -> Trait | Missing:
    n_reposts, n_originals = kinds.get("repost", 0), kinds.get("original", 0)
    if not n_reposts + n_originals:
        return Missing("it has neither reposts nor original posts")
    label = "Spreader" if n_reposts > n_originals else "Originator"
    explanation = (
        f"{n_reposts:,} reposts and {n_originals:,} original posts; a spreader's reposts outnumber its"
        " original posts"
    )
    return Trait("spreader", label, n_reposts / (n_reposts + n_originals), explanation)


def _parts(shares: npt.NDArray[np.float64]) -> tuple[Trait, Trait]:
    """Give the early and the nightly share of 24 shares, each against its cut-off."""
    early, night = float(shares[list(EARLY_HOURS)].sum()), float(shares[list(NIGHT_HOURS)].sum())
    said_early = (
        f"{early:.1%} of posts from 05:00 to 08:59 UTC (an even day has 16.7%), cut-off {EARLY_CUT:.0%}"
    )
    said_night = (
        f"{night:.1%} of posts from 23:00 to 05:59 UTC (an even day has 29.2%), cut-off {NIGHT_CUT:.0%}"
    )
    return (
        Trait("early_riser", _PART_LABELS[0] if early >= EARLY_CUT else "Not early", early, said_early),
        Trait("nocturnal", _PART_LABELS[1] if night >= NIGHT_CUT else "Not nocturnal", night, said_night),
    )


def _daytime(shares: npt.NDArray[np.float64]) -> Trait:
    early, night = _parts(shares)
    day = 1 - float(shares[sorted({*EARLY_HOURS, *NIGHT_HOURS})].sum())
    explanation = f"below both cut-offs: {early.explanation}; {night.explanation}"
    return Trait("daytime", "Daytime", day, explanation)


def _week(share: float) -> Trait:
    if share >= WEEKEND_SHARE + WEEKEND_MARGIN:
        label = "Weekend"
    elif share <= WEEKEND_SHARE - WEEKEND_MARGIN:
        label = "Weekdays"
    else:
        label = "All week"
    explanation = (
        f"{share:.1%} of posts on Saturday and Sunday UTC; an even week has {WEEKEND_SHARE:.1%},"
        f" cut-off {WEEKEND_MARGIN * 100:.0f} points from it"
    )
    return Trait("weekend", label, share, explanation)


def _steadiness(burstiness: float | None) -> Trait | Missing:
    if burstiness is None:
        return Missing("all its posts share one instant")
    label = "Uneven"
    if burstiness < STEADY_CUT:
        label = "Steady"
    elif burstiness >= BURSTY_CUT:
        label = "Bursty"
    explanation = (
        f"burstiness {burstiness:.2f} of the gaps between posts: -1 a metronome, 0 chance, towards 1"
        f" bursts; steady below {STEADY_CUT}, bursty from {BURSTY_CUT} on"
    )
    return Trait("burstiness", label, burstiness, explanation)


def hour_shift(x: Activity, y: Activity, series: str = "posts") -> npt.NDArray[np.float64] | Missing:
    """Give how well two profiles' hours of the day overlap for each whole-hour shift of B.

    A hint at two time zones, or at one author who moved; two people of one trade overlap as well.

    Parameters
    ----------
    x, y : Activity
        Profile A and profile B.
    series : str
        One of :data:`core.model.portrait.SERIES`.

    Returns
    -------
    ndarray of shape (25,) or Missing
        Entry k is the overlap, in [0, 1], once ``k - 12`` hours are added to the times of B: the sum
        over the 24 hours of the smaller of both shares. The first and the last are the same shift.
        Missing below 200 events of either.

    Raises
    ------
    ParameterError
        If there is no such series.
    """
    if reason := no_data_reason(x, y, series):
        return Missing(reason)
    counts_a, counts_b = hour_of_day(x, series), hour_of_day(y, series)
    if reason := too_few_reason(counts_a, counts_b, series, MIN_POSTS_FOR_SHIFT):
        return Missing(reason)
    shares_a, shares_b = counts_a / counts_a.sum(), counts_b / counts_b.sum()
    shifts = range(-MAX_SHIFT_HOURS, MAX_SHIFT_HOURS + 1)
    return np.array([np.minimum(shares_a, np.roll(shares_b, shift)).sum() for shift in shifts])


def best_shift(overlaps: npt.NDArray[np.float64]) -> tuple[int, float]:
    """Give the shift of B, in hours, that overlaps most, and its gain over no shift.

    Equal overlaps (to 12 digits) go to the smallest shift, then to the earlier one.

    Examples
    --------
    >>> overlaps = np.full(25, 0.5)
    >>> overlaps[12 + 3] = 0.75
    >>> best_shift(overlaps), best_shift(np.full(25, 0.5))
    ((3, 0.25), (0, 0.0))
    """
    rounded = np.round(overlaps, 12)
    shift = min(
        (int(k) - MAX_SHIFT_HOURS for k in np.flatnonzero(rounded == rounded.max())),
        key=lambda hours: (abs(hours), hours),
    )
    return shift, float(overlaps[shift + MAX_SHIFT_HOURS] - overlaps[MAX_SHIFT_HOURS])
