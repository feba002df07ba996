"""The cost matrix of a warping: every possible pairing of two bins, and the cheapest way through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.axis import half, is_clock, moments, time_axis, turn, written
from figures.label import label
from figures.template import A_SIGN, B_SIGN, TOKENS, blank

if TYPE_CHECKING:
    import numpy.typing as npt
    import plotly.graph_objects as go

    from core.model import Warping
    from figures.axis import Bins, Moments
    from figures.template import Theme

    Floats = npt.NDArray[np.float64]

MOST_CELLS = 168
"""Cells along one side beyond which neighbouring bins are averaged: a screen shows no more."""

_SQUARE = {"xref": "x domain", "yref": "y domain"}
_DARKEST = 0.99  # the quantile of differences drawn in the last colour


def cost_figure(
    warping: Warping,
    label_a: str,
    label_b: str,
    theme: Theme,
    *,
    bins: Bins,
    zone: str = "UTC",
    noun: str = "posts",
    height: int = 480,
) -> go.Figure:
    """Draw what pairing any bin of A with any bin of B would cost, and the path that costs least.

    The matrix is square and whole: cut to its band it would be an empty square. A stronger cell means
    that the two bins differ more; the dotted lines are the band that the path may not leave.

    Parameters
    ----------
    warping : Warping
        Series of any two lengths; above :data:`MOST_CELLS` bins, blocks of bins are averaged.
    label_a, label_b : str
        What the profiles are called; foreign text, escaped and cut here.
    theme : {"light", "dark"}
        Which set of colours.
    bins : Bins
        What one bin is.
    zone : str
        The time zone of the hours, named on the axis.
    noun : str
        What is counted, for the hover in paper mode.
    height : int
        CSS pixels; the square takes what the width leaves of it.

    Returns
    -------
    plotly.graph_objects.Figure
        A upwards, B to the right. Hovering a cell names both bins and by how much they differ.

    Notes
    -----
    ``O(n · m)`` time, ``O(n · m / 168)`` memory.
    """
    colours = TOKENS[theme]
    when_a = moments(bins, warping.start_a, warping.a.size)
    when_b = moments(bins, warping.start_b, warping.b.size)
    figure = blank(theme, height)
    _add_cells(figure, warping, when_a, when_b, bins, noun)
    x, y = _path(warping, when_a, when_b, bins)
    for colour, width in ((colours["page"], 6), (colours["text"], 2.5)):
        line = {"color": colour, "width": width}
        figure.add_scatter(x=written(x), y=written(y), mode="lines", line=line, hoverinfo="skip")
    if warping.band is not None:
        x, y = _band(warping, np.sort(when_a), np.sort(when_b))
        dotted = {"color": colours["text"], "width": 1.2, "dash": "dot"}
        figure.add_scatter(x=written(x), y=written(y), mode="lines", line=dotted, hoverinfo="skip")
    _square(figure, when_a, when_b, bins)
    # Dates take two lines under the square, hours one.
    _name_axes(figure, label_a, label_b, theme, below=28 if is_clock(bins) else 44)
    if is_clock(bins):
        _name_corner(figure, f"hours in {zone}")
    return figure


def _add_cells(
    figure: go.Figure, warping: Warping, when_a: Moments, when_b: Moments, bins: Bins, noun: str
) -> None:
    order_a, order_b = np.argsort(when_a), np.argsort(when_b)
    cuts_a, cuts_b = (_cuts(series.size) for series in (warping.a, warping.b))
    cells = _differences(warping.a[order_a], warping.b[order_b], cuts_a, cuts_b)
    # Edges rather than centres, because the last block may be narrower than the others.
    edges_a = np.append(when_a[order_a][cuts_a], when_a.max() + 2 * half(bins)) - half(bins)
    edges_b = np.append(when_b[order_b][cuts_b], when_b.max() + 2 * half(bins)) - half(bins)
    unit = "× own mean" if warping.mode == "default" else f" {noun}"
    figure.add_heatmap(
        z=cells.astype(np.float32),
        x=edges_b,
        y=edges_a,
        xgap=0,
        ygap=0,
        zmin=0,
        zmax=float(np.quantile(cells, _DARKEST)) or 1.0,
        showscale=False,
        hovertemplate=f"{A_SIGN} %{{y}}<br>{B_SIGN} %{{x}}<br>differ by %{{z:.2~f}}{unit}<extra></extra>",
    )


def _cuts(n: int) -> npt.NDArray[np.intp]:
    """Give the first bin of each block, at most :data:`MOST_CELLS` blocks of equal length."""
    return np.arange(0, n, -(-n // MOST_CELLS))


def _differences(a: Floats, b: Floats, cuts_a: npt.NDArray[np.intp], cuts_b: npt.NDArray[np.intp]) -> Floats:
    """Give the mean difference of the bins in each pair of blocks, (blocks of a, blocks of b).

    >>> _differences(np.array([0.0, 2.0]), np.array([1.0, 1.0, 5.0]), np.array([0]), np.array([0, 2]))
    array([[1., 4.]])
    """
    widths = np.diff(np.append(cuts_b, b.size))
    rows = [
        np.add.reduceat(np.abs(block[:, None] - b).mean(axis=0), cuts_b) / widths
        for block in np.split(a, cuts_a[1:])
    ]
    return np.array(rows)


def _path(warping: Warping, when_a: Moments, when_b: Moments, bins: Bins) -> tuple[Moments, Moments]:
    """Give the path as a line, broken where it leaves the square at one side."""
    # Round a clock the last step is followed by the first.
    path = np.vstack([warping.path, warping.path[:1]]) if warping.circular else warping.path
    y, x = when_a[path[:, 0]], when_b[path[:, 1]]
    if not is_clock(bins):
        return x, y
    limit = turn(bins, warping.a.size) / 2
    torn = np.flatnonzero((np.abs(np.diff(x)) > limit) | (np.abs(np.diff(y)) > limit)) + 1
    nowhere = np.datetime64("NaT")
    return np.insert(x, torn, nowhere), np.insert(y, torn, nowhere)


def _band(warping: Warping, when_a: Moments, when_b: Moments) -> tuple[Moments, Moments]:
    """Give the edges of the band as one broken line; round a clock it comes back in two corners."""
    n, band = warping.a.size, warping.band or 0
    offsets = [-band, band]
    if warping.circular and band < n / 2:
        offsets += [band - n, n - band]
    x: list[np.datetime64] = []
    y: list[np.datetime64] = []
    nowhere = np.datetime64("NaT", "m")
    for offset in offsets:
        low, high = max(0, offset), min(n - 1, n - 1 + offset)
        if low <= high:
            x += [when_b[low], when_b[high], nowhere]
            y += [when_a[low - offset], when_a[high - offset], nowhere]
    return np.array(x, dtype=when_b.dtype), np.array(y, dtype=when_a.dtype)


def _square(figure: go.Figure, when_a: Moments, when_b: Moments, bins: Bins) -> None:
    wide, high = (when.max() - when.min() + 2 * half(bins) for when in (when_b, when_a))
    ratio = float(wide / high)
    figure.update_xaxes(**time_axis(bins, when_b), constrain="domain", constraintoward="left")
    figure.update_yaxes(
        **time_axis(bins, when_a),
        constrain="domain",
        constraintoward="top",
        scaleanchor="x",
        scaleratio=ratio,
    )


def _name_axes(figure: go.Figure, label_a: str, label_b: str, theme: Theme, below: int) -> None:
    colours = TOKENS[theme]
    figure.add_annotation(
        **_SQUARE,
        x=0,
        y=1,
        xanchor="left",
        yanchor="bottom",
        yshift=3,
        text=f"<b>↑ {A_SIGN} {label(label_a)}</b>",
        font={"color": colours["a_text"], "size": 14},
    )
    figure.add_annotation(
        **_SQUARE,
        x=1,
        y=0,
        xanchor="right",
        yanchor="top",
        yshift=-below,
        text=f"<b>{B_SIGN} {label(label_b)} →</b>",
        font={"color": colours["b_text"], "size": 14},
    )
    figure.update_layout(margin={"l": 0, "r": 0, "t": 26, "b": below + 22})


def _name_corner(figure: go.Figure, text: str) -> None:
    figure.add_annotation(**_SQUARE, x=1, y=1, xanchor="right", yanchor="bottom", yshift=3, text=text)
