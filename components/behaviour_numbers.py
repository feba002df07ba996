"""The four numbers of the Behaviour page, what they mean, and its answer in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components import card, compute, control, ranking, series_table, theme
from components.clock_card import HINT_POINTS
from core.behaviour.trait import best_shift
from core.model import Missing
from core.params import BehaviourParams, ComparisonParams

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from components.shell import Scene
    from core.model import Warping

_CENTRE = 12
_OBSERVED = {
    "day": "over the days on which both were observed",
    "month": "over the whole months in which both were observed",
    "hour_of_day": "around the clock",
    "hour_of_week": "around the week",
}


def _rank(scene: Scene, cut: str, series: str, params: BehaviourParams) -> str | None:
    """Say where the pair stands by what the page shows; by a band of one's own nothing is ranked."""
    if params != BehaviourParams():
        return None
    found = series_table.measurement(scene, series, cut)
    return ranking.words(found, ranking.fetch(scene, ComparisonParams.of("default")))


def answer(scene: Scene, warping: Warping | Missing, series: str, cut: str, params: BehaviourParams) -> str:
    """Give the page's answer: how near the curves are, and whether a shift would bring them nearer."""
    noun, bins = control.SERIES[series].lower(), control.BINS[cut].lower()
    overlaps = compute.shifts(scene.gallery, scene.a, scene.b)
    hint = "" if isinstance(overlaps, Missing) else _hint(overlaps)
    if isinstance(warping, Missing):
        return f"Their {noun} by {bins} cannot be compared: {warping.reason}."
    rank = _rank(scene, cut, series, params)
    near = (
        f"**{rank}** of the workspace's pairs"
        if rank
        else f"**{theme.decimal(warping.distance)}** apart per step"
    )
    return f"By {bins} their {noun} are {near}{hint}."


def _hint(overlaps: npt.NDArray[np.float64]) -> str:
    shift, gain = best_shift(overlaps)
    if 100 * gain >= HINT_POINTS:
        return f", and shifting B by {theme.signed(shift, 0)} hours would bring their days clearly closer"
    return ", and shifting the clock does not bring their days clearly closer"


def row(scene: Scene, warping: Warping | Missing, series: str, cut: str, params: BehaviourParams) -> None:
    """Draw the distance in both modes, the overlap of hours, and the gain of a shift."""
    overlaps = compute.shifts(scene.gallery, scene.a, scene.b)
    paper = series_table.measurement(scene, series, cut, "paper")
    missing = isinstance(warping, Missing)
    own_band = None if params == BehaviourParams() else "at a band of your own"
    card.metric_row(
        [
            card.Cell(
                "DTW per step",
                theme.MISSING if isinstance(warping, Missing) else theme.decimal(warping.distance),
                "too little evidence"
                if missing
                else _rank(scene, cut, series, params) or own_band or "rates, in the band",
                "Recommended: curves over their own mean, per step of the path. Lower is closer.",
            ),
            card.Cell(
                "Paper mode",
                theme.decimal(paper.value),
                _paper_rank(scene, series, cut) or "raw counts, free warp",
                "As published: grows with volume and span, so do not compare pairs by it.",
            ),
            *_hours(scene, overlaps),
        ]
    )


def _paper_rank(scene: Scene, series: str, cut: str) -> str | None:
    """Say where the pair stands in paper mode, where that has been worked out already."""
    standing = compute.standing(scene.gallery, ComparisonParams.of("paper"))
    return ranking.words(series_table.measurement(scene, series, cut, "paper"), standing)


def meaning(cut: str, params: BehaviourParams) -> str:
    """Say what the two distances mean, beside each other.

    Examples
    --------
    >>> meaning("day", BehaviourParams()).partition("**Paper mode**")[0]
    '**DTW per step**: √(cost / steps) of counts over their own mean, over the days on which both were observed, bent by at most 3 days. '
    """
    width = {"day": params.band_days, "month": params.band_months}.get(cut, params.band_hours)
    unit = {"day": "day", "month": "month"}.get(cut, "hour")
    bent = "bent freely" if width is None else f"bent by at most {width} {unit}{'' if width == 1 else 's'}"
    return (
        f"**DTW per step**: √(cost / steps) of counts over their own mean, {_OBSERVED[cut]}, {bent}. "
        "**Paper mode**: √cost of raw counts over each one's own span, bent freely; it grows with volume, so that "
        "two quiet accounts are near each other by that alone."
    )


def _hours(scene: Scene, overlaps: npt.NDArray[np.float64] | Missing) -> list[card.Cell]:
    same = "Share of posts that fall into the same hours of the day, UTC"
    gain_help = f"Best whole-hour shift of B against none; a time-zone hint needs {HINT_POINTS} points."
    if isinstance(overlaps, Missing):
        return [
            card.Cell("Same hours", theme.MISSING, "too little evidence", f"{same}. {overlaps.reason}"),
            card.Cell(
                "Gain by shift", theme.MISSING, "too little evidence", f"{gain_help} {overlaps.reason}"
            ),
        ]
    shift, gain = best_shift(overlaps)
    found = series_table.measured(scene, "default")["behaviour.hour_overlap"]
    rank = ranking.words(found, ranking.fetch(scene, ComparisonParams.of("default")))
    share = theme.percent(float(overlaps[_CENTRE]))
    return [
        card.Cell("Same hours", share, rank or "of posts, without a shift", same),
        card.Cell("Gain by shift", theme.points(gain), f"at {theme.signed(shift, 0)} h", gain_help),
    ]
