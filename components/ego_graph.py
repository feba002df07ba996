"""Both audiences in one picture: whom A names, whom B names, and whom both do.

Five fixed columns (only A, A, shared, B, only B) instead of a force layout: the same pair gives the
same picture on every run, and the shared audience is where the eye looks for it.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING, Any, Literal

from components.embed import sandboxed
from components.theme import count, handle, mode, part
from core.keys import split_key
from figures.template import TOKENS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from core.model import SharedTarget, TargetOverlap
    from figures.template import Side, Theme, Tokens

    Column = Literal["a", "shared", "b"]

HEIGHT = 480
"""CSS pixels of the graph."""
MOST_SHARED = 14
MOST_OTHERS = 10

_A, _B = "A", "B"
_NEAR, _FAR = 212, 405  # x of the two profiles and of the outer columns
_STEP_SHARED, _STEP_OTHERS = 36, 48  # y between two boxes
_WIDE, _MARGIN = 970, 34  # what must be in view: across, and beyond the highest and lowest box
_FACE = "'Source Sans 3', 'Source Sans Pro', 'Helvetica Neue', Helvetica, Arial, sans-serif"
_WEAK, _WIDEST = 1.2, 11.0  # px
_REMOTE = re.compile(
    r"<link\b[^>]*https?://[^>]*>|<script\b[^>]*\bsrc=[^>]*>\s*</script>|<center>.*?</center>|<!--.*?-->",
    re.DOTALL,
)
_OPTIONS = {
    "physics": {"enabled": False},
    "edges": {
        "smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.55}
    },
    "interaction": {"zoomView": False, "dragView": False, "hover": True, "tooltipDelay": 120},
}
# Titles are set here, as text: pyvis would render one that holds "href" as HTML.
_STYLE = Template("""
html, body { margin: 0; overflow: hidden; background: $page }
.card, #mynetwork { border: 0 !important; float: none !important; width: 100% !important;
  height: ${height}px !important; background: $page !important }
div.vis-tooltip { background: $panel; color: $text; border: 1px solid $border; border-radius: 6px;
  box-shadow: none; padding: 6px 10px; font: 14px/1.5 $face }
""")
_SCRIPT = Template("""<script>
const places = network.getPositions();
function fit() {
  const scale = Math.min(1.3, innerWidth / $width, innerHeight / $height);
  const stretch = Math.max(1, Math.min(1.4, innerWidth / scale / $width));
  for (const id in places) network.moveNode(id, places[id].x * stretch, places[id].y);
  network.moveTo({position: {x: 0, y: 0}, scale: scale});
}
nodes.update(nodes.get().map(node => ({id: node.id, title: node.said})));
setTimeout(fit, 60);
addEventListener("resize", fit);
</script></body>""")


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many targets a graph shows and how many there are, for each group."""

    shared: tuple[int, int]
    only_a: tuple[int, int]
    only_b: tuple[int, int]

    @property
    def caption(self) -> str:
        """Say what was drawn and what was left out."""
        return (
            f"Drawn: {part(*self.shared)} shared, {part(*self.only_a)} only A, "
            f"{part(*self.only_b)} only B, by weight; the middle runs from A’s favourites to B’s."
        )


def ego_html(
    overlap: TargetOverlap,
    label_a: str,
    label_b: str,
    labels: Mapping[str, str],
    theme: Theme,
    *,
    most_shared: int = MOST_SHARED,
    most_others: int = MOST_OTHERS,
) -> tuple[str, Drawn]:
    """Make the page that shows both ego graphs.

    Parameters
    ----------
    overlap : TargetOverlap
        Two audiences laid over each other.
    label_a, label_b : str
        Handles of the profiles; foreign text.
    labels : mapping of str to str
        Handles of the targets by key; a target left out is called by its key. Foreign text.
    theme : {"light", "dark"}
        Which set of colours.
    most_shared, most_others : int
        Most shared targets, and most targets of one profile alone, that are drawn: those with most
        weight (for shared ones the geometric mean of both weights).

    Returns
    -------
    html : str
        A page that loads nothing from anywhere; show it by :func:`components.embed.sandboxed`, or
        save it.
    drawn : Drawn
        What is in it and what was left out.

    Notes
    -----
    ``O(n log n)`` for n targets; 0.7 MB, the drawing library. Deterministic.
    """
    shared = sorted(overlap.shared, key=lambda t: (-math.sqrt(t.weight_a * t.weight_b), t.key))
    common = {target.key for target in shared}
    middle = sorted(shared[:most_shared], key=_lean(overlap), reverse=True)
    only_a, only_b = (_heaviest(w, common) for w in (overlap.weights_a, overlap.weights_b))
    graph = _Graph(theme, labels, overlap)
    graph.add_profile("a", label_a)
    graph.add_profile("b", label_b)
    graph.add_column([target.key for target in middle], "shared")
    graph.add_column(only_a[:most_others], "a")
    graph.add_column(only_b[:most_others], "b")
    drawn = Drawn(
        shared=(len(middle), len(shared)),
        only_a=(min(len(only_a), most_others), len(only_a)),
        only_b=(min(len(only_b), most_others), len(only_b)),
    )
    return graph.html(), drawn


def _heaviest(weights: Mapping[str, int], common: set[str]) -> list[str]:
    return sorted(weights.keys() - common, key=lambda key: (-weights[key], key))


def _lean(overlap: TargetOverlap) -> Callable[[SharedTarget], tuple[float, str]]:
    """Give a key that sorts shared targets by whose favourite they are, in shares of all contacts."""
    all_a, all_b = sum(overlap.weights_a.values()) or 1, sum(overlap.weights_b.values()) or 1

    def lean(target: SharedTarget) -> tuple[float, str]:
        return target.weight_a / all_a - target.weight_b / all_b, target.key

    return lean


class _Graph:
    """Nodes and edges, collected and handed to pyvis in one go."""

    def __init__(self, theme: Theme, labels: Mapping[str, str], overlap: TargetOverlap) -> None:
        self._colours: Tokens = TOKENS[theme]
        self._labels = labels
        self._overlap = overlap
        self._shared = {target.key: target for target in overlap.shared}
        self._nodes: list[dict[str, Any]] = []
        self._edges: list[dict[str, Any]] = []

    def add_profile(self, side: Side, name: str) -> None:
        colours, left = self._colours, side == "a"
        self._nodes.append(
            {
                "n_id": _A if left else _B,
                "label": handle(name),
                "said": f"{_A if left else _B}: {handle(name, None)}",
                "x": -_NEAR if left else _NEAR,
                "y": 0,
                "shape": "dot" if left else "diamond",
                "size": 26 if left else 30,
                "color": colours["a"] if left else colours["b"],
                # The halo keeps the name readable where lines run behind it.
                "font": self._font(20, colours["a_text"] if left else colours["b_text"], halo=6),
            }
        )

    def add_column(self, keys: Sequence[str], column: Column) -> None:
        step = _STEP_SHARED if column == "shared" else _STEP_OTHERS
        x = {"a": -_FAR, "shared": 0, "b": _FAR}[column]
        for row, key in enumerate(keys):
            # A name of ours: what a stranger calls himself is no good as an identifier.
            target = f"{column}{row}"
            y = (row - (len(keys) - 1) / 2) * step
            self._nodes.append({"n_id": target, "x": x, "y": y, **self._box(column, key)})
            self._edges.extend(self._lines(target, key))

    def _box(self, column: Column, key: str) -> dict[str, Any]:
        colours, shared = self._colours, column == "shared"
        ground = colours["panel"] if shared else colours["page"]
        chosen = {"background": ground, "border": colours["text"]}
        return {
            "label": handle(self._name(key)),
            "said": self._said(key),
            "shape": "box",
            "color": {"background": ground, "border": colours[column], "highlight": chosen, "hover": chosen},
            "font": self._font(17, colours["text"]) if shared else self._font(16, colours["muted"]),
            "borderWidth": 1.5 if shared else 1,
            "margin": 5 if shared else 4,
        }

    def _lines(self, target: str, key: str) -> Iterator[dict[str, Any]]:
        overlap = self._overlap
        for source, colour, weights, cut in (
            (_A, self._colours["a"], overlap.weights_a, overlap.cut_a),
            (_B, self._colours["b"], overlap.weights_b, overlap.cut_b),
        ):
            if not (weight := weights.get(key, 0)):
                continue
            strong = weight >= cut
            opacity = 0.9 if strong else 0.45
            yield {
                "source": source,
                "to": target,
                "width": min(_WIDEST, round(1.5 + 1.1 * math.sqrt(weight), 2)) if strong else _WEAK,
                "color": {"color": colour, "highlight": colour, "hover": colour, "opacity": opacity},
                "dashes": ([16, 7] if strong else [6, 5]) if source == _B else False,
            }

    def _name(self, key: str) -> str:
        return self._labels.get(key) or split_key(key)[2] or key

    def _said(self, key: str) -> str:
        overlap = self._overlap
        lines = [handle(self._name(key), None)]
        for source, weights, cut in (
            (_A, overlap.weights_a, overlap.cut_a),
            (_B, overlap.weights_b, overlap.cut_b),
        ):
            if weight := weights.get(key, 0):
                contacts = f"{count(weight)} {'contact' if weight == 1 else 'contacts'}"
                lines.append(f"{source}: {contacts}{', strong' if weight >= cut else ''}")
        if shared := self._shared.get(key):
            lines.append(f"named by {count(shared.n_profiles)} profiles of the workspace")
        return "\n".join(lines)

    def _font(self, size: int, colour: str, halo: int = 0) -> dict[str, Any]:
        return {
            "size": size,
            "color": colour,
            "face": _FACE,
            "strokeWidth": halo,
            "strokeColor": self._colours["page"],
        }

    def html(self) -> str:
        # Here, because pyvis brings IPython along: time that other pages need not wait.
        from pyvis.network import Network  # noqa: PLC0415

        page = self._colours["page"]
        # font_color left out on purpose: given, it would overwrite every node's own font.
        network = Network(height="100%", width="100%", bgcolor=page, cdn_resources="in_line")
        for node in self._nodes:
            network.add_node(**node)
        for edge in self._edges:
            network.add_edge(**edge)
        network.set_options(json.dumps(_OPTIONS))
        html = _REMOTE.sub("", network.generate_html(notebook=False))
        style = _STYLE.substitute(self._colours, height=HEIGHT, face=_FACE)
        high = 2 * (_MARGIN + max(abs(node["y"]) for node in self._nodes))
        script = _SCRIPT.substitute(width=_WIDE, height=high)
        return html.replace("</head>", f"<style>{style}</style></head>").replace("</body>", script)


def draw_ego_graph(overlap: TargetOverlap, label_a: str, label_b: str, labels: Mapping[str, str]) -> Drawn:
    """Show both ego graphs, in a frame that can reach nothing.

    Parameters
    ----------
    overlap, label_a, label_b, labels
        As for :func:`ego_html`.

    Returns
    -------
    Drawn
        What is in the picture and what was left out; its ``caption`` belongs under it.
    """
    theme = mode()
    html, drawn = ego_html(overlap, label_a, label_b, labels, theme)
    title = "Graph of both audiences; the table of targets holds the same data"
    sandboxed(html, HEIGHT, title, TOKENS[theme]["page"])
    return drawn
