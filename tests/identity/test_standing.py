"""When accounts were made and who follows them: by hand, from either side, with reasons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity.standing import creation_gap_days, follower_ratio
from core.model import Missing

MADE = datetime(2020, 1, 1, tzinfo=UTC)


def test_the_gap_is_in_days_whatever_the_zone_and_the_order():
    later = MADE + timedelta(days=10, hours=6)
    assert creation_gap_days(MADE, later) == creation_gap_days(later, MADE) == 10.25
    assert creation_gap_days(MADE, MADE.astimezone(timezone(timedelta(hours=5)))) == 0


def test_an_unknown_date_is_a_reason_and_says_whose():
    assert creation_gap_days(None, None).reason == "when A was made is not in this data"
    assert creation_gap_days(MADE, None).reason == "when B was made is not in this data"


def test_an_unknown_number_of_followers_is_a_reason_and_none_at_all_another():
    assert follower_ratio(None, 5).reason == "how many follow A is not in this data"
    assert follower_ratio(5, None).reason == "how many follow B is not in this data"
    assert follower_ratio(0, 0).reason == "nobody follows either"
    assert follower_ratio(-1, 5).reason.startswith("a number of followers below 0")


def test_no_follower_beside_many_is_zero():
    assert follower_ratio(0, 900) == 0.0
    assert follower_ratio(30, 120) == 0.25


@given(st.integers(0, 2**62), st.integers(0, 2**62))
def test_the_ratio_is_a_share_alike_from_either_side(a, b):
    found = follower_ratio(a, b)
    assert found == follower_ratio(b, a)
    assert isinstance(found, Missing) or 0 <= found <= 1
    assert not a or follower_ratio(a, a) == pytest.approx(1)
