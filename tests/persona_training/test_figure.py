"""Figures against scikit-learn's, by hand, and with writers drawn anew."""

import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from core.persona_training.figure import (
    EDGES,
    agreement_with_a_reader,
    binned,
    calibration,
    drawn_people,
    figures,
    reader_agreement,
)
from core.persona_training.reading import read_writers

SHARES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=4, max_size=40)


@given(SHARES)
def test_figures_are_those_of_scikit_learn(pairs):
    said, shares = np.array(pairs).T
    shares[:2] = 0.0, 1.0
    found = figures(said[None], shares, np.ones((1, len(shares))))
    known = shares != 0.5
    truth, answer = shares[known] > 0.5, said[known] > 0.5
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a pole that is never named
        wanted = {
            "accuracy": metrics.accuracy_score(truth, answer),
            "macro_f1": metrics.f1_score(truth, answer, average="macro", zero_division=0),
            "balanced": metrics.balanced_accuracy_score(truth, answer),
            "mcc": metrics.matthews_corrcoef(truth, answer),
            "brier": np.mean((said - shares) ** 2),
        }
    for name, value in wanted.items():
        assert found[name][0] == pytest.approx(value, abs=1e-9), name


@given(SHARES, st.integers(0, 5))
def test_a_drawn_writer_counts_as_if_it_stood_there_as_often(pairs, seed):
    said, shares = np.array(pairs).T
    shares[:2] = 0.0, 1.0
    times = np.random.default_rng(seed).integers(1, 4, len(said))
    weighed = figures(said[None], shares, times[None].astype(float))
    often = figures(np.repeat(said, times)[None], np.repeat(shares, times), np.ones((1, times.sum())))
    for name, value in weighed.items():
        assert value[0] == pytest.approx(often[name][0], abs=1e-9), name


def test_a_draw_of_one_pole_has_no_figure():
    found = figures(np.array([[0.9, 0.1]]), np.array([1.0, 0.0]), np.array([[1.0, 1.0], [2.0, 0.0]]))
    assert found["mcc"].tolist()[0] == 1.0
    assert np.isnan([found[name][1] for name in ("accuracy", "macro_f1", "balanced", "mcc")]).all()


def test_a_writer_in_the_middle_has_no_pole():
    said = np.array([[0.9, 0.1, 0.9]])
    found = figures(said, np.array([1.0, 0.0, 0.5]), np.ones((1, 3)))
    assert found["accuracy"][0] == 1.0
    assert found["brier"][0] == pytest.approx((0.01 + 0.01 + 0.16) / 3)


def test_repeats_are_averaged():
    said, shares = np.array([[0.9, 0.1], [0.1, 0.9]]), np.array([1.0, 0.0])
    found = figures(said, shares, np.ones((1, 2)))
    assert (found["accuracy"][0], found["mcc"][0]) == (0.5, 0.0)


def test_people_are_drawn_whole():
    draws = drawn_people(np.array([0, 1, 0, 2]), 0, 50)
    assert (draws[0] == 1).all()
    assert (draws[:, 0] == draws[:, 2]).all()
    assert (draws[:, [0, 1, 3]].sum(axis=1) == 3).all()


def test_readers_agree_as_counted_pair_by_pair():
    rng = np.random.default_rng(0)
    readers = [tuple(rng.random(int(n)) < 0.6) for n in rng.integers(2, 5, 40)]
    draws = np.ones((1, 40))
    wanted = np.mean([np.mean([a == b for a, b in itertools.combinations(one, 2)]) for one in readers])
    agreed, mcc = reader_agreement(readers, draws)
    assert agreed[0] == pytest.approx(wanted)
    # the slow twin: every ordered pair of readers, each writer weighing the same
    first, second, weights = [], [], []
    for one in readers:
        pairs = list(itertools.permutations(one, 2))
        first += [a for a, _ in pairs]
        second += [b for _, b in pairs]
        weights += [1 / len(pairs)] * len(pairs)
    assert mcc[0] == pytest.approx(metrics.matthews_corrcoef(first, second, sample_weight=weights))


def test_readers_who_are_alone_tell_nothing():
    agreed, _ = reader_agreement([(True,), (), (True, True)], np.ones((1, 3)))
    assert agreed[0] == 1.0
    assert (
        agreement_with_a_reader(np.array([[0.9, 0.1, 0.1]]), [(True,), (), (True, False)], np.ones((1, 3)))[0]
        == 0.75
    )


def test_true_probabilities_are_calibrated_and_bent_ones_are_not():
    rng = np.random.default_rng(0)
    shares = rng.uniform(size=400)
    draws = drawn_people(np.arange(400), 0, 200)
    true, bent = (figures(said[None], shares, draws)["ece"] for said in (shares, shares**3))
    assert true[0] == pytest.approx(0.0, abs=1e-12)
    assert np.quantile(bent[1:], 0.025) > 0.1
    rows = calibration(shares[None], shares, draws)
    assert sum(row[4] for row in rows) == 400
    for said, label, low, high, _ in rows:
        assert low <= label <= high
        assert said == pytest.approx(label)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_every_probability_has_its_bin(said):
    said = np.array(said)
    found = binned(said)
    assert (np.array(EDGES)[found] <= said).all()
    assert ((said < np.array(EDGES)[found + 1]) | (said == 1)).all()


def test_readers_of_the_real_writers_agree_as_is_published(real_data):
    writers = read_writers(real_data / "persona" / "mbtibench.jsonl").writers
    draws = drawn_people(np.arange(len(writers)), 0, 200)
    for axis in range(4):
        agreed, mcc = reader_agreement([writer.readers[axis] for writer in writers], draws)
        assert 0.73 <= round(float(agreed[0]), 2) <= 0.78
        assert 0.4 < mcc[0] < 0.6
        assert agreed[1:].min() < agreed[0] < agreed[1:].max()
