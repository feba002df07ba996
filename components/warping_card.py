"""The cards of the Behaviour page: the bent curves, the cost of bending, the weeks, the shifts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pandas as pd
import streamlit as st

from components import card, compute, control, evidence, theme
from core.behaviour.activity import hour_of_week
from core.behaviour.trait import best_shift
from core.behaviour.warping import costliest
from core.evidence import of_day, of_hour
from core.model import Missing
from figures.axis import moments, names
from figures.cost import cost_figure
from figures.heat import week_figure
from figures.shift import SHIFTS, shift_figure
from figures.warping import joining_words, warping_figure

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from components.shell import Scene
    from core.model import Warping
    from figures.axis import Bins
    from figures.template import Side

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HINT_POINTS = 10


def _bin_names(cut: Bins, start: int, n: int) -> list[str]:
    return names(cut, moments(cut, start, n))


def curves(scene: Scene, warping: Warping, cut: str, series: str) -> None:
    """Draw both curves and the steps that join them."""
    bins = cast("Bins", cut)
    said_a = _bin_names(bins, warping.start_a, warping.a.size)
    said_b = _bin_names(bins, warping.start_b, warping.b.size)
    i, j = warping.path.T
    table = pd.DataFrame(
        {
            "A": [said_a[k] for k in i],
            "A value": warping.a[i],
            "B": [said_b[k] for k in j],
            "B value": warping.b[j],
            "Cost": warping.step_costs,
        }
    )
    what = {"day": "Which day answers which", "hour_of_day": "Which hour answers which"}
    with card.card(what.get(cut, "Which hour of the week answers which"), table, "warping"):
        figure = warping_figure(
            warping,
            scene.label_a,
            scene.label_b,
            theme.mode(),
            bins=bins,
            noun=control.SERIES[series].lower(),
        )
        theme.draw(
            figure, "Activity of both profiles, with lines between the bins that warping pairs", "warping"
        )
        height = "times the profile’s own mean" if warping.mode == "default" else "raw counts"
        st.caption(
            f"Height: {height}. Grey lines: {joining_words(len(warping.path))} of the path. Times in UTC."
        )


def costs(scene: Scene, warping: Warping, cut: str, series: str) -> None:
    """Draw what pairing any two bins costs, and the cheapest way through."""
    bins = cast("Bins", cut)
    with card.card("What pairing two bins costs", _steps_table(warping, bins), "costs", height="stretch"):
        figure = cost_figure(
            warping,
            scene.label_a,
            scene.label_b,
            theme.mode(),
            bins=bins,
            noun=control.SERIES[series].lower(),
        )
        theme.draw(figure, "Cost of pairing any two bins, with the warping path", "costs")
        band = " Dots: the band it may not leave." if warping.band is not None else ""
        st.caption(f"Stronger cell: the two bins differ more. Line: the cheapest path.{band}")


def _steps_table(warping: Warping, bins: Bins) -> pd.DataFrame:
    said_a = _bin_names(bins, warping.start_a, warping.a.size)
    said_b = _bin_names(bins, warping.start_b, warping.b.size)
    worst = costliest(warping)
    return pd.DataFrame(
        {
            "A": [said_a[i] for i, _, _ in worst],
            "A value": [warping.a[i] for i, _, _ in worst],
            "B": [said_b[j] for _, j, _ in worst],
            "B value": [warping.b[j] for _, j, _ in worst],
            "Cost": [cost for _, _, cost in worst],
            "Share": [100 * cost / warping.cost for _, _, cost in worst],
        }
    )


def posts_behind(scene: Scene, warping: Warping, cut: str) -> None:
    """Open the ten steps that cost most, each to both profiles' posts of its bins."""
    bins = cast("Bins", cut)
    worst = costliest(warping)
    st.subheader("The posts behind the distance", anchor=False)
    if not worst:
        st.markdown("The curves are equal: no step costs anything.")
        return
    share = theme.percent(sum(cost for _, _, cost in worst) / warping.cost)
    st.caption(f"The steps that cost most, {share} of the whole. Click a row to read its posts.")
    row = evidence.chosen_row(
        _steps_table(warping, bins),
        f"steps-{cut}",
        "The steps that cost most",
        {
            "A": st.column_config.TextColumn("● A", width=110),
            "B": st.column_config.TextColumn("◆ B", width=110),
            "A value": st.column_config.NumberColumn(format="%.2f", width=80),
            "B value": st.column_config.NumberColumn(format="%.2f", width=80),
            "Cost": st.column_config.NumberColumn(format="%.2f", width=80),
            "Share": st.column_config.ProgressColumn(
                "Share of the cost", format="%.0f%%", min_value=0, max_value=100, color="gray", width=160
            ),
        },
    )
    if row is None:
        return
    i, j, _ = worst[row]
    timeline_a, timeline_b = scene.timelines
    if (n_bins := control.N_BINS[cut]) is None:
        found = of_day(timeline_a.posts, warping.start_a + i), of_day(timeline_b.posts, warping.start_b + j)
    else:
        found = of_hour(timeline_a.posts, i, n_bins), of_hour(timeline_b.posts, j, n_bins)
    evidence.both(scene, found[0].tolist(), found[1].tolist(), f"bin-{cut}")


def weeks(scene: Scene, series: str) -> None:
    """Draw when each posts over the week, on one scale."""
    shares = [_week(scene, key, series) for key in (scene.a, scene.b)]
    top = max(float(share.max()) for share, _ in shares)
    sides: tuple[Side, Side] = ("a", "b")
    for column, side, label, (share, n) in zip(
        st.columns(2), sides, (scene.label_a, scene.label_b), shares, strict=True
    ):
        grid = pd.DataFrame(100 * share.reshape(7, 24), columns=[f"{hour:02d}" for hour in range(24)])
        grid.insert(0, "Day", _DAYS)
        with column, card.card(f"When {theme.name(side, label)} posts", grid, f"week-{side}"):
            if not n:
                st.markdown(f"No {control.SERIES[series].lower()} in this data.")
                continue
            figure = week_figure(share, side, top, theme.mode())
            theme.draw(figure, f"Share of posts by hour and weekday, profile {side.upper()}", f"week-{side}")
            st.caption(
                f"Share of {theme.count(n)} {control.SERIES[series].lower()}; the same scale for both; UTC."
            )


def _week(scene: Scene, key: str, series: str) -> tuple[npt.NDArray[np.float64], int]:
    counts = hour_of_week(compute.portrait(scene.gallery, key).activity, series)
    n = int(counts.sum())
    return counts / max(n, 1), n


def zones(scene: Scene) -> None:
    """Draw whether another time zone would fit better."""
    overlaps = compute.shifts(scene.gallery, scene.a, scene.b)
    if isinstance(overlaps, Missing):
        with st.container(border=True, height="stretch"):
            st.subheader("Would another time zone fit better?", anchor=False)
            st.markdown(f"{theme.MISSING} {overlaps.reason}")
        return
    table = pd.DataFrame({"Hours B is shifted": list(SHIFTS), "Overlap": overlaps})
    with card.card("Would another time zone fit better?", table, "zones", height="stretch"):
        theme.draw(
            shift_figure(overlaps, theme.mode()), "Overlap of the hours of the day by shift of B", "zones"
        )
        shift, gain = best_shift(overlaps)
        if shift == 0:
            st.caption("Best without a shift: nothing hints at different time zones.")
            return
        verdict = "a time-zone hint" if 100 * gain >= _HINT_POINTS else "too little for a time-zone hint"
        st.caption(
            f"Best at {theme.signed(shift, 0)} h, {theme.points(gain)} better than none: {verdict} (10)."
        )
