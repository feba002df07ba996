"""A training learns, stops, is killed and goes on, and is the same each time."""

import dataclasses
import json
import signal
import subprocess
import sys

import numpy as np
import pytest

from core.errors import CancelledError, ModelError, ParameterError

torch = pytest.importorskip("torch", reason="training needs the media extra (requirements-media.txt)")
torch.set_num_threads(1)

from core.media_training import training as subject  # noqa: E402
from core.media_training.checkpoint import NAME  # noqa: E402
from core.media_training.planted import PlantedParams, planted  # noqa: E402
from core.media_training.prediction import predict  # noqa: E402
from core.media_training.training import METRICS, loss_of, train  # noqa: E402
from core.media_training.training_params import TrainingParams  # noqa: E402
from core.persona.media.network_file import read_tensors  # noqa: E402
from core.persona.media.network_params import SMALL  # noqa: E402
from core.persona.media.persona_network import build  # noqa: E402
from tests.conftest import ROOT  # noqa: E402

SHAPE = dataclasses.replace(SMALL, width=0.05, depth=(1, 1, 1), part_size=8, fused_size=12)
PARAMS = TrainingParams(epochs=3, patience=3, batch=8, threads=1, side=75)
PLANTED = PlantedParams(n_persons=24, n_clips=1, n_frames=2, side=80)
LEARN, WATCH = np.arange(16), np.arange(16, 24)


@pytest.fixture(scope="module")
def data():
    return planted(PLANTED)


@pytest.fixture(scope="module")
def whole(data, tmp_path_factory):
    """Train without being disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    return train(data, LEARN, WATCH, SHAPE, PARAMS, folder), folder


def same(one, two):
    assert one.keys() == two.keys()
    for name, value in one.items():
        assert torch.equal(value, two[name]), name


KILLED = f"""
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from tests.media_training.test_training import LEARN, PARAMS, PLANTED, SHAPE, WATCH, planted, train
def progress(share, words):
    if words.startswith("epoch 2") and ": 8 of 16" in words:
        os.kill(os.getpid(), signal.SIGKILL)
train(planted(PLANTED), LEARN, WATCH, SHAPE, PARAMS, Path(sys.argv[1]), progress=progress)
"""


def test_a_training_that_was_killed_goes_on_to_the_same_weights_bit_for_bit(data, whole, tmp_path):
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [json.loads(line)["epoch"] for line in (tmp_path / METRICS).read_text().splitlines()] == [1]
    (tmp_path / f"{NAME}.123.new").write_bytes(b"half a draft of a process that was killed while it wrote")
    begun = []
    found = train(
        data,
        LEARN,
        WATCH,
        SHAPE,
        PARAMS,
        tmp_path,
        progress=lambda _, words: begun.append(words.partition(":")[0]),
    )
    assert begun[0] == "epoch 2 of at most 3"  # not from the beginning
    expected, folder = whole
    same(found.network.state_dict(), expected.network.state_dict())
    assert found.history == expected.history
    same(read_tensors(tmp_path / NAME)[0], read_tensors(folder / NAME)[0])  # the optimiser, too
    assert (tmp_path / METRICS).read_text() == (folder / METRICS).read_text()


def test_a_training_that_was_stopped_says_so_and_goes_on(data, whole, tmp_path):
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) == 4  # in the second epoch: an epoch has two batches

    with pytest.raises(CancelledError, match="last whole epoch is kept"):
        train(data, LEARN, WATCH, SHAPE, PARAMS, tmp_path, cancelled=cancelled)
    same(
        train(data, LEARN, WATCH, SHAPE, PARAMS, tmp_path).network.state_dict(), whole[0].network.state_dict()
    )


def test_a_finished_training_is_not_done_again(data, whole, monkeypatch):
    monkeypatch.setattr(subject, "_epoch", lambda *_: pytest.fail("it learned again"))
    expected, folder = whole
    same(train(data, LEARN, WATCH, SHAPE, PARAMS, folder).network.state_dict(), expected.network.state_dict())


def test_the_seed_decides_and_the_random_state_outside_stays(data, whole, tmp_path):
    state = torch.random.get_rng_state()
    other = train(data, LEARN, WATCH, SHAPE, dataclasses.replace(PARAMS, seed=1, epochs=1), tmp_path)
    assert torch.equal(torch.random.get_rng_state(), state)
    assert other.history[0]["training_loss"] != whole[0].history[0]["training_loss"]


def test_a_folder_of_another_training_is_refused(data, whole):
    _, folder = whole
    for learn, params in ((LEARN[1:], PARAMS), (LEARN, dataclasses.replace(PARAMS, rate=0.5))):
        with pytest.raises(ModelError, match="other data or with other parameters"):
            train(data, learn, WATCH, SHAPE, params, folder)


def test_the_metrics_are_a_line_an_epoch(whole):
    expected, folder = whole
    lines = [json.loads(line) for line in (folder / METRICS).read_text().splitlines()]
    assert [line["epoch"] for line in lines[:3]] == [1, 2, 3]
    assert lines == [*expected.history, expected.fusion]
    best = min(lines[:3], key=lambda line: line["validation_loss"])
    assert expected.best_epoch == best["epoch"]


def test_the_weights_that_are_kept_are_those_of_the_best_epoch_or_the_better_fusion(data, whole):
    expected, _ = whole
    best = min([*expected.history, expected.fusion], key=lambda line: line["validation_loss"])
    assert expected.fusion["kept"] == (best is expected.fusion)
    said = predict(expected.network, data, WATCH, PARAMS)
    labels = [data.examples[row].label for row in WATCH]
    loss = -np.log(said.shares[np.arange(8), labels]).mean()
    assert loss == pytest.approx(best["validation_loss"], rel=1e-4)
    assert expected.watched["validation_loss"] == best["validation_loss"]


def test_it_stops_where_it_gets_no_better(data, tmp_path, monkeypatch):
    losses = iter([3.0, 1.0, 2.0, 1.5, 0.1])

    def judged(network, data, watch, params, state, loss):
        watched = next(losses)
        state.epoch += 1
        if watched < state.best_loss:
            state.best_loss, state.best_epoch = watched, state.epoch
            state.best = {name: value.clone() for name, value in network.state_dict().items()}
        state.history.append({"epoch": state.epoch})

    monkeypatch.setattr(subject, "_judge", judged)
    monkeypatch.setattr(subject, "_epoch", lambda *_: 0.0)
    figures = {"kept": True, "validation_loss": 0.0, "validation_accuracy": 0.0}
    monkeypatch.setattr(subject, "refine", lambda *_, **__: figures)
    found = train(data, LEARN, WATCH, SHAPE, dataclasses.replace(PARAMS, epochs=9, patience=2), tmp_path)
    assert (found.best_epoch, len(found.history)) == (2, 4)


def test_standards_are_of_those_learned_from_only(data, whole):
    head = whole[0].network.joined["sound"]
    rows = [data.clips[row].vectors["sound"] for row in LEARN]
    values = np.array([row for row in rows if row is not None], np.float64)
    np.testing.assert_allclose(head.mean.numpy(), values.mean(0), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(head.deviation.numpy(), np.maximum(values.std(0), 1e-3), rtol=1e-5)


def test_heads_learn_only_where_somebody_labelled_them_and_there_is_something_to_see(data):
    network = build(SHAPE, 0)
    clips = [data.clips[row] for row in range(8)]
    with torch.no_grad():
        told = network(subject.clip_batch(clips, SHAPE))
    rows = np.arange(8)
    bare = dataclasses.replace(
        data, examples=tuple(dataclasses.replace(one, heads={}) for one in data.examples)
    )
    both = float(loss_of(told, data, rows, PARAMS)) - float(loss_of(told, bare, rows, PARAMS))
    expected = 0.0
    for name in ("emotion", "action"):
        own = torch.tensor([one.heads[name] for one in data.examples[:8]])
        there = told.present[name]
        expected += PARAMS.aside * float(
            torch.nn.functional.cross_entropy(told.heads[name][there], own[there])
        )
    assert both == pytest.approx(expected, rel=1e-4)
    hidden = told._replace(present={**told.present, "emotion": torch.zeros(8, dtype=torch.bool)})
    assert float(loss_of(hidden, data, rows, PARAMS)) < float(loss_of(told, data, rows, PARAMS))


def test_hidden_parts_are_missing(data, whole):
    network = whole[0].network
    everything = predict(network, data, WATCH, PARAMS).shares
    for part in ("frames", "text", "sound"):
        assert not np.allclose(predict(network, data, WATCH, PARAMS, [part]).shares, everything, atol=1e-4)
    nothing = predict(network, data, WATCH, PARAMS, ["frames", "text", "sound"]).shares
    np.testing.assert_allclose(nothing, np.tile(nothing[0], (8, 1)), atol=1e-6)
    np.testing.assert_allclose(everything.sum(1), 1)
    assert predict(network, data, WATCH[:0], PARAMS).shares.shape == (0, 8)


@pytest.mark.parametrize(
    "wrong", [{"epochs": 0}, {"batch": 1}, {"rate": 0}, {"validation": 0.6}, {"threads": 0}]
)
def test_parameters_outside_their_range_are_refused(wrong):
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        TrainingParams(**wrong)
