"""In which languages two profiles post."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.label import label
from figures.template import A_SIGN, B_SIGN, TOKENS, blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from figures.template import Theme

_ROW, _FRAME = 46, 30  # px a language, px for the axis


def language_figure(
    names: Sequence[str], counts_a: Sequence[int], counts_b: Sequence[int], theme: Theme
) -> go.Figure:
    """Draw the share of each profile's posts in each language, A above B.

    Parameters
    ----------
    names : sequence of str of length n
        What the languages are called, in the order in which they are drawn.
    counts_a, counts_b : sequence of int of length n
        Posts in each; all posts of either, for shares are of their sums.
    theme : {"light", "dark"}
        Which set of colours.

    Returns
    -------
    plotly.graph_objects.Figure
        Two bars a language, B's hatched, with share and count beside each.
    """
    colours = TOKENS[theme]
    figure = blank(theme, _FRAME + _ROW * max(1, len(names)), barmode="group", bargap=0.3, bargroupgap=0.12)
    places = np.arange(len(names))
    hatched = {"shape": "/", "fillmode": "overlay", "size": 6, "fgcolor": colours["page"]}
    for counts, sign, key, pattern in ((counts_a, A_SIGN, "a", {}), (counts_b, B_SIGN, "b", hatched)):
        whole = max(1, sum(counts))
        shares = [n / whole for n in counts]
        figure.add_bar(
            x=shares,
            y=places,
            orientation="h",
            name=key,
            marker={"color": colours["a" if key == "a" else "b"], "pattern": pattern},
            text=[
                f"{sign} {_percent(share)}, {n:,}" if n else f"{sign} none"
                for share, n in zip(shares, counts, strict=True)
            ],
            textposition="outside",
            textfont={"size": 13, "color": colours["a_text" if key == "a" else "b_text"]},
            cliponaxis=False,
            customdata=[(label(name), n) for name, n in zip(names, counts, strict=True)],
            hovertemplate=f"{sign} %{{customdata[0]}}: %{{customdata[1]:,}} posts, %{{x:.1%}}<extra></extra>",
        )
    figure.update_yaxes(
        autorange="reversed",
        tickvals=places,
        ticktext=[label(name) for name in names],
        tickfont={"size": 14, "color": colours["text"]},
        showgrid=False,
    )
    figure.update_xaxes(range=(0, 1), showticklabels=False, showgrid=False)
    return figure.update_layout(margin={"r": 110})


def _percent(share: float) -> str:
    """Write a share with as many digits as small ones need.

    >>> _percent(0.5), _percent(0.0123), _percent(0.0001)
    ('50%', '1.2%', 'under 0.1%')
    """
    if 0 < share < 0.0005:  # noqa: PLR2004 - would print as 0.0%
        return "under 0.1%"
    return f"{100 * share:.0f}%" if share >= 0.0995 or not share else f"{100 * share:.1f}%"  # noqa: PLR2004
