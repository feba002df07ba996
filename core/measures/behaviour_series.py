"""The warping distance of every activity series in every bin: METHODS 1, [B] 3.2.

Posts by day and by hour of day are in :mod:`core.measures.behaviour`; the others are declared here in
one loop. They are details: eight kinds of activity of one profile rise and fall together, so that thirty
rows say little more than two.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from core.behaviour.activity import HOURS_PER_DAY, HOURS_PER_WEEK
from core.behaviour.distance import daily_distances, hourly_distances, monthly_distances
from core.behaviour.month import monthly_warping
from core.behaviour.warping import daily_warping, hourly_warping
from core.measures import DETAIL, Measure, register
from core.measures.behaviour import explained, warped
from core.model import SERIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.behaviour.distance import Distances
    from core.model import Missing, Warping
    from core.model.result import Mode


class _Cut(NamedTuple):
    """One way to cut time: how its distances are made, and what is said of them."""

    ending: str
    label: str
    curve: str
    rule: str
    paper: str
    limit: str
    needs: str
    distances: Callable[..., Distances]
    warping: Callable[..., Warping | Missing]


_CUTS = (
    _Cut(
        "per_day",
        "by day",
        "daily curve",
        "a warping within 3 days, on counts over their own mean, over the days on which both were observed",
        "counts over each one's own span of days",
        "Accounts that follow the same events are alike in any mode.",
        "28 days on which both were observed and 30 {carrier} of each in them",
        daily_distances,
        daily_warping,
    ),
    _Cut(
        "by_hour",
        "by hour of day",
        "hour-of-day curve",
        "a warping within 2 hours around the clock, on counts over their own mean",
        "the 24 counts in UTC",
        "People of one time zone are alike by that alone.",
        "48 {carrier} of each",
        partial(hourly_distances, bins=HOURS_PER_DAY),
        partial(hourly_warping, bins=HOURS_PER_DAY),
    ),
    _Cut(
        "by_hour_of_week",
        "by hour of week",
        "hour-of-week curve",
        "a warping within 2 hours around the week, on counts over their own mean",
        "the 168 counts in UTC, from Monday",
        "People of one time zone and working week are alike by that alone.",
        "168 {carrier} of each",
        partial(hourly_distances, bins=HOURS_PER_WEEK),
        partial(hourly_warping, bins=HOURS_PER_WEEK),
    ),
    _Cut(
        "per_month",
        "by month",
        "monthly curve",
        "a warping within 1 month, on counts over their own mean, over the months on every day of which both "
        "were observed",
        "counts over each one's own span of months, the first and last as far as observed",
        "Accounts that are steady are alike by that alone; few months are soon alike.",
        "6 whole months in which both were observed and 30 {carrier} of each in them",
        monthly_distances,
        monthly_warping,
    ),
)
_NOUNS = {
    "originals": "original posts",
    "likes_received": "likes received",
    "reposts_received": "reposts received",
}
_CARRIERS = {
    "mentions": "mentions (in as many posts)",
    "likes_received": "likes (and as many posts of its own)",
    "reposts_received": "reposts (and as many posts of its own)",
}
_ELSEWHERE = {("posts", "per_day"), ("posts", "by_hour")}
_FIRST_ORDER = 200


def name_of(series: str, ending: str) -> str:
    """Give the name of the measure that warps one series in one cut of time.

    >>> name_of("likes_received", "by_hour")
    'behaviour.dtw_likes_received_by_hour'
    """
    return f"behaviour.dtw_{series}_{ending}"


def _declared(series: str, cut: _Cut, order: int) -> Measure:
    noun = _NOUNS.get(series, series)
    units: dict[Mode, str] = {"default": "× own mean, per step", "paper": noun}
    return Measure(
        name=name_of(series, cut.ending),
        label=f"{series.replace('_', ' ').capitalize()} {cut.label}, DTW",
        aspect="behaviour",
        direction="distance",
        low=0.0,
        high=math.inf,
        units=units,
        items=noun,
        meaning=f"How far the {cut.curve} of one's {noun} must be bent to look like the other's.",
        formula=f"Default: √(cost / steps) of {cut.rule}. Paper: √cost, unconstrained, raw {cut.paper}.",
        limits=f"{cut.limit} Paper mode grows with volume: two quiet accounts are near each other by that alone.",
        needs=cut.needs.format(carrier=_CARRIERS.get(series, noun)),
        source="[B] 3.2; per-step value, band and minima ours",
        compute=partial(warped, series, cut.distances),
        explain=partial(explained, series, cut.warping),
        order=order,
        digits=2,
        tags=(DETAIL,),
    )


for _n, (_series, _cut) in enumerate((series, cut) for series in SERIES for cut in _CUTS):
    if (_series, _cut.ending) not in _ELSEWHERE:
        register(_declared(_series, _cut, _FIRST_ORDER + _n))
