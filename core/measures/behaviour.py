"""Measures of behaviour: do the two act alike in time? METHODS 1, [B] 3.1 and 3.2."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.behaviour.activity import row_of
from core.behaviour.distance import daily_distance, hourly_distance
from core.behaviour.warping import daily_warping, hourly_warping
from core.measures import Measure, Score, pairwise, register

if TYPE_CHECKING:
    from core.model import Missing, Portrait, Warping
    from core.model.result import Mode
    from core.params import ComparisonParams
    from core.reference import Reference

_UNITS: dict[Mode, str] = {"default": "× own mean, per step", "paper": "posts"}


def _scored(value: float | Missing, a: Portrait, b: Portrait) -> Score:
    n_a, n_b = (int(p.activity.daily[row_of("posts")].sum()) for p in (a, b))
    return Score(value, n_a, n_b)


def _daily(a: Portrait, b: Portrait, _: Reference | None, params: ComparisonParams) -> Score:
    return _scored(daily_distance(a.activity, b.activity, params.behaviour), a, b)


def _hourly(a: Portrait, b: Portrait, _: Reference | None, params: ComparisonParams) -> Score:
    return _scored(hourly_distance(a.activity, b.activity, params.behaviour), a, b)


def _explain_daily(
    a: Portrait, b: Portrait, _: Reference | None, params: ComparisonParams
) -> Warping | Missing:
    return daily_warping(a.activity, b.activity, params.behaviour)


def _explain_hourly(
    a: Portrait, b: Portrait, _: Reference | None, params: ComparisonParams
) -> Warping | Missing:
    return hourly_warping(a.activity, b.activity, params.behaviour)


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
        compute=pairwise(_daily),
        explain=_explain_daily,
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
        compute=pairwise(_hourly),
        explain=_explain_hourly,
        order=20,
        digits=2,
    )
)
