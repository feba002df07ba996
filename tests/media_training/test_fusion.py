"""The second stage finds what two parts mean only together, and leaves the pictures' weights alone."""

import dataclasses

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the media extra (requirements-media.txt)")
torch.set_num_threads(1)

from core.errors import CancelledError  # noqa: E402
from core.media_training.clip import Clip, Example, LabelledClips  # noqa: E402
from core.media_training.fusion import refine  # noqa: E402
from core.media_training.prediction import predict  # noqa: E402
from core.media_training.training_params import TrainingParams  # noqa: E402
from core.persona.media.network_params import SMALL  # noqa: E402
from core.persona.media.persona_network import build  # noqa: E402

SHAPE = dataclasses.replace(
    SMALL, width=0.05, depth=(1, 1, 1), joined=(("text", 6), ("sound", 9)), part_size=16, fused_size=32
)
PARAMS = TrainingParams(threads=1)
LEARN, WATCH, TEST = np.arange(240), np.arange(240, 320), np.arange(320, 400)


def together(n, seed=0):
    """Make clips without pictures whose class is whether a sign in the words and one in the sound agree."""
    rng = np.random.default_rng(seed)
    signs = rng.integers(0, 2, (n, 2))
    clips, examples = [], []
    for number, (a, b) in enumerate(signs):
        text, sound = rng.normal(0, 0.3, 6), rng.normal(0, 0.3, 9)
        text[2], sound[5] = 2 * a - 1, 2 * b - 1
        vectors = {"text": text.astype(np.float32), "sound": sound.astype(np.float32)}
        none = np.zeros((0, 80, 80, 3), np.uint8), np.zeros((0, 4), np.float32), np.zeros(0, np.int64)
        clips.append(Clip(*none, vectors))
        examples.append(Example(str(number), str(number), int(a ^ b)))
    return LabelledClips("together", tuple(examples), clips, SHAPE.classes)


def test_what_two_parts_mean_only_together_is_learned():
    data, network = together(400), build(SHAPE, 0)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    figures = refine(network, data, LEARN, WATCH, PARAMS)
    assert figures["kept"]
    assert figures["validation_accuracy"] > 0.9
    labels = np.array([data.examples[row].label for row in TEST])
    assert (predict(network, data, TEST, PARAMS).shares.argmax(1) == labels).mean() > 0.85
    for name, value in network.state_dict().items():
        may_change = name.startswith(("fusion.", "joined.")) and not name.endswith((".mean", ".deviation"))
        assert may_change or torch.equal(value, before[name]), name


def test_a_fusion_that_tells_no_better_is_not_kept():
    data, network = together(400), build(SHAPE, 0)
    refine(network, data, LEARN, WATCH, PARAMS)
    kept = {name: value.clone() for name, value in network.state_dict().items()}
    noise = LabelledClips(
        "noise",
        tuple(
            dataclasses.replace(one, label=n % 8 if n < 240 else one.label)
            for n, one in enumerate(data.examples)
        ),
        data.clips,
        data.classes,
    )
    assert not refine(network, noise, LEARN, WATCH, PARAMS)["kept"]
    for name, value in network.state_dict().items():
        assert torch.equal(value, kept[name]), name


def test_it_is_the_same_each_time_and_stops_when_asked():
    data, one, two = together(400), build(SHAPE, 0), build(SHAPE, 0)
    state = torch.random.get_rng_state()
    assert refine(one, data, LEARN, WATCH, PARAMS) == refine(two, data, LEARN, WATCH, PARAMS)
    assert torch.equal(torch.random.get_rng_state(), state)
    for name, value in one.state_dict().items():
        assert torch.equal(value, two.state_dict()[name]), name
    with pytest.raises(CancelledError):
        refine(one, data, LEARN, WATCH, PARAMS, cancelled=lambda: True)
