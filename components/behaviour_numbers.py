"""The four numbers of the Behaviour page, and its answer in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components import card, compute, control, ranking, theme
from core.behaviour.trait import best_shift
from core.model import Missing
from core.params import BehaviourParams, ComparisonParams

if TYPE_CHECKING:
    from components.shell import Scene
    from core.model import Warping

_MEASURES = {"day": "behaviour.dtw_posts_per_day", "hour_of_day": "behaviour.dtw_posts_by_hour"}
_CENTRE = 12
_HINT = 0.10


def _rank(scene: Scene, cut: str, series: str) -> str | None:
    """Say where the pair stands by the measure that the page shows, if it is one of the register's."""
    if series != "posts" or cut not in _MEASURES:
        return None
    params = ComparisonParams.of("default")
    found = compute.comparison(scene.gallery, scene.a, scene.b, params)[_MEASURES[cut]]
    return ranking.words(found, ranking.fetch(scene, params))


def answer(scene: Scene, warping: Warping | Missing, series: str, cut: str) -> str:
    """Give the page's answer: how near the curves are, and whether a shift would bring them nearer."""
    noun, bins = control.SERIES[series].lower(), control.BINS[cut].lower()
    if isinstance(warping, Missing):
        return f"Their {noun} by {bins} cannot be compared: {warping.reason}."
    rank = _rank(scene, cut, series)
    near = (
        f"**{rank}** of the workspace's pairs"
        if rank
        else f"**{theme.decimal(warping.distance)}** apart per step"
    )
    overlaps = compute.shifts(scene.gallery, scene.a, scene.b)
    if isinstance(overlaps, Missing):
        return f"By {bins} their {noun} are {near}."
    shift, gain = best_shift(overlaps)
    hint = (
        f"shifting B by {theme.signed(shift, 0)} hours would bring them clearly closer"
        if gain >= _HINT
        else "shifting the clock does not bring them clearly closer"
    )
    return f"By {bins} their {noun} are {near}, and {hint}."


def row(scene: Scene, warping: Warping | Missing, series: str, cut: str) -> None:
    """Draw the distance in both modes, the overlap of hours, and the gain of a shift."""
    paper = compute.warping(
        scene.gallery, scene.a, scene.b, series, control.N_BINS[cut], BehaviourParams(mode="paper")
    )
    overlaps = compute.shifts(scene.gallery, scene.a, scene.b)
    card.metric_row(
        [
            card.Cell(
                "DTW per step",
                _distance(warping),
                _rank(scene, cut, series) or "rates, in the band",
                "Curves over their own mean, per step of the path. Lower is closer.",
            ),
            card.Cell(
                "Paper mode",
                _distance(paper),
                "raw counts, free warp",
                "As published: grows with volume and span, so do not compare pairs by it.",
            ),
            *_hours(overlaps),
        ]
    )


def _distance(warping: Warping | Missing) -> str:
    return theme.MISSING if isinstance(warping, Missing) else theme.decimal(warping.distance)


def _hours(overlaps: object) -> list[card.Cell]:
    same = "Share of posts that fall into the same hours of the day, UTC"
    gain_help = "Best whole-hour shift of B against none; a time-zone hint needs 10 points."
    if isinstance(overlaps, Missing):
        return [
            card.Cell("Same hours", theme.MISSING, overlaps.reason, same),
            card.Cell("Gain by shift", theme.MISSING, overlaps.reason, gain_help),
        ]
    shift, gain = best_shift(overlaps)  # type: ignore[arg-type]
    return [
        card.Cell("Same hours", theme.percent(float(overlaps[_CENTRE])), "of posts, without a shift", same),  # type: ignore[index]
        card.Cell("Gain by shift", theme.points(gain), f"at {theme.signed(shift, 0)} h", gain_help),
    ]
