"""What chance makes, and what was found: the law of a number, and one number on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.template import TOKENS, blank

if TYPE_CHECKING:
    import numpy.typing as npt
    import plotly.graph_objects as go

    from figures.template import Theme, Tokens

_MOST_BARS = 60
_ROOM = 0.45  # of the axis, for two lines of words beside each other


def _gathered(
    numbers: npt.NDArray[np.int64], probability: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Put neighbours into one bar where there are too many to be told apart: first, last, probability."""
    width = max(1, -(-numbers.size // _MOST_BARS))
    starts = np.arange(0, numbers.size, width)
    first = numbers[starts]
    return first, np.minimum(first + width - 1, numbers[-1]), np.add.reduceat(probability, starts)


def chance_figure(
    numbers: npt.ArrayLike, probability: npt.ArrayLike, found: int, theme: Theme, *, height: int = 230
) -> go.Figure:
    """Draw how probable each number is by chance, and the number that was found.

    Parameters
    ----------
    numbers, probability : array_like of shape (k,)
        Neighbouring whole numbers, and how probable each is.
    found : int
        What was found; far away from the others it sets the scale of the axis.
    theme : {"light", "dark"}
        Which set of colours.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        At most 60 bars; more numbers share one.
    """
    colours = TOKENS[theme]
    values, chances = np.asarray(numbers, dtype=np.int64), np.asarray(probability, dtype=np.float64)
    first, last, height_of = _gathered(values, chances)
    figure = blank(theme, height, bargap=0.08, margin={"t": 30})
    figure.add_bar(
        x=(first + last) / 2,
        y=height_of,
        marker={"color": colours["faint"]},
        customdata=[
            f"{low:,}" if low == high else f"{low:,} to {high:,}"
            for low, high in zip(first.tolist(), last.tolist(), strict=True)
        ],
        hovertemplate="%{customdata} shared: %{y:.1%} of pairs by chance<extra></extra>",
    )
    low, high = min(int(values[0]), found), max(int(values[-1]), found)
    _mark(figure, found, float(values @ chances / chances.sum()), (low, high), colours)
    reach = max(1.0, 0.04 * (high - low))
    figure.update_xaxes(
        title_text="shared targets", range=(low - reach, high + reach), tickformat=",d", nticks=7
    )
    figure.update_yaxes(title_text="pairs by chance", tickformat=".0%", rangemode="tozero", nticks=4)
    return figure


def _mark(figure: go.Figure, found: int, middle: float, ends: tuple[int, int], colours: Tokens) -> None:
    """Draw the line of the number found, and the words above; those of chance where there is room."""
    wide = ends[1] - ends[0]
    above = {"yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 4}
    figure.add_vline(x=found, line={"color": colours["text"], "width": 2.5})
    figure.add_annotation(
        x=found,
        xanchor="right" if found > sum(ends) / 2 else "left",
        text=f"<b>they share {found:,}</b>",
        font={"color": colours["text"]},
        **above,
    )
    if abs(found - middle) > _ROOM * wide:
        figure.add_annotation(x=middle, text="by chance", **above)
