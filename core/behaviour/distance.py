"""Warping distances alone, without the path: what a survey of many pairs asks for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dtaidistance import dtw

from core.behaviour.recursion import cost_and_steps
from core.behaviour.warping import hourly_warping
from core.behaviour.window import daily_pair, too_long_reason
from core.model.result import Missing

if TYPE_CHECKING:
    from core.behaviour.params import BehaviourParams
    from core.model.portrait import Activity


def daily_distance(
    x: Activity, y: Activity, params: BehaviourParams, series: str = "posts"
) -> float | Missing:
    """Give the distance that :func:`core.behaviour.warping.daily_warping` gives, in O(days) memory.

    Parameters, result and limits are those of that function.
    """
    pair = daily_pair(x, y, params, series)
    if isinstance(pair, Missing):
        return pair
    band = None if params.mode == "paper" else params.band_days
    if reason := too_long_reason(pair.a.size, pair.b.size, band):
        return Missing(reason)
    if params.mode == "paper":
        return float(dtw.distance_fast(pair.a, pair.b, use_pruning=False))
    cost, steps = cost_and_steps(pair.a, pair.b, band)
    return math.sqrt(cost / steps)


def hourly_distance(
    x: Activity, y: Activity, params: BehaviourParams, series: str = "posts", bins: int = 24
) -> float | Missing:
    """Give the distance that :func:`core.behaviour.warping.hourly_warping` gives."""
    warping = hourly_warping(x, y, params, series, bins)
    return warping if isinstance(warping, Missing) else warping.distance
