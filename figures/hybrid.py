"""Hybrid similarity: syntactic, semantic and linkage similarity, stacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from figures.template import SEQUENTIAL, TOKENS, blank

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.model.safety import HybridSimilarity
    from figures.template import Theme

PARTS: dict[str, str] = {"ss": "Syntactic", "cs": "Semantic", "im": "Linkage"}
"""The three parts by their names, in the order in which they are stacked."""

_HEIGHT = 92  # px
_MOST = 3.0
_SHADES = {"ss": 9, "cs": 7, "im": 3}  # of the ten greys
_PALE = "im"  # the one whose letters are dark
_FAR = 2.0  # beyond, the sum has no room beside the bar
_ROOM = 0.16  # of the three: a narrower part holds no letters


def hybrid_figure(hybrid: HybridSimilarity, theme: Theme, *, height: int = _HEIGHT) -> go.Figure:
    """Draw the three parts as one stacked bar on the whole of their range, 0 to 3.

    Parameters
    ----------
    hybrid : HybridSimilarity
        A part that is missing has no segment, and the sum is then not called HS.
    theme : {"light", "dark"}
        Which set of colours.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        A trace a part that is there, told by its grey, its short name within; their sum beside
        the bar; a line where the workspace's median pair ends, if that is known.
    """
    colours = TOKENS[theme]
    figure = blank(theme, height, barmode="stack", bargap=0.25)
    figure.add_shape(
        type="rect",
        x0=0,
        x1=_MOST,
        y0=-0.375,
        y1=0.375,
        fillcolor=colours["grid"],
        line={"width": 0},
        layer="below",
    )
    for name, words in PARTS.items():
        value = getattr(hybrid, name)
        if value is None:
            continue
        figure.add_bar(
            x=[value],
            y=[0],
            orientation="h",
            name=words,
            text=name.upper() if value >= _ROOM else "",
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 13, "color": colours["text" if name == _PALE else "page"]},
            constraintext="none",
            marker={
                "color": SEQUENTIAL[theme][_SHADES[name]],
                "line": {"color": colours["page"], "width": 1},
            },
            hovertemplate=f"{words}: %{{x:.2f}} of 1<extra></extra>",
        )
    if hybrid.present is not None:
        _write_sum(figure, hybrid, theme)
    if hybrid.usual is not None:
        _mark_usual(figure, hybrid.usual, theme)
    figure.update_xaxes(range=(0, _MOST), tickvals=[0, 1, 2, 3], fixedrange=True)
    figure.update_yaxes(visible=False, range=(-0.45, 0.8), fixedrange=True)
    return figure.update_layout(margin={"l": 6, "r": 6, "t": 0, "b": 0})


def _write_sum(figure: go.Figure, hybrid: HybridSimilarity, theme: Theme) -> None:
    """Write the sum beside the bar, or above it where the bar leaves no room."""
    total = hybrid.present or 0.0
    what = "HS " if hybrid.total is not None else "sum of what is there "
    place = {"x": total, "y": 0, "xanchor": "left", "xshift": 8}
    if total > _FAR:
        place = {"x": _MOST, "y": 0.62, "xanchor": "right"}
    font = {"size": 14, "color": TOKENS[theme]["text"]}
    figure.add_annotation(**place, text=f"<b>{what}{total:.2f}</b>", font=font)


def _mark_usual(figure: go.Figure, usual: float, theme: Theme) -> None:
    colours = TOKENS[theme]
    figure.add_shape(
        type="line",
        x0=usual,
        x1=usual,
        y0=-0.45,
        y1=0.5,
        line={"color": colours["text"], "width": 2, "dash": "dot"},
    )
    is_left = usual < _MOST / 2
    figure.add_annotation(
        x=usual,
        y=0.62,
        text=f"usual here {usual:.2f}",
        xanchor="left" if is_left else "right",
        xshift=-2 if is_left else 2,
        font={"size": 13, "color": colours["muted"]},
    )
