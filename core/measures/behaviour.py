"""Measures of behaviour: do the two act alike in time? METHODS 1, [B] 3.1 and 3.2."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.behaviour.activity import row_of
from core.behaviour.distance import daily_distances, hourly_distances
from core.behaviour.warping import daily_warping, hourly_warping
from core.block import joined
from core.measures import Measure, Scores, register

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.behaviour.distance import Distances
    from core.behaviour.params import BehaviourParams
    from core.model import Activity, Missing, Portrait, Warping
    from core.model.result import Mode
    from core.params import ComparisonParams
    from core.reference import Reference

_UNITS: dict[Mode, str] = {"default": "× own mean, per step", "paper": "posts"}


def warped(
    series: str,
    distances: Callable[..., Distances],
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: npt.NDArray[np.int64],
    _: Reference | None,
    params: ComparisonParams,
    /,
) -> Scores:
    """Give the warping distances of one series of many pairs, by one of :mod:`core.behaviour.distance`."""
    block, rows = joined(left, right, pairs)
    held: list[Activity] = [portrait.activity for portrait in block]
    found = distances(
        held,
        held,
        rows,
        params.behaviour,
        series,
        progress=lambda share, _said: block.progress(share),
        cancelled=block.cancelled,
    )
    n = np.array([activity.daily[row_of(series)].sum() for activity in held], dtype=np.int64)
    n_a, n_b = n[rows[:, 0]], n[rows[:, 1]]
    return Scores(found.values, found.missing, n_a, n_b, (None,) * len(rows))


def explained(
    series: str,
    warping: Callable[[Activity, Activity, BehaviourParams, str], Warping | Missing],
    a: Portrait,
    b: Portrait,
    _: Reference | None,
    params: ComparisonParams,
) -> Warping | Missing:
    """Give how one series of B is bent onto A's, by the twin of that distance."""
    return warping(a.activity, b.activity, params.behaviour, series)


register(
    Measure(
        name="behaviour.dtw_posts_per_day",
        label="Daily activity, DTW",
        aspect="behaviour",
        direction="distance",
        low=0.0,
        high=math.inf,
        units=_UNITS,
        items="posts",
        meaning="How far the daily posting curve of one must be bent to look like the other's.",
        formula="Default: √(cost / steps) of a warping within 3 days, on counts over their own mean, over the days "
        "on which both were observed. Paper: √cost, unconstrained, raw counts over each one's own span.",
        limits="Paper mode grows with volume and length of span: two quiet accounts are near each other by that "
        "alone. Accounts that follow the same events are alike in any mode.",
        needs="28 days on which both were observed and 30 posts of each in them",
        source="[B] 3.2; per-step value, band and common window ours",
        compute=partial(warped, "posts", daily_distances),
        explain=partial(explained, "posts", daily_warping),
        order=10,
        digits=2,
    )
)
register(
    Measure(
        name="behaviour.dtw_posts_by_hour",
        label="Hour of day, DTW",
        aspect="behaviour",
        direction="distance",
        low=0.0,
        high=math.inf,
        units=_UNITS,
        items="posts",
        meaning="How far the hour-of-day curve of one must be bent to look like the other's.",
        formula="Default: √(cost / steps) of a warping within 2 hours around the clock, on counts over their own "
        "mean. Paper: √cost, unconstrained, the 24 raw counts in UTC.",
        limits="People of one time zone are alike by that alone.",
        needs="48 posts of each",
        source="[B] 3.2; clock, band and per-step value ours",
        compute=partial(warped, "posts", hourly_distances),
        explain=partial(explained, "posts", hourly_warping),
        order=20,
        digits=2,
    )
)
