"""What was taken for what: a confusion matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.label import label
from figures.template import TOKENS, blank

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.model import Confusion
    from figures.template import Theme

_CELL, _FRAME = 64, 92  # px a row of a matrix, px for its axes
_DARK = 0.55  # of the ramp: from here on words are written in the colour of the page


def confusion_figure(confusion: Confusion, theme: Theme) -> go.Figure:
    """Draw what is so against what was said, each row shaded by its shares.

    Parameters
    ----------
    confusion : Confusion
        Labels may be foreign text.
    theme : {"light", "dark"}
        Which set of colours.

    Returns
    -------
    plotly.graph_objects.Figure
        Count and share of the row in each cell; the truth reads downwards, what was said to the right.
    """
    counts = np.asarray(confusion.counts, dtype=np.float64).reshape(
        len(confusion.labels), len(confusion.labels)
    )
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros_like(counts), where=totals > 0)
    names = [label(name) for name in confusion.labels]
    figure = blank(theme, _FRAME + _CELL * max(1, len(names)))
    places = list(range(len(names)))
    figure.add_heatmap(
        z=shares,
        x=places,
        y=places,
        zmin=0,
        zmax=1,
        xgap=2,
        ygap=2,
        showscale=False,
        customdata=[[(truth, said) for said in names] for truth in names],
        text=[[f"{count:,.0f}" for count in row] for row in counts.tolist()],
        hovertemplate="%{text} %{customdata[0]} said to be %{customdata[1]}<br>%{z:.1%} of the row<extra></extra>",
    )
    for (row, column), share in np.ndenumerate(shares):
        colour = TOKENS[theme]["page" if share > _DARK else "text"]
        figure.add_annotation(
            x=column,
            y=row,
            text=f"<b>{counts[row, column]:,.0f}</b><br>{_share(share)}",
            font={"size": 14, "color": colour},
        )
    marks = {"tickvals": places, "ticktext": names, "showgrid": False, "fixedrange": True}
    figure.update_xaxes(title_text="said", range=(-0.5, len(names) - 0.5), **marks)
    figure.update_yaxes(title_text="is", range=(len(names) - 0.5, -0.5), **marks)
    return figure


def _share(share: float) -> str:
    return f"{share:.0%}" if share in (0, 1) else f"{share:.1%}"
