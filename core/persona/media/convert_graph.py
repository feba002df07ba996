"""A saved TensorFlow.js graph model: its nodes, its attributes, its constants. Read with numpy alone."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Mapping

    Array = np.ndarray[Any, Any]

_TYPES = {
    "float32": np.float32,
    "int32": np.int32,
    "bool": np.bool_,
    "uint8": np.uint8,
    "uint16": np.uint16,
    "float16": np.float16,
}


@dataclass(frozen=True, slots=True)
class Node:
    """One operation: what it does, what it takes, and its attributes as the file has them."""

    name: str
    kind: str
    inputs: tuple[str, ...]
    attributes: Mapping[str, Any]

    def integer(self, name: str, default: int = 0) -> int:
        """Give an attribute that is a number."""
        return int(self.attributes.get(name, {}).get("i", default))

    def integers(self, name: str) -> list[int]:
        """Give an attribute that is a list of numbers; none where it is not there."""
        return [int(one) for one in self.attributes.get(name, {}).get("list", {}).get("i", [])]

    def truth(self, name: str) -> bool:
        """Give an attribute that is yes or no."""
        return bool(self.attributes.get(name, {}).get("b", False))

    def text(self, name: str) -> str:
        """Give an attribute that is a word."""
        return _decoded(self.attributes.get(name, {}).get("s", ""))

    def texts(self, name: str) -> list[str]:
        """Give an attribute that is a list of words."""
        return [_decoded(one) for one in self.attributes.get(name, {}).get("list", {}).get("s", [])]

    def dtype(self, name: str) -> str:
        """Give an attribute that is a type, such as DT_FLOAT."""
        return str(self.attributes.get(name, {}).get("type", "DT_FLOAT"))

    def shape(self) -> list[int]:
        """Give the shape of a placeholder; -1 where any number may stand."""
        sizes = self.attributes.get("shape", {}).get("shape", {}).get("dim", [])
        return [int(one.get("size", -1)) for one in sizes]


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes by name and all constants by name."""

    nodes: Mapping[str, Node]
    constants: Mapping[str, Array]

    def before(self, outputs: list[str]) -> list[Node]:
        """List the nodes that some outputs need, each behind what it needs itself.

        Raises
        ------
        FormatError
            If one is needed that is not there, or the graph goes in a circle.
        """
        order: list[Node] = []
        state: dict[str, bool] = {}
        waiting = [(name, False) for name in reversed(outputs)]
        while waiting:
            name, done = waiting.pop()
            if done:
                state[name] = True
                order.append(self.nodes[name])
            elif name not in state:
                if name not in self.nodes:
                    message = f"the model has no node {name!r}"
                    raise FormatError(message)
                state[name] = False
                waiting.append((name, True))
                inputs = [node_name(one) for one in self.nodes[name].inputs]
                waiting += [(one, False) for one in reversed(inputs) if not state.get(one)]
            elif not state[name]:
                message = f"the model's node {name!r} needs itself"
                raise FormatError(message)
        return order


def read_graph(topology: bytes, weights: bytes) -> Graph:
    """Read a model's two files.

    Parameters
    ----------
    topology : bytes
        What model.json holds.
    weights : bytes
        What its .bin files hold, joined.

    Raises
    ------
    FormatError
        If it is none, or the weights are too few for it.
    """
    try:
        given = json.loads(topology)
        nodes = {
            one["name"]: Node(one["name"], one["op"], tuple(one.get("input", ())), one.get("attr", {}))
            for one in given["modelTopology"]["node"]
        }
        listed = [one for group in given["weightsManifest"] for one in group["weights"]]
        return Graph(nodes, _constants(listed, weights))
    except (ValueError, KeyError, TypeError) as error:
        message = f"this is no graph model of TensorFlow.js: {str(error)[:120]}"
        raise FormatError(message) from error


def node_name(reference: str) -> str:
    """Give the node that ``name``, ``name:0`` or ``^name`` speaks of."""
    return reference.lstrip("^").rsplit(":", 1)[0] if ":" in reference else reference.lstrip("^")


def output_key(reference: str) -> str:
    """Give the one way of writing which output of which node is meant.

    >>> output_key("a/b"), output_key("a/b:1")
    ('a/b:0', 'a/b:1')
    """
    bare = reference.lstrip("^")
    return bare if ":" in bare else f"{bare}:0"


def _constants(listed: list[Mapping[str, Any]], weights: bytes) -> dict[str, Array]:
    found: dict[str, Array] = {}
    at = 0
    for one in listed:
        packed = one.get("quantization")
        kind = np.dtype(_TYPES[packed["dtype"] if packed else one["dtype"]])
        n = int(np.prod(one["shape"], dtype=np.int64))
        values: Array = np.frombuffer(weights, kind, n, at)
        at += n * kind.itemsize
        if packed:
            values = values.astype(np.float32)
            if packed["dtype"] != "float16":
                values = values * np.float32(packed["scale"]) + np.float32(packed["min"])
            values = values.astype(_TYPES[one["dtype"]])
        found[one["name"]] = values.reshape(one["shape"])
    return found


def _decoded(text: str) -> str:
    return base64.b64decode(text).decode("ascii", "replace")
