"""A map: a point a row, coloured by what it belongs to or by a number."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go

from figures.label import label
from figures.template import DIVERGING, SEQUENTIAL, TOKENS, blank, colourscale

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from figures.template import Theme

MOST_GROUPS = 8
OTHER, NONE = "other groups", "no group"
MANY = 5_000
"""Points from which the browser draws on its graphics card: shapes in a page are too slow."""
# One group, one shape: the second channel. The first two are those of profiles A and B.
MARKS = ("circle", "diamond", "square", "triangle-up", "cross", "x", "triangle-down", "star")
_OTHER_MARK, _NONE_MARK = "pentagon", "circle-open"
_BELOW, _ABOVE = "triangle-down", "triangle-up"
# Hues beside those of the template, which has six.
_MORE: dict[Theme, tuple[str, str, str]] = {
    "light": ("#B08900", "#2A9DC4", "#7A4A2B"),
    "dark": ("#E3C04B", "#2C8FB3", "#C9A27E"),
}
_LINE = 120  # characters of a line of the hover
_PALEST = 3  # of the ten greys: paler ones are lost on the page
_RING = 17
_LEAST_ROOM = 0.07  # of a scale, between two of its numbers


def palette(mode: Theme) -> tuple[str, ...]:
    """Give the colours of up to eight groups, the largest first.

    >>> len(set(palette("dark")))
    8
    """
    tokens = TOKENS[mode]
    return (tokens["a"], tokens["b"], tokens["shared"], tokens["toward"], tokens["against"], *_MORE[mode])


def diverging_colours(mode: Theme) -> tuple[str, ...]:
    """Give the colours of numbers that run both ways: grey at 0, where the template's own fade into the page.

    >>> len(diverging_colours("light"))
    7
    """
    return (*DIVERGING[mode][:3], TOKENS[mode]["axis"], *DIVERGING[mode][-3:])


def map_figure(
    points: npt.ArrayLike,
    groups: Sequence[str | None] | None,
    values: npt.ArrayLike | None,
    hover: Sequence[str],
    chosen: int | None,
    mode: Theme,
    *,
    value_label: str = "",
    diverging: bool | None = None,
    logarithmic: bool = False,
    height: int = 560,
) -> go.Figure:
    """Draw a map; how far apart two points lie is no evidence, so it has no axes.

    Parameters
    ----------
    points : array_like of shape (n, 2)
        Where each row lies.
    groups : sequence of str or None, optional
        What each row belongs to; foreign text. The eight largest have a colour and a shape each, the
        others share one, and a row of none (None or "") is pale. The smaller a group, the nearer to the
        reader: few points are not lost under many.
    values : array_like of shape (n,), optional
        A number for each row, drawn where there are no groups; a row without one is pale.
    hover : sequence of str
        What to say of each row, one line or several; foreign text.
    chosen : int, optional
        The row that is ringed.
    mode : {"light", "dark"}
        Which set of colours.
    value_label : str
        What the numbers are, beside the scale; our own words.
    diverging : bool, optional
        Whether the numbers run both ways from 0: violet, pointing down, below it and green, pointing up,
        above. Where None, they do if some are below 0 and some above.
    logarithmic : bool
        Whether the numbers are positive and told apart by how many times larger one is; the scale names
        the numbers themselves.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        ``customdata`` of a point holds the number of its row, by which a click can be read back.

    Raises
    ------
    ValueError
        If there is not one group, number and hover a point, or the chosen row is none.
    """
    at = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    numbers = None if values is None else np.asarray(values, dtype=np.float64)
    for given in (groups, numbers, hover):
        if given is not None and len(given) != len(at):
            message = f"{len(given)} groups, numbers or hovers for {len(at)} points"
            raise ValueError(message)
    if chosen is not None and not 0 <= chosen < len(at):
        message = f"row {chosen} of {len(at)} is to be ringed"
        raise ValueError(message)
    figure = blank(mode, height, dragmode="zoom", margin={"l": 0, "r": 0, "t": 0, "b": 0})
    said = ["<br>".join(label(line, _LINE) for line in text.split("\n")) for text in hover]
    if groups is not None:
        _draw_groups(figure, at, groups, said, mode)
    elif numbers is not None:
        scale = _log_ticks(numbers) if logarithmic else {}
        shown = np.log10(numbers) if logarithmic else numbers
        _draw_numbers(figure, at, shown, said, mode, value_label, diverging=diverging, scale=scale)
    else:
        _draw(figure, at, np.arange(len(at)), said, {"color": TOKENS[mode]["shared"]})
    if chosen is not None:
        _draw_ring(figure, at, chosen, mode)
    nothing = {"visible": False, "showgrid": False, "zeroline": False}
    figure.update_xaxes(**nothing)
    figure.update_yaxes(**nothing, scaleanchor="x")
    return figure


def _kind(n: int) -> Any:
    """Choose who draws n points; what the card draws covers all shapes of the page."""
    return go.Scattergl if n > MANY else go.Scatter


def _draw(
    figure: go.Figure,
    at: npt.NDArray[np.float64],
    rows: npt.NDArray[np.int64],
    said: Sequence[str],
    marker: dict[str, Any],
    **trace: Any,
) -> None:
    """Add some rows as one trace, whatever is clicked as bright as before."""
    size = 4 if len(at) > MANY else 8 if len(at) > MANY / 10 else 10
    opacity = 0.65 if len(at) > MANY / 10 else 0.85
    still = {"marker": {"opacity": opacity}}
    figure.add_trace(
        _kind(len(at))(
            x=at[rows, 0],
            y=at[rows, 1],
            mode="markers",
            customdata=rows[:, None],
            text=[said[row] for row in rows.tolist()],
            hovertemplate="%{text}<extra></extra>",
            marker={"size": size, "opacity": opacity, "line": {"width": 0}, **marker},
            selected=still,
            unselected=still,
            **trace,
        )
    )


def _draw_groups(
    figure: go.Figure,
    at: npt.NDArray[np.float64],
    groups: Sequence[str | None],
    said: Sequence[str],
    mode: Theme,
) -> None:
    """Draw the largest group first, so that the smallest lies on top; name all above the map."""
    counts = Counter(group for group in groups if group)
    ranked = sorted(counts, key=lambda group: (-counts[group], group))
    places = {group: place for place, group in enumerate(ranked[:MOST_GROUPS])}
    of = np.array([places.get(group, MOST_GROUPS) if group else -1 for group in groups], dtype=np.int64)
    tokens, colours = TOKENS[mode], palette(mode)
    looks = [(-1, NONE, tokens["faint"], _NONE_MARK), (MOST_GROUPS, OTHER, tokens["muted"], _OTHER_MARK)]
    looks += [(n, label(group), colours[n], MARKS[n]) for group, n in places.items()]
    for number, name, colour, mark in looks:
        if (rows := np.flatnonzero(of == number)).size:
            marker = {"color": colour, "symbol": mark}
            rank = {-1: 1_001, MOST_GROUPS: 1_000}.get(number, number)
            _draw(figure, at, rows, said, marker, name=f"{name} ({rows.size:,})", legendrank=rank)
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "itemsizing": "constant"},
        margin={"t": 34},
    )


def _draw_numbers(
    figure: go.Figure,
    at: npt.NDArray[np.float64],
    numbers: npt.NDArray[np.float64],
    said: Sequence[str],
    mode: Theme,
    value_label: str,
    *,
    diverging: bool | None,
    scale: dict[str, Any],
) -> None:
    """Draw the most extreme numbers last, so that they lie on top."""
    there = np.isfinite(numbers)
    if (without := np.flatnonzero(~there)).size:
        _draw(figure, at, without, said, {"color": TOKENS[mode]["grid"], "symbol": _NONE_MARK})
    rows = np.flatnonzero(there)
    if not rows.size:
        return
    both = bool(numbers[rows].min() < 0 < numbers[rows].max()) if diverging is None else diverging
    rows = rows[np.argsort(np.abs(numbers[rows]) if both else numbers[rows], kind="stable")]
    shown = numbers[rows]
    reach = float(np.abs(shown).max()) or 1.0
    ends = (-reach, reach) if both else (float(shown.min()), float(shown.max()))
    colours = diverging_colours(mode) if both else SEQUENTIAL[mode][_PALEST:]
    marker = {
        "color": shown,
        "colorscale": colourscale(colours),
        "cmin": ends[0],
        "cmax": ends[1] if ends[1] > ends[0] else ends[0] + 1.0,
        "symbol": np.where(shown < 0, _BELOW, _ABOVE).tolist() if both else _NONE_MARK,
        "showscale": True,
        "colorbar": {
            "title": {"text": value_label, "side": "right"},
            "outlinewidth": 0,
            "thickness": 10,
            "ticks": "",
            "tickfont": {"size": 12, "color": TOKENS[mode]["muted"]},
            **scale,
        },
    }
    _draw(figure, at, rows, said, marker)


def _log_ticks(numbers: npt.NDArray[np.float64]) -> dict[str, Any]:
    """Name the ends of a logarithmic scale, and round numbers between them that have room.

    >>> _log_ticks(np.array([7.0, 430.0]))["ticktext"]
    ['7', '10', '100', '430']
    """
    known = numbers[np.isfinite(numbers)]
    if not known.size:
        return {}
    ends = sorted({float(known.min()), float(known.max())})
    reach = math.log10(ends[-1] / ends[0])
    steps = (1,) if reach > 1 else (1, 2, 5)
    powers = range(math.floor(math.log10(ends[0])), math.ceil(math.log10(ends[-1])) + 1)
    between = [
        step * 10.0**power
        for power in powers
        for step in steps
        if all(abs(math.log10(step * 10.0**power / end)) > _LEAST_ROOM * reach for end in ends)
        and ends[0] < step * 10.0**power < ends[-1]
    ]
    ticks = sorted([*ends, *between])
    return {"tickvals": [math.log10(tick) for tick in ticks], "ticktext": [f"{tick:,.0f}" for tick in ticks]}


def _draw_ring(figure: go.Figure, at: npt.NDArray[np.float64], chosen: int, mode: Theme) -> None:
    """Ring a row: in the page's colour within the text's, so that it is seen on any ground."""
    for colour, width in ((TOKENS[mode]["page"], 6), (TOKENS[mode]["text"], 2.5)):
        ring = {
            "symbol": "circle-open",
            "size": _RING,
            "color": colour,
            "line": {"width": width, "color": colour},
        }
        figure.add_trace(
            _kind(len(at))(
                x=at[[chosen], 0],
                y=at[[chosen], 1],
                mode="markers",
                customdata=[[chosen]],
                hoverinfo="skip",
                showlegend=False,
                marker=ring,
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 1}},
            )
        )
