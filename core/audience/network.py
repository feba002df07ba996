"""Who names whom, as a graph: of many profiles, and of the two that are compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import networkx as nx

from core.audience.params import EgoCaps
from core.keys import split_key
from core.model import INTERACTION_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.audience.second_step import SecondStep
    from core.model import Audience, TargetOverlap

# What XML 1.0 cannot hold, even escaped: one such character in a key would spoil the whole file.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def interaction_graph(timelines: Iterable[tuple[str, Audience]]) -> nx.DiGraph[str]:
    """Draw up the directed weighted graph of [B] 3.3.

    Parameters
    ----------
    timelines : iterable of (str, Audience)
        The key of each profile and whom it names, keys unified, so that a profile that is also
        named is one node.

    Returns
    -------
    networkx.DiGraph
        An edge from who posted to whom the post names. ``weight`` is how often; ``repost``,
        ``quote``, ``reply`` and ``mention`` are its parts. A profile that answers itself makes no
        edge. Every profile is a node, also one that names nobody.

    Notes
    -----
    O(edges). The golden case (METHODS 2) is printed in [B]: in-strengths 5, 4 and 1.

    Examples
    --------
    >>> import numpy as np
    >>> from core.model import Audience
    >>> graph = interaction_graph([("x:1", Audience(("x:2",), np.array([[1, 0, 0, 2]])))])
    >>> list(graph.edges(data="weight")), graph["x:1"]["x:2"]["mention"]
    ([('x:1', 'x:2', 3)], 2)
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    for source, audience in timelines:
        graph.add_node(source)
        for target, counts in zip(audience.targets, audience.weights.tolist(), strict=True):
            if target != source:
                parts = dict(zip(INTERACTION_KINDS, counts, strict=True))
                graph.add_edge(source, target, weight=sum(counts), **parts)
    return graph


def _xml_safe(text: str) -> str:
    return _NOT_XML.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _name(key: str) -> str:
    _, user_id, handle = split_key(key)
    return _xml_safe(f"@{handle}" if user_id is None else user_id)


def _heaviest(weights: Mapping[str, int], other: Mapping[str, int]) -> list[str]:
    alone = [key for key in weights if key not in other]
    return sorted(alone, key=lambda key: (-weights[key], key))


def ego_graph(
    overlap: TargetOverlap,
    label_a: str,
    label_b: str,
    caps: EgoCaps | None = None,
    beyond: SecondStep | None = None,
    labels: Mapping[str, str] | None = None,
) -> nx.DiGraph[str]:
    r"""Draw up the graph of two profiles and whom they name, for a drawing or an export.

    Parameters
    ----------
    overlap : TargetOverlap
    label_a, label_b : str
        What the two profiles are called; may be equal.
    caps : EgoCaps or None
        How many targets are shown, the strongest first; None for the defaults.
    beyond : SecondStep or None
        Whom the shared targets name in turn, as far as that is known; between nodes that are shown.
    labels : mapping of str to str or None
        What targets are called, by key; those not in it by their key. Foreign text.

    Returns
    -------
    networkx.DiGraph
        Nodes: "a", "b" and each target by its key, with ``label``, ``role`` ("a", "b", "only_a",
        "shared", "only_b"), ``weight_a`` and ``weight_b`` (0 where not named), shared targets also
        with ``n_profiles``. Edges: from "a" or "b", with ``weight``, ``strong`` and ``step`` 1;
        between the two themselves where one named the other; of the second step from a shared target,
        with ``weight`` and ``step`` 2. ``graph.graph`` counts what the caps left out:
        ``left_out_shared``, ``left_out_only_a``, ``left_out_only_b``. Characters that no XML file can
        hold are written as ``\u0000``, so that every graph can be saved as GEXF or GraphML.

    Notes
    -----
    O(n log n) in the number of targets; deterministic.

    Examples
    --------
    >>> from core.model import Contact, TargetOverlap
    >>> found = TargetOverlap({"x:@c": 2}, {"x:@d": 1}, 3.0, 3.0, (), Contact(1, 0), 0.0, None)
    >>> graph = ego_graph(found, "@ann", "@bob", EgoCaps(alone=1))
    >>> sorted(graph.nodes(data="role"))
    [('a', 'a'), ('b', 'b'), ('x:@c', 'only_a'), ('x:@d', 'only_b')]
    >>> graph.edges["a", "b"]["weight"], graph.graph["left_out_only_a"]
    (1, 0)
    """
    caps = caps or EgoCaps()
    groups = {
        "shared": ([target.key for target in overlap.shared], caps.shared),
        "only_a": (_heaviest(overlap.weights_a, overlap.weights_b), caps.alone),
        "only_b": (_heaviest(overlap.weights_b, overlap.weights_a), caps.alone),
    }
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_node("a", label=_xml_safe(label_a), role="a")
    graph.add_node("b", label=_xml_safe(label_b), role="b")
    for role, (keys, cap) in groups.items():
        shown = keys[:cap]
        graph.graph[f"left_out_{role}"] = len(keys) - len(shown)
        for key in shown:
            _add_target(graph, overlap, key, role)
            if labels and key in labels:
                graph.nodes[_xml_safe(key)]["label"] = _xml_safe(labels[key])
    for target in overlap.shared[: caps.shared]:
        graph.nodes[_xml_safe(target.key)]["n_profiles"] = target.n_profiles
    _add_contact(graph, overlap)
    if beyond is not None:
        _add_second_step(graph, beyond)
    return graph


def _add_target(graph: nx.DiGraph[str], overlap: TargetOverlap, key: str, role: str) -> None:
    node = _xml_safe(key)
    weight_a, weight_b = overlap.weights_a.get(key, 0), overlap.weights_b.get(key, 0)
    graph.add_node(node, label=_name(key), role=role, weight_a=weight_a, weight_b=weight_b)
    for source, weight, cut in (("a", weight_a, overlap.cut_a), ("b", weight_b, overlap.cut_b)):
        if weight:
            graph.add_edge(source, node, weight=weight, strong=weight >= cut, step=1)


def _add_contact(graph: nx.DiGraph[str], overlap: TargetOverlap) -> None:
    contact = overlap.contact
    if contact.a_to_b:
        graph.add_edge("a", "b", weight=contact.a_to_b, strong=contact.a_to_b >= overlap.cut_a, step=1)
    if contact.b_to_a:
        graph.add_edge("b", "a", weight=contact.b_to_a, strong=contact.b_to_a >= overlap.cut_b, step=1)


def _add_second_step(graph: nx.DiGraph[str], beyond: SecondStep) -> None:
    back = [(one.key, end, n) for one in beyond.bridges for end, n in (("a", one.to_a), ("b", one.to_b)) if n]
    among = [(link.source, _xml_safe(link.target), link.weight) for link in beyond.links]
    for source, target, weight in (*back, *among):
        if _xml_safe(source) in graph and target in graph:
            graph.add_edge(_xml_safe(source), target, weight=weight, step=2)
