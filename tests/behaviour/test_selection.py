"""A survey of many profiles gives what the page gives for each pair: value, reason, last bit."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.behaviour import distance
from core.behaviour.activity import activity
from core.behaviour.block import pairs_between
from core.behaviour.distance import daily_distance, daily_distances, hourly_distance, hourly_distances
from core.behaviour.params import BehaviourParams
from core.behaviour.warping import daily_warping, hourly_warping
from core.behaviour.window import MAX_CELLS
from core.errors import CancelledError, ParameterError
from core.model import SERIES, Missing
from core.model.portrait import Activity
from tests.behaviour.timeline import active_at, active_by_day, at, real_posts

PAPER, DEFAULT = BehaviourParams(mode="paper"), BehaviourParams()
FEW = BehaviourParams(min_overlap_days=2, min_events_daily=3, min_events_hourly=4)


def drawn(rng, n_days: int, known=SERIES) -> Activity:
    """Make up a profile: some days, some of them without posts."""
    daily = rng.poisson(1.5, (len(SERIES), n_days))
    weekly = rng.poisson(1.2, (len(SERIES), 168)) * (n_days > 0)
    return Activity(int(rng.integers(19_000, 19_040)), daily, weekly, frozenset(known), None, 0.0)


def profiles(seed: int, n: int = 9) -> list[Activity]:
    rng = np.random.default_rng(seed)
    made = [drawn(rng, int(rng.integers(0, 60))) for _ in range(n)]
    return [*made, drawn(rng, 0), drawn(rng, 50, SERIES[:6])]


def as_found(warping):
    """Give the value and the reason of what the page draws."""
    return (None, warping.reason) if isinstance(warping, Missing) else (warping.distance, None)


def as_told(found, k):
    return (None if isnan(found.values[k]) else found.values[k], found.missing[k])


@given(st.integers(0, 10**6), st.sampled_from([PAPER, DEFAULT, FEW]), st.sampled_from(["posts", SERIES[-1]]))
def test_days_of_many_pairs_are_those_of_each_pair(seed, params, series):
    held = profiles(seed)
    pairs = np.array([(a, b) for a in range(len(held)) for b in range(len(held))])
    found = daily_distances(held, held, pairs, params, series)
    for k, (a, b) in enumerate(pairs):
        assert as_told(found, k) == as_found(daily_warping(held[a], held[b], params, series))


@pytest.mark.parametrize("bins", [24, 168])
@pytest.mark.parametrize("params", [PAPER, DEFAULT, FEW])
def test_hours_of_many_pairs_are_those_of_each_pair(params, bins):
    held = profiles(bins)
    pairs = np.random.default_rng(1).integers(0, len(held), (20, 2))
    found = hourly_distances(held, held, pairs, params, "posts", bins)
    for k, (a, b) in enumerate(pairs):
        assert as_told(found, k) == as_found(hourly_warping(held[a], held[b], params, "posts", bins))
    assert not all(found.missing)


def test_a_band_may_be_free_in_default_mode_too():
    free = BehaviourParams(band_days=None, band_hours=None, min_events_daily=5)
    held = profiles(5)
    pairs = pairs_between(len(held), 0, 55)
    for many, warping in ((daily_distances, daily_warping), (hourly_distances, hourly_warping)):
        found = many(held, held, pairs, free)
        assert not all(found.missing)
        assert [as_told(found, k) for k in range(55)] == [
            as_found(warping(held[a], held[b], free)) for a, b in pairs
        ]


def test_left_and_right_may_be_different_profiles():
    left, right = profiles(1, 3), profiles(2, 6)
    pairs = np.array([(a, b) for a in range(len(left)) for b in range(len(right))])
    found = daily_distances(left, right, pairs, PAPER)
    assert [as_told(found, k) for k in range(len(pairs))] == [
        as_found(daily_warping(left[a], right[b], PAPER)) for a, b in pairs
    ]


def test_one_pair_is_a_block_of_one():
    x, y = active_by_day([2, 1, 3] * 20), active_by_day([1, 4] * 30, first=4)
    pair = np.array([[0, 0]])
    for params in (PAPER, DEFAULT):
        assert daily_distance(x, y, params) == daily_distances([x], [y], pair, params).values[0]
        assert hourly_distance(x, y, params) == hourly_distances([x], [y], pair, params).values[0]
    few = active_at(at(0))
    assert daily_distance(x, few, DEFAULT) == daily_warping(x, few, DEFAULT)


def test_no_pairs_and_no_profiles_give_nothing():
    none = np.zeros((0, 2), dtype=np.int64)
    assert daily_distances([], [], none, DEFAULT).missing == ()
    assert hourly_distances(profiles(3), [], none, PAPER).values.shape == (0,)


def test_what_is_not_a_series_or_a_clock_is_refused_even_without_pairs():
    none = np.zeros((0, 2), dtype=np.int64)
    with pytest.raises(ParameterError, match="no series 'tweets'"):
        daily_distances([], [], none, DEFAULT, "tweets")
    with pytest.raises(ParameterError, match="bins is 7; give 24"):
        hourly_distances([], [], none, DEFAULT, bins=7)


def test_spans_of_impossible_length_are_missing_in_a_survey_too():
    n_days = int(MAX_CELLS**0.5) + 1
    held = [active_at(at(-n_days), at(0)) for _ in range(2)]
    pair = np.array([[0, 1]])
    assert "spans too long" in daily_distances(held, held, pair, PAPER).missing[0]
    few = BehaviourParams(min_events_daily=1)
    assert daily_distances(held, held, pair, few).values.tolist() == [0]


def test_counts_beyond_every_survey_are_divided_by_the_mean_of_the_page():
    rng = np.random.default_rng(6)
    held = [
        Activity(
            0, rng.integers(0, 10**15, (8, 40)), np.zeros((8, 168), np.int64), frozenset(SERIES), None, 0
        )
        for _ in range(4)
    ]
    for activity_ in held:
        activity_.daily[SERIES.index("reposts")] = 0  # all posts are its own
    pairs = pairs_between(4, 0, 6)
    found = daily_distances(held, held, pairs, DEFAULT, "likes_received")
    assert found.values.tolist() == [
        daily_warping(held[a], held[b], DEFAULT, "likes_received").distance for a, b in pairs
    ]


def test_chunks_tell_their_progress_and_can_be_stopped(monkeypatch):
    monkeypatch.setattr(distance, "CHUNK", 7)
    held = profiles(7)
    pairs = pairs_between(len(held), 0, 55)
    told = []
    chunked = daily_distances(held, held, pairs, PAPER, progress=lambda share, words: told.append(share))
    monkeypatch.undo()
    whole = daily_distances(held, held, pairs, PAPER)
    np.testing.assert_array_equal(chunked.values, whole.values)
    assert chunked.missing == whole.missing
    assert told == sorted(told)
    assert told[-1] == 1
    with pytest.raises(CancelledError):
        daily_distances(held, held, pairs, PAPER, cancelled=lambda: True)


@pytest.mark.parametrize("params", [PAPER, DEFAULT])
def test_real_timelines_are_surveyed_as_the_page_compares_them(real_data, params):
    held = [activity(posts) for posts in real_posts(real_data, 12)]
    pairs = pairs_between(12, 0, 66)
    days, hours = daily_distances(held, held, pairs, params), hourly_distances(held, held, pairs, params)
    assert not all(days.missing)
    for k, (a, b) in enumerate(pairs):
        assert as_told(days, k) == as_found(daily_warping(held[a], held[b], params))
        assert as_told(hours, k) == as_found(hourly_warping(held[a], held[b], params))
