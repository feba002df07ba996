"""Rates of pairs: by hand, against drawing profiles one by one, and where nothing was drawn that differs."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from core.validation.control_rate import exact_interval, rate


def everybody(n):
    return np.array(list(combinations(range(n), 2)))


def test_a_rate_is_the_share_of_pairs_and_not_of_profiles():
    found = rate([1, 0, 0, 0, 0, 0], everybody(4))
    assert (found.value, found.n) == (pytest.approx(1 / 6), 6)


def test_no_pairs_have_no_rate():
    found = rate([], np.zeros((0, 2)))
    assert (found.value, found.low, found.high, found.n) == (None, None, None, 0)


def slow_interval(hits, pairs, n_draws=4_000):
    """Draw profiles one by one, and count every pair of two that were drawn."""
    rng = np.random.default_rng(1)
    n = int(pairs.max()) + 1
    shares = []
    for _ in range(n_draws):
        times = np.bincount(rng.integers(0, n, n), minlength=n)
        weights = times[pairs[:, 0]] * times[pairs[:, 1]]
        if weights.sum():
            shares.append((weights * hits).sum() / weights.sum())
    return np.percentile(shares, [2.5, 97.5])


def test_the_interval_is_that_of_drawing_profiles_one_by_one():
    pairs = everybody(30)
    hits = np.random.default_rng(0).random(len(pairs)) < 0.2
    low, high = slow_interval(hits, pairs)
    found = rate(hits, pairs)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.012), pytest.approx(high, abs=0.012))


def test_one_strange_profile_in_all_hits_makes_the_interval_wider_than_as_many_strewn_hits():
    pairs = everybody(30)
    of_one = (pairs == 3).any(axis=1)
    strewn = np.zeros(len(pairs), dtype=bool)
    strewn[np.random.default_rng(0).choice(len(pairs), of_one.sum(), replace=False)] = True
    one, many = rate(of_one, pairs), rate(strewn, pairs)
    assert one.value == many.value
    assert one.high - one.low > 2 * (many.high - many.low)
    assert one.low == 0.0


def test_where_nothing_was_said_the_bound_is_that_of_disjoint_pairs():
    pairs = everybody(20)
    found = rate(np.zeros(len(pairs)), pairs)
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(binomtest(0, 10).proportion_ci(0.95, "exact").high)
    again = rate(np.zeros(3 * len(pairs)), np.tile(pairs, (3, 1)), n_rounds=3)
    assert again.high == pytest.approx(binomtest(0, 30).proportion_ci(0.95, "exact").high)


def test_where_everything_was_said_the_interval_ends_at_one():
    found = rate(np.ones(45), everybody(10))
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(binomtest(5, 5).proportion_ci(0.95, "exact").low)


def test_profiles_with_themselves_are_independent_trials():
    alone = np.repeat(np.arange(40), 2).reshape(-1, 2)
    found = rate(np.arange(40) < 4, alone)
    exact = binomtest(4, 40).proportion_ci(0.95, "exact")
    assert (found.low, found.high) == (pytest.approx(exact.low), pytest.approx(exact.high))


@given(st.integers(0, 40), st.integers(1, 40))
def test_exact_intervals_are_those_of_scipy(n_hits, n):
    n_hits = min(n_hits, n)
    exact = binomtest(n_hits, n).proportion_ci(0.95, "exact")
    assert exact_interval(n_hits, n) == (pytest.approx(exact.low), pytest.approx(exact.high))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans()), min_size=1, max_size=30))
def test_a_rate_lies_within_its_interval_and_comes_out_the_same_again(rows):
    hits, pairs = [hit for _, _, hit in rows], [(a, b) for a, b, _ in rows]
    found = rate(hits, pairs, seed=3)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found == rate(hits, pairs, seed=3)
    # whoever the profiles are, they are the same
    assert found == rate(hits, [(1_000 + 7 * a, 1_000 + 7 * b) for a, b in pairs], seed=3)
