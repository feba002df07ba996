"""The pairs of the workspace that are nearest by hybrid distance, with what chance would make, each to be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from components import card, compute, compute_map, evidence, jobs, state, theme
from core.duplicates import suspected_duplicates
from core.hybrid import HYBRID_ASPECTS
from core.text import counted
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from streamlit.elements.lib.column_types import ColumnConfig

    from components.shell import Scene
    from core.duplicates import Distances, Duplicates, Suspect

NAME = "suspected-duplicates"
ALT = "Suspected duplicates with their hybrid distance, its parts, and how many chance would make"
_LISTED, _SHOWN = 1_000, 10
_LEAST_TOLD = 0.01
_NAME_LENGTH = 22


def draw(scene: Scene, *, may_begin: bool) -> None:
    """Draw the list, or how far it is; it is begun only once the map, which was asked for first, is there."""
    if not may_begin and compute_map.known_distances(scene.gallery) is None:
        st.caption("Suspected duplicates are listed here once the map is made.")
        return
    job = compute_map.distances(scene.gallery)
    jobs.draw(job, "Suspected duplicates are pending")
    if job.status.result is not None:
        _card(scene, job.status.result)


def answer(scene: Scene, found: Distances | None) -> str:
    """Say where the chosen pair stands among all by hybrid distance, as far as that is known.

    The map itself answers nothing: what lies where is no number.
    """
    a, b = theme.name_a(scene.label_a), theme.name_b(scene.label_b)
    if found is None:
        return f"Each point is measured, then laid out beside those most like it; rings mark {a} and {b}."
    pair = tuple(sorted((scene.a, scene.b)))
    row = next((row for row, other in enumerate(found.pairs) if tuple(sorted(other)) == pair), None)
    if row is None:
        return f"{a} and {b} are not among the {theme.count(found.n_profiles)} profiles drawn by chance from {theme.count(found.n_all)}."
    distance = float(found.found.distance[row]) if found.found.distance.size else np.nan
    if np.isnan(distance):
        return f"{a} and {b} have too little in common that was measured to have a hybrid distance."
    known = found.found.distance[~np.isnan(found.found.distance)]
    farther = float((known > distance).mean())
    return (
        f"By hybrid distance ({theme.decimal(distance)}) {a} and {b} are nearer than **{theme.rank(farther)}** of "
        f"{counted(len(known), 'pairs')}."
    )


def sentence(listed: Duplicates) -> str:
    """Say how many pairs are as near as the last one shown, and how many chance would make."""
    shown = listed.suspects[:_SHOWN]
    last = shown[-1]
    if last.found == listed.n_ranked:
        return "These are all pairs that can be ranked: one of them is the nearest whatever they are like."
    return (
        f"**{counted(last.found, 'pairs')}** at {theme.decimal(last.distance)} or nearer, where chance alone would "
        f"make **{expected_words(last.expected)}**."
    )


def expected_words(expected: float) -> str:
    """Write how many chance would make.

    Examples
    --------
    >>> expected_words(0.001), expected_words(0.16), expected_words(3.14), expected_words(31.4)
    ('under 0.01', '0.16', '3.1', '31')
    """
    if expected < _LEAST_TOLD:
        return "under 0.01"
    return theme.decimal(expected, 2 if expected < 1 else int(expected < 10))  # noqa: PLR2004 — two figures


def _card(scene: Scene, found: Distances) -> None:
    listed = suspected_duplicates(found.pairs, found.found, _LISTED)
    if not listed.suspects:
        st.markdown(
            "No pair is known by two aspects or more, so that none has a hybrid distance to be ranked by."
        )
        return
    with card.card("Suspected duplicates", _export(scene, listed), NAME):
        st.markdown(sentence(listed))
        _table(scene, listed)
        st.caption(_basis(found, listed))


def _basis(found: Distances, listed: Duplicates) -> str:
    sample = (
        ""
        if found.n_profiles == found.n_all
        else f" among {theme.count(found.n_profiles)} of {theme.count(found.n_all)} profiles, drawn by chance (seed 0)"
    )
    left = (
        f" {counted(listed.n_left_out, 'pairs')} known by one aspect or none are not ranked."
        if listed.n_left_out
        else ""
    )
    return (
        f"Nearest of {counted(listed.n_ranked, 'pairs')}{sample}.{left} Each part is the mean rank of an aspect's "
        "paper-mode measures, 0 for the most alike pair; the distance is the mean of the parts. *By chance*: how many "
        "pairs would be as near if the aspects had nothing to do with one another (the mean over all shuffles of each "
        "aspect's parts across pairs). Friends and colleagues are alike in several aspects too, and somebody is "
        "always nearest: **being first in this list is no evidence by itself.**"
    )


def names(scene: Scene, longest: int = _NAME_LENGTH) -> dict[str, str]:
    """Give what each profile is called where there is little room, by key."""
    labels = compute.labels(scene.gallery)
    return {key: plain(label.partition(" · ")[0], longest) for key, label in labels.items()}


def _frame(scene: Scene, shown: Sequence[Suspect], called: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "One": called.get(one.a, one.a),
                "Other": called.get(one.b, one.b),
                "Distance": one.distance,
                **{aspect.capitalize(): one.parts.get(aspect) for aspect in HYBRID_ASPECTS},
                "Chance": expected_words(one.expected),
                "Open": "Shown" if {one.a, one.b} == {scene.a, scene.b} else "Compare",
            }
            for one in shown
        ]
    )


def _table(scene: Scene, listed: Duplicates) -> None:
    called, shown = names(scene), listed.suspects[:_SHOWN]
    row = evidence.chosen_row(
        _frame(scene, shown, called),
        NAME,
        ALT,
        {
            "One": st.column_config.TextColumn("Profile", width=122),
            "Other": st.column_config.TextColumn("and profile", width=122),
            "Distance": _bar("Distance", 88, "Mean of the parts; 0 is as alike as no other pair"),
            **{aspect.capitalize(): _bar(aspect.capitalize(), 88) for aspect in HYBRID_ASPECTS},
            "Chance": st.column_config.TextColumn(
                "By chance",
                width=80,
                alignment="right",
                help="Pairs as near or nearer that chance would make; the list has as many as the row's number",
            ),
            "Open": st.column_config.ButtonColumn("", key="duplicates-open", type="tertiary", width=78),
        },
        most_rows=_SHOWN,
    )
    # a button in a cell hears no key: the row that the arrows have reached is opened by one below
    chosen = None if row is None else shown[row]
    clicked = state.clicked_row("duplicates-open")
    if clicked is not None and clicked < len(shown):
        open_pair(scene, shown[clicked].a, shown[clicked].b)
    elif chosen is not None and st.button(
        f"Compare {theme.escaped(called.get(chosen.a, chosen.a))} and {theme.escaped(called.get(chosen.b, chosen.b))}",
        icon=":material/compare_arrows:",
        key="duplicates-compare",
    ):
        open_pair(scene, chosen.a, chosen.b)


def _bar(label: str, width: int, meaning: str | None = None) -> ColumnConfig:
    return st.column_config.ProgressColumn(
        label, min_value=0, max_value=1, format="%.2f", color="gray", width=width, help=meaning
    )


def open_pair(scene: Scene, one: str, other: str) -> None:
    """Turn to the Compare page with a pair; whoever is A stays A."""
    a, b = (other, one) if other == scene.a or one == scene.b else (one, other)
    state.choose("a", a)
    state.choose("b", b)
    st.switch_page("pages/compare.py", query_params=state.address())


def _export(scene: Scene, listed: Duplicates) -> pd.DataFrame:
    labels = compute.labels(scene.gallery)
    return pd.DataFrame(
        [
            {
                "a": one.a,
                "b": one.b,
                "profile_a": labels.get(one.a, one.a),
                "profile_b": labels.get(one.b, one.b),
                "hybrid_distance": one.distance,
                **{aspect: one.parts.get(aspect) for aspect in HYBRID_ASPECTS},
                "pairs_as_near": one.found,
                "expected_by_chance": one.expected,
            }
            for one in listed.suspects
        ]
    )
