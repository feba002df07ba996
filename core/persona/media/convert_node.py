"""Each operation of a TensorFlow.js graph as ONNX: what the models of this program need, and no more.

TensorFlow keeps channels last, ONNX first: every convolution is put between two transpositions, which the runtime takes
out again where two meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from core.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.persona.media.convert_graph import Array, Node

ONNX_TYPES = {"DT_FLOAT": 1, "DT_INT32": 6, "DT_INT64": 7, "DT_BOOL": 9}
_LEAK = 0.2


class Writer(Protocol):
    """What an operation is written with: a place for constants, for nodes, and what inputs are."""

    def constant(self, values: Array) -> str:
        """Keep values; give their name."""
        ...

    def write(self, kind: str, inputs: list[str], **attributes: Any) -> str:
        """Write a node of one output; give its name."""
        ...

    def split(self, value: str, n: int, axis: int) -> list[str]:
        """Write a node that cuts a value into n; give their names."""
        ...

    def value(self, reference: str) -> str:
        """Give the ONNX name of an input."""
        ...

    def known(self, reference: str) -> Array:
        """Give an input that must be a constant."""
        ...


def convolution(to: Writer, node: Node) -> str:
    """Write a convolution, with what is fused into it."""
    kernel = to.known(node.inputs[1])
    groups = 1
    if "epthwise" in node.kind:
        height, width, groups, times = kernel.shape
        kernel = kernel.transpose(2, 3, 0, 1).reshape(groups * times, 1, height, width)
    else:
        kernel = kernel.transpose(3, 2, 0, 1)
    dilations = node.integers("dilations") or [1, 1, 1, 1]
    found = to.write(
        "Conv",
        [_first(to, to.value(node.inputs[0])), to.constant(kernel.astype(np.float32))],
        strides=node.integers("strides")[1:3],
        dilations=dilations[1:3],
        group=groups,
        **_padding(node),
    )
    found = _last(to, found)
    rest = list(node.inputs[2:])
    for fused in node.texts("fused_ops"):
        found = _fused(to, fused, found, rest)
    return found


def _padding(node: Node) -> dict[str, Any]:
    kind = node.text("padding")
    if kind == "EXPLICIT":
        pads = node.integers("explicit_paddings")
        return {"pads": [pads[2], pads[4], pads[3], pads[5]]}
    return {"auto_pad": "SAME_UPPER" if kind == "SAME" else "VALID"}


def _fused(to: Writer, kind: str, value: str, rest: list[str]) -> str:
    if kind == "BiasAdd":
        return to.write("Add", [value, to.value(rest.pop(0))])
    if kind == "Prelu":
        return to.write("PRelu", [value, to.value(rest.pop(0))])
    if kind == "Relu6":
        return _relu6(to, value)
    if kind == "LeakyRelu":
        return to.write("LeakyRelu", [value], alpha=_LEAK)
    if kind in {"Relu", "Elu"}:
        return to.write(kind, [value])
    message = f"the model fuses {kind} into a convolution, which is not converted"
    raise FormatError(message)


def _relu6(to: Writer, value: str) -> str:
    return to.write(
        "Clip", [value, to.constant(np.array(0, np.float32)), to.constant(np.array(6, np.float32))]
    )


def _pool(to: Writer, node: Node) -> str:
    found = to.write(
        "MaxPool",
        [_first(to, to.value(node.inputs[0]))],
        kernel_shape=node.integers("ksize")[1:3],
        strides=node.integers("strides")[1:3],
        **_padding(node),
    )
    return _last(to, found)


def _resize(to: Writer, node: Node) -> str:
    sizes = to.known(node.inputs[1]).astype(np.int64)
    value = _first(to, to.value(node.inputs[0]))
    lead = to.write(
        "Slice", [to.write("Shape", [value]), to.constant(np.array([0])), to.constant(np.array([2]))]
    )
    sides = to.write("Concat", [lead, to.constant(sizes)], axis=0)
    corners, half = node.truth("align_corners"), node.truth("half_pixel_centers")
    places = "align_corners" if corners else "half_pixel" if half else "asymmetric"
    found = to.write("Resize", [value, "", "", sides], mode="linear", coordinate_transformation_mode=places)
    return _last(to, found)


def _pad(to: Writer, node: Node) -> str:
    pads = to.known(node.inputs[1])
    both = np.concatenate([pads[:, 0], pads[:, 1]]).astype(np.int64)
    return to.write("Pad", [to.value(node.inputs[0]), to.constant(both)])


def _mean(to: Writer, node: Node) -> str:
    axes = [int(one) for one in np.atleast_1d(to.known(node.inputs[1]))]
    return to.write(
        "ReduceMean", [to.value(node.inputs[0])], axes=axes, keepdims=int(node.truth("keep_dims"))
    )


def _join(to: Writer, node: Node) -> str:
    axis = int(to.known(node.inputs[-1]))
    return to.write("Concat", [to.value(one) for one in node.inputs[:-1]], axis=axis)


def _pack(to: Writer, node: Node) -> str:
    axis = node.integer("axis")
    place = to.constant(np.array([axis], np.int64))
    return to.write(
        "Concat", [to.write("Unsqueeze", [to.value(one), place]) for one in node.inputs], axis=axis
    )


def unpack(to: Writer, node: Node) -> list[str]:
    """Write a node that takes a value apart along an axis; give each part's name."""
    axis, n = node.integer("axis"), node.integer("num")
    whole = to.value(node.inputs[0])
    place = to.constant(np.array([axis], np.int64))
    parts = to.split(whole, n, axis) if n > 1 else [whole]
    return [to.write("Squeeze", [one, place]) for one in parts]


def _squeeze(to: Writer, node: Node) -> str:
    axes = node.integers("squeeze_dims")
    place = [to.constant(np.array(axes, np.int64))] if axes else []
    return to.write("Squeeze", [to.value(node.inputs[0]), *place])


def _widen(to: Writer, node: Node) -> str:
    place = to.constant(np.array([int(to.known(node.inputs[1]))], np.int64))
    return to.write("Unsqueeze", [to.value(node.inputs[0]), place])


def _largest(to: Writer, node: Node) -> str:
    axis = int(to.known(node.inputs[1]))
    found = to.write("ArgMax", [to.value(node.inputs[0])], axis=axis, keepdims=0)
    return to.write("Cast", [found], to=ONNX_TYPES["DT_INT32"])


def _gather(to: Writer, node: Node) -> str:
    places = to.write("Cast", [to.value(node.inputs[1])], to=ONNX_TYPES["DT_INT64"])
    return to.write("GatherND", [to.value(node.inputs[0]), places])


def _reshape(to: Writer, node: Node) -> str:
    shape = to.constant(to.known(node.inputs[1]).astype(np.int64))
    return to.write("Reshape", [to.value(node.inputs[0]), shape])


def _cast(to: Writer, node: Node) -> str:
    return to.write("Cast", [to.value(node.inputs[0])], to=ONNX_TYPES[node.dtype("DstT")])


def _square(to: Writer, node: Node) -> str:
    apart = to.write("Sub", [to.value(one) for one in node.inputs])
    return to.write("Mul", [apart, apart])


def _softmax(to: Writer, node: Node) -> str:
    return to.write("Softmax", [to.value(node.inputs[0])], axis=-1)


def _plain(kind: str) -> Callable[[Writer, Node], str]:
    return lambda to, node: to.write(kind, [to.value(one) for one in node.inputs])


def _first(to: Writer, value: str) -> str:
    return to.write("Transpose", [value], perm=[0, 3, 1, 2])


def _last(to: Writer, value: str) -> str:
    return to.write("Transpose", [value], perm=[0, 2, 3, 1])


WRITTEN: dict[str, Callable[[Writer, Node], str]] = {
    **dict.fromkeys(
        ("Conv2D", "_FusedConv2D", "DepthwiseConv2dNative", "FusedDepthwiseConv2dNative"), convolution
    ),
    **dict.fromkeys(("Add", "AddV2", "BiasAdd"), _plain("Add")),
    **{kind: _plain(kind) for kind in ("Sub", "Mul", "Sqrt", "Sigmoid", "Relu", "Exp")},
    # Only of integers that are not negative, for which ONNX's division is the same.
    **dict.fromkeys(("RealDiv", "FloorDiv"), _plain("Div")),
    "Relu6": lambda to, node: _relu6(to, to.value(node.inputs[0])),
    "Softmax": _softmax,
    "SquaredDifference": _square,
    "MaxPool": _pool,
    "ResizeBilinear": _resize,
    "Pad": _pad,
    "Mean": _mean,
    "ConcatV2": _join,
    "Pack": _pack,
    "Squeeze": _squeeze,
    "ExpandDims": _widen,
    "ArgMax": _largest,
    "GatherNd": _gather,
    "Reshape": _reshape,
    "Cast": _cast,
}
"""By the operation's name in TensorFlow."""
