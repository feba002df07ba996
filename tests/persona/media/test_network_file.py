"""A network as a file: what comes back, what is refused and why; first weights from elsewhere."""

import json

import pytest

from core.errors import ModelError

torch = pytest.importorskip("torch", reason="the network needs the media extra (requirements-media.txt)")
torch.set_num_threads(1)  # small tensors: more threads only wait for one another

from safetensors.torch import save_file  # noqa: E402

from core.persona.media.network_file import load_network, read_tensors, save_network, write_tensors  # noqa: E402
from core.persona.media.network_params import NetworkParams  # noqa: E402
from core.persona.media.persona_network import build  # noqa: E402
from core.persona.media.pretrained import load_pretrained  # noqa: E402
from tests.persona.media.test_cascade import TINY, batch, told  # noqa: E402


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "network.safetensors"
    save_network(build(TINY, 0), path, {"data": "made up – ünicode"})
    return path


def test_a_network_comes_back_as_it_was(file):
    network, card = load_network(file)
    assert card == {"data": "made up – ünicode"}
    assert network.params == TINY
    assert not network.training
    assert torch.equal(told(network, batch()).scores, told(build(TINY, 0).eval(), batch()).scores)
    assert all(weight.requires_grad for weight in network.parameters())
    assert [one.name for one in file.parent.iterdir()] == [file.name]  # no draft is left


def changed(file, change):
    tensors, head = read_tensors(file)
    change(tensors, head)
    head.pop("format")
    write_tensors(tensors, file, head)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda tensors, _: tensors.pop("fusion.join.0.bias"), "fusion.join.0.bias is missing"),
        (lambda tensors, _: tensors.update(more=torch.zeros(1)), "more belongs to no part"),
        (
            lambda tensors, _: tensors.update({"fusion.join.0.bias": torch.zeros(3, 2)}),
            "fusion.join.0.bias is 3 × 2, and must be 24",
        ),
        (
            lambda tensors, _: tensors.update({"fusion.join.0.bias": torch.zeros(24, dtype=torch.float64)}),
            "fusion.join.0.bias is torch.float64",
        ),
        (
            lambda tensors, _: tensors["fusion.join.0.bias"].fill_(float("nan")),
            "fusion.join.0.bias holds values",
        ),
        (lambda _, head: head["params"].update(width=9), "width is 9"),
        (lambda _, head: head["params"].update(depth="deep"), "does not say what network"),
        (lambda _, head: head.pop("params"), "does not say what network"),
        (lambda _, head: head["params"].update(width=2.0, depth=[40, 40, 40]), "is missing"),
    ],
)
def test_weights_that_do_not_fit_are_refused_with_their_names(file, change, said):
    changed(file, change)
    with pytest.raises(ModelError, match=said):
        load_network(file)


def test_what_is_no_network_is_refused(tmp_path, file):
    path = tmp_path / "other.safetensors"
    with pytest.raises(ModelError, match="cannot be read"):
        load_network(path)
    path.write_bytes(b"")
    with pytest.raises(ModelError, match="cannot be read"):
        load_network(path)
    path.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ModelError, match="cannot be read"):
        load_network(path)
    save_file({"a": torch.zeros(1)}, path)
    with pytest.raises(ModelError, match="not written by this program"):
        load_network(path)
    save_file({"a": torch.zeros(1)}, path, {"doppelscope-network": json.dumps({"format": 2})})
    with pytest.raises(ModelError, match="newer"):
        load_network(path)


def test_a_trunk_of_another_network_is_taken_and_nothing_else(file):
    network = build(TINY, 5)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    assert load_pretrained(network, str(file)) == "trunk of network.safetensors"
    given, _ = read_tensors(file)
    for name, value in network.state_dict().items():
        expected = given if name.startswith("cascade.trunk.") else before
        assert torch.equal(value, expected[name]), name


def test_a_trunk_of_another_shape_is_refused(file):
    with pytest.raises(ModelError, match=r"cascade\.trunk"):
        load_pretrained(build(NetworkParams(width=0.1, depth=(1, 1, 1)), 0), str(file.parent))


INCEPTION_V4 = {
    "features.0": (32, 3, 3, 3),
    "features.1": (32, 32, 3, 3),
    "features.2": (64, 32, 3, 3),
    "features.3.conv": (96, 64, 3, 3),
    "features.4.branch0.0": (64, 160, 1, 1),
    "features.4.branch0.1": (96, 64, 3, 3),
    "features.4.branch1.0": (64, 160, 1, 1),
    "features.4.branch1.1": (64, 64, 1, 7),
    "features.4.branch1.2": (64, 64, 7, 1),
    "features.4.branch1.3": (96, 64, 3, 3),
    "features.5.conv": (192, 192, 3, 3),
}


def test_the_stem_of_inception_v4_is_taken_from_a_folder(tmp_path):
    """Names and shapes as timm's inception_v4 has them; the values are made up."""
    weights = {"last_linear.weight": torch.zeros(1000, 1536)}
    for name, shape in INCEPTION_V4.items():
        weights[f"{name}.conv.weight"] = torch.randn(shape)
        weights |= {
            f"{name}.bn.{one}": torch.rand(shape[0])
            for one in ("weight", "bias", "running_mean", "running_var")
        }
        weights[f"{name}.bn.num_batches_tracked"] = torch.tensor(7)
    save_file(weights, tmp_path / "model.safetensors")
    network = build(NetworkParams(depth=(1, 1, 1)), 0)
    assert load_pretrained(network, str(tmp_path)).startswith("stem of ")
    stem = network.cascade.trunk.stem
    assert torch.equal(stem.third.branches[1][1][0].weight, weights["features.4.branch1.1.conv.weight"])
    assert torch.equal(stem.fourth.branches[0][1].running_var, weights["features.5.conv.bn.running_var"])
    del weights["features.5.conv.bn.bias"]
    save_file(weights, tmp_path / "model.safetensors")
    with pytest.raises(ModelError, match=r"fourth\.branches\.0\.1\.bias is missing"):
        load_pretrained(network, str(tmp_path))


def test_the_hub_is_not_asked_unless_told(tmp_path, monkeypatch):
    hub = pytest.importorskip("huggingface_hub", reason="names on the hub need huggingface_hub")
    asked = []

    def snapshot_download(spec, *, local_files_only, **_):
        asked.append(local_files_only)
        raise OSError(spec)

    monkeypatch.setattr(hub, "snapshot_download", snapshot_download)
    with pytest.raises(ModelError, match="no model some/name on this machine"):
        load_pretrained(build(TINY, 0), "some/name")
    with pytest.raises(ModelError, match="the hub does not give some/name"):
        load_pretrained(build(TINY, 0), "some/name", download=True)
    assert asked == [True, False]
    save_file({"a": torch.zeros(1)}, tmp_path / "model.safetensors")
    with pytest.raises(ModelError, match="neither a network"):
        load_pretrained(build(TINY, 0), str(tmp_path))
    save_file({"a": torch.zeros(1)}, tmp_path / "second.safetensors")
    with pytest.raises(ModelError, match="holds 2"):
        load_pretrained(build(TINY, 0), str(tmp_path))
