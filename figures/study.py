"""What a validation found: how true the probabilities are, and how much is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from plotly.subplots import make_subplots

from figures.label import label
from figures.template import TOKENS, blank, template

if TYPE_CHECKING:
    from collections.abc import Iterator

    import plotly.graph_objects as go

    from core.model import Chart, Curve
    from figures.template import Theme

LEAST_RATE = 1e-4
"""The left end of a detection chart: one wrong pair in ten thousand."""

_RATES = {1e-4: "1 in 10,000", 1e-3: "1 in 1,000", 1e-2: "1 in 100", 1e-1: "1 in 10", 1.0: "all"}
_DASHES = ("solid", "6px,3px", "2px,3px", "10px,3px,2px,3px")
_SYMBOLS = ("circle", "square", "diamond-tall", "triangle-up", "x", "star")
_STEPS_A_DECADE = 60  # finer than the pixels of any screen it is shown on
_NAME = 44  # characters of a curve's name
_NARROW, _ENTRY, _LETTER = 330, 48, 6.2  # px of a figure beside another, of a mark in its legend, of a letter
_LEGEND = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"}


class _Look(NamedTuple):
    colour: str
    dash: str
    symbol: str
    width: float


def _looks(theme: Theme) -> Iterator[_Look]:
    """Give looks for curve after curve: none in the colours of A or B, told apart without hues too."""
    colours, ochre = TOKENS[theme], template(theme).layout.colorway[5]
    hues = (colours["shared"], ochre, colours["toward"], colours["against"], colours["muted"])
    n = 0
    while True:
        yield _Look(
            hues[n % len(hues)],
            _DASHES[n % len(_DASHES)],
            _SYMBOLS[n % len(_SYMBOLS)],
            3.0 if n == 0 else 2.0,
        )
        n += 1


def detection_figure(chart: Chart, theme: Theme, *, height: int = 360) -> go.Figure:
    """Draw how many of the same pairs are found against how many different ones are wrongly accepted.

    Parameters
    ----------
    chart : Chart
        Of "detection" curves; the first is drawn strongest. A curve is a stair: between two points
        what is found is what the lower rate finds.
    theme : {"light", "dark"}
        Which set of colours.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Rates on a logarithmic scale from 1 in 10,000 to all; the dotted line is what chance finds.
    """
    colours = TOKENS[theme]
    figure = blank(theme, height, margin={"t": 12, "r": 16}, showlegend=True)
    chance = np.geomspace(LEAST_RATE, 1, 33)
    figure.add_scatter(
        x=chance,
        y=chance,
        mode="lines",
        name="chance",
        line={"color": colours["faint"], "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
    )
    for curve, look in zip(chart.curves, _looks(theme), strict=False):
        rates, found = _stair(curve)
        name = label(curve.name, _NAME)
        figure.add_scatter(
            x=rates,
            y=found,
            mode="lines",
            name=name,
            line={"color": look.colour, "width": look.width, "dash": look.dash, "shape": "hv"},
            customdata=[name] * rates.size,
            hovertemplate="%{customdata}<br>%{x:.2%} wrongly accepted<br>%{y:.1%} found<extra></extra>",
        )
    figure.update_xaxes(
        type="log",
        range=(np.log10(LEAST_RATE), 0),
        tickvals=list(_RATES),
        ticktext=list(_RATES.values()),
        showgrid=True,
        title_text="different pairs wrongly accepted",
    )
    figure.update_yaxes(range=(0, 1.02), tickformat=".0%", nticks=6, title_text="same pairs found")
    return _with_legend(figure, chart)


def _stair(curve: Curve) -> tuple[np.ndarray, np.ndarray]:
    """Give a detection curve within the chart, one point a pixel at most: the highest that is found there."""
    rates, found = np.asarray(curve.x, dtype=np.float64), np.asarray(curve.y, dtype=np.float64)
    known = np.isfinite(rates) & np.isfinite(found)
    rates, found = np.maximum(rates[known], LEAST_RATE), found[known]
    order = np.lexsort((found, rates))
    rates, found = rates[order], np.maximum.accumulate(found[order])
    if not rates.size:
        return rates, found
    step = np.round(np.log10(rates) * _STEPS_A_DECADE)
    last = np.append(step[1:] != step[:-1], True)
    # what the last threshold finds is found at every rate above it
    return np.append(rates[last], 1.0), np.append(found[last], found[-1])


def reliability_figure(chart: Chart, theme: Theme, *, height: int = 420) -> go.Figure:
    """Draw how often it was so where a probability was said, and of how many pairs it was said.

    Parameters
    ----------
    chart : Chart
        Of "reliability" curves; points on the diagonal are true to their word.
    theme : {"light", "dark"}
        Which set of colours.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Above each point with its interval, below bars with the pairs of each group on a logarithmic
        scale, where they are known.
    """
    colours = TOKENS[theme]
    has_counts = any(curve.n for curve in chart.curves)
    figure = make_subplots(
        rows=1 + has_counts,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.05,
        row_heights=[0.78, 0.22] if has_counts else [1.0],
    )
    figure.update_layout(template=template(theme), height=height, margin={"t": 12, "r": 16}, showlegend=True)
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        name="true to its word",
        line={"color": colours["faint"], "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
    )
    for n, (curve, look) in enumerate(zip(chart.curves, _looks(theme), strict=False)):
        figure.add_scatter(**_points(curve, look))
        if curve.n:
            figure.add_bar(**_bars(curve, look, n, len(chart.curves)), row=2, col=1)
    figure.update_xaxes(range=(-0.02, 1.02), tickformat=".0%", showgrid=True)
    figure.update_yaxes(range=(-0.02, 1.02), tickformat=".0%", nticks=6, title_text="it was so", row=1, col=1)
    if has_counts:
        # a bar on a logarithmic axis begins where the axis does; one pair must still be seen
        figure.update_yaxes(
            type="log",
            range=(-0.3, _decades(chart)),
            tickvals=[10**power for power in range(0, 12, 2)],
            ticktext=["1", "100", "10,000", "1 million", "100 million", "10 billion"],
            title_text="pairs",
            row=2,
            col=1,
        )
    figure.update_xaxes(title_text="probability that was said", row=1 + has_counts, col=1)
    return _with_legend(figure.update_layout(barmode="overlay"), chart)


def _points(curve: Curve, look: _Look) -> dict[str, Any]:
    """Give the points of a reliability curve, each with its interval and, on hover, its pairs."""
    y = np.asarray(curve.y, dtype=np.float64)
    name = label(curve.name, _NAME)
    said = [f"{n:,} pairs" for n in curve.n] or [""] * y.size
    points: dict[str, Any] = {
        "x": list(curve.x),
        "y": y,
        "mode": "lines+markers",
        "name": name,
        "line": {"color": look.colour, "width": 1.2, "dash": look.dash},
        "marker": {"symbol": look.symbol, "size": 9, "color": look.colour},
        "customdata": [(name, count) for count in said],
        "hovertemplate": "%{customdata[0]}<br>said %{x:.1%}, was so in %{y:.1%}"
        "<br>%{customdata[1]}<extra></extra>",
    }
    if curve.low and curve.high:
        low, high = np.asarray(curve.low, dtype=np.float64), np.asarray(curve.high, dtype=np.float64)
        points["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": np.maximum(high - y, 0),
            "arrayminus": np.maximum(y - low, 0),
            "color": look.colour,
            "thickness": 1.5,
            "width": 4,
        }
    return points


def _bars(curve: Curve, look: _Look, place: int, n_curves: int) -> dict[str, Any]:
    """Give the bars that count the pairs of each point; several curves stand side by side."""
    width = 0.024 / n_curves
    name = label(curve.name, _NAME)
    return {
        "x": np.asarray(curve.x, dtype=np.float64) + (place - (n_curves - 1) / 2) * width,
        "y": list(curve.n),
        "width": width,
        "marker": {"color": look.colour, "opacity": 0.75},
        "showlegend": False,
        "customdata": [name] * len(curve.n),
        "hovertemplate": "%{customdata}<br>%{y:,} pairs<extra></extra>",
    }


def _decades(chart: Chart) -> float:
    """Give the logarithm above all counts of a chart."""
    most = max((n for curve in chart.curves for n in curve.n), default=1)
    return float(np.ceil(np.log10(max(most, 10)))) + 0.1


def _with_legend(figure: go.Figure, chart: Chart) -> go.Figure:
    """Put the legend above the figure, and leave it room, also where it has half a page."""
    longest = max((min(len(curve.name), _NAME) for curve in chart.curves), default=0)
    a_line = max(1, int(_NARROW / (_ENTRY + _LETTER * longest)))
    lines = -(-(len(chart.curves) + 1) // a_line)
    figure.update_layout(
        legend={**_LEGEND, "font": {"size": 13}, "itemclick": False, "itemdoubleclick": False},
        margin={"t": 20 + 20 * lines},
        height=figure.layout.height + 20 * lines,
    )
    return figure
