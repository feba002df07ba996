"""The Audience page: graph, numbers, the table of shared targets and the posts that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import pandas as pd
import streamlit as st

from components import card, compute, evidence, theme
from components.ego_graph import draw_ego_graph, ego_html
from components.embed import with_policy
from core.audience.network import ego_graph
from core.audience.params import EgoCaps
from core.evidence import naming
from core.keys import own_keys
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Collection

    from components.shell import Scene
    from core.model import TargetOverlap
    from core.params import AudienceParams

_LEGEND = ":small[:blue[● A, solid line] &ensp; :orange[◆ B, dashed line] &ensp; ▭ shared &ensp; **━** strong friendship]"


def _labels(scene: Scene, keys: Collection[str]) -> dict[str, str]:
    listed = list(keys)
    handles = scene.gallery.workspace.identities.handles(listed)
    return {key: f"@{handle}" if handle else key for key, handle in zip(listed, handles, strict=True)}


def answer(overlap: TargetOverlap) -> str:
    """Give the page's answer in one sentence."""
    n_a, n_b = len(overlap.weights_a), len(overlap.weights_b)
    if not n_a or not n_b:
        who = "Neither names anybody" if not n_a and not n_b else f"{'B' if n_a else 'A'} names nobody"
        return f"{who} in this data, so there is no audience to compare."
    strong = sum(target.strong_a and target.strong_b for target in overlap.shared)
    return (
        f"They share **{theme.count(len(overlap.shared))}** of {theme.count(n_a)} and {theme.count(n_b)} targets, "
        f"**{theme.count(strong)}** of them strong friendships of both."
    )


def graph(scene: Scene, overlap: TargetOverlap) -> None:
    """Draw both ego graphs in one view."""
    labels = _labels(scene, [*overlap.weights_a, *overlap.weights_b])
    edges = pd.DataFrame(
        [
            {"Source": side, "Target": plain(labels[key], None), "Contacts": weight}
            for side, weights in (("A", overlap.weights_a), ("B", overlap.weights_b))
            for key, weight in sorted(weights.items(), key=lambda item: -item[1])
        ],
        columns=["Source", "Target", "Contacts"],
    )
    with card.card("Whom they name most", edges, "edges", aside=_LEGEND):
        drawn = draw_ego_graph(overlap, scene.label_a, scene.label_b, labels)
        cuts = f"{theme.count(overlap.cut_a)} (A) and {theme.count(overlap.cut_b)} (B)"
        st.caption(f"{drawn.caption} Strong: at least {cuts} contacts, and each profile's top tenth.")


def numbers(overlap: TargetOverlap) -> None:
    """Draw the four numbers of the page."""
    strong_a = sum(weight >= overlap.cut_a for weight in overlap.weights_a.values())
    strong_b = sum(weight >= overlap.cut_b for weight in overlap.weights_b.values())
    both = sum(target.strong_a and target.strong_b for target in overlap.shared)
    union = len(overlap.weights_a.keys() | overlap.weights_b.keys())
    contact = overlap.contact
    card.metric_row(
        [
            card.Cell(
                "Jaccard",
                theme.decimal(overlap.jaccard, 3),
                f"{theme.part(len(overlap.shared), union)} targets",
            ),
            card.Cell("Strong, Jaccard", theme.decimal(overlap.strong_jaccard, 3), "of strong friendships"),
            card.Cell(
                "Strong, shared",
                theme.part(both, strong_a + strong_b - both),
                f"{theme.count(strong_a)} of A, {theme.count(strong_b)} of B",
            ),
            card.Cell(
                "Direct contact",
                f"{theme.count(contact.a_to_b)} and {theme.count(contact.b_to_a)}",
                "A to B, B to A",
                "Posts that name the other profile; both are left out of the audiences.",
            ),
        ]
    )


def _strong(strong_a: bool, strong_b: bool) -> str:  # noqa: FBT001
    return "both" if strong_a and strong_b else "A" if strong_a else "B" if strong_b else ""


def shared(scene: Scene, overlap: TargetOverlap, params: AudienceParams) -> None:
    """Draw the table of shared targets; a row opens to the posts that name its target."""
    st.subheader(f"Shared targets ({theme.count(len(overlap.shared))})", anchor=False)
    if not overlap.shared:
        st.markdown("None. An empty overlap of small audiences says little; see the counts above.")
        return
    labels = _labels(scene, [target.key for target in overlap.shared])
    reference = compute.reference(scene.gallery)
    table = pd.DataFrame(
        [
            {
                "Target": plain(labels[target.key], None),
                "A": target.weight_a,
                "B": target.weight_b,
                "Strong": _strong(target.strong_a, target.strong_b),
                "Known": target.n_profiles if reference else None,
            }
            for target in overlap.shared
        ]
    )
    most = int(table[["A", "B"]].to_numpy().max())
    row = evidence.chosen_row(
        table,
        "targets",
        "Shared targets with both weights and rarity",
        _columns(most, None if reference is None else reference.n_profiles),
        most_rows=9,
    )
    if row is not None:
        _posts_naming(scene, overlap.shared[row].key, params)


def _columns(most: int, n_profiles: int | None) -> dict[str, Any]:
    """Lay out the table's columns; ``most`` contacts fill a bar."""
    return {
        "Target": st.column_config.TextColumn(width=190),
        "A": st.column_config.ProgressColumn(
            "● A contacts", format="%d", min_value=0, max_value=most, color="blue", width=170
        ),
        "B": st.column_config.ProgressColumn(
            "◆ B contacts", format="%d", min_value=0, max_value=most, color="orange", width=170
        ),
        "Strong": st.column_config.TextColumn(width=70),
        "Known": st.column_config.NumberColumn(
            "Named by: pending" if n_profiles is None else f"Named by, of {theme.count(n_profiles)}",
            help="Few = rare = tells more",
            width=120,
        ),
    }


def _posts_naming(scene: Scene, target: str, params: AudienceParams) -> None:
    known = scene.gallery.workspace.identities
    timeline_a, timeline_b = scene.timelines
    found = [
        naming(timeline.posts, {target}, known.canonical, params.kinds).tolist()
        for timeline in (timeline_a, timeline_b)
    ]
    shown = theme.escaped(plain(_labels(scene, [target])[target], None))
    st.markdown(f"**Posts that name {shown}**")
    evidence.both(scene, found[0], found[1], "naming")


def contact(scene: Scene, overlap: TargetOverlap, params: AudienceParams) -> None:
    """Open the posts in which the two name each other, where there are any."""
    if not overlap.contact.a_to_b + overlap.contact.b_to_a:
        return
    with st.expander("Posts in which they name each other", icon=":material/forum:"):
        known = scene.gallery.workspace.identities
        (profile_a, profile_b) = (portrait.profile for portrait in scene.portraits)
        timeline_a, timeline_b = scene.timelines
        a = naming(timeline_a.posts, own_keys(profile_b), known.canonical, params.kinds)
        b = naming(timeline_b.posts, own_keys(profile_a), known.canonical, params.kinds)
        evidence.both(scene, a.tolist(), b.tolist(), "contact")


def exports(scene: Scene, overlap: TargetOverlap) -> None:
    """Offer the graph: as a page that opens anywhere offline, and whole for graph programs."""
    labels = _labels(scene, [*overlap.weights_a, *overlap.weights_b])
    mode = theme.mode()

    def page() -> bytes:
        html, _ = ego_html(overlap, scene.label_a, scene.label_b, labels, mode)
        return with_policy(html).encode()

    def gexf() -> bytes:
        whole = EgoCaps(shared=None, alone=None)
        graph = ego_graph(overlap, scene.label_a, scene.label_b, whole)
        nx.set_node_attributes(graph, {key: plain(label, None) for key, label in labels.items()}, "label")
        return "\n".join(nx.generate_gexf(graph)).encode()

    for label, data, file, kind in (
        ("Graph (HTML)", page, "audience.html", "text/html"),
        ("Graph (GEXF)", gexf, "audience.gexf", "application/xml"),
    ):
        st.download_button(label, data, file, kind, icon=":material/download:", on_click="ignore")
