"""How the two write: the named words and habits that speak most for a like style, and most against it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, compute, theme
from core.content.habit import SIGNS, TRAITS
from core.model import Missing
from figures.habit import HabitLine, habit_figure
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.shell import Scene
    from core.model import Comparison, HabitOverlap
    from core.params import ComparisonParams

STYLE = "content.style_cosine"
_TOWARD, _AGAINST = 8, 5
_SMALL = 0.0005  # shares that would print as 0.0%; ten of it are signs that would print as 0.00


def rate_words(habit: str, rate: float) -> tuple[str, str]:
    """Say a rate as people count: a number, and of what.

    Examples
    --------
    >>> rate_words("commas", 1.234), rate_words("all in capitals", 0.5), rate_words("“the”", 0.0321)
    (('1.23', 'in 100 characters'), ('50%', 'of posts'), ('3.2%', 'of words'))
    >>> rate_words("words in a post", 2.0), rate_words("letters in a word", 4.44)
    (('6.4', 'words, typically'), ('4.4', 'letters'))
    """
    if habit in SIGNS:
        return (f"{rate:.2f}" if rate >= 10 * _SMALL or not rate else "under 0.01"), "in 100 characters"
    if habit == "letters in a word":
        return f"{rate:.1f}", "letters"
    if habit == "words in a post":  # the mean of ln(1 + words)
        return f"{math.expm1(rate):.1f}", "words, typically"
    if habit == "spread of words in a post":  # the deviation of the same
        return f"× {math.exp(rate):.1f}", "up or down, usually"
    share = "under 0.1%" if 0 < rate < _SMALL else theme.percent(rate)
    return share, "of posts" if habit in TRAITS else "of words"


def _line(found: HabitOverlap) -> HabitLine:
    (rate_a, unit), (rate_b, _) = rate_words(found.habit, found.rate_a), rate_words(found.habit, found.rate_b)
    return HabitLine(found.habit, rate_a, rate_b, unit, found.deviation_a, found.deviation_b, found.part)


def habit_frame(overlaps: Sequence[HabitOverlap]) -> pd.DataFrame:
    """Lay habits out: both rates in words, both in deviations, their part of the cosine."""
    lines = [_line(found) for found in overlaps]
    return pd.DataFrame(
        {
            "Habit": [plain(line.habit, 60) for line in lines],
            "A": [line.rate_a for line in lines],
            "B": [line.rate_b for line in lines],
            "Counted": [line.unit for line in lines],
            "A, deviations": [round(line.deviation_a, 2) for line in lines],
            "B, deviations": [round(line.deviation_b, 2) for line in lines],
            "Part of the cosine": [round(line.part, 5) for line in lines],
        }
    )


def draw(scene: Scene, comparison: Comparison, params: ComparisonParams) -> None:
    """Draw the style descriptor: its cosine, what carries it, what speaks against it."""
    found = comparison[STYLE]
    overlaps: Sequence[HabitOverlap] | Missing = compute.explanation(
        scene.gallery, STYLE, scene.a, scene.b, params
    )
    if found.value is None or isinstance(overlaps, Missing):
        with st.container(border=True):
            st.subheader("How they write", anchor=False)
            reason = found.missing if found.value is None else overlaps.reason  # type: ignore[union-attr]
            st.markdown(f"{theme.MISSING} {reason}")
        return
    with card.card(
        "How they write", habit_frame(overlaps), "style", aside=":small[:blue[● A] &ensp; :orange[◆ B]]"
    ):
        toward = [_line(one) for one in overlaps[:_TOWARD] if one.part > 0]
        against = [_line(one) for one in reversed(overlaps[-_AGAINST:]) if one.part < 0]
        st.markdown(answer(found.value, overlaps))
        theme.draw(
            habit_figure(toward, against, theme.mode()),
            "Habits of writing that speak most for and most against a like style",
            "style",
        )
        st.caption(
            "A style descriptor: it says how posts are written, not who wrote them. Named words are function words of six "
            f"languages. {theme.count(found.n_a)} and {theme.count(found.n_b)} distinct texts were read, without links, "
            "handles and hashtags."
        )


def answer(cosine: float, overlaps: Sequence[HabitOverlap]) -> str:
    """Say how much of a style cosine has a name.

    Examples
    --------
    >>> print(answer(0.3, []))
    Style cosine **0.300**: groups of three to five letters carry +0.300 of it (100%), named words and habits 0.000.
    """
    named = sum(one.part for one in overlaps)
    grams = cosine - named
    # of parts that pull in opposite ways neither is a share
    share = f" ({theme.percent(grams / cosine)})" if cosine and named * grams >= 0 else ""
    return (
        f"Style cosine **{theme.decimal(cosine, 3)}**: groups of three to five letters carry {theme.signed(grams, 3)} of it"
        f"{share}, named words and habits {theme.signed(named, 3)}."
    )
