"""Where two accounts sit on the four axes, how sure that is, and how likely each of eight classes leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from core.model.persona import AXES, CLASSES, POLES
from figures.template import A_DASH, A_MARK, A_SIGN, B_DASH, B_MARK, B_SIGN, TOKENS, blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from core.model.persona import AxisScore, Persona
    from figures.template import Side, Theme, Tokens

CHANCE = 1 / len(CLASSES)
"""How likely each class would lead if nothing were known."""

_HEIGHT = 326  # px
_TRACK, _OFFSET = 0.055, 0.19  # of the room between two axes
_POLES = 86  # px for the longest name of a pole
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_STYLES: dict[Side, tuple[str, str, str, float]] = {
    "a": (A_SIGN, A_MARK, A_DASH, _OFFSET),
    "b": (B_SIGN, B_MARK, B_DASH, -_OFFSET),
}


def axes_figure(a: Persona, b: Persona, theme: Theme, *, height: int = _HEIGHT) -> go.Figure:
    """Draw four axes from one pole to the other, A's mark and interval above each track, B's below.

    Parameters
    ----------
    a, b : Persona
        One that is missing has no marks.
    theme : {"light", "dark"}
        Which set of colours.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        Two traces a profile that has axes: its intervals, and its marks. Left is the first pole of an
        axis. A mark whose interval holds the middle is hollow.
    """
    colours = TOKENS[theme]
    figure = blank(theme, height)
    for row in range(len(AXES)):
        ends = {"y0": -row - _TRACK, "y1": -row + _TRACK}
        track = {"type": "rect", "x0": 0, "x1": 1, "line": {"width": 0}, "fillcolor": colours["grid"]}
        figure.add_shape(**track, **ends, layer="below")
        _name_poles(figure, row, colours)
    figure.add_vline(x=0.5, line={"color": colours["axis"], "width": 1.5}, layer="below")
    for persona, side in ((a, "a"), (b, "b")):
        if persona.axes:
            _add_side(figure, persona, side, colours)  # type: ignore[arg-type]
    figure.update_xaxes(
        range=(-0.012, 1.012),
        tickvals=_TICKS,
        ticktext=[f"{100 * max(tick, 1 - tick):.0f}%" for tick in _TICKS],
        title={"text": "how likely that pole is", "font": {"size": 13, "color": colours["muted"]}},
        fixedrange=True,
    )
    figure.update_yaxes(visible=False, range=(-len(AXES) + 0.55, 0.45), fixedrange=True)
    return figure.update_layout(margin={"l": _POLES, "r": _POLES, "t": 0, "b": 8})


def _name_poles(figure: go.Figure, row: int, colours: Tokens) -> None:
    for name, x, anchor in zip(POLES[row], (0.0, 1.0), ("right", "left"), strict=True):
        figure.add_annotation(
            text=name,
            x=x,
            y=-row,
            xanchor=anchor,
            xshift=-12 if anchor == "right" else 12,
            font={"size": 14, "color": colours["text"]},
        )


def _add_side(figure: go.Figure, persona: Persona, side: Side, colours: Tokens) -> None:
    sign, mark, dash, offset = _STYLES[side]
    colour = colours[side]
    scores = {score.axis: score for score in persona.axes}
    rows = [(scores[axis], offset - row) for row, axis in enumerate(AXES) if axis in scores]
    figure.add_scatter(
        x=[x for score, _ in rows for x in (score.low, score.high, None)],
        y=[y for _, height in rows for y in (height, height, None)],
        mode="lines",
        line={"color": colour, "width": 2.5, "dash": dash},
        hoverinfo="skip",
    )
    hollow = [score.is_undecided for score, _ in rows]
    figure.add_scatter(
        x=[score.share for score, _ in rows],
        y=[height for _, height in rows],
        mode="markers",
        marker={
            "symbol": mark,
            "size": 14,
            "color": [colours["page"] if one else colour for one in hollow],
            "line": {"color": [colour if one else colours["page"] for one in hollow], "width": 2},
            "opacity": 1,
        },
        customdata=[_hover(sign, score) for score, _ in rows],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _hover(sign: str, score: AxisScore) -> str:
    pole, share, low, high = score.lean
    open_ = "<br>undecided: the interval holds the middle" if score.is_undecided else ""
    return f"{sign} {pole} {share:.0%}, 95% {low:.0%} to {high:.0%}{open_}"


def class_order(a: Persona, b: Persona) -> tuple[int, ...]:
    """Give the classes' numbers, the likeliest of either first."""
    known = [persona.classes for persona in (a, b) if persona.classes is not None]
    if not known:
        return tuple(range(len(CLASSES)))
    return tuple(np.argsort(-np.max(known, axis=0), kind="stable").tolist())


def class_figure(a: Persona, b: Persona, theme: Theme, *, height: int = _HEIGHT) -> go.Figure:
    """Draw how likely each of the eight classes is to be the leading one, A above B.

    Parameters
    ----------
    a, b : Persona
        One that is missing has no bars.
    theme : {"light", "dark"}
        Which set of colours.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar a class and profile, likeliest class first, B's hatched; a line at one in eight.
    """
    colours = TOKENS[theme]
    order = class_order(a, b)
    figure = blank(theme, height, barmode="group", bargap=0.3, bargroupgap=0.06)
    hatched = {"shape": "/", "fillmode": "overlay", "size": 6, "fgcolor": colours["page"], "solidity": 0.3}
    for persona, side, pattern in ((a, "a", {}), (b, "b", hatched)):
        if persona.classes is None:
            continue
        sign = A_SIGN if side == "a" else B_SIGN
        figure.add_bar(
            x=[float(persona.classes[n]) for n in order],
            y=list(range(len(order))),
            orientation="h",
            name=side,
            marker={"color": colours[side], "pattern": pattern},  # type: ignore[literal-required]
            customdata=[f"{sign} {CLASSES[n]}" for n in order],
            hovertemplate="%{customdata}: %{x:.1%}<extra></extra>",
        )
    figure.update_yaxes(
        range=(len(order) - 0.45, -0.55),
        tickvals=list(range(len(order))),
        ticktext=_names(a, b, order),
        tickfont={"size": 14, "color": colours["text"]},
        showgrid=False,
        fixedrange=True,
    )
    figure.add_vline(x=CHANCE, line={"color": colours["muted"], "width": 1.5, "dash": "dot"})
    reach = max([2 * CHANCE, *_shares(a), *_shares(b)])
    figure.update_xaxes(
        range=(0, 1.06 * reach), showgrid=True, tickformat=".0%", nticks=6, **_title(colours), fixedrange=True
    )
    return figure.update_layout(margin={"l": 0, "r": 8, "t": 0, "b": 8})


def _title(colours: Tokens) -> dict[str, Any]:
    words = "chance to lead (dotted: 1 in 8)"
    return {"title": {"text": words, "font": {"size": 13, "color": colours["muted"]}}}


def _shares(persona: Persona) -> Sequence[float]:
    return [] if persona.classes is None else [float(persona.classes.max())]


def _names(a: Persona, b: Persona, order: Sequence[int]) -> list[str]:
    """Name the classes, those that lead in bold."""
    leading = {a.leading, b.leading}
    return [f"<b>{CLASSES[n]}</b>" if CLASSES[n] in leading else CLASSES[n] for n in order]
