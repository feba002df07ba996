"""Is the overlap more than chance makes: the law of chance with the pair on it, and the p-value in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import audience_view as views
from components import card, theme
from figures.chance import chance_figure

if TYPE_CHECKING:
    from components.audience_view import View
    from core.chance_law import ChanceLaw
    from core.model import Measurement

_TITLE = "More than chance makes?"
_ORDINARY, _SMALLEST, _OFTEN = 0.05, 1e-299, 0.1
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SCALES = ((1e12, ""), (1e9, " billion"), (1e6, " million"))


def p_value(surprise: float) -> float:
    """Give the probability of which the measure is the negative decimal logarithm."""
    return float(10.0**-surprise)


def p_words(p: float) -> str:
    """Write a probability down.

    Examples
    --------
    >>> p_words(0.34), p_words(0.00025), p_words(1e-300)
    ('p = 0.34', 'p = 2.5 × 10⁻⁴', 'p < 10⁻²⁹⁹')
    """
    if p <= _SMALLEST:
        return "p < 10⁻²⁹⁹"
    if p >= 0.001:  # noqa: PLR2004 — below, zeros hide the number
        return f"p = {p:.2g}"
    digits, _, power = f"{p:.1e}".partition("e")
    return f"p = {digits} × 10{str(int(power)).translate(_SUPERSCRIPT)}"


def odds_words(p: float) -> str:
    """Say how many pairs that choose independently share so much or more.

    Examples
    --------
    >>> odds_words(0.34), odds_words(0.0123), odds_words(0.00025), odds_words(4.4e-8), odds_words(1e-20)
    ('34% of pairs', '1 in 81 pairs', '1 in 4,000 pairs', '1 in 23 million pairs', 'fewer than 1 in a trillion pairs')
    """
    if p >= _OFTEN:
        return f"{theme.percent(p)} of pairs"
    n = 1 / p
    if n >= _SCALES[0][0]:
        return "fewer than 1 in a trillion pairs"
    rounded = float(f"{n:.2g}")
    size, name = next((scale for scale in _SCALES if rounded >= scale[0]), (1.0, ""))
    return f"1 in {rounded / size:,.3g}{name} pairs" if name else f"1 in {rounded:,.0f} pairs"


def number_words(expected: float) -> str:
    """Write the number that chance makes on average; below ten with one decimal."""
    return theme.count(expected) if expected >= 9.95 else theme.decimal(expected, 1)  # noqa: PLR2004


def sentence(view: View, *, is_whole: bool) -> str:
    """Say in one sentence whether chance would make as many shared targets."""
    found, law = view.found(views.SURPRISE), view.law
    if found.value is None or law is None:
        return f"Whether chance would make as many cannot be said: {found.missing or 'it is not known yet'}."
    p = p_value(found.value)
    low, high = law.range()
    lead = "" if is_whole else f"By all ways of naming they share {theme.count(found.shared)}. "
    chance = f"Chance would make about **{number_words(law.expected)}** ({theme.count(low)} to {theme.count(high)})"
    if p > _ORDINARY:
        return f"{lead}{chance}, so {theme.count(found.shared)} is not clearly more than chance makes."
    return f"{lead}{chance}: as many or more come up in **{odds_words(p)}** that choose independently."


def draw(view: View) -> None:
    """Draw the law of chance and where this pair lies on it."""
    found, law = view.found(views.SURPRISE), view.law
    if found.value is None or law is None:
        with st.container(border=True, height="stretch"):
            st.subheader(_TITLE, anchor=False)
            st.markdown(f"{theme.MISSING} {found.missing or 'it is not known yet'}")
        return
    with card.card(_TITLE, _table(law), "chance", height="stretch"):
        shared = found.shared or 0
        theme.draw(
            chance_figure(law.numbers, law.probability, shared, theme.mode()),
            "Probability of each number of shared targets by chance, with the number found",
            "chance",
        )
        p = p_value(found.value)
        st.caption(
            f"{p_words(p)}: {theme.count(shared)} or more in {odds_words(p)} that name as many users, each as "
            "popular as here, and choose independently. Friends and fans of one team do not either"
            f"{_others(view, found)}. All ways of naming."
        )


def _others(view: View, found: Measurement) -> str:
    """Say how common such a surprise is among the pairs of the workspace."""
    share = view.standing.more_alike_than(found) if view.standing else None
    return (
        "" if share is None else f": {theme.percent(1 - share)} of the pairs here are as surprising or more"
    )


def _table(law: ChanceLaw) -> pd.DataFrame:
    tail = law.probability[::-1].cumsum()[::-1]
    return pd.DataFrame(
        {"Shared targets": law.numbers, "Probability": law.probability, "So many or more": tail}
    )
