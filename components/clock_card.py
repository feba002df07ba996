"""The cards of the week and of the clock: when each of the two acts, and whether a shift would fit better."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, compute, control, theme
from core.behaviour.activity import hour_of_day, hour_of_week
from core.behaviour.trait import best_shift
from core.model import Missing
from figures.clock import clock_figure
from figures.heat import week_figure
from figures.shift import SHIFTS, shift_figure

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from components.shell import Scene
    from figures.template import Side

HINT_POINTS = 10
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WHAT = {
    "posts": "posts",
    "originals": "posts originals",
    "reposts": "reposts",
    "quotes": "quotes",
    "replies": "replies",
    "mentions": "mentions others",
    "likes_received": "gets likes",
    "reposts_received": "gets reposts",
}


def weeks(scene: Scene, series: str) -> None:
    """Draw when each does what is counted over the week, on one scale."""
    shares = [_week(scene, key, series) for key in (scene.a, scene.b)]
    top = max(float(share.max()) for share, _ in shares)
    noun = control.SERIES[series].lower()
    sides: tuple[Side, Side] = ("a", "b")
    for column, side, label, (share, n) in zip(
        st.columns(2), sides, (scene.label_a, scene.label_b), shares, strict=True
    ):
        grid = pd.DataFrame(100 * share.reshape(7, 24), columns=[f"{hour:02d}" for hour in range(24)])
        grid.insert(0, "Day", _DAYS)
        title = f"When {theme.name(side, label)} {_WHAT[series]}"
        with column, card.card(title, grid, f"week-{side}", height="stretch"):
            if not n:
                st.markdown(f"No {noun} in this data.")
                continue
            figure = week_figure(share, side, top, theme.mode())
            alt = f"Share of {noun} by hour and weekday, profile {side.upper()}"
            theme.draw(figure, alt, f"week-{side}")
            st.caption(f"Share of {theme.count(n)} {noun}; the same scale for both; UTC.")


def _week(scene: Scene, key: str, series: str) -> tuple[npt.NDArray[np.float64], int]:
    counts = hour_of_week(compute.portrait(scene.gallery, key).activity, series)
    n = int(counts.sum())
    return counts / max(n, 1), n


def zones(scene: Scene) -> None:
    """Draw whether another time zone would fit better, and how both clocks look."""
    overlaps = compute.shifts(scene.gallery, scene.a, scene.b)
    if isinstance(overlaps, Missing):
        with st.container(border=True, height="stretch"):
            st.subheader("Would another time zone fit better?", anchor=False)
            st.markdown(f"{theme.MISSING} {overlaps.reason}")
        return
    table = pd.DataFrame({"Hours B is shifted": list(SHIFTS), "Overlap": overlaps})
    with card.card("Would another time zone fit better?", table, "zones", height="stretch"):
        figure = shift_figure(overlaps, theme.mode(), height=240)
        theme.draw(figure, "Overlap of the hours of the day by shift of B", "zones")
        shift, gain = best_shift(overlaps)
        st.caption(hint_words(shift, gain))
        hours_a, hours_b = _hours(scene, scene.a), _hours(scene, scene.b)
        theme.draw(
            clock_figure(hours_a, hours_b, shift, theme.mode(), height=172),
            "Share of posts by hour of day, both profiles",
            "clock",
        )
        moved = f"; filled: B shifted by {theme.signed(shift, 0)} h" if shift else ""
        st.caption(f"Share of posts by hour: :blue[● A] solid, :orange[◆ B] dashed{moved}.")


def hint_words(shift: int, gain: float) -> str:
    """Say what the best shift is worth.

    Examples
    --------
    >>> hint_words(0, 0.0)
    'Best without a shift: nothing hints at different time zones.'
    >>> hint_words(-3, 0.25)
    'Best at −3 h, 25.0 points better than none: a time-zone hint (from 10 points on).'
    """
    if shift == 0:
        return "Best without a shift: nothing hints at different time zones."
    verdict = "a time-zone hint" if 100 * gain >= HINT_POINTS else "too little for a time-zone hint"
    return (
        f"Best at {theme.signed(shift, 0)} h, {theme.points(gain)} better than none: {verdict} "
        f"(from {HINT_POINTS} points on)."
    )


def _hours(scene: Scene, key: str) -> npt.NDArray[np.float64]:
    counts = hour_of_day(compute.portrait(scene.gallery, key).activity, "posts")
    return counts / max(int(counts.sum()), 1)
