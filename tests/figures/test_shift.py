"""Which time zone fits best is read off the peak."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from figures.shift import SHIFTS, shift_figure


def best(figure) -> int:
    sizes = figure.data[0].marker.size
    return figure.data[0].x[int(np.argmax(sizes))]


def test_the_best_shift_is_marked_and_named_with_its_gain():
    overlaps = np.full(25, 0.5)
    overlaps[SHIFTS.index(-5)] = 0.8
    figure = shift_figure(overlaps, "light")
    assert best(figure) == -5
    assert figure.layout.annotations[0].text == "best at −5 h, 30.0 points better"


def test_of_equally_good_shifts_the_nearest_to_none_is_taken():
    assert best(shift_figure(np.full(25, 0.4), "light")) == 0


def test_no_shift_is_said_in_words():
    overlaps = np.full(25, 0.5)
    overlaps[12] = 0.9
    assert shift_figure(overlaps, "dark").layout.annotations[0].text == "best as they are"


@given(arrays(np.float64, 25, elements=st.floats(0, 1)))
def test_the_marked_shift_is_never_beaten(overlaps):
    figure = shift_figure(overlaps, "light")
    assert overlaps[SHIFTS.index(best(figure))] == overlaps.max()


def test_there_are_25_shifts():
    with pytest.raises(ValueError, match="reshape"):
        shift_figure(np.zeros(24), "light")
