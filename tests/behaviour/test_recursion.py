"""The compiled recursion against a slow twin, every path there is, and dtaidistance."""

from __future__ import annotations

from functools import cache
from math import inf

import numpy as np
import pytest
from dtaidistance import dtw
from hypothesis import given
from hypothesis import strategies as st

from core.behaviour.activity import activity, daily
from core.behaviour.recursion import best_rotation, cheapest_path, cost_and_steps
from tests.behaviour.series import COUNTS, assert_is_path, equal_pair, series
from tests.behaviour.timeline import real_posts


def slow(a, b, band=None):
    """Follow the recursion as it is written, with (cost, steps) compared as a tuple."""

    @cache
    def best(i, j):
        if i < 0 or j < 0 or (band is not None and abs(i - j) > band):
            return (inf, 0)
        before = (0.0, 0) if i == j == 0 else min(best(i - 1, j), best(i, j - 1), best(i - 1, j - 1))
        return ((a[i] - b[j]) ** 2 + before[0], before[1] + 1)

    return best(len(a) - 1, len(b) - 1)


def every_path(n, m, band):
    """Yield every warping path there is."""

    def onward(path):
        i, j = path[-1]
        if (i, j) == (n - 1, m - 1):
            yield path
        for step in ((i + 1, j), (i, j + 1), (i + 1, j + 1)):
            if step[0] < n and step[1] < m and abs(step[0] - step[1]) <= band:
                yield from onward([*path, step])

    yield from onward([(0, 0)])


@given(series(), series())
def test_cost_and_steps_are_those_of_the_slow_twin(a, b):
    assert cost_and_steps(a, b) == slow(tuple(a), tuple(b))


@given(equal_pair(), st.integers(0, 14))
def test_cost_and_steps_in_a_band_are_those_of_the_slow_twin(pair, band):
    a, b = pair
    assert cost_and_steps(a, b, band) == slow(tuple(a), tuple(b), band)


@given(equal_pair(COUNTS, most=5), st.integers(0, 5))
def test_no_path_is_cheaper_nor_as_cheap_and_shorter(pair, band):
    a, b = pair
    costs = [(sum((a[i] - b[j]) ** 2 for i, j in p), len(p)) for p in every_path(a.size, b.size, band)]
    assert cost_and_steps(a, b, band) == min(costs)


@given(series(), series())
def test_swapping_gives_the_same_cost_and_steps_to_the_last_bit(a, b):
    assert cost_and_steps(a, b) == cost_and_steps(b, a)


@given(equal_pair(), st.integers(0, 5))
def test_swapping_in_a_band_gives_the_same_cost_and_steps_to_the_last_bit(pair, band):
    assert cost_and_steps(*pair, band) == cost_and_steps(*pair[::-1], band)


@given(series(), series())
def test_a_path_is_whole_and_costs_what_is_said(a, b):
    path, cost, steps = cheapest_path(a, b)
    assert_is_path(path, a.size, b.size)
    assert (cost, steps) == cost_and_steps(a, b)
    assert len(path) == steps
    assert ((a[path[:, 0]] - b[path[:, 1]]) ** 2).sum() == pytest.approx(cost, rel=1e-12)


@given(equal_pair(), st.integers(0, 14))
def test_a_path_in_a_band_stays_in_it(pair, band):
    a, b = pair
    path, cost, steps = cheapest_path(a, b, band)
    assert_is_path(path, a.size, b.size, band)
    assert (cost, steps) == cost_and_steps(a, b, band)
    assert ((a[path[:, 0]] - b[path[:, 1]]) ** 2).sum() == pytest.approx(cost, rel=1e-12)


def test_a_tie_in_cost_goes_to_the_shorter_path():
    # Two quiet series: the diagonal has 6 steps, a way round the edge has 11 and costs nothing either.
    assert cost_and_steps(np.zeros(6), np.zeros(6)) == (0.0, 6)
    assert cheapest_path(np.zeros(6), np.zeros(6))[0].tolist() == [[i, i] for i in range(6)]


@pytest.mark.parametrize("band", [2, None])
def test_the_many_ties_of_quiet_series_are_broken_as_the_slow_twin_breaks_them(band):
    rng = np.random.default_rng(1)
    for _ in range(60):
        a, b = rng.integers(0, 3, (2, 30)).astype(float)
        assert cost_and_steps(a, b, band) == cost_and_steps(b, a, band) == slow(tuple(a), tuple(b), band)


@given(equal_pair(), st.integers(0, 12))
def test_a_wider_band_never_costs_more(pair, band):
    assert cost_and_steps(*pair, band + 1)[0] <= cost_and_steps(*pair, band)[0]


@pytest.mark.parametrize("band", [0, 1, 2, 3, 7, 10**30, None])
@pytest.mark.parametrize(
    "make",
    [
        lambda rng, n: rng.random(n),
        lambda rng, n: rng.poisson(2, n).astype(float),
        lambda rng, n: np.full(n, rng.random()),
        lambda rng, n: rng.pareto(1, n),
    ],
    ids=["random", "integer", "constant", "heavy-tailed"],
)
def test_costs_are_those_of_dtaidistance_whose_window_is_the_band_and_one(make, band):
    rng = np.random.default_rng(7)
    for n in (1, 2, 3, 24, 61):
        a, b = make(rng, n), make(rng, n)
        # above n, the reference's own arithmetic on windows would overflow
        theirs = dtw.distance(a, b, window=None if band is None else min(band, n) + 1)
        assert np.sqrt(cost_and_steps(a, b, band)[0]) == pytest.approx(theirs, rel=1e-12)


def test_costs_of_real_timelines_are_those_of_dtaidistance(real_data):
    a, b, c = (daily(activity(posts), "posts").astype(float) for posts in real_posts(real_data, 3))
    for x, y in ((a, b), (b, c), (a, c)):
        theirs = dtw.distance_fast(x, y, use_pruning=False)
        assert np.sqrt(cost_and_steps(x, y)[0]) == pytest.approx(theirs, rel=1e-12)
        n = min(x.size, y.size)
        theirs = dtw.distance_fast(x[-n:], y[-n:], window=4, use_pruning=False)
        assert np.sqrt(cost_and_steps(x[-n:], y[-n:], 3)[0]) == pytest.approx(theirs, rel=1e-12)


@given(equal_pair(most=8), st.one_of(st.none(), st.integers(0, 3)))
def test_the_best_rotation_is_the_least_of_all(pair, band):
    a, b = pair
    tried = [cost_and_steps(np.roll(a, -turn), np.roll(b, -turn), band) for turn in range(a.size)]
    assert best_rotation(a, b, band) == tried.index(min(tried))
