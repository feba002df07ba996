"""What is behind the clusters: the audiences that part them, and how near A and B are to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, compute_persona, persona_numbers, theme
from core.model.persona import CAVEAT
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.shell import Scene
    from core.model.persona import Clustering
    from core.persona.association import Association
    from core.safety.grouping import Whereabouts

AUDIENCES, NEARNESS = "Audiences that part them", "How near A and B are"
AUDIENCES_ALT = "Directions of audiences with their share of the variance and whom either end names"
NEARNESS_ALT = "Distance of A and of B to the mean of each cluster"
_SIGNS = {"a": "● A", "b": "◆ B"}
_ENDS = ("one", "other")
_AUDIENCE_COLUMNS = ("Direction", "Share of variance", "End", "Key", "User", "Loading")
_NEAR_COLUMNS = ("Cluster", "Label", *_SIGNS.values(), "Nearest")
_LONGEST = 40  # characters of a cell; the download has all


def draw(scene: Scene, made: Clustering) -> None:
    """Draw both folded away; what is closed is not computed.

    In the card, not over it: at the foot of a page a popover has no room for a table.
    """
    audiences, nearness = (
        st.expander(label, icon=icon, key=key, on_change="rerun")
        for label, icon, key in (
            (AUDIENCES, ":material/groups:", "cluster-audiences"),
            (NEARNESS, ":material/straighten:", "cluster-nearness"),
        )
    )
    if audiences.open:
        with audiences:
            _audiences(scene, made)
    if nearness.open:
        with nearness:
            _nearness(scene, made)


def _audiences(scene: Scene, made: Clustering) -> None:
    found = compute_persona.associations(scene.gallery, made.method)
    if not found:
        st.markdown("None: too few profiles name a user whom others name too.")
        return
    labels = scene.gallery.workspace.identities.labels(
        [key for one in found for key, _ in (*one.towards, *one.away)]
    )
    st.dataframe(
        ends(found, labels),
        hide_index=True,
        height="content",
        row_height=34,
        alt=AUDIENCES_ALT,
        column_config={
            "Direction": st.column_config.NumberColumn(width=70),
            "Share of variance": st.column_config.TextColumn("Variance", width=72, alignment="right"),
            "One end names": st.column_config.TextColumn(width=322),
            "The other end names": st.column_config.TextColumn(width=322),
        },
    )
    card.download_csv(
        persona_numbers.noted(carriers(found, labels)), f"cluster-audiences-{made.method}", "All named (CSV)"
    )
    st.caption(
        "The directions in which whom profiles name differs most, rare users weighing most. Which end is which means "
        f"nothing; read who is named before you call a direction anything. {CAVEAT}"
    )


def carriers(found: Sequence[Association], labels: Mapping[str, str]) -> pd.DataFrame:
    """Lay out each user that carries a direction, one row each."""
    return pd.DataFrame(
        [
            (one.number + 1, one.share, end, key, plain(labels[key], None), loading)
            for one in found
            for end, side in zip(_ENDS, (one.towards, one.away), strict=True)
            for key, loading in side
        ],
        columns=list(_AUDIENCE_COLUMNS),
    )


def ends(found: Sequence[Association], labels: Mapping[str, str]) -> pd.DataFrame:
    """Lay out the directions, one row each, with those whom profiles at its two ends name most."""
    return pd.DataFrame(
        [
            {
                "Direction": one.number + 1,
                "Share of variance": theme.percent(one.share),
                "One end names": _named(one.towards, labels),
                "The other end names": _named(one.away, labels),
            }
            for one in found
        ]
    )


def _named(side: Sequence[tuple[str, float]], labels: Mapping[str, str]) -> str:
    return theme.whole_words(", ".join(plain(labels[key]) for key, _ in side), _LONGEST) or theme.MISSING


def _nearness(scene: Scene, made: Clustering) -> None:
    of = {side: compute_persona.whereabouts(scene.gallery, made.method, key) for side, key in _keys(scene)}
    where = {side: found for side, found in of.items() if found is not None}
    if len(where) < len(of):
        st.markdown("The clusters are being made anew. Open this again in a moment.")
        return
    table = near(made, where)
    st.dataframe(
        table.assign(**{sign: [_distance(away) for away in table[sign]] for sign in _SIGNS.values()}),
        hide_index=True,
        height="content",
        row_height=34,
        alt=NEARNESS_ALT,
        column_config={
            "Cluster": st.column_config.NumberColumn(width=60),
            "Label": st.column_config.TextColumn(width=240),
            **{sign: st.column_config.TextColumn(width=64, alignment="right") for sign in _SIGNS.values()},
            "Nearest": st.column_config.TextColumn(width=90),
        },
    )
    card.download_csv(persona_numbers.noted(table), f"cluster-nearness-{made.method}")
    for side, found in where.items():
        st.markdown(f"{_name(scene, side)} {said(found)}")
    st.caption(
        f"Distance to a cluster's mean; 1 is how far profiles here usually lie from their middle in one kind of feature. {CAVEAT}"
    )


def _keys(scene: Scene) -> tuple[tuple[str, str], ...]:
    return ("a", scene.a), ("b", scene.b)


def _name(scene: Scene, side: str) -> str:
    return theme.name_a(scene.label_a) if side == "a" else theme.name_b(scene.label_b)


def _distance(away: float) -> str:
    return theme.decimal(None if pd.isna(away) else away)


def near(made: Clustering, where: Mapping[str, Whereabouts]) -> pd.DataFrame:
    """Lay out the clusters with the distance of each side of ``where`` to its mean; missing where it lies nowhere."""
    away = {side: dict(found.distances) for side, found in where.items()}
    nearest = {side: found.distances[0][0] for side, found in where.items() if found.distances}
    return pd.DataFrame(
        [
            {
                "Cluster": one.number,
                "Label": plain(one.label, _LONGEST),
                **{_SIGNS[side]: away[side].get(one.number, float("nan")) for side in where},
                "Nearest": " ".join(_SIGNS[side] for side, number in nearest.items() if number == one.number),
            }
            for one in made.clusters
        ],
        columns=list(_NEAR_COLUMNS),
    )


def said(found: Whereabouts) -> str:
    """Say what a profile's place rests on, after its name.

    Examples
    --------
    >>> from core.safety.grouping import Whereabouts
    >>> said(Whereabouts("x:1", 0, ((0, 1.2), (1, 3.4)), ()))
    'is placed by every kind of feature.'
    >>> said(Whereabouts("x:1", -1, ((0, 1.2),), ("their words",)))
    'lies in no cluster, however near a mean is. Too little is known of their words: there it stands in the middle.'
    >>> said(Whereabouts("x:1", None, (), ("their words",)))
    'lies nowhere: no words and nobody named that others share.'
    """
    if not found.distances:
        return "lies nowhere: no words and nobody named that others share."
    parts = []
    if found.number != found.distances[0][0]:
        inside = "no cluster" if found.number == -1 else f"cluster {found.number}"
        parts.append(f"lies in {inside}, however near {'a' if found.number == -1 else 'another'} mean is.")
    if found.lacks:
        parts.append(f"{_lacking(found.lacks)}: there it stands in the middle.")
    return " ".join(parts) or "is placed by every kind of feature."


def _lacking(lacks: Sequence[str]) -> str:
    return f"Too little is known of {', '.join(lacks[:-1])}{' and ' if lacks[1:] else ''}{lacks[-1]}"
