"""What the analyst's own network says of a file: what the training code says, or a note; the file is kept either way."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from core.attachment import GivenFile, attach, profile_media
from core.attachment.judging import Judge
from core.model.media import MediaAnalysis, Words
from core.model.persona import CLASSES
from core.persona.media.media_params import MediaParams
from core.persona.media.weight import Weights
from core.workspace import Workspace
from tests.attachment.making import ADDED
from tests.persona.media.making import noise, write_sound, write_video

torch = pytest.importorskip("torch", reason="the network needs the media extra (requirements-media.txt)")
pytest.importorskip("av", reason="video needs the media extra (requirements-media.txt)")

from core.media_training.clip import Example, LabelledClips  # noqa: E402
from core.media_training.file_reading import file_reading  # noqa: E402
from core.media_training.prediction import predict  # noqa: E402
from core.media_training.store import read_clip  # noqa: E402
from core.media_training.training_params import TrainingParams  # noqa: E402
from core.persona.media.network_file import load_network, save_network  # noqa: E402
from core.persona.media.network_params import SMALL  # noqa: E402
from core.persona.media.persona_network import build  # noqa: E402


@pytest.fixture
def network(tmp_path):
    """Write a small network, whose weights follow from a seed."""

    def write(name="network.safetensors", seed=0, card=None, **shape):
        file = tmp_path / name
        told = {"training": TrainingParams(n_frames=2, side=80).as_json()}
        save_network(build(replace(SMALL, **shape), seed), file, told if card is None else card)
        return file

    return write


@pytest.fixture
def clip(tmp_path):
    return write_video(tmp_path / "clip.mp4", noise(20), rate=10, sound=np.zeros(32_000))


def judge(file, folder):
    return Judge(file, Weights(folder / "none"), MediaParams())


FOUND = MediaAnalysis("clip.mp4", 2.0, 128, 96, 1, notes=("it has no sound",))


def test_a_network_gives_the_shares_that_the_training_code_gives(network, clip, tmp_path):

    file = network()
    found = judge(file, tmp_path).judged(clip, FOUND)
    assert list(found.classes) == list(CLASSES)
    assert sum(found.classes.values()) == pytest.approx(1)
    params = TrainingParams(n_frames=2, side=80)
    read = read_clip(clip, file_reading(), params)
    loaded = load_network(file)[0]
    data = LabelledClips("a", (Example("a", "", 0),), [read], CLASSES)
    expected = predict(loaded, data, np.zeros(1, np.int64), params).shares[0]
    assert list(found.classes.values()) == pytest.approx(expected.tolist(), abs=1e-6)
    assert found.notes == FOUND.notes


def test_networks_have_names_of_their_own(network, clip, tmp_path):
    names = {judge(network(seed=seed), tmp_path).judged(clip, FOUND).network for seed in (0, 1)}
    assert len(names) == 2
    assert all(name.startswith("network ") and len(name) == 16 for name in names)


def test_a_class_has_its_share_whatever_the_networks_order(network, clip, tmp_path):
    one = judge(network(), tmp_path).judged(clip, FOUND).classes
    turned = judge(network(classes=CLASSES[::-1]), tmp_path).judged(clip, FOUND).classes
    assert list(turned) == list(CLASSES)
    assert list(turned.values()) == pytest.approx(list(one.values())[::-1], abs=1e-6)


def test_words_of_the_analysis_reach_the_network(network, clip, tmp_path):

    file = network()
    silent = judge(file, tmp_path).judged(clip, FOUND)
    spoken = judge(file, tmp_path).judged(clip, replace(FOUND, speech=(Words("hello you", 0, 1, 1),)))
    assert silent.classes != spoken.classes


def test_without_a_network_nothing_is_said_of_it(clip, tmp_path):
    assert judge(tmp_path / "none.safetensors", tmp_path).judged(clip, FOUND) is FOUND


@pytest.mark.parametrize(
    ("write", "why"),
    [
        (lambda make: make(classes=("one", "two")), "only one of the eight classes is asked"),
        (lambda make: make(card={"training": {"n_frames": 0}}), "train it anew"),
        (lambda make: make(card={"training": {"n_frames": "many"}}), "train it anew"),
        (lambda make: _cut(make()), "cannot be read"),
    ],
)
def test_a_network_that_cannot_be_used_is_a_note_and_is_loaded_once(
    network, clip, tmp_path, write, why, monkeypatch
):
    file = write(network)
    asked = judge(file, tmp_path)
    found = asked.judged(clip, FOUND)
    assert (found.classes, found.network, found.error) == (None, None, None)
    assert found.notes[:1] == FOUND.notes
    assert why in found.notes[1]
    assert found.notes[1].startswith("the network network.safetensors says nothing of it: ")
    monkeypatch.setattr(Judge, "_loaded", lambda _: pytest.fail("it was loaded again"))
    assert asked.judged(clip, FOUND).notes == found.notes


def _cut(file):
    file.write_bytes(file.read_bytes()[:50])
    return file


def test_a_file_that_the_network_cannot_take_is_a_note(network, tmp_path):
    silent = write_sound(tmp_path / "a.wav", np.zeros(100))
    found = judge(network(), tmp_path).judged(silent, FOUND)
    assert found.classes is None or sum(found.classes.values()) == pytest.approx(1)
    (tmp_path / "b.wav").write_bytes(b"no sound")
    assert "says nothing of it" in judge(network(), tmp_path).judged(tmp_path / "b.wav", FOUND).notes[-1]


def test_where_torch_is_not_installed_the_note_says_how_to_get_it(tmp_path, monkeypatch):
    for name in ("torch", "core.persona.media.network_file"):
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "network.safetensors").write_bytes(b"any")
    found = judge(tmp_path / "network.safetensors", tmp_path).judged(tmp_path / "clip.mp4", FOUND)
    assert (
        found.notes[1]
        == "the network network.safetensors says nothing of it: torch is not installed: run `make media`"
    )


def test_what_a_network_said_is_kept_with_the_file_and_pooled(network, folder, tmp_path, clip):
    files = [GivenFile(clip, clip.name)]
    (one,) = attach(Workspace(folder), "x:1", files, Weights(folder / "none"), added=ADDED, network=network())
    assert one.analysis.classes is not None
    media = profile_media(Workspace(folder), "x:1")
    assert (media.n_judged, media.network) == (1, one.analysis.network)
    assert media.classes == pytest.approx(one.analysis.classes)
