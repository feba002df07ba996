"""Bins lie where and are called what a calendar says."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures import axis


def test_the_week_begins_on_monday():
    names = axis.names("hour_of_week", axis.moments("hour_of_week", 0, 168))
    assert (names[0], names[23], names[24], names[167]) == (
        "Mon 00:00", "Mon 23:00", "Tue 00:00", "Sun 23:00",
    )  # fmt: skip


def test_a_zone_turns_the_names_and_not_the_bins():
    names = axis.names("hour_of_day", axis.moments("hour_of_day", 2, 24))
    assert (names[0], names[21], names[22]) == ("02:00", "23:00", "00:00")


@given(st.integers(-20_000, 40_000))
def test_days_are_those_of_the_calendar(day):
    expected = date(1970, 1, 1) + timedelta(days=day)
    (name,) = axis.names("day", axis.moments("day", day, 1))
    assert datetime.strptime(name, "%d %b %Y").replace(tzinfo=UTC).date() == expected


@given(st.integers(0, 1_000))
def test_months_are_those_of_the_calendar(month):
    (name,) = axis.names("month", axis.moments("month", month, 1))
    assert name == f"{axis.MONTHS[month % 12]} {1970 + month // 12}"


@pytest.mark.parametrize(
    ("bins", "n"), [("hour_of_day", 24), ("hour_of_week", 168), ("day", 30), ("day", 4_000), ("month", 3)]
)
def test_every_bin_lies_within_the_axis(bins, n):
    when = axis.moments(bins, 5, n)
    low, high = (np.datetime64(end) for end in axis.time_axis(bins, when)["range"])
    assert low < when.min()
    assert when.max() < high


def test_each_day_of_the_week_has_its_tick_in_its_middle():
    ticks = axis.time_axis("hour_of_week", axis.moments("hour_of_week", 0, 168))
    assert ticks["ticktext"] == list(axis.DAYS)
    hours = axis.moments("hour_of_week", 0, 168).reshape(7, 24)
    middles = hours[:, 0] + (hours[:, -1] - hours[:, 0]) / 2
    assert list(middles) == ticks["tickvals"]


def test_the_weekend_is_saturday_and_sunday():
    left, right = (np.datetime64(end) for end in axis.weekend())
    when = axis.moments("hour_of_week", 0, 168)
    inside = [name[:3] for name in axis.names("hour_of_week", when[(when > left) & (when < right)])]
    assert inside == ["Sat"] * 24 + ["Sun"] * 24


@pytest.mark.parametrize(("bins", "n"), [("hour_of_day", 24), ("hour_of_week", 168)])
def test_a_turn_brings_a_clock_back(bins, n):
    when = axis.moments(bins, 0, n)
    assert when[-1] + 2 * axis.half(bins) - axis.turn(bins, n) == when[0]
