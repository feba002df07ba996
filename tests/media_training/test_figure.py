"""Figures against their definitions, and intervals that draw persons."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score

from core.errors import InputError
from core.media_training.figure import drawn


@given(st.integers(1, 60), st.integers(2, 8), st.integers(0, 2**32 - 1))
def test_figures_are_those_of_the_reference_library(n, n_classes, seed):
    rng = np.random.default_rng(seed)
    labels, said, persons = (
        rng.integers(n_classes, size=n),
        rng.integers(n_classes, size=n),
        rng.integers(9, size=n),
    )
    found = drawn(labels, said, persons, n_classes, n_draws=3)
    assert found.accuracy()[0] == pytest.approx(accuracy_score(labels, said))
    occurs = np.unique(labels)
    scores = {"labels": occurs, "average": None, "zero_division": np.nan}
    expected = f1_score(labels, said, labels=occurs, average="macro", zero_division=0)
    assert found.macro_f1()[0] == pytest.approx(expected)
    np.testing.assert_allclose(found.recall()[0, occurs], recall_score(labels, said, **scores))
    np.testing.assert_allclose(found.precision()[0, occurs], precision_score(labels, said, **scores))


def test_by_hand():
    """Three clips of class 0, two right; one of class 1, right: 0.75; F1 0.8 and 2/3."""
    found = drawn(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]), np.arange(4), 2)
    assert found.counts[0].tolist() == [[2, 1], [0, 1]]
    assert found.accuracy()[0] == 0.75
    assert found.macro_f1()[0] == pytest.approx((0.8 + 2 / 3) / 2)
    np.testing.assert_allclose(found.shares()[0], [[2 / 3, 1 / 3], [0, 1]])


def test_many_clips_of_few_persons_make_no_narrower_interval():
    """Ten persons, each told right or wrong as a whole: a hundred clips of each say no more than one."""
    right = np.array([1, 1, 1, 0, 1, 0, 1, 1, 0, 1])

    def width(n):
        labels = np.zeros(10 * n, np.int64)
        found = drawn(labels, np.repeat(1 - right, n), np.repeat(np.arange(10), n), 2)
        one = found.estimate(found.accuracy())
        assert one.value == 0.7
        return one.high - one.low

    assert width(100) == pytest.approx(width(1))
    assert width(1) > 0.4


def test_each_draw_takes_as_many_persons_of_each_class():
    labels = np.repeat([0, 1, 2], [4, 8, 12])
    found = drawn(labels, labels, np.arange(24), 3, n_draws=50)
    assert (found.counts.sum(2) == [4, 8, 12]).all()


def test_a_class_that_nobody_has_has_no_recall():
    found = drawn(np.array([0, 0]), np.array([0, 1]), np.array([0, 1]), 3)
    assert found.estimate(found.recall()[:, 2]).value is None


def test_without_a_clip_there_is_nothing_to_judge():
    with pytest.raises(InputError, match="no clip"):
        drawn(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64), 8)
