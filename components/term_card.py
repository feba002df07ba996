"""The terms that carry a TF-IDF cosine, and the posts in which they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, compute, evidence, theme
from core.model import Missing
from figures.label import plain
from figures.term import term_figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.shell import Scene
    from core.evidence import Thing
    from core.model import TermOverlap
    from core.params import ComparisonParams

_DRAWN, _LISTED = 12, 200


def terms_frame(terms: Sequence[TermOverlap]) -> pd.DataFrame:
    """Lay terms out: part of the cosine, counts of each, rarity."""
    return pd.DataFrame(
        {
            "Term": [plain(term.term, 60) for term in terms],
            "Part": [term.part for term in terms],
            "A": [term.count_a for term in terms],
            "B": [term.count_b for term in terms],
            "Idf": [term.idf for term in terms],
        }
    )


def draw(scene: Scene, terms: Sequence[TermOverlap] | Missing) -> None:
    """Draw the terms that carry most of the cosine."""
    if isinstance(terms, Missing):
        with st.container(border=True, height="stretch"):
            st.subheader("The words that carry it", anchor=False)
            st.markdown(f"{theme.MISSING} {terms.reason}")
        return
    with card.card("The words that carry it", terms_frame(terms[:_LISTED]), "terms", height="stretch"):
        if not terms:
            st.markdown("No word is shared.")
            return
        figure = term_figure(terms, scene.label_a, scene.label_b, theme.mode(), n=_DRAWN)
        theme.draw(figure, "Shared words by their part in the cosine", "terms")
        total = sum(term.part for term in terms)
        head = theme.percent(sum(term.part for term in terms[:_DRAWN]) / total)
        st.caption(
            f"The {min(_DRAWN, len(terms))} heaviest of {theme.count(len(terms))} shared words: {head} of it."
        )


def posts_behind(scene: Scene, terms: Sequence[TermOverlap] | Missing, params: ComparisonParams) -> None:
    """Open the posts in which a chosen word stands."""
    if isinstance(terms, Missing) or not terms:
        return
    listed = sorted(terms, key=lambda term: (-term.part * (term.idf - 1), -term.part))[:_LISTED]
    st.subheader("The posts behind the cosine", anchor=False)
    st.caption(
        "Shared words, those first that are both rare and frequent here. Click a row to read the posts in which it stands."
    )
    row = evidence.chosen_row(
        terms_frame(listed),
        "terms-list",
        "Shared words with counts and rarity",
        {
            "Term": st.column_config.TextColumn(width=220),
            "Part": st.column_config.NumberColumn("Part of the cosine", format="%.4f", width=140),
            "A": st.column_config.NumberColumn("● Times by A", width=110),
            "B": st.column_config.NumberColumn("◆ Times by B", width=110),
            "Idf": st.column_config.NumberColumn("Rarity (idf)", format="%.2f", width=110),
        },
        most_rows=7,
    )
    if row is None:
        return
    what: Thing = "word" if params.mode == "default" else "token"
    with st.spinner("Reading every post"):  # of 50,000 it takes seconds
        found = [compute.rows_with(scene.gallery, key, what, listed[row].term) for key in (scene.a, scene.b)]
    evidence.both(scene, found[0], found[1], "saying")
