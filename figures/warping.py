"""Dynamic time warping drawn: which bin answers which, and what pairing any two would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from figures.axis import is_clock, moments, names, time_axis, turn, weekend, written
from figures.label import label, plain
from figures.template import A_DASH, A_SIGN, B_DASH, B_SIGN, TOKENS, blank

if TYPE_CHECKING:
    import numpy.typing as npt
    import plotly.graph_objects as go

    from core.model import Warping
    from figures.axis import Bins, Moments
    from figures.template import Side, Theme

MOST_LINES = 200
"""Joining lines beyond which they would blacken the space between the curves."""

_EVERY = 3
_FEW = 60  # steps: a path so short is drawn whole
_GAP = 0.18  # of a lane, between B's highest point and A's base line
_A_BIN: dict[Bins, str] = {
    "hour_of_day": "in the hour",
    "hour_of_week": "in the hour",
    "day": "a day",
    "month": "a month",
}
_CHARACTER = 7.9  # px, of a bold name at 14 px
_SHORT, _LONG = 200, 1_000  # bins: below, a line is 2.5 px wide; above, 1.2 px


def joining_step(n_steps: int) -> int:
    """Give which steps of a path are drawn: all of a short one, else every third or fewer.

    Parameters
    ----------
    n_steps : int
        Length of the path.

    Returns
    -------
    int
        k, where every k-th step is drawn; at most :data:`MOST_LINES` are.

    Examples
    --------
    >>> joining_step(30), joining_step(180), joining_step(8_000)
    (1, 3, 40)
    """
    return 1 if n_steps <= _FEW else max(_EVERY, -(-n_steps // MOST_LINES))


def joining_words(n_steps: int) -> str:
    """Say in words which steps of a path are drawn, for the caption.

    Examples
    --------
    >>> joining_words(30), joining_words(180), joining_words(8_000)
    ('every step', 'every third step', 'one in 40 steps')
    """
    step = joining_step(n_steps)
    return {1: "every step", _EVERY: "every third step"}.get(step, f"one in {step} steps")


def warping_figure(
    warping: Warping,
    label_a: str,
    label_b: str,
    theme: Theme,
    *,
    bins: Bins,
    zone: str = "UTC",
    noun: str = "posts",
    height: int = 340,
) -> go.Figure:
    """Draw two activity curves, A lifted above B, and what the warping path pairs of them.

    Grey lines join bins that answer each other: upright where both acted in the same bin, slanted
    where one runs ahead. Where the path is long, only every k-th step is drawn
    (:func:`joining_step`); the caption should say so.

    Parameters
    ----------
    warping : Warping
        Series of any length; both are drawn on one scale, in multiples of their own mean in default
        mode and as counts in paper mode.
    label_a, label_b : str
        What the profiles are called; foreign text, escaped and cut here.
    theme : {"light", "dark"}
        Which set of colours.
    bins : Bins
        What one bin is; decides axis, names and the shading of the weekend.
    zone : str
        The time zone of the hours, named on the axis.
    noun : str
        What is counted, for the axis in paper mode.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Hovering a curve names the bin, its height and the bins it is paired with.

    Notes
    -----
    ``O(n + k)`` for curves of n bins and a path of k steps.
    """
    colours = TOKENS[theme]
    when_a = moments(bins, warping.start_a, warping.a.size)
    when_b = moments(bins, warping.start_b, warping.b.size)
    lift = float(warping.b.max(initial=0)) + _GAP * _top(warping)
    figure = blank(theme, height)
    if bins == "hour_of_week":
        left, right = weekend()
        figure.add_vrect(x0=left, x1=right, fillcolor=colours["panel"], line_width=0, layer="below")
    x, y = _joining_lines(warping, when_a, when_b, lift, bins)
    grey = {"color": colours["faint"], "width": 1}
    dense = float(np.interp(len(x) / 3, [_FEW, MOST_LINES], [0, 1]))
    figure.add_scatter(
        x=written(x), y=y, mode="lines", line=grey, opacity=0.8 - 0.3 * dense, hoverinfo="skip"
    )
    _add_curve(figure, warping, "b", when_b, 0, theme=theme, bins=bins, noun=noun)
    _add_curve(figure, warping, "a", when_a, lift, theme=theme, bins=bins, noun=noun)
    _add_name(figure, "a", label_a, lift + 0.16 * _top(warping), theme)
    _add_name(figure, "b", label_b, 0.16 * _top(warping), theme)
    widest = max(len(plain(name)) for name in (label_a, label_b))
    figure.update_layout(margin={"r": 28 + round(_CHARACTER * widest)})
    figure.update_xaxes(**time_axis(bins, np.concatenate([when_a, when_b])))
    if is_clock(bins):
        figure.update_xaxes(title_text=f"{bins.replace('_', ' ')}, {zone}")
    figure.update_yaxes(**_lanes(warping, lift, f"{noun} {_A_BIN[bins]}"))
    return figure


def _top(warping: Warping) -> float:
    return float(max(warping.a.max(initial=0), warping.b.max(initial=0))) or 1.0


def _add_curve(
    figure: go.Figure,
    warping: Warping,
    side: Side,
    when: Moments,
    base: float,
    *,
    theme: Theme,
    bins: Bins,
    noun: str,
) -> None:
    heights = warping.a if side == "a" else warping.b
    order = np.argsort(when)
    long = float(np.interp(heights.size, [_SHORT, _LONG], [0, 1]))
    # On a long series wide gaps would swallow whole days.
    dash = A_DASH if side == "a" else "4px,1.5px" if long == 1 else B_DASH
    unit = "× own mean" if warping.mode == "default" else f" {noun}"
    sign = A_SIGN if side == "a" else B_SIGN
    figure.add_scatter(
        x=when[order],
        y=heights[order] + base,
        mode="lines",
        line={"color": TOKENS[theme][side], "dash": dash, "width": 2.5 - 1.3 * long},
        customdata=_hover(warping, side, bins)[order],
        hovertemplate=f"{sign} %{{customdata[0]}}: %{{customdata[1]}}{unit}"
        "<br>answers %{customdata[2]}<extra></extra>",
        name=side.upper(),
    )


def _hover(warping: Warping, side: Side, bins: Bins) -> npt.NDArray[np.object_]:
    """Give name, height and partners of each bin, in the order of the series."""
    own, other = (0, 1) if side == "a" else (1, 0)
    heights = warping.a if side == "a" else warping.b
    others = warping.b if side == "a" else warping.a
    starts = (warping.start_a, warping.start_b)
    own_names = names(bins, moments(bins, starts[own], heights.size))
    other_names = names(bins, moments(bins, starts[other], others.size))
    # A path never goes back: the partners of a bin are one run of steps.
    column = warping.path[:, own]
    _, first = np.unique(column, return_index=True)
    _, last = np.unique(column[::-1], return_index=True)
    runs = zip(warping.path[first, other], warping.path[column.size - 1 - last, other], strict=True)
    sign = B_SIGN if side == "a" else A_SIGN
    form = "{:.2f}" if warping.mode == "default" else "{:,.0f}"
    rows = np.empty((heights.size, 3), dtype=object)
    for i, (name, height, (one, end)) in enumerate(zip(own_names, heights, runs, strict=True)):
        until = "" if one == end else f" to {other_names[end]}"
        rows[i] = name, form.format(height), f"{sign} {other_names[one]}{until}"
    return rows


def _joining_lines(
    warping: Warping, when_a: Moments, when_b: Moments, lift: float, bins: Bins
) -> tuple[Moments, npt.NDArray[np.float64]]:
    """Give one broken line: from A's point to B's, then a gap, for every k-th step."""
    i, j = warping.path[:: joining_step(len(warping.path))].T
    x_a, x_b = when_a[i], when_b[j]
    top, bottom = warping.a[i] + lift, warping.b[j]
    if warping.circular:
        whole = turn(bins, warping.a.size)
        ahead = (x_b - x_a > whole / 2).astype(int) - (x_a - x_b > whole / 2).astype(int)
        x_b = x_b - ahead * whole
        # What leaves the axis at one end comes back at the other: draw it at both.
        again = ahead != 0
        x_a = np.concatenate([x_a, (x_a + ahead * whole)[again]])
        x_b = np.concatenate([x_b, (x_b + ahead * whole)[again]])
        top, bottom = np.concatenate([top, top[again]]), np.concatenate([bottom, bottom[again]])
    nowhere = np.full(x_a.size, np.datetime64("NaT"))
    gap = np.full(x_a.size, np.nan)
    return np.stack([x_a, x_b, nowhere], axis=1).ravel(), np.stack([top, bottom, gap], axis=1).ravel()


def _add_name(figure: go.Figure, side: Side, name: str, y: float, theme: Theme) -> None:
    colours = TOKENS[theme]
    sign = A_SIGN if side == "a" else B_SIGN
    figure.add_annotation(
        xref="paper",
        x=1,
        xanchor="left",
        xshift=8,
        y=y,
        text=f"<b>{sign} {label(name)}</b>",
        font={"color": colours["a_text"] if side == "a" else colours["b_text"], "size": 14},
    )


def _lanes(warping: Warping, lift: float, unit: str) -> dict[str, Any]:
    """Give the y axis: the same ticks from each curve's own base line."""
    top = _top(warping)
    step = _round_step(top)
    sign = "×" if warping.mode == "default" else ""
    values, texts = [], []
    for base, highest in ((0.0, warping.b.max(initial=0)), (lift, warping.a.max(initial=0))):
        for k in range(int(highest / step) + 1):
            values.append(base + k * step)
            texts.append(f"{k * step:,g}{sign}" if k else "0")
    return {
        "tickvals": values,
        "ticktext": texts,
        "range": [-0.04 * top, lift + 1.06 * max(float(warping.a.max(initial=0)), 0.3 * top)],
        "title_text": "times own mean" if warping.mode == "default" else unit,
    }


def _round_step(top: float) -> float:
    """Give a round step that goes into ``top`` at least once and at most three times.

    >>> [_round_step(top) for top in (3.4, 5, 0.9, 260)]
    [2.0, 2.0, 0.5, 100.0]
    """
    power = 10.0 ** np.floor(np.log10(top))
    return float(next(power * k for k in (5, 2, 1, 0.5) if power * k <= top / 1.5))
