"""The cost matrix is whole, square, and holds the differences it claims to hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from figures import cost
from figures.cost import MOST_CELLS, cost_figure
from figures.template import TOKENS
from tests.figures.test_warping import diagonal, staircase, warping

SERIES = arrays(np.float64, st.integers(1, 12), elements=st.floats(0, 100))


def slow_differences(a, b, cuts_a, cuts_b):
    blocks = [np.split(series, cuts[1:]) for series, cuts in ((a, cuts_a), (b, cuts_b))]
    return [[np.mean([abs(x - y) for x in one for y in other]) for other in blocks[1]] for one in blocks[0]]


@given(SERIES, SERIES, st.integers(1, 5), st.integers(1, 5))
def test_blocks_hold_the_mean_difference(a, b, step_a, step_b):
    cuts_a, cuts_b = np.arange(0, a.size, step_a), np.arange(0, b.size, step_b)
    fast = cost._differences(a, b, cuts_a, cuts_b)
    assert np.allclose(fast, slow_differences(a, b, cuts_a, cuts_b))


def test_a_cell_is_the_difference_of_its_two_bins():
    w = warping([1, 4], [2, 0], diagonal(2))
    heat = cost_figure(w, "@a", "@b", "light", bins="day").data[0]
    assert np.asarray(heat.z).tolist() == [[1, 1], [2, 4]]


@pytest.mark.parametrize(("n", "m"), [(24, 24), (168, 168), (169, 30), (4_000, 3_900)])
def test_the_matrix_is_whole_and_small_enough_to_send(n, m):
    w = warping(np.arange(n), np.arange(m), staircase(n, m), mode="paper")
    heat = cost_figure(w, "@a", "@b", "light", bins="day").data[0]
    rows, columns = np.asarray(heat.z).shape
    assert max(rows, columns) <= MOST_CELLS
    assert (len(heat.y), len(heat.x)) == (rows + 1, columns + 1)
    span = np.datetime64(heat.y[-1]) - np.datetime64(heat.y[0])
    assert span == np.timedelta64(n, "D")


def test_the_drawn_square_is_square_for_spans_of_any_ratio():
    w = warping(np.ones(100), np.ones(25), staircase(100, 25), mode="paper")
    layout = cost_figure(w, "@a", "@b", "light", bins="day").layout
    assert layout.yaxis.scaleanchor == "x"
    assert layout.yaxis.scaleratio == pytest.approx(0.25)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_path_lies_on_a_halo_of_the_page(theme):
    w = warping(np.ones(5), np.ones(5), diagonal(5))
    _, halo, path = cost_figure(w, "@a", "@b", theme, bins="day").data
    assert (halo.line.color, halo.line.width) == (TOKENS[theme]["page"], 6)
    assert path.line.color == TOKENS[theme]["text"]
    assert path.x == halo.x


def test_a_path_across_midnight_is_broken_not_drawn_across():
    hours = np.arange(24)
    w = warping(np.ones(24), np.ones(24), np.c_[hours, (hours + 3) % 24], circular=True, band=3)
    path = cost_figure(w, "@a", "@b", "light", bins="hour_of_day").data[2]
    # 24 steps, the first again, and two gaps: where B turns and where A does.
    assert len(path.x) == 27
    for one, other in zip(path.x, path.x[1:], strict=False):
        if one is not None and other is not None:
            assert abs(np.datetime64(other) - np.datetime64(one)) <= np.timedelta64(60, "m")


def test_the_band_is_dotted_and_comes_back_in_the_corners_of_a_clock():
    open_ended = warping(np.ones(24), np.ones(24), diagonal(24), band=2)
    clock = warping(np.ones(24), np.ones(24), diagonal(24), band=2, circular=True)
    lines = [cost_figure(w, "@a", "@b", "light", bins="hour_of_day").data[3] for w in (open_ended, clock)]
    assert lines[0].line.dash == "dot"
    assert [sum(x is None for x in line.x) for line in lines] == [2, 4]


def test_a_free_path_has_no_band():
    w = warping(np.ones(24), np.ones(24), diagonal(24))
    assert len(cost_figure(w, "@a", "@b", "light", bins="hour_of_day").data) == 3


def test_a_band_as_wide_as_the_clock_is_no_error():
    w = warping(np.ones(24), np.ones(24), diagonal(24), band=30, circular=True)
    assert cost_figure(w, "@a", "@b", "light", bins="hour_of_day").to_json()


def test_equal_flat_series_are_page_coloured_all_over():
    w = warping(np.ones(4), np.ones(4), diagonal(4))
    heat = cost_figure(w, "@a", "@b", "light", bins="day").data[0]
    assert not np.asarray(heat.z).any()
    assert heat.zmax > 0


def test_both_axes_are_named_in_colour_and_the_zone_beside_them():
    w = warping(np.ones(24), np.ones(24), diagonal(24))
    notes = cost_figure(w, "<b>", "@b", "light", bins="hour_of_day", zone="UTC+2").layout.annotations
    assert [note.text for note in notes] == ["<b>↑ ● &lt;b&gt;</b>", "<b>◆ @b →</b>", "hours in UTC+2"]
    assert [note.font.color for note in notes[:2]] == [TOKENS["light"]["a_text"], TOKENS["light"]["b_text"]]
