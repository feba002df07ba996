"""Lags fall into the bins that a reader would put them into."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.lag import LAG_SIGNS, NEAR, REPOSTS, SAME, lag_bins, lag_figure

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def only(lag: float) -> tuple[str, str]:
    table = lag_bins([lag])
    (row,) = table[table["posts"] > 0].itertuples()
    return row.first, row.lag


@pytest.mark.parametrize(
    ("lag", "words"),
    [
        (0, "the same second"),
        (0.99, "the same second"),
        (1, "1 to 10 s"),
        (9.9, "1 to 10 s"),
        (10, "10 s to 1 min"),
        (MINUTE, "1 to 10 min"),
        (10 * MINUTE, "10 min to 1 h"),
        (HOUR, "1 to 6 h"),
        (6 * HOUR, "6 h to 1 day"),
        (DAY, "1 to 7 days"),
        (7 * DAY, "7 to 30 days"),
        (30 * DAY, "over 30 days"),
        (4_000 * DAY, "over 30 days"),
    ],
)
def test_a_lag_falls_into_the_bin_of_its_name(lag, words):
    first, said = only(lag)
    assert said == words
    assert first == ("neither" if lag < 1 else "A")
    assert only(-lag) == ("neither" if lag < 1 else "B", words)


@given(st.lists(st.floats(-1e12, 1e12)))
def test_no_lag_is_lost_and_swapping_the_profiles_mirrors_the_bins(lags):
    counted = lag_bins(lags)["posts"].to_numpy()
    assert counted.sum() == len(lags)
    mirrored = lag_bins([-lag for lag in lags])["posts"].to_numpy()
    assert counted.tolist() == mirrored[::-1].tolist()


def test_what_is_not_a_number_is_left_out():
    assert lag_bins([np.nan, 5])["posts"].sum() == 1


def test_infinite_lags_are_the_longest():
    assert only(np.inf) == ("A", "over 30 days")


def test_a_first_is_on_the_right():
    (bars,) = lag_figure({SAME: [5, 5]}, "light").data
    (place,) = bars.x
    assert place > 0
    assert list(bars.y) == [2]


def test_ticks_stand_at_the_ends_of_bins():
    figure = lag_figure({SAME: [59]}, "light")
    (place,), axis = figure.data[0].x, figure.layout.xaxis
    minute = max(v for v, text in zip(axis.tickvals, axis.ticktext, strict=True) if text == "1 min")
    assert minute == place + 0.5


def test_ticks_fit_between_one_another_in_half_a_page():
    """390 px are left of a card half of 1,280 px wide; a character of 13 px type takes 7, a gap 6."""
    axis = lag_figure({SAME: [59]}, "light").layout.xaxis
    per_bin = 390 / (axis.range[1] - axis.range[0])
    ticks = sorted(zip(axis.tickvals, axis.ticktext, strict=True))
    for (left, one), (right, other) in pairwise(ticks):
        assert (right - left) * per_bin >= 7 * (len(one) + len(other)) / 2 + 6


def test_kinds_stand_on_one_another_and_are_told_apart_without_colour():
    figure = lag_figure({SAME: [5, 5], NEAR: [5], REPOSTS: [-5]}, "dark")
    assert figure.layout.barmode == "stack"
    assert [bars.name for bars in figure.data] == list(LAG_SIGNS)
    assert figure.layout.yaxis.range[1] >= 3
    fills = {(bars.marker.color, bars.marker.pattern.shape, bars.marker.line.width) for bars in figure.data}
    assert len(fills) == 3


def test_few_posts_have_whole_numbers_on_the_axis():
    assert lag_figure({SAME: [5]}, "light").layout.yaxis.dtick == 1


@pytest.mark.parametrize("lags", [{}, {SAME: []}, {SAME: [], NEAR: []}])
def test_no_lags_at_all_are_drawn_as_an_empty_axis(lags):
    figure = lag_figure(lags, "dark")
    assert sum(len(bars.x) for bars in figure.data) == 0
    assert figure.layout.xaxis.ticktext
