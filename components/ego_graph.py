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
from typing import TYPE_CHECKING

from components.ego_part import FACE, Parts
from components.embed import sandboxed
from components.theme import mode, part
from figures.template import TOKENS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.audience.second_step import SecondStep
    from core.model import SharedTarget, TargetOverlap
    from figures.template import Theme

HEIGHT = 480
"""CSS pixels of the graph."""
MOST_SHARED = 14
MOST_OTHERS = 10

_WIDE, _MARGIN = 970, 34  # what must be in view: across, and beyond the highest and lowest box
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
  if (!innerWidth || !innerHeight) return requestAnimationFrame(fit);
  const scale = Math.min(1.3, innerWidth / $width, innerHeight / $height);
  const stretch = Math.max(1, Math.min(1.4, innerWidth / scale / $width));
  for (const id in places) network.moveNode(id, places[id].x * stretch, places[id].y);
  network.moveTo({position: {x: 0, y: 0}, scale: scale});
}
nodes.update(nodes.get().map(node => ({id: node.id, title: node.said})));
const arcs = $arcs;
function drawArc(context, edges, [from, to]) {
  const [a, b] = [from, to].map(id => network.getBoundingBox(id));
  const [y, end] = [a, b].map(box => (box.top + box.bottom) / 2);
  const out = end > y ? 1 : -1;
  const [x, last] = [a, b].map(box => out > 0 ? box.right : box.left);
  const far = edges[out] + out * (16 + 0.2 * Math.abs(end - y));
  context.setLineDash([2, 4]);
  context.beginPath();
  context.moveTo(x, y);
  context.bezierCurveTo(far, y, far, end, last + 7 * out, end);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(last, end);
  context.lineTo(last + 8 * out, end - 4);
  context.lineTo(last + 8 * out, end + 4);
  context.fill();
}
network.on("afterDrawing", context => {
  if (!arcs.length) return;
  const boxes = Object.keys(places).filter(id => id.startsWith("shared")).map(id => network.getBoundingBox(id));
  const edges = {"1": Math.max(...boxes.map(box => box.right)), "-1": Math.min(...boxes.map(box => box.left))};
  context.strokeStyle = context.fillStyle = "$text";
  context.lineWidth = 1.2;
  arcs.forEach(arc => drawArc(context, edges, arc));
});
setTimeout(fit, 60);
addEventListener("resize", fit);
</script></body>""")


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many targets a graph shows and how many there are, for each group."""

    shared: tuple[int, int]
    only_a: tuple[int, int]
    only_b: tuple[int, int]
    dotted: tuple[int, int] = (0, 0)

    @property
    def caption(self) -> str:
        """Say what was drawn and what was left out."""
        n, of = self.dotted
        dotted = (
            f" Thin dotted lines: a shared target that is a profile here names the other ({part(n, of)})."
            if n
            else ""
        )
        return (
            f"Drawn: {part(*self.shared)} shared, {part(*self.only_a)} only A, "
            f"{part(*self.only_b)} only B, by weight; the middle runs from A’s favourites to B’s.{dotted}"
        )


def ego_html(
    overlap: TargetOverlap,
    label_a: str,
    label_b: str,
    labels: Mapping[str, str],
    theme: Theme,
    *,
    beyond: SecondStep | None = None,
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
    beyond : SecondStep or None
        Whom shared targets name in turn: drawn as thin dotted lines.
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
    graph = Parts(theme, labels, overlap)
    graph.add_profile("a", label_a)
    graph.add_profile("b", label_b)
    graph.add_column([target.key for target in middle], "shared")
    graph.add_column(only_a[:most_others], "a")
    graph.add_column(only_b[:most_others], "b")
    drawn = Drawn(
        shared=(len(middle), len(shared)),
        only_a=(min(len(only_a), most_others), len(only_a)),
        only_b=(min(len(only_b), most_others), len(only_b)),
        dotted=graph.add_second_step(beyond) if beyond else (0, 0),
    )
    return _page(graph, theme), drawn


def _heaviest(weights: Mapping[str, int], common: set[str]) -> list[str]:
    return sorted(weights.keys() - common, key=lambda key: (-weights[key], key))


def _lean(overlap: TargetOverlap) -> Callable[[SharedTarget], tuple[float, str]]:
    """Give a key that sorts shared targets by whose favourite they are, in shares of all contacts."""
    all_a, all_b = sum(overlap.weights_a.values()) or 1, sum(overlap.weights_b.values()) or 1

    def lean(target: SharedTarget) -> tuple[float, str]:
        return target.weight_a / all_a - target.weight_b / all_b, target.key

    return lean


def _page(graph: Parts, theme: Theme) -> str:
    # Here, because pyvis brings IPython along: time that other pages need not wait.
    from pyvis.network import Network  # noqa: PLC0415

    colours = TOKENS[theme]
    # font_color left out on purpose: given, it would overwrite every node's own font. Directed, because
    # else pyvis would take a line back for the line there.
    network = Network(
        height="100%", width="100%", bgcolor=colours["page"], directed=True, cdn_resources="in_line"
    )
    for node in graph.nodes:
        network.add_node(**node)
    for edge in graph.edges:
        network.add_edge(**edge)
    network.set_options(json.dumps(_OPTIONS))
    html = _REMOTE.sub("", network.generate_html(notebook=False))
    style = _STYLE.substitute(colours, height=HEIGHT, face=FACE)
    high = 2 * (_MARGIN + max(abs(node["y"]) for node in graph.nodes))
    arcs = json.dumps(graph.arcs)
    script = _SCRIPT.substitute(width=_WIDE, height=high, arcs=arcs, text=colours["text"])
    return html.replace("</head>", f"<style>{style}</style></head>").replace("</body>", script)


def draw_ego_graph(
    overlap: TargetOverlap,
    label_a: str,
    label_b: str,
    labels: Mapping[str, str],
    beyond: SecondStep | None = None,
) -> Drawn:
    """Show both ego graphs, in a frame that can reach nothing.

    Parameters
    ----------
    overlap, label_a, label_b, labels, beyond
        As for :func:`ego_html`.

    Returns
    -------
    Drawn
        What is in the picture and what was left out; its ``caption`` belongs under it.
    """
    theme = mode()
    html, drawn = ego_html(overlap, label_a, label_b, labels, theme, beyond=beyond)
    title = "Graph of both audiences; the table of targets holds the same data"
    sandboxed(html, HEIGHT, title, TOKENS[theme]["page"])
    return drawn
