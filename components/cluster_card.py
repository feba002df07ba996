"""The profiles of the workspace in groups: where A and B lie, what each group says, what the analyst calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, cluster_detail, compute_persona, control, jobs, persona_numbers, state, theme
from core.errors import DoppelscopeError
from core.model.persona import CAVEAT
from core.text import counted
from figures.label import plain

if TYPE_CHECKING:
    from components.shell import Scene
    from core.model.persona import Cluster, Clustering, ClusterMethod

METHODS: dict[ClusterMethod, str] = {"k-means": "K-Means", "dbscan": "DBSCAN", "birch": "BIRCH"}
ALT = "Clusters of the workspace with label, size, terms and what suggests the label"
_LABELS = (
    "Labels name words, by a list, not the axes above: a cluster's and a profile's leading class may differ."
)
IN_NONE = -1
"""The number of a profile that lies in no cluster."""
LONGEST_LABEL = 40
_COLUMNS = ("Cluster", "Label", "Here", "Profiles", "Terms", "Suggested", "Because of")
_TERMS, _REASONS = 44, 28
"""Characters of terms and of reasons that a row of the page holds; the table twin has all."""


def draw(scene: Scene) -> None:
    """Draw the card; the clusters are made when they are first asked for."""
    with st.container(border=True, gap="xsmall"):
        head = st.container()
        method = control.one_of("Clusters by", METHODS, "cluster_method")
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


def _found(scene: Scene, made: Clustering) -> None:
    st.markdown(answer(scene, made))
    if made.clusters:
        st.dataframe(
            shown(frame(scene, made)),
            hide_index=True,
            height="content",
            row_height=34,
            alt=ALT,
            column_config={
                "Cluster": st.column_config.NumberColumn(width=60),
                "Label": st.column_config.TextColumn(width=128),
                "Here": st.column_config.TextColumn(width=64),
                "Profiles": st.column_config.NumberColumn(width=64),
                "Terms": st.column_config.TextColumn(
                    "Terms that its profiles use more than others", width=292
                ),
                "Because of": st.column_config.TextColumn("Suggested because of", width=184),
            },
        )
    notes = " ".join(f"{theme.escaped(note).rstrip('.')}." for note in made.notes[not made.clusters :])
    if notes:
        st.caption(notes)
    st.caption(f"{quality(made)} {_LABELS if made.clusters else ''} {CAVEAT}")
    if made.clusters:
        cluster_detail.draw(scene, made)
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


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """Give the table as it fits a page: whole words only, and what is suggested only where the label is another."""
    labels = [
        label if suggested in {label, theme.MISSING} else f"{label} (suggested: {suggested})"
        for label, suggested in zip(table["Label"], table["Suggested"], strict=True)
    ]
    return table.assign(
        Label=labels,
        Terms=[theme.whole_words(terms, _TERMS) for terms in table["Terms"]],
        **{
            "Because of": [
                theme.whole_words(reasons, _REASONS) or theme.MISSING for reasons in table["Because of"]
            ]
        },
    ).drop(columns="Suggested")


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
    if any("in no cluster" in note for note in made.notes) or not made.clusters:
        out = 0  # that has been said
    lone = f" {counted(out, 'profiles')} of {theme.count(len(made.members))} in none." if out else ""
    return f"{said}.{lone}"


def _parted(silhouette: float) -> str:
    # Kaufman and Rousseeuw 1990: up to .25 no substantial structure, up to .5 a weak one that may be artificial
    if silhouette <= 0.25:  # noqa: PLR2004
        return "the groups run into one another, and where a profile lies says little"
    return "loosely parted" if silhouette <= 0.5 else "well parted"  # noqa: PLR2004


def answer(scene: Scene, made: Clustering) -> str:
    """Say where A and B lie, as Markdown; or why there are no clusters at all."""
    if not made.clusters:
        why = made.notes[0].rstrip(".") if made.notes else "nothing was found to group"
        return f"**No clusters.** {theme.escaped(why)}."
    number = made.members.get(scene.a, IN_NONE)
    if number == made.members.get(scene.b) and number != IN_NONE:
        one = next(one for one in made.clusters if one.number == number)
        return f"Both lie in {_called(one)}."
    return f"{where(scene, made, 'a')} {where(scene, made, 'b')}"


def _called(cluster: Cluster) -> str:
    """Name a cluster by number, label and its first terms, as Markdown."""
    terms = ", ".join(theme.escaped(term, 24) for term in cluster.terms[:3])
    said = f" ({terms})" if terms else ""
    number = f"cluster {cluster.number}"
    if cluster.label.casefold() == number:  # it has no other
        return f"**{number}**{said}"
    return f"{number}, **{theme.escaped(cluster.label, LONGEST_LABEL)}**{said}"


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
    return f"{name} lies in {_called(cluster)}."


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
