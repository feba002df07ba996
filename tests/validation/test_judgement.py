"""Figures are those of scikit-learn, weights and all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from core.validation.bootstrap import draw_profiles
from core.validation.judgement import Judged, figures, reliability
from tests.validation.made_pairs import people


def judged(same, said, probability, rows=None):
    same, said = np.array(same, dtype=bool), np.array(said, dtype=bool)
    places = np.array([[0, 1]] * len(same)) if rows is None else rows
    return Judged(places, same, said, np.array(probability, dtype=float))


def test_five_pairs_by_hand():
    one = judged([1, 1, 1, 0, 0], [1, 1, 0, 1, 0], [0.9, 0.8, 0.4, 0.7, 0.1])
    found = figures(one, draw_profiles(np.zeros(2, dtype=np.int64), 2, 0))
    assert one.confusion() == ((2, 1), (1, 1))
    assert found["accuracy"][0] == pytest.approx(3 / 5)
    assert found["precision"][0] == pytest.approx(2 / 3)
    assert found["recall"][0] == pytest.approx(2 / 3)
    assert found["f1"][0] == pytest.approx(2 / 3)
    assert found["brier"][0] == pytest.approx((0.01 + 0.04 + 0.36 + 0.49 + 0.01) / 5)


def test_every_draw_has_the_figures_that_scikit_learn_gives_with_its_weights():
    pairs, rng = people(12), np.random.default_rng(0)
    said, probability = rng.random(66) < 0.5, rng.random(66)
    draws = draw_profiles(pairs.groups, 20, 0)
    found = figures(Judged(pairs.rows, pairs.same, said, probability), draws)
    for at, counts in enumerate(draws.counts):
        weight = counts[pairs.rows].prod(axis=1)
        given_weight = {"sample_weight": weight}
        wanted = [
            metrics.accuracy_score(pairs.same, said, **given_weight),
            metrics.precision_score(pairs.same, said, **given_weight),
            metrics.recall_score(pairs.same, said, **given_weight),
            metrics.f1_score(pairs.same, said, **given_weight),
            metrics.brier_score_loss(pairs.same, probability, **given_weight),
        ]
        assert [found[name][at] for name in found] == pytest.approx(wanted)


def test_without_a_positive_answer_there_is_no_precision():
    found = figures(judged([1, 0], [0, 0], [0.2, 0.2]), draw_profiles(np.zeros(2, dtype=np.int64), 2, 0))
    assert np.isnan(found["precision"][0])
    assert found["recall"][0] == 0
    assert found["accuracy"][0] == 0.5


def test_a_calibrated_probability_lies_on_the_diagonal_and_its_groups_hold_all_pairs():
    pairs, rng = people(90), np.random.default_rng(0)
    probability = rng.random(len(pairs.rows))
    same = rng.random(len(pairs.rows)) < probability
    curve = reliability(
        "made", Judged(pairs.rows, same, same, probability), draw_profiles(pairs.groups, 99, 0)
    )
    assert len(curve.x) == 10
    assert sum(curve.n) == len(pairs.rows)
    # 400 pairs a group: a standard deviation of .025 at most
    assert np.array(curve.y) == pytest.approx(np.array(curve.x), abs=0.09)
    assert all(low <= y <= high for low, y, high in zip(curve.low, curve.y, curve.high, strict=True))
    assert list(curve.x) == sorted(curve.x)


def test_an_overconfident_probability_leaves_the_diagonal():
    pairs = people(90)
    rng = np.random.default_rng(0)
    same = rng.random(len(pairs.rows)) < 0.5
    said = np.where(rng.random(len(same)) < 0.5, 0.99, 0.01)
    curve = reliability("made", Judged(pairs.rows, same, same, said), draw_profiles(pairs.groups, 99, 0))
    assert curve.x == pytest.approx((0.01, 0.99))
    # 2,000 pairs a group: a standard deviation of .011
    assert curve.y == pytest.approx((0.5, 0.5), abs=0.05)
    assert curve.high[0] < 0.7
    assert curve.low[1] > 0.3


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=30))
def test_any_probabilities_make_a_curve_that_counts_every_pair_once(said):
    truth, probability = zip(*said, strict=True)
    curve = reliability(
        "any", judged(truth, truth, probability), draw_profiles(np.zeros(2, dtype=np.int64), 4, 0)
    )
    assert sum(curve.n) == len(said)
    assert all(0 <= y <= 1 for y in curve.y)


def test_a_group_that_no_draw_holds_is_bounded_by_itself():
    nobody = draw_profiles(np.zeros(2, dtype=np.int64), 4, 0)
    nobody.counts[1:] = 0
    curve = reliability("lost", judged([1, 0], [1, 0], [0.8, 0.2]), nobody)
    assert curve.low == curve.y == curve.high == (0.0, 1.0)
