"""The cards of a warping: the bent curves, the cost of bending, and the posts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pandas as pd
import streamlit as st

from components import card, control, evidence, series_table, theme
from core.behaviour.activity import counted_rows
from core.behaviour.warping import costliest
from core.evidence import of_day, of_hour, of_month
from figures.axis import moments, names
from figures.cost import cost_figure
from figures.warping import joining_words, warping_figure

if TYPE_CHECKING:
    from components.shell import Scene
    from core.model import Timeline, Warping
    from figures.axis import Bins

_MATRIX = 440  # px: more stays blank at 1280


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
    with card.card(series_table.CURVES[cut], table, "warping"):
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
            height=_MATRIX,
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


def posts_behind(scene: Scene, warping: Warping, cut: str, series: str) -> None:
    """Open the ten steps that cost most, each to the posts of both profiles that its bins count."""
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
    made_a = _made(timeline_a, warping.start_a, i, cut, series)
    made_b = _made(timeline_b, warping.start_b, j, cut, series)
    evidence.both(scene, made_a, made_b, f"bin-{cut}")


def _made(timeline: Timeline, start: int, at: int, cut: str, series: str) -> list[int]:
    """Give the rows of one bin that its count was made from."""
    posts, n_bins = timeline.posts, control.N_BINS[cut]
    if n_bins is None:
        rows = of_day(posts, start + at)
    elif isinstance(n_bins, str):
        rows = of_month(posts, start + at)
    else:
        rows = of_hour(posts, at, n_bins)
    return sorted(set(rows.tolist()).intersection(counted_rows(posts, series).tolist()))
