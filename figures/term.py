"""The terms that carry a cosine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.label import label
from figures.template import A_SIGN, B_SIGN, TOKENS, blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from core.model import TermOverlap
    from figures.template import Theme

_WHOLE_PER_CENT = 10
_HOVER = (
    "<b>%{customdata[0]}</b>: %{x:.4f}, %{customdata[4]:.1%} of the cosine"
    f"<br>{A_SIGN} %{{customdata[5]}}: %{{customdata[1]:,}} times"
    f"<br>{B_SIGN} %{{customdata[6]}}: %{{customdata[2]:,}} times"
    "<br>idf %{customdata[3]:.2f}<extra></extra>"
)
_ROW, _FRAME = 25, 52  # px a term, px for axis and title


def term_figure(
    terms: Sequence[TermOverlap], label_a: str, label_b: str, theme: Theme, *, n: int = 15
) -> go.Figure:
    """Draw the terms that add most to the cosine of two profiles, the largest part on top.

    The parts of all terms add up to the cosine; what is drawn is its head. A head of words that
    everybody uses says little, whatever the cosine.

    Parameters
    ----------
    terms : sequence of TermOverlap
        All terms with a part, in any order; foreign text.
    label_a, label_b : str
        What the profiles are called, for the hover; foreign text.
    theme : {"light", "dark"}
        Which set of colours.
    n : int
        Most terms drawn.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar a term, with its share of the cosine and both counts beside it; hovering adds its part
        and its rarity. As high as it has terms.
    """
    colours = TOKENS[theme]
    whole = sum(term.part for term in terms)
    drawn = sorted(terms, key=lambda term: (-term.part, term.term))[:n]
    figure = blank(theme, _FRAME + _ROW * max(1, len(drawn)), bargap=0.3)
    names = [label(term.term) for term in drawn]
    pair = (label(label_a), label(label_b))
    # Numbers for places: two terms that are cut to one name must not fall into one bar.
    figure.add_bar(
        x=[term.part for term in drawn],
        y=np.arange(len(drawn)),
        orientation="h",
        marker={"color": colours["shared"]},
        text=[_beside(term, whole, theme) for term in drawn],
        textposition="outside",
        textfont={"size": 13, "color": colours["text"]},
        cliponaxis=False,
        customdata=[
            (name, term.count_a, term.count_b, term.idf, term.part / whole if whole else 0.0, *pair)
            for name, term in zip(names, drawn, strict=True)
        ],
        hovertemplate=_HOVER,
    )
    figure.update_yaxes(
        autorange="reversed",
        tickvals=np.arange(len(drawn)),
        ticktext=names,
        tickfont={"size": 14, "color": colours["text"]},
        showgrid=False,
    )
    longest = max((term.part for term in drawn), default=1.0)
    figure.update_xaxes(
        title_text="part of the cosine",
        showgrid=False,
        showticklabels=False,
        range=(0, 1.02 * longest),
    )
    return figure.update_layout(margin={"r": 128})


def _beside(term: TermOverlap, whole: float, theme: Theme) -> str:
    """Say beside a bar what share it has and how often either profile uses the term."""
    colours = TOKENS[theme]
    return (
        f"{_share(term.part, whole)}   <span style='color:{colours['a_text']}'>{A_SIGN} {term.count_a:,}</span>"
        f"  <span style='color:{colours['b_text']}'>{B_SIGN} {term.count_b:,}</span>"
    )


def _share(part: float, whole: float) -> str:
    """Write a part as a share of the whole, with as many digits as small shares need."""
    share = 100 * part / whole if whole else 0.0
    return f"{share:.0f}%" if share >= _WHOLE_PER_CENT else f"{share:.2f}%"
