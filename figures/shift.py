"""Would another time zone fit better? The overlap of two hour-of-day curves at every shift."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.template import TOKENS, blank

if TYPE_CHECKING:
    import numpy.typing as npt
    import plotly.graph_objects as go

    from figures.template import Theme

_HALF_DAY = 12
SHIFTS = tuple(range(-_HALF_DAY, _HALF_DAY + 1))
"""Hours by which B is shifted, in the order of the overlaps."""


def shift_figure(overlaps: npt.ArrayLike, theme: Theme, *, height: int = 300) -> go.Figure:
    """Draw how well two hour-of-day curves overlap when B's clock is turned.

    A peak away from 0 that stands well above the value at 0 is a hint that the two live in different
    time zones and keep the same hours; a flat top is none.

    Parameters
    ----------
    overlaps : array_like of shape (25,)
        Overlap in [0, 1] at shifts of -12 to +12 hours (:data:`SHIFTS`).
    theme : {"light", "dark"}
        Which set of colours.
    height : int
        CSS pixels.

    Returns
    -------
    plotly.graph_objects.Figure
        The best shift is filled and named with what it gains over no shift; of several equally good
        ones, that nearest to 0.

    Raises
    ------
    ValueError
        If there are not 25 overlaps.
    """
    values = np.asarray(overlaps, dtype=np.float64).reshape(len(SHIFTS))
    colours = TOKENS[theme]
    best = max(range(values.size), key=lambda i: (values[i], -abs(SHIFTS[i])))
    figure = blank(theme, height)
    figure.add_vline(x=0, line={"color": colours["axis"], "width": 1, "dash": "dot"})
    figure.add_scatter(
        x=SHIFTS,
        y=values,
        mode="lines+markers",
        line={"color": colours["shared"]},
        marker={
            "opacity": 1,  # else plotly takes points of several sizes for bubbles and fades them
            "size": [13 if i == best else 7 for i in range(values.size)],
            "line": {"width": [2 if i == best else 0 for i in range(values.size)]},
        },
        hovertemplate="B shifted by %{x:+} h: %{y:.0%} overlap<extra></extra>",
        cliponaxis=False,
    )
    figure.add_annotation(
        x=SHIFTS[best],
        y=float(values[best]),
        yshift=18,
        text=_best_words(SHIFTS[best], 100 * float(values[best] - values[_HALF_DAY])),
        font={"color": colours["text"]},
    )
    figure.update_xaxes(
        title_text="hours by which B is shifted",
        tickvals=(-12, -6, 0, 6, 12),
        ticktext=("−12", "−6", "0", "+6", "+12"),
        range=(-12.5, 12.5),
    )
    figure.update_yaxes(title_text="overlap", tickformat=".0%", range=(0, 1.08), tickvals=np.arange(6) / 5)
    return figure


def _best_words(shift: int, gain: float) -> str:
    """Say what the best shift is worth.

    >>> _best_words(0, 0), _best_words(-3, 12.34)
    ('best as they are', 'best at −3 h, 12.3 points better')
    """
    if not shift:
        return "best as they are"
    return f"best at {'−' if shift < 0 else '+'}{abs(shift)} h, {gain:.1f} points better"
