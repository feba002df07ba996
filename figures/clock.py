"""The hours of the day of both profiles over each other, and B once more as another zone would show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.axis import HOUR_TICKS
from figures.template import A_DASH, A_SIGN, B_DASH, B_SIGN, TOKENS, blank

if TYPE_CHECKING:
    import numpy.typing as npt
    import plotly.graph_objects as go

    from figures.template import Theme

_HOURS = 24


def clock_figure(
    shares_a: npt.ArrayLike, shares_b: npt.ArrayLike, shift: int, theme: Theme, *, height: int = 190
) -> go.Figure:
    """Draw two hour-of-day curves on one scale, and B moved by the shift that fits best, if there is one.

    Parameters
    ----------
    shares_a, shares_b : array_like of shape (24,)
        Share of each one's posts in each UTC hour, in [0, 1].
    shift : int
        Hours added to the times of B, 0 for none.
    theme : {"light", "dark"}
        Which set of colours.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        A solid and B dashed; B moved is filled down to the axis.

    Raises
    ------
    ValueError
        If there are not 24 shares of each.
    """
    a, b = (np.asarray(shares, dtype=np.float64).reshape(_HOURS) for shares in (shares_a, shares_b))
    colours, hours = TOKENS[theme], np.arange(_HOURS)
    figure = blank(theme, height)
    if shift:
        figure.add_scatter(
            x=hours,
            y=np.roll(b, shift),
            mode="lines",
            line={"color": colours["b"], "width": 0},
            fill="tozeroy",
            fillcolor=colours["b_soft"],
            hovertemplate=f"{B_SIGN} shifted, %{{x:02d}}:00: %{{y:.1%}} of the posts<extra></extra>",
        )
    for y, sign, colour, dash in ((b, B_SIGN, colours["b"], B_DASH), (a, A_SIGN, colours["a"], A_DASH)):
        figure.add_scatter(
            x=hours,
            y=y,
            mode="lines",
            line={"color": colour, "dash": dash},
            hovertemplate=f"{sign} %{{x:02d}}:00: %{{y:.1%}} of the posts<extra></extra>",
        )
    figure.update_xaxes(
        title_text="hour of day, UTC",
        tickvals=HOUR_TICKS,
        ticktext=[f"{hour:02d}" for hour in HOUR_TICKS],
        range=(-0.5, _HOURS - 0.5),
    )
    top = float(max(a.max(), b.max())) or 1.0
    figure.update_yaxes(tickformat=".0%", range=(0, 1.08 * top), nticks=4)
    return figure
