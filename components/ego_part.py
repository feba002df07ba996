"""What an ego graph is made of: the two profiles, boxes for targets, lines for contacts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

from components.theme import count, handle
from core.keys import split_key
from figures.template import TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.audience.second_step import SecondStep
    from core.model import TargetOverlap
    from figures.template import Side, Theme, Tokens

    Column = Literal["a", "shared", "b"]

FACE = "'Source Sans 3', 'Source Sans Pro', 'Helvetica Neue', Helvetica, Arial, sans-serif"
_A, _B = "A", "B"
_NEAR, _FAR = 212, 405  # x of the two profiles and of the outer columns
_STEP_SHARED, _STEP_OTHERS = 36, 48  # y between two boxes
_WEAK, _WIDEST = 1.2, 11.0  # px
_MOST_ARCS = 10


def _contacts(n: int) -> str:
    return "contact" if n == 1 else "contacts"


class Parts:
    """The nodes and edges of one picture, as pyvis takes them."""

    def __init__(self, theme: Theme, labels: Mapping[str, str], overlap: TargetOverlap) -> None:
        self._colours: Tokens = TOKENS[theme]
        self._labels = labels
        self._overlap = overlap
        self._shared = {target.key: target for target in overlap.shared}
        self._places: dict[str, str] = {}
        self.nodes: list[dict[str, Any]] = []
        self.edges: list[dict[str, Any]] = []
        self.arcs: list[tuple[str, str]] = []

    def add_profile(self, side: Side, name: str) -> None:
        """Put one of the two where it belongs."""
        colours, left = self._colours, side == "a"
        self.nodes.append(
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
        """Put targets below one another, each with the lines that lead to it."""
        step = _STEP_SHARED if column == "shared" else _STEP_OTHERS
        x = {"a": -_FAR, "shared": 0, "b": _FAR}[column]
        for row, key in enumerate(keys):
            # A name of ours: what a stranger calls himself is no good as an identifier.
            target = f"{column}{row}"
            self._places[key] = target
            y = (row - (len(keys) - 1) / 2) * step
            self.nodes.append({"n_id": target, "x": x, "y": y, **self._box(column, key)})
            self.edges.extend(self._lines(target, key))

    def add_second_step(self, beyond: SecondStep) -> tuple[int, int]:
        """Draw whom shared targets name in turn; give how many lines were drawn, and of how many.

        Those that lead to A and B are edges. Those from one box of a column to another would lie behind
        the boxes between: the heaviest of them become :attr:`arcs`, which are drawn beside the column.
        """
        back = [
            (one.key, end, n) for one in beyond.bridges for end, n in ((_A, one.to_a), (_B, one.to_b)) if n
        ]
        among = [(link.source, link.target, link.weight) for link in beyond.links]
        lines = [line for line in back if line[0] in self._places]
        inside = [line for line in among if {line[0], line[1]} <= self._places.keys()][:_MOST_ARCS]
        self.edges.extend(self._dotted(self._places[source], end) for source, end, _ in lines)
        self.arcs.extend((self._places[source], self._places[target]) for source, target, _ in inside)
        boxes = {node["n_id"]: node for node in self.nodes}
        for source, target, n in (*lines, *inside):
            name = target if target in {_A, _B} else boxes[self._places[target]]["label"]
            said = f"\nnames {name} in turn: {count(n)} {_contacts(n)}"
            boxes[self._places[source]]["said"] += said
        return len(lines) + len(inside), len(back) + len(among)

    def _dotted(self, source: str, target: str) -> dict[str, Any]:
        colour = self._colours["text"]
        return {
            "source": source,
            "to": target,
            "width": _WEAK,
            "color": {"color": colour, "highlight": colour, "hover": colour, "opacity": 1},
            "dashes": [2, 4],
            "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
            "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.12},
        }

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
                "arrows": "",
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
                strong = ", strong" if weight >= cut else ""
                lines.append(f"{source}: {count(weight)} {_contacts(weight)}{strong}")
        if shared := self._shared.get(key):
            lines.append(f"named by {count(shared.n_profiles)} profiles of the workspace")
        return "\n".join(lines)

    def _font(self, size: int, colour: str, halo: int = 0) -> dict[str, Any]:
        return {
            "size": size,
            "color": colour,
            "face": FACE,
            "strokeWidth": halo,
            "strokeColor": self._colours["page"],
        }
