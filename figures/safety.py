"""The safety factor: six cells from -3 to +3, and what moves the belief from knowing nothing to where it is."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model.safety import FACTORS
from figures.label import label, plain
from figures.template import DIVERGING, TOKENS, blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

    from core.model.safety import Safety, SafetyPart
    from figures.template import Theme, Tokens

MIDDLE = 0.5
"""The belief of somebody who knows nothing."""

_ROW, _SMALL, _CELLS, _TOP = (
    28,
    15,
    98,
    10,
)  # px: a line of words, each smaller one below it, the scale, room above
_TEXT = 292  # px of words left of the scale
_CELL, _FACTOR, _ENDS = (
    (-4, -40),
    -54,
    -78,
)  # px below the arrows: the cells, their factors, what the ends mean
_FIRST = 11  # px from the top of a row to the middle of its first line
_SHADES = (1, 2, 3, 6, 7, 8)  # of the ten of the diverging ramp
_OPAQUE = {-1: 1, 1: 8}  # of the ten, by sign: the chosen cell
_LONGEST, _LONGEST_LINE, _MOST_LINES = 30, 46, 2  # characters, and lines of what was found
_LEAST_SHOWN = 0.005  # log-odds that print as nothing
_HEAD = 6  # px


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow, from one belief to another; ``logits`` is what it adds, ``found`` what was found."""

    label: str
    found: str
    logits: float
    start: float
    end: float


def belief(x: float) -> float:
    """Turn log-odds into a belief.

    >>> belief(0.0), round(belief(math.log(3)), 2)
    (0.5, 0.75)
    """
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def position(safety: Safety) -> float | None:
    """Give where a pair lies on the scale, 0 its left end and 1 its right one; None without a factor.

    In default mode that is the belief. In paper mode the sign chooses the half and the probability of
    the statement how far out it lies, so that the cell is the factor's in both.
    """
    if safety.factor is None or safety.belief is None:
        return None
    if safety.mode == "paper":
        return MIDDLE + math.copysign(safety.belief / 2, safety.factor)
    return safety.belief


def moves(safety: Safety) -> tuple[Move, ...]:
    """Lay the parts end to end on the scale, from knowing nothing to where the pair lies.

    Parts that are missing or add nothing have no arrow. In paper mode there is one move.
    """
    end = position(safety)
    if end is None:
        return ()
    known = [part for part in safety.parts if part.missing is None]
    if safety.mode == "paper":
        return tuple(Move(part.label, part.found, part.logits, MIDDLE, end) for part in known[:1])
    found, x = [], 0.0
    for part in known:
        if abs(part.logits) < _LEAST_SHOWN:
            x += part.logits
            continue
        found.append(Move(part.label, part.found, part.logits, belief(x), belief(x + part.logits)))
        x += part.logits
    return tuple(found)


def silent(safety: Safety) -> tuple[SafetyPart, ...]:
    """Give the parts that have no arrow: missing, or found to add nothing."""
    if safety.mode == "paper":
        return ()
    return tuple(part for part in safety.parts if part.missing or abs(part.logits) < _LEAST_SHOWN)


def safety_figure(safety: Safety, theme: Theme, words: Mapping[int, str]) -> go.Figure:
    """Draw what moves the belief, part by part, and the cell of the scale that it comes to lie in.

    Parameters
    ----------
    safety : Safety
        With a factor: of one without there is nothing to draw.
    theme : {"light", "dark"}
        Which set of colours.
    words : mapping of int to str
        What each of :data:`core.model.safety.FACTORS` says, for the hover; of ours.

    Returns
    -------
    plotly.graph_objects.Figure
        As high as it has arrows. The words stand left of the scale, each arrow begins where the one
        above ends; the chosen cell is opaque. The only trace holds the cells' centres, for the hover.
    """
    colours = TOKENS[theme]
    arrows = moves(safety)
    tops = _tops(arrows)
    figure = blank(theme, _TOP + tops[0] + _CELLS, margin={"l": _TEXT, "r": 4, "t": _TOP, "b": 0})
    figure.add_shape(
        type="line",
        x0=MIDDLE,
        x1=MIDDLE,
        y0=0,
        y1=tops[0],
        line={"color": colours["faint"], "width": 1, "dash": "dot"},
    )
    for move, top in zip(arrows, tops, strict=False):
        number = _signed(move.logits) if safety.mode == "default" else ""
        texts = label(move.label, _LONGEST), _wrapped(move.found), number
        _words(figure, top, texts, colours)
        _arrow(figure, move, top - _FIRST, colours)
    _scale(figure, safety, theme, words)
    end = position(safety)
    if end is not None:
        _words(figure, _CELL[0], _sum(safety), colours)
        _land(figure, end, tops[-2 if arrows else -1] - _FIRST * bool(arrows), colours)
    figure.update_xaxes(visible=False, range=(0, 1), fixedrange=True)
    figure.update_yaxes(visible=False, range=(-_CELLS, tops[0]), fixedrange=True)
    return figure


def _sum(safety: Safety) -> tuple[str, str, str]:
    """Say what all parts come to."""
    if safety.mode == "paper":
        return "Chance of that", f"{safety.belief or 0:.2f}, in three equal steps", ""
    found = f"belief {safety.belief or 0:.2f}; {MIDDLE} is knowing nothing"
    return "<b>Together</b>", found, _signed(math.fsum(part.logits for part in safety.parts))


def _lines(found: str) -> list[str]:
    """Break what was found into few short lines: its first clause, for the rest stands in the table."""
    lines = textwrap.wrap(plain(found.partition("; ")[0], None), _LONGEST_LINE)
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], plain(" ".join(lines[_MOST_LINES - 1 :]), _LONGEST_LINE)]
    return lines


def _wrapped(found: str) -> str:
    return "<br>".join(label(line, None) for line in _lines(found))


def _tops(arrows: Sequence[Move]) -> list[int]:
    """Give how high above the scale each row begins, and where the last one ends, in px; one is kept free for none."""
    heights = [_ROW + _SMALL * len(_lines(move.found)) for move in arrows] or [_ROW]
    tops = [0]
    for height in reversed(heights):
        tops.append(tops[-1] + height)
    return tops[::-1]


def _signed(number: float) -> str:
    return f"{number:+.2f}".replace("-", "−")


def _words(figure: go.Figure, y: float, texts: tuple[str, str, str], colours: Tokens) -> None:
    """Write a label, what was found small below it, and a number, left of the scale; all escaped."""
    named, found, number = texts
    below = f"<br><span style='color:{colours['muted']};font-size:12px'>{found}</span>" if found else ""
    left = {
        "xref": "paper",
        "x": 0,
        "y": y,
        "yanchor": "top",
        "font": {"size": 14, "color": colours["text"]},
    }
    figure.add_annotation(**left, text=named + below, xshift=-_TEXT, xanchor="left", align="left")
    if number:
        figure.add_annotation(**left, text=f"<b>{number}</b>", xshift=-14, xanchor="right")


def _arrow(figure: go.Figure, move: Move, y: float, colours: Tokens) -> None:
    """Draw what a part moves: solid to the right, dashed to the left."""
    is_for = move.end >= move.start
    colour = colours["toward" if is_for else "against"]
    line = {"color": colour, "width": 3, "dash": "solid" if is_for else "5px,3px"}
    figure.add_shape(type="line", x0=move.start, x1=move.end, y0=y, y1=y, line=line)
    # the head alone: only a shape can be dashed
    figure.add_annotation(
        x=move.end,
        y=y,
        ax=-_HEAD if is_for else _HEAD,
        ay=0,
        text="",
        showarrow=True,
        arrowhead=2,
        arrowsize=1,
        arrowwidth=3,
        arrowcolor=colour,
    )


def _land(figure: go.Figure, x: float, y: float, colours: Tokens) -> None:
    """Lead from the last arrow down onto the scale."""
    figure.add_annotation(
        x=x,
        y=_CELL[0],
        ax=x,
        ay=y,
        xref="x",
        yref="y",
        axref="x",
        ayref="y",
        text="",
        showarrow=True,
        arrowhead=2,
        arrowsize=1,
        arrowwidth=2,
        arrowcolor=colours["text"],
    )


def _scale(figure: go.Figure, safety: Safety, theme: Theme, words: Mapping[int, str]) -> None:
    """Draw the six cells, the chosen one opaque, with their factors and what the ends mean."""
    colours = TOKENS[theme]
    width = 1 / len(FACTORS)
    for n, factor in enumerate(FACTORS):
        is_chosen = factor == safety.factor
        figure.add_shape(
            type="rect",
            x0=n * width,
            x1=(n + 1) * width,
            y0=_CELL[1],
            y1=_CELL[0],
            fillcolor=DIVERGING[theme][_OPAQUE[1 if factor > 0 else -1] if is_chosen else _SHADES[n]],
            opacity=1 if is_chosen else 0.42,
            line={"color": colours["page"], "width": 2},
            layer="below",
        )
        written = f"{factor:+d}".replace("-", "−")
        figure.add_annotation(
            x=(n + 0.5) * width,
            y=_FACTOR,
            text=f"<b>{written}</b>" if is_chosen else written,
            font={"size": 17 if is_chosen else 14, "color": colours["text" if is_chosen else "muted"]},
        )
    for x, anchor, said in (
        (0, "left", "← ignore or block is likeliest"),
        (1, "right", "contact is likeliest →"),
    ):
        font = {"size": 13, "color": colours["muted"]}
        figure.add_annotation(x=x, y=_ENDS, text=said, xanchor=anchor, font=font)
    figure.add_scatter(
        x=[(n + 0.5) * width for n in range(len(FACTORS))],
        y=[sum(_CELL) / 2] * len(FACTORS),
        mode="markers",
        marker={"size": 34, "opacity": 0},
        customdata=[f"{factor:+d}: {words[factor]}".replace("-", "−") for factor in FACTORS],
        hovertemplate="%{customdata}<extra></extra>",
    )
