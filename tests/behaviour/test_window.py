"""What is compared, and the reasons why nothing is."""

from __future__ import annotations

import numpy as np
import pytest

from core.behaviour.month import monthly_pair
from core.behaviour.params import BehaviourParams
from core.behaviour.window import daily_pair, hourly_pair
from core.errors import ParameterError
from core.model import Missing
from tests.behaviour.timeline import active_at, active_by_day, active_by_hour, at

PAPER, DEFAULT = BehaviourParams(mode="paper"), BehaviourParams()
BUSY = active_by_day([2] * 60)


def reason(found) -> str:
    assert isinstance(found, Missing)
    return found.reason


@pytest.mark.parametrize("params", [PAPER, DEFAULT])
@pytest.mark.parametrize("pair", [daily_pair, hourly_pair])
def test_a_profile_without_posts_is_named(pair, params):
    nobody = active_at()
    assert reason(pair(BUSY, nobody, params)) == "B has no posts"
    assert reason(pair(nobody, BUSY, params, "likes_received")) == (
        "A has no posts; the source of B does not give likes"
    )


@pytest.mark.parametrize("params", [PAPER, DEFAULT])
@pytest.mark.parametrize("pair", [daily_pair, hourly_pair])
def test_a_series_the_source_does_not_give_is_missing_and_not_zero(pair, params):
    liked = active_at(*(at(day) for day in range(60)), likes=7, reposts=1)
    assert reason(pair(liked, BUSY, params, "likes_received")) == "the source of B does not give likes"
    assert reason(pair(BUSY, liked, params, "reposts_received")) == (
        "the source of A does not give reposts received"
    )
    assert not isinstance(pair(liked, liked, params, "likes_received"), Missing)


@pytest.mark.parametrize(
    ("first", "shared"), [(33, "27 days"), (59, "1 day"), (60, "0 days"), (900, "0 days")]
)
def test_profiles_observed_at_different_times_are_not_compared_by_day(first, shared):
    later = active_by_day([2] * 60, first=first)
    expected = f"not observed at the same time: {shared} shared, 28 needed"
    assert reason(daily_pair(BUSY, later, DEFAULT)) == expected
    assert reason(daily_pair(later, BUSY, DEFAULT)) == expected
    assert not isinstance(daily_pair(BUSY, later, PAPER), Missing)


def test_exactly_the_least_of_days_and_events_is_enough():
    x = active_by_day([1] * 30)
    pair = daily_pair(x, active_by_day([3, 2, *[1] * 25, 4], first=1), BehaviourParams(min_events_daily=28))
    assert pair.a.tolist() == [1.0] * 28
    assert pair.start_a == pair.start_b == x.first_day + 1


def test_only_events_inside_the_shared_days_count():
    early = active_by_day([50, *[0] * 30, *[1] * 29])
    assert reason(daily_pair(early, active_by_day([2] * 40, first=30), DEFAULT)) == (
        "A has 29 posts in the 30 shared days, 30 needed"
    )


def test_both_profiles_are_named_where_both_have_too_few():
    few = active_at(*(at(7 * week) for week in range(12)))
    assert reason(hourly_pair(few, few, DEFAULT)) == "A has 12 posts, 48 needed; B has 12 posts, 48 needed"
    assert reason(hourly_pair(few, BUSY, DEFAULT, "originals")) == "A has 12 original posts, 48 needed"


def test_a_series_is_counted_by_its_own_events_and_not_by_posts():
    assert reason(hourly_pair(BUSY, BUSY, DEFAULT, "quotes")).startswith("A has 0 quotes, 48 needed")


@pytest.mark.parametrize("pair", [daily_pair, hourly_pair, monthly_pair])
def test_what_neither_has_is_missing_in_paper_mode_too_and_what_one_has_is_not(pair):
    quoting = active_at(*(at(day) for day in range(3)), kind="quote")
    assert reason(pair(BUSY, BUSY, PAPER, "quotes")) == "neither has any quotes"
    assert not pair(BUSY, quoting, PAPER, "quotes").a.any()
    assert pair(quoting, BUSY, PAPER, "quotes").a.sum() == 3


def test_hours_of_the_week_need_an_event_each():
    almost, enough = active_by_day([1] * 167), active_by_day([1] * 168)
    assert not isinstance(hourly_pair(almost, enough, DEFAULT, bins=24), Missing)
    assert reason(hourly_pair(almost, enough, DEFAULT, bins=168)) == "A has 167 posts, 168 needed"
    assert hourly_pair(enough, enough, DEFAULT, bins=168).a.shape == (168,)
    strict = BehaviourParams(min_events_hourly=200)
    assert "168 posts, 200 needed" in reason(hourly_pair(enough, enough, strict, bins=168))


def test_rates_are_counts_over_their_own_mean():
    x = active_by_hour([2, 6, *[2] * 22])
    pair = hourly_pair(x, active_by_hour([3] * 24), DEFAULT)
    np.testing.assert_allclose(pair.a, np.array([2, 6, *[2] * 22]) * 24 / 52)
    assert pair.b.tolist() == [1.0] * 24
    assert hourly_pair(x, x, PAPER).a.tolist() == [2, 6, *[2] * 22]


def test_unknown_series_and_bins_are_refused():
    with pytest.raises(ParameterError, match="no series 'tweets'"):
        daily_pair(BUSY, BUSY, DEFAULT, "tweets")
    with pytest.raises(ParameterError, match="bins is 7; give 24"):
        hourly_pair(BUSY, BUSY, DEFAULT, bins=7)
