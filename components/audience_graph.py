"""The card with both ego graphs, and the graph as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd
import streamlit as st

from components import card, theme
from components.ego_graph import draw_ego_graph, ego_html
from components.embed import with_policy
from core.audience.network import ego_graph
from core.audience.params import EgoCaps
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from components.audience_view import View

_LEGEND = ":small[:blue[● A, solid line] &ensp; :orange[◆ B, dashed line] &ensp; ▭ shared &ensp; **━** strong friendship]"


def _edges(view: View) -> Iterator[tuple[str, str, int, int]]:
    """Give every edge: source, target, contacts, step; A and B by their letters."""
    overlap, beyond = view.overlap, view.beyond
    for side, weights in (("A", overlap.weights_a), ("B", overlap.weights_b)):
        yield from ((side, key, n, 1) for key, n in sorted(weights.items(), key=lambda item: -item[1]))
    if beyond is not None:
        for one in beyond.bridges:
            yield from ((one.key, side, n, 2) for side, n in (("A", one.to_a), ("B", one.to_b)) if n)
        yield from ((link.source, link.target, link.weight, 2) for link in beyond.links)


def edges_frame(view: View, labels: Mapping[str, str]) -> pd.DataFrame:
    """Lay every edge out, also those that the picture leaves out."""
    shown = {key: plain(label, None) for key, label in labels.items()}
    return pd.DataFrame(
        [
            (shown.get(source, source), shown.get(target, target), n, step)
            for source, target, n, step in _edges(view)
        ],
        columns=["Source", "Target", "Contacts", "Step"],
    )


def draw(view: View) -> None:
    """Draw both ego graphs in one picture."""
    overlap, scene = view.overlap, view.scene
    labels = view.kept("labels", lambda: view.labels([*overlap.weights_a, *overlap.weights_b]))
    edges = view.kept("edges", lambda: edges_frame(view, labels))
    with card.card("Whom they name most", edges, "edges", aside=_LEGEND):
        drawn = draw_ego_graph(overlap, scene.label_a, scene.label_b, labels, view.beyond)
        cuts = f"{theme.count(overlap.cut_a)} (A) and {theme.count(overlap.cut_b)} (B)"
        top = ", and each profile’s top tenth" if view.params.mode == "default" else ""
        st.caption(f"{drawn.caption} Strong: at least {cuts} contacts{top}.")


def exports(view: View) -> None:
    """Offer the graph: as a page that opens anywhere offline, and whole for graph programs."""
    overlap, scene, mode = view.overlap, view.scene, theme.mode()

    def labels() -> dict[str, str]:
        return view.labels([*overlap.weights_a, *overlap.weights_b])

    def page() -> bytes:
        html, _ = ego_html(overlap, scene.label_a, scene.label_b, labels(), mode, beyond=view.beyond)
        return with_policy(html).encode()

    def gexf() -> bytes:
        whole = EgoCaps(shared=None, alone=None)
        shown = {key: plain(label, None) for key, label in labels().items()}
        graph = ego_graph(overlap, scene.label_a, scene.label_b, whole, view.beyond, shown)
        return "\n".join(nx.generate_gexf(graph)).encode()

    for label, data, file, kind in (
        ("Graph (HTML)", page, "audience.html", "text/html"),
        ("Graph (GEXF)", gexf, "audience.gexf", "application/xml"),
    ):
        st.download_button(label, data, file, kind, icon=":material/download:", on_click="ignore")
