"""Warping: by hand, its laws, against dtaidistance, and on planted pairs."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from dtaidistance import dtw
from hypothesis import given
from hypothesis import strategies as st

from core.behaviour.activity import activity, daily, hour_of_day
from core.behaviour.params import BehaviourParams
from core.behaviour.warping import cost_matrix, costliest, daily_warping, hourly_warping, warp
from core.behaviour.window import MAX_CELLS, daily_pair
from core.errors import ParameterError
from core.model import Missing
from tests.behaviour.series import assert_is_path, equal_pair, series
from tests.behaviour.timeline import active_at, active_by_day, active_by_hour, at, real_posts

PAPER, DEFAULT = BehaviourParams(mode="paper"), BehaviourParams()


def test_a_small_warping_by_hand():
    #   D    b = 0   0   3   1
    # a = 0      0   0   9  10
    #     3      9   9   0   4
    #     1     10  10   4   0
    #     0     10  10  13   1
    warping = warp([0, 3, 1, 0], [0, 0, 3, 1], band=None, mode="paper")
    assert warping.path.tolist() == [[0, 0], [0, 1], [1, 2], [2, 3], [3, 3]]
    assert warping.step_costs.tolist() == [0, 0, 0, 0, 1]
    assert (warping.cost, warping.steps, warping.distance) == (1.0, 5, 1.0)
    assert (warping.band, warping.circular, warping.mode) == (None, False, "paper")
    per_step = warp([0, 3, 1, 0], [0, 0, 3, 1], band=1, mode="default")
    assert per_step.distance == pytest.approx(np.sqrt(1 / 5))


def test_a_band_of_nothing_compares_bin_with_bin():
    warping = warp([0, 3, 1, 0], [0, 0, 3, 1], band=0, mode="default")
    assert warping.path.tolist() == [[i, i] for i in range(4)]
    assert warping.cost == 9 + 4 + 1


@given(series(), series())
def test_the_papers_distance_is_that_of_dtaidistance(a, b):
    warping = warp(a, b, band=None, mode="paper")
    assert warping.distance == pytest.approx(dtw.distance(a, b), rel=1e-12)
    assert warping.step_costs.sum() == pytest.approx(warping.cost, rel=1e-12)
    assert warping.distance == pytest.approx(np.sqrt(warping.cost), rel=1e-12)


def test_pruning_does_not_make_a_distance_infinite():
    a, b = np.array([0.0, 0.0]), np.array([0.1, 0.7])
    assert np.isinf(dtw.distance_fast(a, b))  # why the reference is called without it
    assert warp(a, b, band=None, mode="paper").distance == pytest.approx(np.sqrt(0.5))


@given(equal_pair(), st.integers(0, 4), st.booleans())
def test_a_distance_is_symmetric_and_not_negative(pair, band, circular):
    there = warp(*pair, band=band, circular=circular, mode="default")
    back = warp(*pair[::-1], band=band, circular=circular, mode="default")
    assert there.distance >= 0
    assert (there.distance, there.cost, there.steps) == (back.distance, back.cost, back.steps)


@given(series(), st.booleans())
def test_identical_series_have_zero_distance(a, circular):
    warping = warp(a, a, band=2, circular=circular, mode="default")
    assert (warping.distance, warping.steps) == (0.0, a.size)
    assert warp(a, a, band=None, mode="paper").distance == 0


@given(equal_pair(most=9), st.one_of(st.none(), st.integers(0, 3)), st.integers(0, 20))
def test_turning_both_clocks_alike_leaves_the_circular_distance(pair, band, turn):
    a, b = pair
    one = warp(a, b, band=band, circular=True, mode="default")
    other = warp(np.roll(a, turn), np.roll(b, turn), band=band, circular=True, mode="default")
    assert (one.cost, one.steps, one.distance) == (other.cost, other.steps, other.distance)


@given(equal_pair(most=9), st.integers(0, 3))
def test_a_clock_costs_no_more_than_a_line(pair, band):
    round_it = warp(*pair, band=band, circular=True, mode="default")
    assert round_it.cost <= warp(*pair, band=band, mode="default").cost


@given(equal_pair(most=9), st.integers(0, 3))
def test_a_circular_path_goes_once_round_the_clock(pair, band):
    a, b = pair
    warping = warp(a, b, band=band, circular=True, mode="default")
    cut = warping.path[0, 0]
    assert warping.path[0, 1] == cut
    assert_is_path((warping.path - cut) % a.size, a.size, a.size, band)
    assert warping.step_costs.sum() == pytest.approx(warping.cost, rel=1e-12)
    np.testing.assert_array_equal(a, warping.a)


def test_midnight_is_no_wall_round_the_clock():
    late, early = np.zeros(24), np.zeros(24)
    late[23], early[0] = 10, 10
    assert warp(late, early, band=2, circular=True, mode="default").distance == 0
    assert warp(late, early, band=2, mode="default").distance > 2


@pytest.mark.parametrize(
    ("a", "b", "options", "said"),
    [
        ([], [1], {}, "series A is empty"),
        ([1], [np.nan], {}, "series B is empty or holds what is not a number"),
        ([1], [np.inf], {}, "series B"),
        ([1, 2], [1], {"band": 1}, "equal lengths, not 2 and 1"),
        ([1, 2], [1], {"circular": True}, "equal lengths"),
        ([1], [1], {"band": -1}, "the band is -1"),
        ([1], [1], {"band": 1, "mode": "paper"}, "neither band nor clock"),
        ([1], [1], {"circular": True, "mode": "paper"}, "neither band nor clock"),
        (np.zeros(20_000), np.zeros(20_000), {}, "400,000,000 cells are more than"),
    ],
)
def test_what_cannot_be_warped_is_refused_with_the_reason(a, b, options, said):
    with pytest.raises(ParameterError, match=said):
        warp(a, b, **{"band": None, "mode": "default", **options})


def test_a_warping_does_not_share_memory_with_what_it_was_given():
    given_series = np.array([1.0, 2.0])
    warping = warp(given_series, given_series, band=None, mode="paper")
    given_series[0] = 99
    assert warping.a.tolist() == warping.b.tolist() == [1.0, 2.0]


def test_ten_years_of_days_fit_in_memory():
    rng = np.random.default_rng(5)
    a, b = rng.poisson(2, (2, 3_650)).astype(float)
    tracemalloc.start()
    warping = warp(a, b, band=None, mode="paper")
    matrix = cost_matrix(warping)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40e6
    assert_is_path(warping.path, 3_650, 3_650)
    assert matrix.shape == (200, 200)


def test_paper_mode_takes_whole_spans_and_raw_counts():
    x, y = active_by_day([1, 0, 4]), active_by_day([2, 2], first=90)
    warping = daily_warping(x, y, PAPER)
    assert warping.a.tolist() == [1, 0, 4]
    assert warping.b.tolist() == [2, 2]
    assert warping.distance == pytest.approx(dtw.distance(warping.a, warping.b))
    assert (warping.start_a, warping.start_b) == (x.first_day, y.first_day)
    assert hourly_warping(x, y, PAPER).a.tolist() == [0] * 12 + [5] + [0] * 11


def test_default_mode_takes_shared_days_and_rates():
    x = active_by_day([3, 1] * 20)
    y = active_by_day([10, 30] * 20, first=9)
    warping = daily_warping(x, y, DEFAULT)
    assert warping.start_a == warping.start_b == y.first_day
    assert warping.a.size == warping.b.size == 31
    assert warping.a.mean() == pytest.approx(1)
    assert warping.band == 3
    # Shared from the tenth day on: 1, 3, 1, … against 10, 30, 10, …: the same habit at ten times the rate.
    assert warping.distance == pytest.approx(0, abs=1e-12)


def test_default_hours_go_round_the_clock_in_their_band():
    x, y = active_by_hour([3] * 24), active_by_hour([0] * 12 + [6] * 12)
    warping = hourly_warping(x, y, DEFAULT)
    assert (warping.circular, warping.band, warping.a.size) == (True, 2, 24)
    assert hourly_warping(x, y, BehaviourParams(band_hours=None)).band is None


@pytest.mark.parametrize("mode", ["paper", "default"])
@pytest.mark.parametrize("bins", [24, 168])
def test_the_zone_shown_never_changes_the_number(mode, bins):
    rng = np.random.default_rng(3)
    x, y = (active_by_hour(rng.poisson(1, 24), n_days=14) for _ in range(2))
    params = BehaviourParams(mode=mode)
    utc = hourly_warping(x, y, params, bins=bins)
    tokyo, new_york = (hourly_warping(x, y, params, bins=bins, shift_hours=h) for h in (9, -5))
    assert utc.distance == tokyo.distance == new_york.distance > 0
    assert (utc.start_a, tokyo.start_a, new_york.start_b) == (0, 9, bins - 5)


@pytest.mark.parametrize("n_posts", [3, 6, 12])
def test_two_strangers_with_few_posts_look_alike_in_paper_mode_and_are_missing_by_default(n_posts):
    rng = np.random.default_rng(n_posts)

    def stranger():
        hours = 3 * np.sort(rng.choice(54, n_posts, replace=False)) + 1
        return active_at(*(at(0, int(hour)) for hour in hours))

    x, y = stranger(), stranger()
    assert not np.array_equal(x.weekly, y.weekly)
    assert hourly_warping(x, y, PAPER, bins=168).distance == 0
    for found in (
        daily_warping(x, y, DEFAULT),
        hourly_warping(x, y, DEFAULT),
        hourly_warping(x, y, DEFAULT, bins=168),
    ):
        assert isinstance(found, Missing)


def test_the_same_operator_is_nearer_than_strangers():
    rng = np.random.default_rng(11)

    def follows(rhythm):
        return active_by_day([1, *rng.poisson(rhythm), 1])

    mine, *others = rng.gamma(1, 8, (21, 120))
    one, two = follows(mine), follows(mine / 3)
    near = daily_warping(one, two, DEFAULT).distance
    far = [daily_warping(one, follows(rhythm), DEFAULT).distance for rhythm in others]
    assert near < min(far)


def test_real_timelines_in_paper_mode_are_at_the_distance_of_dtaidistance(real_data):
    profiles = [activity(posts) for posts in real_posts(real_data, n_profiles=4)]
    for x, y in pairwise(profiles):
        theirs = dtw.distance_fast(
            daily(x, "posts").astype(float), daily(y, "posts").astype(float), use_pruning=False
        )
        assert daily_warping(x, y, PAPER).distance == theirs
        by_hour = [hour_of_day(p, "replies").astype(float) for p in (x, y)]
        assert hourly_warping(x, y, PAPER, "replies").distance == dtw.distance_fast(
            *by_hour, use_pruning=False
        )


def test_real_timelines_in_default_mode_are_at_the_distance_of_a_band_in_dtaidistance(real_data):
    profiles = [activity(posts) for posts in real_posts(real_data, n_profiles=6)]
    compared = 0
    for x, y in pairwise(profiles):
        pair = daily_pair(x, y, DEFAULT)
        if isinstance(pair, Missing):
            continue
        warping = daily_warping(x, y, DEFAULT)
        theirs = dtw.distance(pair.a, pair.b, window=4)
        assert warping.distance * np.sqrt(warping.steps) == pytest.approx(theirs, rel=1e-9)
        compared += 1
    assert compared


def test_spans_of_impossible_length_are_missing_and_not_a_crash():
    n_days = int(MAX_CELLS**0.5) + 1
    x, y = (active_at(at(-n_days), at(0)) for _ in range(2))
    assert "spans too long" in daily_warping(x, y, PAPER).reason
    few = BehaviourParams(min_events_daily=1)
    assert daily_warping(x, y, few).distance == 0  # a band of seven days is no burden
    assert isinstance(daily_warping(x, y, BehaviourParams(min_events_daily=1, band_days=None)), Missing)


def test_the_cost_matrix_of_a_short_pair_is_every_difference():
    warping = warp([1, 5, 2], [0, 3], band=None, mode="paper")
    assert cost_matrix(warping).tolist() == [[1, 2], [5, 2], [2, 1]]


@given(series(most=23), series(most=23), st.integers(1, 25))
def test_the_cost_matrix_is_the_mean_of_blocks(a, b, max_bins):
    matrix = cost_matrix(warp(a, b, band=None, mode="paper"), max_bins)
    rows, columns = min(a.size, max_bins), min(b.size, max_bins)
    assert matrix.shape == (rows, columns)
    whole = np.abs(a[:, None] - b)
    for i in range(rows):
        for j in range(columns):
            block = whole[
                i * a.size // rows : (i + 1) * a.size // rows,
                j * b.size // columns : (j + 1) * b.size // columns,
            ]
            assert matrix[i, j] == pytest.approx(block.mean(), abs=1e-9)


def test_a_matrix_of_no_cells_is_refused():
    with pytest.raises(ParameterError, match="max_bins is 0"):
        cost_matrix(warp([1], [1], band=None, mode="paper"), 0)


def test_the_costliest_steps_come_first_and_free_ones_never():
    warping = warp([1, 5, 2, 9], [1, 1, 2, 4], band=0, mode="default")
    assert costliest(warping) == [(3, 3, 25.0), (1, 1, 16.0)]
    assert costliest(warping, 1) == [(3, 3, 25.0)]
    assert costliest(warping, 0) == []
    assert costliest(warp([1, 2], [1, 2], band=0, mode="default")) == []


@given(equal_pair(), st.booleans())
def test_all_costliest_steps_are_distinct_and_add_up_to_the_cost(pair, circular):
    warping = warp(*pair, band=2, circular=circular, mode="default")
    steps = costliest(warping, n=100)
    assert len({(i, j) for i, j, _ in steps}) == len(steps)
    assert [cost for *_, cost in steps] == sorted((cost for *_, cost in steps), reverse=True)
    assert sum(cost for *_, cost in steps) == pytest.approx(warping.cost, rel=1e-9)
    assert all(cost == (warping.a[i] - warping.b[j]) ** 2 for i, j, cost in steps)
