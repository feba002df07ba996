"""Months: only whole ones count by default, and the distance is that of dtaidistance."""

from __future__ import annotations

from datetime import date
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from dtaidistance import dtw
from hypothesis import given
from hypothesis import strategies as st

from core.behaviour.activity import activity
from core.behaviour.distance import monthly_distances
from core.behaviour.month import month_of, monthly_pair, monthly_warping, whole_months
from core.behaviour.params import BehaviourParams
from core.behaviour.window import MAX_CELLS
from core.errors import ParameterError
from core.model import SERIES, Missing
from core.model.portrait import Activity
from tests.behaviour.test_recursion import slow
from tests.behaviour.test_selection import as_found, as_told, profiles
from tests.behaviour.timeline import active_at, active_by_day, at, real_posts

PAPER, DEFAULT = BehaviourParams(mode="paper"), BehaviourParams()
FEW = BehaviourParams(min_overlap_months=1, min_events_monthly=2)
JANUARY = 648  # of 2024
YEAR = active_by_day([1] * 366)


@given(st.dates(date(1890, 1, 1), date(2100, 1, 1)))
def test_a_month_is_the_calendar_s(day):
    assert month_of((day - date(1970, 1, 1)).days) == 12 * (day.year - 1970) + day.month - 1


@given(st.dates(date(1960, 1, 1), date(2050, 1, 1)), st.integers(1, 900))
def test_whole_months_are_those_of_which_every_day_was_observed(first, n_days):
    start = (first - date(1970, 1, 1)).days
    found = Activity(start, np.zeros((8, n_days), int), np.zeros((8, 168), int), frozenset(), None, 0)
    days = pd.Series(pd.date_range(first, periods=n_days))
    whole = [
        12 * (month.year - 1970) + month.month - 1
        for month, n in days.groupby(days.dt.to_period("M")).size().items()
        if n == month.days_in_month
    ]
    assert list(range(*whole_months(found))) == whole


def test_by_default_months_observed_in_part_are_left_out():
    x = active_by_day([1] * 300, first=10)  # 11 January to 5 November
    pair = monthly_pair(x, YEAR, DEFAULT)
    assert (pair.start_a, pair.start_b) == (JANUARY + 1, JANUARY + 1)
    days = np.array([29, 31, 30, 31, 30, 31, 31, 30, 31])
    np.testing.assert_allclose(pair.a, days / days.mean())
    assert pair.a.tolist() == pair.b.tolist()


def test_paper_mode_takes_each_one_s_own_months_as_far_as_observed():
    pair = monthly_pair(active_by_day([1] * 300, first=10), YEAR, PAPER)
    assert (pair.start_a, pair.start_b, pair.a.size, pair.b.size) == (JANUARY, JANUARY, 11, 12)
    assert (pair.a[0], pair.a[-1]) == (21, 5)


@pytest.mark.parametrize(("n_days", "shared"), [(31, "1 month"), (30, "0 months"), (180, "5 months")])
def test_too_few_whole_months_are_a_reason(n_days, shared):
    short = active_by_day([2] * n_days)
    assert monthly_pair(short, YEAR, DEFAULT).reason == (
        f"not observed at the same time: {shared} shared, 6 needed"
    )
    assert not isinstance(monthly_pair(short, YEAR, PAPER), Missing)


def test_too_few_events_in_the_shared_months_are_a_reason():
    sparse = active_at(*(at(14 * k) for k in range(27)))
    assert monthly_pair(sparse, YEAR, DEFAULT).reason == ("A has 24 posts in the 11 shared months, 30 needed")
    assert monthly_pair(YEAR, active_at(), DEFAULT).reason == "B has no posts"


def test_a_warping_of_months_by_hand():
    """Twice as many posts in May as in other months against twice as many in June: one month apart."""
    daily = [[2 if at(day).month == month else 1 for day in range(366)] for month in (5, 6)]
    x, y = (active_by_day(counts) for counts in daily)
    warping = monthly_warping(x, y, DEFAULT)
    assert (warping.start_a, warping.a.size, warping.band) == (JANUARY, 12, 1)
    cost, steps = slow(tuple(warping.a), tuple(warping.b), 1)
    assert (warping.cost, warping.steps) == (pytest.approx(cost), steps)
    assert monthly_warping(x, y, BehaviourParams(band_months=0)).distance > warping.distance
    assert monthly_warping(x, x, DEFAULT).distance == 0


@given(st.integers(0, 10**6), st.sampled_from([PAPER, DEFAULT, FEW]), st.sampled_from(SERIES))
def test_months_of_many_pairs_are_those_of_each_pair(seed, params, series):
    rng = np.random.default_rng(seed)
    long = [
        Activity(
            int(rng.integers(19_000, 19_200)), rng.poisson(0.3, (8, int(rng.integers(1, 500)))),
            np.zeros((8, 168), int), frozenset(SERIES), None, 0,
        )
        for _ in range(5)
    ]  # fmt: skip
    held = [*profiles(seed, 3), *long]
    pairs = np.array([(a, b) for a in range(len(held)) for b in range(len(held))])
    found = monthly_distances(held, held, pairs, params, series)
    for k, (a, b) in enumerate(pairs):
        assert as_told(found, k) == as_found(monthly_warping(held[a], held[b], params, series))


def test_real_months_are_those_of_dtaidistance(real_data):
    held = real_posts(real_data, 8)
    compared = 0
    for a in range(8):
        for b in range(a + 1, 8):
            x, y = activity(held[a]), activity(held[b])
            ours, theirs = (
                posts["time"].dt.tz_localize(None).dt.to_period("M").value_counts().sort_index()
                for posts in (held[a], held[b])
            )
            counts = [
                series.reindex(pd.period_range(series.index[0], series.index[-1]), fill_value=0).to_numpy(
                    dtype=float
                )
                for series in (ours, theirs)
            ]
            assert monthly_warping(x, y, PAPER).distance == pytest.approx(dtw.distance(*counts), rel=1e-12)
            warping = monthly_warping(x, y, DEFAULT)
            if isinstance(warping, Missing):
                continue
            compared += 1
            assert sqrt(warping.cost) == pytest.approx(
                dtw.distance(warping.a, warping.b, window=2), rel=1e-12
            )
            assert warping.steps == slow(tuple(warping.a), tuple(warping.b), 1)[1]
    assert compared > 3


def test_an_unknown_series_is_refused():
    with pytest.raises(ParameterError, match="no series 'tweets'"):
        monthly_pair(YEAR, YEAR, DEFAULT, "tweets")


def test_spans_of_impossible_length_are_missing_and_said_in_months():
    n_days = 31 * (int(MAX_CELLS**0.5) + 1)
    held = [Activity(0, np.ones((8, n_days), int), np.ones((8, 168), int), frozenset(SERIES), None, 1)] * 2
    reason = monthly_warping(*held, PAPER).reason
    assert reason.startswith("spans too long")
    assert reason.endswith("months")
    assert monthly_distances(held, held, np.array([[0, 1]]), PAPER).missing == (reason,)
