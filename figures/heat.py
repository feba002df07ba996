"""When a profile posts: the week as a heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.axis import DAYS, HOUR_TICKS
from figures.template import RAMP_A, RAMP_B, blank, colourscale

if TYPE_CHECKING:
    import numpy.typing as npt
    import plotly.graph_objects as go

    from figures.template import Side, Theme

_HOURS = 24


def week_figure(
    shares: npt.ArrayLike,
    side: Side,
    zmax: float,
    theme: Theme,
    *,
    zone: str = "UTC",
    height: int = 236,
) -> go.Figure:
    """Draw the hours of the week as seven rows of 24 cells; an empty hour is almost page-coloured.

    Two profiles can only be compared by eye where both are drawn up to the same ``zmax``.

    Parameters
    ----------
    shares : array_like of shape (168,)
        Share of the profile's posts in each hour, in [0, 1]; hour 0 is Monday 00:00-00:59.
    side : {"a", "b"}
        Whose week it is; decides the ramp.
    zmax : float
        The share drawn in the last colour: the larger of the two profiles' largest.
    theme : {"light", "dark"}
        Which set of colours.
    zone : str
        The time zone of the hours, named on the axis.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Hovering a cell names day, hour and share.

    Raises
    ------
    ValueError
        If there are not 168 shares.
    """
    cells = np.asarray(shares, dtype=np.float64).reshape(len(DAYS), _HOURS)
    ramp = (RAMP_A if side == "a" else RAMP_B)[theme]
    hours = [f"{hour:02d}:00–{hour:02d}:59" for hour in range(_HOURS)]
    figure = blank(theme, height)
    figure.add_heatmap(
        z=cells,
        x=np.arange(_HOURS),
        y=list(DAYS),
        colorscale=colourscale(ramp),
        zmin=0,
        zmax=zmax or 1.0,
        customdata=[hours] * len(DAYS),
        colorbar={"len": 1.06, "nticks": 4, "tickformat": "~%", "x": 1.01},
        hovertemplate="%{y} %{customdata}<br>%{z:.2%} of the posts<extra></extra>",
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(
        tickvals=HOUR_TICKS,
        ticktext=[f"{hour:02d}" for hour in HOUR_TICKS],
        title_text=f"hour of day, {zone}",
    )
    return figure
