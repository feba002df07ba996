"""The four numbers of the Audience page, and its answer in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import audience_view as views
from components import card, chance_card, measure_table, theme
from core.model import INTERACTION_KINDS

if TYPE_CHECKING:
    from components.audience_view import View
    from core.model import Measurement


_LABELS = {
    views.JACCARD: "Jaccard",
    views.WEIGHTED: "Attention shared",
    views.RARE: "Rare ones first",
    views.STRONG: "Strong, shared",
}


def answer(view: View) -> str:
    """Give the page's answer: how many they share, and whether chance would make as many."""
    overlap = view.overlap
    n_a, n_b = len(overlap.weights_a), len(overlap.weights_b)
    if not n_a or not n_b:
        who = "Neither names anybody" if not n_a and not n_b else f"{'B' if n_a else 'A'} names nobody"
        how = "" if _is_whole(view) else " in the ways chosen"
        return f"{who}{how} in this data, so there is no audience to compare."
    strong = sum(target.strong_a and target.strong_b for target in overlap.shared)
    shared = (
        f"They share **{theme.count(len(overlap.shared))}** of {theme.count(n_a)} and {theme.count(n_b)} "
        f"targets, **{theme.count(strong)}** of them strong friendships of both."
    )
    return f"{shared} {chance_card.sentence(view, is_whole=_is_whole(view))}"


def _is_whole(view: View) -> bool:
    return set(view.params.audience.kinds) == set(INTERACTION_KINDS)


def row(view: View) -> None:
    """Draw how much of both audiences is shared, counted in four ways."""
    jaccard, strong = view.found(views.JACCARD), view.found(views.STRONG)
    card.metric_row(
        [
            _cell(view, views.JACCARD, _of_union(jaccard, "targets"), "Of all whom either names."),
            _cell(
                view,
                views.WEIGHTED,
                view.rank(views.WEIGHTED) or "weighted Jaccard",
                "Weighted Jaccard: 1 where both divide their contacts among the same users alike.",
            ),
            _cell(
                view,
                views.RARE,
                view.rank(views.RARE) or "rarity cosine",
                "Rarity cosine: one in which a target that few in this workspace name counts more.",
            ),
            _cell(
                view,
                views.STRONG,
                f"Jaccard {measure_table.value_words(strong)}",
                f"Strong friendships of A: {theme.count(strong.n_a)}, of B: {theme.count(strong.n_b)}. "
                "The first number are those of both, the second those of either.",
                theme.part(strong.shared, strong.n_a + strong.n_b - (strong.shared or 0)),
            ),
        ]
    )
    for reason, labels in _lacking(view).items():
        st.caption(f"{theme.MISSING} {', '.join(labels)}: {reason}.")


def _lacking(view: View) -> dict[str, list[str]]:
    """Gather the numbers that are missing by the reason why: a box has no room for it."""
    reasons: dict[str, list[str]] = {}
    for measure, label in _LABELS.items():
        if reason := view.found(measure).missing:
            reasons.setdefault(reason, []).append(label)
    return reasons


def _of_union(found: Measurement, items: str) -> str:
    shared = found.shared or 0
    return f"{theme.part(shared, found.n_a + found.n_b - shared)} {items}"


def _cell(view: View, measure: str, meaning: str, explained: str, value: str | None = None) -> card.Cell:
    """Make one number: below it what it is, behind its mark how it is made and where it stands."""
    found, label = view.found(measure), _LABELS[measure]
    rank = view.rank(measure)
    stands = f" {rank[0].upper()}{rank[1:]} of the workspace's pairs." if rank else ""
    if found.missing:
        return card.Cell(label, theme.MISSING, "missing", explained)
    return card.Cell(label, value or measure_table.value_words(found), meaning, f"{explained}{stands}")
