"""Each learner finds what is planted, says nothing of noise, and gives one answer a candidate."""

import numpy as np
import pytest

from core.persona_training.learner import LEARNERS, MAJORITY, in_deviations

TAUGHT = [learner for learner in LEARNERS if learner.key != MAJORITY]


def drawn(n, strength, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 8))
    return x, 1 / (1 + np.exp(-strength * x[:, 0]))


@pytest.mark.parametrize("learner", TAUGHT, ids=lambda one: one.key)
def test_what_is_planted_is_found(learner):
    x, shares = drawn(260, 3.0)
    found = learner.answers(x[:200], shares[:200], x[200:], 0)
    assert len(found) == np.prod([len(values) for values in learner.grid.values()])
    assert ((found > 0) & (found < 1)).all()
    right = ((found > 0.5) == (shares[200:] > 0.5)).mean(axis=1)
    assert right.max() > 0.75


@pytest.mark.parametrize("learner", LEARNERS, ids=lambda one: one.key)
@pytest.mark.parametrize("shares", [np.ones(30), np.zeros(30), np.full(30, 0.5), np.linspace(0, 1, 30)])
def test_any_labels_give_probabilities(learner, shares):
    x = np.random.default_rng(0).normal(size=(40, 5))
    found = learner.answers(x[:30], shares, x[30:], 0)
    assert found.shape[1] == 10
    assert ((found >= 0) & (found <= 1)).all()


@pytest.mark.parametrize("learner", LEARNERS, ids=lambda one: one.key)
def test_the_same_seed_gives_the_same_bits(learner):
    x, shares = drawn(60, 1.0)
    one, same = (learner.answers(x[:50], shares[:50], x[50:], 3) for _ in range(2))
    assert one.tobytes() == same.tobytes()


def test_nothing_of_the_test_is_learned_from():
    train, test = np.random.default_rng(0).normal(size=(2, 20, 3))
    one, other = (in_deviations(train, rows)[0] for rows in (test, 100 * test))
    assert (one == other).all()
    rows = in_deviations(train, test)[1]
    assert (in_deviations(train, test[:1])[1] == rows[:1]).all()
    assert np.abs(in_deviations(train, 1e6 * test)[1]).max() == 3.0
