"""The profiles of the workspace in groups: where A and B lie, what each group says, what the analyst calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, compute_persona, jobs, persona_numbers, state, theme
from core.errors import DoppelscopeError
from core.model.persona import CAVEAT
from core.text import counted
from figures.label import plain

if TYPE_CHECKING:
    from components.shell import Scene
    from core.model.persona import Cluster, Clustering, ClusterMethod

METHODS: dict[ClusterMethod, str] = {"k-means": "K-Means", "dbscan": "DBSCAN", "birch": "BIRCH"}
ALT = "Clusters of the workspace with label, size, terms and what suggests the label"
IN_NONE = -1
"""The number of a profile that lies in no cluster."""
LONGEST_LABEL = 40
_COLUMNS = ("Cluster", "Label", "Here", "Profiles", "Terms", "Suggested", "Because of")


def draw(scene: Scene) -> None:
    """Draw the card; the clusters are made when they are first asked for."""
    with st.container(border=True, gap="xsmall"):
        head = st.container()
        method = _method()
        job = compute_persona.grouping_under_way(scene.gallery, method)
        made = compute_persona.clustering(scene.gallery, method)
        if made is None and job is None:
            job = compute_persona.grouping_job(scene.gallery, method)
        with head:
            table = pd.DataFrame(columns=list(_COLUMNS)) if made is None else frame(scene, made)
            card.head("Clusters of this workspace", persona_numbers.noted(table), f"clusters-{method}")
        if job is not None:
            jobs.draw(job, f"Putting profiles into clusters by {METHODS[method]}")
        if made is not None:
            _found(scene, made)


def _method() -> ClusterMethod:
    chosen = st.segmented_control(
        "Clusters by",
        list(METHODS),
        format_func=lambda name: METHODS[name],
        default="k-means",
        required=True,
        key="cluster_method",
        persist_state="session",
        label_visibility="collapsed",
        width="content",
    )
    return next(method for method in METHODS if method == chosen)


def _found(scene: Scene, made: Clustering) -> None:
    st.markdown(f"{where(scene, made, 'a')} {where(scene, made, 'b')}")
    if made.clusters:
        st.dataframe(
            frame(scene, made),
            hide_index=True,
            height="content",
            row_height=34,
            alt=ALT,
            column_config={
                "Cluster": st.column_config.NumberColumn(width=60),
                "Label": st.column_config.TextColumn(width=104),
                "Here": st.column_config.TextColumn(width=56),
                "Profiles": st.column_config.NumberColumn(width=64),
                "Terms": st.column_config.TextColumn(
                    "Terms that its profiles use more than others", width=282
                ),
                "Suggested": st.column_config.TextColumn(width=96),
                "Because of": st.column_config.TextColumn(width=150),
            },
        )
    for note in made.notes:
        st.caption(f"{theme.escaped(note).rstrip('.')}.")
    st.caption(f"{quality(made)} {CAVEAT}")
    with st.container(horizontal=True):
        if made.clusters:
            _rename(scene, made)
        st.button(
            "Cluster anew",
            icon=":material/refresh:",
            type="tertiary",
            key=f"cluster-again-{made.method}",
            on_click=compute_persona.cluster_anew,
            args=(scene.gallery, made.method),
            help="From all profiles as they are now; clusters may move, and labels of yours are asked for anew",
        )


def quality(made: Clustering) -> str:
    """Say how well the clusters are parted, and who lies in none.

    Examples
    --------
    >>> from core.model.persona import Clustering
    >>> quality(Clustering("k-means", (), {}, frozenset(), None, ()))
    'Silhouette: — (it takes two clusters).'
    """
    if made.silhouette is None:
        said = f"Silhouette: {theme.MISSING} (it takes two clusters)"
    else:
        said = f"Silhouette {theme.decimal(made.silhouette)} of 1: {_parted(made.silhouette)}"
    out = sum(number == IN_NONE for number in made.members.values())
    lone = f" {counted(out, 'profiles')} of {theme.count(len(made.members))} in none." if out else ""
    return f"{said}.{lone}"


def _parted(silhouette: float) -> str:
    if silhouette < 0.1:  # noqa: PLR2004 — usual words for it, Kaufman and Rousseeuw
        return "the groups run into one another"
    return "loosely parted" if silhouette < 0.5 else "well parted"  # noqa: PLR2004


def where(scene: Scene, made: Clustering, side: str) -> str:
    """Say in which cluster a profile lies, as Markdown."""
    key, name = (
        (scene.a, theme.name_a(scene.label_a)) if side == "a" else (scene.b, theme.name_b(scene.label_b))
    )
    number = made.members.get(key)
    if number is None:
        return f"{name} was not clustered: no words and nobody named that others share."
    cluster = next((one for one in made.clusters if one.number == number), None)
    if cluster is None:
        return f"{name} is **unclustered**: like no group closely enough."
    terms = ", ".join(theme.escaped(term, 24) for term in cluster.terms[:3])
    said = f" ({terms})" if terms else ""
    return f"{name} lies in cluster {number}, **{theme.escaped(cluster.label, LONGEST_LABEL)}**{said}."


def frame(scene: Scene, made: Clustering) -> pd.DataFrame:
    """Lay the clusters out, one row each; those of A and B are marked."""
    return pd.DataFrame(
        [
            {
                "Cluster": one.number,
                "Label": plain(one.label, LONGEST_LABEL),
                "Here": _here(scene, made, one),
                "Profiles": one.n_profiles,
                "Terms": ", ".join(plain(term, 24) for term in one.terms),
                "Suggested": one.suggested or theme.MISSING,
                "Because of": ", ".join(plain(reason, 40) for reason in one.reasons),
            }
            for one in made.clusters
        ],
        columns=list(_COLUMNS),
    )


def _here(scene: Scene, made: Clustering, cluster: Cluster) -> str:
    signs = (("● A", scene.a), ("◆ B", scene.b))
    return " ".join(sign for sign, key in signs if made.members.get(key) == cluster.number)


def _rename(scene: Scene, made: Clustering) -> None:
    """Let the analyst call a cluster what it is."""
    labels = {one.number: f"{one.number}: {plain(one.label, LONGEST_LABEL)}" for one in made.clusters}
    with (
        st.popover("Rename", icon=":material/edit:", type="tertiary", key=f"cluster-rename-{made.method}"),
        st.form(f"cluster_form_{made.method}", border=False, clear_on_submit=True),
    ):
        number_key, label_key = (f"cluster_{part}_{made.method}" for part in ("number", "label"))
        st.selectbox("Cluster", list(labels), format_func=lambda number: labels[number], key=number_key)
        st.text_input(
            "Label",
            max_chars=LONGEST_LABEL,
            key=label_key,
            placeholder="empty: as the lexicon suggests",
            help="Kept with the workspace, for all who open it",
        )
        sent = st.form_submit_button("Save", width="stretch")
    if sent:
        _save(scene, made.method, state.widget(number_key), str(state.widget(label_key) or ""))


def _save(scene: Scene, method: ClusterMethod, number: object, label: str) -> None:
    try:
        compute_persona.rename(scene.gallery, method, int(str(number)), label.strip())
    except DoppelscopeError as error:
        st.error(theme.escaped(str(error)), icon=":material/error:")
    else:
        st.rerun()
