"""What stands out on a map: the pair or the profiles that are chosen, and points that were put into it later."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import plotly.graph_objects as go

from figures.template import TOKENS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from figures.template import Side, Theme

_RING, _LATER = 19, 13


class Mark(NamedTuple):
    """A point that is ringed: its row, what stands beside it (our own words), and whose colour it has."""

    row: int
    text: str
    side: Side | None = None


def mark_points(
    figure: go.Figure,
    points: npt.ArrayLike,
    marks: Sequence[Mark],
    later: npt.ArrayLike,
    mode: Theme,
) -> go.Figure:
    """Ring some points of a map and say what they are; set a frame around those that came later.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Of :func:`figures.map.map_figure`; it is changed.
    points : array_like of shape (n, 2)
        Those of the map.
    marks : sequence of Mark
        A's ring is round, B's a diamond; any other is round and in the colour of text.
    later : array_like of shape (n,)
        Which points were put into the map after it was made.
    mode : {"light", "dark"}
        Which set of colours.

    Returns
    -------
    plotly.graph_objects.Figure
        The same; a click or hover goes through to the points.
    """
    at, tokens = np.asarray(points, dtype=np.float64), TOKENS[mode]
    rows = np.flatnonzero(np.asarray(later, dtype=np.bool_))
    if rows.size:
        _overlay(figure, at[rows], "square-open", _LATER, 1.5, tokens["text"])
    for mark in marks:
        colour = tokens["text"] if mark.side is None else tokens[mark.side]
        symbol = "diamond-open" if mark.side == "b" else "circle-open"
        for paint, width in ((tokens["page"], 6), (colour, 2.5)):
            _overlay(figure, at[[mark.row]], symbol, _RING, width, paint)
        beside = tokens["text"] if mark.side is None else tokens["a_text" if mark.side == "a" else "b_text"]
        figure.add_annotation(
            x=at[mark.row, 0],
            y=at[mark.row, 1],
            text=f"<b>{mark.text}</b>",
            yshift=22,
            font={"color": beside, "size": 14},
            bgcolor=tokens["page"],
            opacity=0.9,
            borderpad=2,
            captureevents=False,
        )
    return figure


def _overlay(
    figure: go.Figure, at: npt.NDArray[np.float64], symbol: str, size: int, width: float, colour: str
) -> None:
    still = {"marker": {"opacity": 1}}
    # what the graphics card draws covers all else: rings are drawn by whoever draws the points
    kind = go.Scattergl if any(trace.type == "scattergl" for trace in figure.data) else go.Scatter
    ring = kind(
        x=at[:, 0],
        y=at[:, 1],
        mode="markers",
        hoverinfo="skip",
        showlegend=False,
        marker={"symbol": symbol, "size": size, "color": colour, "line": {"width": width, "color": colour}},
        selected=still,
        unselected=still,
    )
    figure.add_trace(ring)
