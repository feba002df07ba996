"""Graph models of TensorFlow.js into ONNX, with numpy and onnx alone; the same bytes every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import FormatError, ModelError
from core.persona.media.convert_graph import output_key, read_graph
from core.persona.media.convert_node import ONNX_TYPES, WRITTEN, unpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.persona.media.convert_graph import Array, Graph, Node

_OPSET, _IR = 17, 9
_FOLDED = {
    "Mul": np.multiply,
    "Add": np.add,
    "AddV2": np.add,
    "Sub": np.subtract,
    "FloorDiv": np.floor_divide,
}


def convert(topology: bytes, weights: bytes, outputs: Sequence[str]) -> bytes:
    """Convert a model.

    Parameters
    ----------
    topology, weights : bytes
        As :func:`core.persona.media.convert_graph.read_graph` takes them.
    outputs : sequence of str
        The nodes whose values are wanted; they are called ``out_`` and the node's name, strokes written as underscores.

    Returns
    -------
    bytes
        An ONNX file of operator set 17: equal for equal input, whatever machine it is made on.

    Raises
    ------
    ModelError
        If onnx is not installed.
    FormatError
        If it is no such model, or needs an operation that is not converted; the message names it.

    Notes
    -----
    Channels stay last at inputs and outputs, as in the model. Cost: a second for 10 MB.
    """
    graph = read_graph(topology, weights)
    writer = _Writer(graph)
    for node in graph.before(list(outputs)):
        writer.add(node)
    return writer.model(outputs)


class _Writer:
    """Keeps what was written; see :class:`core.persona.media.convert_node.Writer`."""

    def __init__(self, graph: Graph) -> None:
        try:
            from onnx import TensorProto, helper, numpy_helper  # noqa: PLC0415 — an extra
        except ImportError as error:
            message = "onnx, which writes the converted models, is not installed: run `make media`"
            raise ModelError(message) from error
        self._make, self._keep, self._float = helper, numpy_helper.from_array, TensorProto.FLOAT
        self._graph = graph
        self._known: dict[str, Array] = {}
        self._values: dict[str, str] = {}
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._inputs: list[Any] = []
        self._n = 0

    def add(self, node: Node) -> None:
        """Write one node of the graph, all of whose inputs are written."""
        key = output_key(node.name)
        known = [self._known.get(output_key(one)) for one in node.inputs]
        values = [one for one in known if one is not None]
        if node.kind == "Const":
            self._known[key] = self._graph.constants[node.name]
        elif node.kind == "Placeholder":
            self._values[key] = self._input(node)
        elif node.kind == "Identity" and values:
            self._known[key] = values[0]
        elif node.kind == "Identity":
            self._values[key] = self.value(node.inputs[0])
        elif node.kind in _FOLDED and len(values) == len(known):
            self._known[key] = _FOLDED[node.kind](*values)
        elif node.kind == "Unpack":
            for number, part in enumerate(unpack(self, node)):
                self._values[f"{node.name}:{number}"] = part
        elif node.kind in WRITTEN:
            self._values[key] = WRITTEN[node.kind](self, node)
        else:
            message = f"the model needs {node.kind} (at {node.name}), which is not converted"
            raise FormatError(message)

    def constant(self, values: Array) -> str:
        """Keep values; give their name."""
        name = self._name("c")
        self._constants.append(self._keep(np.ascontiguousarray(values).reshape(values.shape), name))
        return name

    def write(self, kind: str, inputs: list[str], **attributes: Any) -> str:
        """Write a node of one output; give its name."""
        name = self._name(kind)
        self._nodes.append(self._make.make_node(kind, inputs, [name], **attributes))
        return name

    def split(self, value: str, n: int, axis: int) -> list[str]:
        """Write a node that cuts a value into n; give their names."""
        names = [self._name("Split") for _ in range(n)]
        self._nodes.append(self._make.make_node("Split", [value], names, axis=axis))
        return names

    def value(self, reference: str) -> str:
        """Give the ONNX name of an input."""
        key = output_key(reference)
        if key not in self._values:
            self._values[key] = self.constant(self.known(reference))
        return self._values[key]

    def known(self, reference: str) -> Array:
        """Give an input that must be a constant."""
        found = self._known.get(output_key(reference))
        if found is None:
            message = f"the model's {reference} is no constant, as the conversion needs it"
            raise FormatError(message)
        return found

    def model(self, outputs: Sequence[str]) -> bytes:
        """Give the ONNX file."""
        told = []
        for one in outputs:
            name = f"out_{one.replace('/', '_')}"
            self._nodes.append(self._make.make_node("Identity", [self.value(one)], [name]))
            told.append(self._make.make_tensor_value_info(name, self._float, None))
        graph = self._make.make_graph(self._nodes, "graph", self._inputs, told, self._constants)
        made = self._make.make_model(
            graph, opset_imports=[self._make.make_opsetid("", _OPSET)], ir_version=_IR
        )
        return bytes(made.SerializeToString(deterministic=True))

    def _input(self, node: Node) -> str:
        name = node.name.replace("/", "_")
        shape = [size if size > 0 else None for size in node.shape()]
        self._inputs.append(self._make.make_tensor_value_info(name, ONNX_TYPES[node.dtype("dtype")], shape))
        return name

    def _name(self, kind: str) -> str:
        self._n += 1
        return f"{kind}_{self._n}"
