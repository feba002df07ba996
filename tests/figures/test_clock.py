"""Two clocks over each other, and B's as another zone would show it."""

import numpy as np
import pytest

from figures.clock import clock_figure
from figures.template import TOKENS

A = np.r_[np.zeros(9), np.full(8, 0.125), np.zeros(7)]
B = np.roll(A, 5)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_is_solid_and_b_is_dashed_on_one_scale(theme):
    figure = clock_figure(A, B, 0, theme)
    b, a = figure.data
    assert (a.line.color, a.line.dash) == (TOKENS[theme]["a"], "solid")
    assert (b.line.color, b.line.dash) == (TOKENS[theme]["b"], "6px,3px")
    assert list(a.y) == list(A)
    assert figure.layout.yaxis.range[1] > 0.125


def test_a_shift_is_drawn_where_it_leads():
    shifted, _, a = clock_figure(A, B, -5, "light").data
    assert list(shifted.y) == list(a.y)
    assert shifted.fill == "tozeroy"
    assert len(clock_figure(A, B, 0, "light").data) == 2


def test_nothing_posted_is_an_empty_clock():
    figure = clock_figure(np.zeros(24), np.zeros(24), 0, "light")
    assert figure.layout.yaxis.range[1] > 0


def test_there_are_24_hours():
    with pytest.raises(ValueError, match="reshape"):
        clock_figure(np.zeros(23), B, 0, "light")
