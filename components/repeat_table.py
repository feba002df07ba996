"""What both published or reposted: each with both times, the lag, and both posts to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from components import card, evidence, theme
from figures.label import plain
from figures.lag import LAG_SIGNS, lag_bins, lag_figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.shell import Scene
    from core.content.near_post import NearPost
    from core.model import Measurement, Repeat

_STEPS = ((86_400 * 2, 86_400, "days"), (3_600 * 2, 3_600, "hours"), (120, 60, "minutes"), (0, 1, "seconds"))


def lag_words(seconds: float) -> str:
    """Say who came first, and by how much.

    Examples
    --------
    >>> lag_words(90), lag_words(-7200), lag_words(0)
    ('B 90 seconds later', 'A 2.0 hours later', 'at once')
    """
    size = abs(seconds)
    if size < 1:
        return "at once"
    _, unit, name = next(step for step in _STEPS if size >= step[0])
    amount = f"{size / unit:.0f}" if unit == 1 or size / unit >= 10 else f"{size / unit:.1f}"  # noqa: PLR2004
    return f"{'B' if seconds > 0 else 'A'} {amount} {name} later"


def _frame(scene: Scene, repeats: Sequence[Repeat]) -> pd.DataFrame:
    times_a, times_b = (timeline.posts["time"] for timeline in scene.timelines)
    return pd.DataFrame(
        [
            {
                "Text": plain(repeat.text, 300),
                "First by A": times_a.iloc[repeat.positions_a[0]].strftime("%Y-%m-%d %H:%M"),
                "First by B": times_b.iloc[repeat.positions_b[0]].strftime("%Y-%m-%d %H:%M"),
                "Lag": lag_words(repeat.lag_seconds),
                "Times by A": len(repeat.positions_a),
                "Times by B": len(repeat.positions_b),
            }
            for repeat in repeats
        ]
    )


def draw(scene: Scene, title: str, repeats: Sequence[Repeat], found: Measurement, name: str) -> None:
    """Draw the repeats of one sort; a row opens to the posts of both."""
    if not repeats:
        reason = found.missing or "no text of one stands in the other"
        st.markdown(f"None: {reason}.")
        return
    table = _frame(scene, repeats)
    row = evidence.chosen_row(
        table,
        name,
        f"{title}, with both times and the lag",
        {
            "Text": st.column_config.TextColumn(width=270),
            "First by A": st.column_config.TextColumn("● First by A, UTC", width=130),
            "First by B": st.column_config.TextColumn("◆ First by B, UTC", width=130),
            "Lag": st.column_config.TextColumn(width=130),
            "Times by A": st.column_config.NumberColumn("● Times", width=66),
            "Times by B": st.column_config.NumberColumn("◆ Times", width=66),
        },
        most_rows=7,
    )
    card.download_csv(table, name, f"{title} (CSV)")
    if row is not None:
        evidence.both(scene, repeats[row].positions_a, repeats[row].positions_b, f"{name}-posts")


def lags(found: Mapping[str, Sequence[Repeat | NearPost]]) -> None:
    """Draw how far apart the same, near-identical and reposted texts came, each kind by its sign."""
    seconds = {kind: np.array([one.lag_seconds for one in many]) for kind, many in found.items()}
    table = lag_bins([])[["first", "lag"]].assign(
        **{kind: lag_bins(lags_)["posts"] for kind, lags_ in seconds.items()}
    )
    legend = " &ensp; ".join(f"{LAG_SIGNS[kind]} {kind}" for kind, lags_ in seconds.items() if len(lags_))
    with card.card(
        "Who comes first, and by how much", table, "lags", aside=f":small[{legend}]" if legend else None
    ):
        if not any(len(lags_) for lags_ in seconds.values()):
            st.markdown("Nothing is the same in both, so there is no lag.")
            return
        theme.draw(
            lag_figure(seconds, theme.mode()),
            "Histogram of lags between what stands in both timelines",
            "lags",
        )
        st.caption(
            "Same posts and reposts: first post of each side. Reworded posts: the two that are closest in time."
        )
