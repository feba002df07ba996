"""Graph models of TensorFlow.js become ONNX that computes the same."""

import base64
import json

import numpy as np
import pytest
from scipy.signal import correlate

from core.errors import FormatError
from core.persona.media.convert_graph import read_graph

pytest.importorskip("onnx", reason="conversion needs the media extra (requirements-media.txt)")
onnxruntime = pytest.importorskip("onnxruntime", reason="conversion needs the media extra")

from core.persona.media.convert import convert  # noqa: E402


def text(word):
    return {"s": base64.b64encode(word.encode()).decode()}


def numbers(*values):
    return {"list": {"i": [str(one) for one in values]}}


def model(nodes, constants, *, quantised=None):
    """Give the two files of a model: nodes of (name, kind, inputs, attributes), constants by name."""
    listed, parts = [], []
    for name, values in constants.items():
        one = {"name": name, "shape": list(values.shape), "dtype": str(values.dtype)}
        if quantised and name in quantised:
            one["quantization"] = quantised[name][0]
        listed.append(one)
        parts.append((quantised[name][1] if quantised and name in quantised else values).tobytes())
    every = [{"name": name, "op": "Const"} for name in constants]
    every += [{"name": n, "op": k, "input": i, "attr": a} for n, k, i, a in nodes]
    return json.dumps(
        {"modelTopology": {"node": every}, "weightsManifest": [{"weights": listed}]}
    ).encode(), b"".join(parts)


INPUT = (
    "x",
    "Placeholder",
    [],
    {"dtype": {"type": "DT_FLOAT"}, "shape": {"shape": {"dim": [{"size": s} for s in (1, 6, 5, 2)]}}},
)


def run(files, outputs, given):
    session = onnxruntime.InferenceSession(convert(*files, outputs))
    return session.run([f"out_{one}" for one in outputs], {session.get_inputs()[0].name: given})


def test_a_convolution_is_the_correlation_with_its_kernel_plus_its_bias():
    rng = np.random.default_rng(0)
    kernel, bias = rng.normal(size=(3, 3, 2, 4)).astype(np.float32), rng.normal(size=4).astype(np.float32)
    attributes = {
        "strides": numbers(1, 1, 1, 1),
        "padding": text("SAME"),
        "fused_ops": {"list": {"s": [text("BiasAdd")["s"], text("Relu")["s"]]}},
    }
    files = model([INPUT, ("y", "_FusedConv2D", ["x", "k", "b"], attributes)], {"k": kernel, "b": bias})
    given = rng.normal(size=(1, 6, 5, 2)).astype(np.float32)
    (found,) = run(files, ["y"], given)
    for channel in range(4):
        slow = (
            sum(correlate(given[0, :, :, c], kernel[:, :, c, channel], mode="same") for c in range(2))
            + bias[channel]
        )
        np.testing.assert_allclose(found[0, :, :, channel], np.maximum(slow, 0), atol=1e-5)


def test_a_depthwise_convolution_keeps_channels_apart():
    rng = np.random.default_rng(1)
    kernel = rng.normal(size=(3, 3, 2, 1)).astype(np.float32)
    attributes = {"strides": numbers(1, 1, 1, 1), "padding": text("SAME")}
    files = model([INPUT, ("y", "DepthwiseConv2dNative", ["x", "k"], attributes)], {"k": kernel})
    given = rng.normal(size=(1, 6, 5, 2)).astype(np.float32)
    (found,) = run(files, ["y"], given)
    for channel in range(2):
        slow = correlate(given[0, :, :, channel], kernel[:, :, channel, 0], mode="same")
        np.testing.assert_allclose(found[0, :, :, channel], slow, atol=1e-5)


def test_quantised_weights_are_scaled_back():
    packed = np.array([0, 128, 255], np.uint8)
    files = model(
        [],
        {"w": np.zeros(3, np.float32)},
        quantised={"w": ({"dtype": "uint8", "scale": 0.5, "min": -3.0}, packed)},
    )
    np.testing.assert_array_equal(read_graph(*files).constants["w"], [-3.0, 61.0, 124.5])


def test_halves_become_floats_without_a_scale():
    packed = np.array([0.5, -2.0], np.float16)
    files = model([], {"w": np.zeros(2, np.float32)}, quantised={"w": ({"dtype": "float16"}, packed)})
    np.testing.assert_array_equal(read_graph(*files).constants["w"], [0.5, -2.0])


def test_the_same_model_gives_the_same_bytes():
    files = model([INPUT, ("y", "Relu", ["x"], {})], {})
    assert convert(*files, ["y"]) == convert(*files, ["y"])


def test_an_operation_that_is_not_known_is_named():
    files = model([INPUT, ("y", "FancyNorm", ["x"], {})], {})
    with pytest.raises(FormatError, match=r"FancyNorm \(at y\)"):
        convert(*files, ["y"])


def test_a_graph_in_a_circle_is_refused():
    files = model([("a", "Relu", ["b"], {}), ("b", "Relu", ["a"], {})], {})
    with pytest.raises(FormatError, match="needs itself"):
        convert(*files, ["a"])


@pytest.mark.parametrize(
    "broken", [b"", b"{}", b"[1]", b'{"modelTopology": {"node": [{}]}, "weightsManifest": []}']
)
def test_what_is_no_model_is_refused(broken):
    with pytest.raises(FormatError, match="no graph model"):
        read_graph(broken, b"")


def test_weights_that_end_too_early_are_refused():
    files = model([], {"w": np.zeros(30, np.float32)})
    with pytest.raises(FormatError):
        read_graph(files[0], files[1][:50])
