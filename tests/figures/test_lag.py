"""Lags fall into the bins that a reader would put them into."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.lag import lag_bins, lag_figure

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
    bars = lag_figure([5, 5], "light").data[0]
    (place,) = [x for x, y in zip(bars.x, bars.y, strict=True) if y]
    assert place > 0


def test_ticks_stand_at_the_ends_of_bins():
    figure = lag_figure([59], "light")
    bars, axis = figure.data[0], figure.layout.xaxis
    place = next(x for x, y in zip(bars.x, bars.y, strict=True) if y)
    minute = max(v for v, text in zip(axis.tickvals, axis.ticktext, strict=True) if text == "1 min")
    assert minute == place + 0.5


def test_few_posts_have_whole_numbers_on_the_axis():
    assert lag_figure([5], "light").layout.yaxis.dtick == 1


def test_no_lags_at_all_are_drawn_as_an_empty_axis():
    assert sum(lag_figure([], "dark").data[0].y) == 0
