"""Intervals draw profiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Estimate
from core.validation.bootstrap import draw_profiles, estimate
from tests.validation.made_pairs import people


def test_the_first_row_is_everybody_once_and_groups_keep_their_size():
    groups = np.array([0, 0, 0, 1, 1])
    counts = draw_profiles(groups, 200, 0).counts
    assert counts[0].tolist() == [1] * 5
    assert (counts[:, :3].sum(axis=1) == 3).all()
    assert (counts[:, 3:].sum(axis=1) == 2).all()
    assert counts[1:].max() == 3


def test_a_pair_weighs_as_often_as_both_its_profiles_were_drawn():
    draws = draw_profiles(np.zeros(4, dtype=np.int64), 250, 0)
    rows = np.array([[0, 1], [2, 3]])
    columns = np.array([[1.0, 10.0], [2.0, 0.0]])
    slow = [
        [sum(int(c[a] * c[b]) * columns[at, col] for at, (a, b) in enumerate(rows)) for col in range(2)]
        for c in draws.counts
    ]
    assert draws.sums(rows, columns).tolist() == slow


def test_drawing_pairs_as_if_they_were_independent_makes_too_narrow_an_interval():
    pairs = people(40)
    # whether an answer is right depends on the profiles: half of them are hard, whomever they meet
    hard = np.arange(40) < 20
    right = ~(hard[pairs.rows[:, 0]] | hard[pairs.rows[:, 1]])
    draws = draw_profiles(pairs.groups, 2_000, 0)
    sums = draws.sums(pairs.rows, np.column_stack([right, np.ones(len(right))]).astype(float))
    by_profile = estimate(sums[:, 0] / sums[:, 1])
    rng = np.random.default_rng(0)
    drawn = [right[rng.integers(0, right.size, right.size)].mean() for _ in range(2_000)]
    by_pair = estimate(np.array([right.mean(), *drawn]))
    assert by_profile.value == by_pair.value == right.mean()
    assert by_profile.high - by_profile.low > 3 * (by_pair.high - by_pair.low)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    pairs = people(30)
    covered = 0
    for trial in range(100):
        easy = rng.random(30)
        chance = (easy[pairs.rows[:, 0]] + easy[pairs.rows[:, 1]]) / 2
        right = rng.random(len(chance)) < chance  # .5 on the whole
        draws = draw_profiles(pairs.groups, 300, trial)
        sums = draws.sums(pairs.rows, np.column_stack([right, np.ones(len(right))]).astype(float))
        told = estimate(sums[:, 0] / sums[:, 1])
        covered += told.low <= 0.5 <= told.high
    # 95 expected of 100; three standard deviations of a binomial are 6.5
    assert 87 <= covered <= 100


def test_no_value_has_no_interval_and_few_draws_have_none():
    assert estimate(np.array([np.nan, 0.5, 0.6])) == Estimate(None)
    assert estimate(np.array([0.5, np.nan, np.nan, np.nan, 0.6]), 7) == Estimate(0.5, None, None, 7)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=40))
def test_an_interval_lies_within_what_was_drawn(values):
    told = estimate(np.array(values))
    assert min(values[1:]) - 1e-9 <= told.low <= told.high <= max(values[1:]) + 1e-9


def test_draws_are_the_same_for_one_seed():
    groups = np.array([0, 0, 1, 1])
    assert (draw_profiles(groups, 9, 5).counts == draw_profiles(groups, 9, 5).counts).all()
    assert (draw_profiles(groups, 9, 5).counts != draw_profiles(groups, 9, 6).counts).any()


@pytest.mark.parametrize("n_draws", [1, 100, 101])
def test_every_draw_is_summed_however_they_are_dealt_out(n_draws):
    draws = draw_profiles(np.array([0, 0]), n_draws, 0)
    assert draws.sums(np.array([[0, 1]]), np.ones((1, 1))).shape == (1 + n_draws, 1)
