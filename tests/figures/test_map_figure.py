"""A map is drawn whole: every row can be clicked, every group told apart, and foreign text marks nothing up."""

from itertools import combinations

import numpy as np
import pytest

from figures.map import MANY, MARKS, MOST_GROUPS, NONE, OTHER, diverging_colours, map_figure, palette
from figures.template import SEQUENTIAL, TOKENS

MODES = ("light", "dark")
HOSTILE = "<b>%{x}</b><script>alert(1)</script>\u202e"


def drawn(n=9, *, groups=None, values=None, hover=None, chosen=None, mode="light", **more):
    points = np.random.default_rng(0).normal(size=(n, 2))
    hover = [f"row {row}" for row in range(n)] if hover is None else hover
    return points, map_figure(points, groups, values, hover, chosen, mode, **more)


def rows_of(trace):
    return [row for (row,) in np.asarray(trace.customdata).tolist()]


def points_of(figure):
    return [trace for trace in figure.data if trace.hoverinfo != "skip"]


def lightness(colour):
    """Give CIE L* of a colour: what is left of it in grey."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    bright = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * bright ** (1 / 3) - 16


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"groups": ["a", "b", "a", None, "", "c", "a", "b", "b"]},
        {"values": [1.0, -2.0, 0.5, np.nan, np.inf, 3, 4, 5, 6]},
        {"values": [1.0] * 9},
        {"values": [np.nan] * 9},
    ],
)
def test_every_row_is_drawn_once_where_it_lies_and_says_which_it_is(mode, more):
    points, figure = drawn(mode=mode, **more)
    found = {}
    for trace in points_of(figure):
        for row, x, y, said in zip(rows_of(trace), trace.x, trace.y, trace.text, strict=True):
            assert row not in found
            found[row] = (x, y)
            assert said == f"row {row}"
    assert found == {row: tuple(point) for row, point in enumerate(points.tolist())}


def test_the_axes_say_nothing_and_are_of_one_scale():
    _, figure = drawn()
    assert figure.layout.xaxis.visible is False
    assert figure.layout.yaxis.visible is False
    assert figure.layout.yaxis.scaleanchor == "x"


@pytest.mark.parametrize("mode", MODES)
def test_groups_are_told_apart_by_colour_and_by_shape(mode):
    groups = [f"g{n}" for n in range(MOST_GROUPS) for _ in range(MOST_GROUPS - n)]
    _, figure = drawn(len(groups), groups=groups, mode=mode)
    looks = {trace.name.split(" ")[0]: (trace.marker.color, trace.marker.symbol) for trace in figure.data}
    assert looks == {f"g{n}": (palette(mode)[n], MARKS[n]) for n in range(MOST_GROUPS)}
    assert len(set(palette(mode))) == len(set(MARKS)) == MOST_GROUPS
    assert TOKENS[mode]["faint"] not in palette(mode)
    for colour in palette(mode):
        assert abs(lightness(colour) - lightness(TOKENS[mode]["page"])) > 30


def test_the_largest_group_is_drawn_first_and_named_first():
    groups = ["few"] * 2 + ["many"] * 6 + [None]
    _, figure = drawn(9, groups=groups)
    assert [trace.name for trace in figure.data] == [f"{NONE} (1)", "many (6)", "few (2)"]
    assert figure.layout.showlegend
    ranks = [trace.legendrank for trace in figure.data]
    assert ranks[1] < ranks[2] < ranks[0]


def test_groups_beyond_the_eighth_share_one_look():
    groups = [f"g{n}" for n in range(8)] * 2 + ["x", "y", "z"]
    _, figure = drawn(len(groups), groups=groups)
    (other,) = (trace for trace in figure.data if trace.name.startswith(OTHER))
    assert rows_of(other) == [16, 17, 18]
    assert other.name == f"{OTHER} (3)"
    assert other.marker.symbol not in MARKS
    assert len(figure.data) == MOST_GROUPS + 1


def test_equal_groups_come_in_the_order_of_the_alphabet_so_that_colours_stay():
    _, one = drawn(4, groups=["b", "a", "b", "a"])
    _, other = drawn(4, groups=["a", "b", "a", "b"])
    assert [t.name for t in one.data] == [t.name for t in other.data] == ["a (2)", "b (2)"]


@pytest.mark.parametrize("mode", MODES)
def test_numbers_of_both_signs_diverge_from_nothing_in_colour_and_direction(mode):
    values = [-4.0, -1.0, 0.0, 1.0, 2.0, np.nan]
    _, figure = drawn(6, values=values, mode=mode, value_label="bits")
    without, trace = figure.data
    assert rows_of(without) == [5]
    assert (trace.marker.cmin, trace.marker.cmax) == (-4, 4)
    assert [colour for _, colour in trace.marker.colorscale] == list(diverging_colours(mode))
    for colour in diverging_colours(mode):
        assert abs(lightness(colour) - lightness(TOKENS[mode]["page"])) > 15
    assert trace.marker.colorbar.title.text == "bits"
    below = [rows_of(trace)[n] for n, mark in enumerate(trace.marker.symbol) if mark == "triangle-down"]
    assert sorted(below) == [0, 1]
    # the farther from nothing, the later, and so on top
    assert np.abs(trace.marker.color).tolist() == sorted(np.abs(trace.marker.color).tolist())


@pytest.mark.parametrize("mode", MODES)
def test_numbers_of_one_sign_darken_and_none_is_lost_on_the_page(mode):
    _, figure = drawn(3, values=[0.2, 0.9, 0.5], mode=mode)
    (trace,) = figure.data
    assert (trace.marker.cmin, trace.marker.cmax) == (0.2, 0.9)
    assert rows_of(trace) == [0, 2, 1]
    scale = [colour for _, colour in trace.marker.colorscale]
    assert scale == list(SEQUENTIAL[mode][3:])
    assert abs(lightness(scale[0]) - lightness(TOKENS[mode]["page"])) > 15


def test_whether_numbers_diverge_can_be_said():
    _, figure = drawn(2, values=[0.2, 0.9], diverging=True)
    assert (figure.data[0].marker.cmin, figure.data[0].marker.cmax) == (-0.9, 0.9)
    _, figure = drawn(2, values=[-0.2, 0.9], diverging=False)
    assert (figure.data[0].marker.cmin, figure.data[0].marker.cmax) == (-0.2, 0.9)


@pytest.mark.parametrize("values", [[0.0, 0.0], [2.5, 2.5]])
@pytest.mark.parametrize("diverging", [None, True])
def test_equal_numbers_have_a_scale(values, diverging):
    _, figure = drawn(2, values=values, diverging=diverging)
    assert figure.data[0].marker.cmin < figure.data[0].marker.cmax


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("chosen", [0, 4])
def test_the_chosen_row_is_ringed_on_top_and_a_click_goes_through(mode, chosen):
    points, figure = drawn(groups=["a"] * 9, chosen=chosen, mode=mode)
    halo, ring = figure.data[-2:]
    for trace in (halo, ring):
        assert (trace.x[0], trace.y[0]) == tuple(points[chosen])
        assert trace.hoverinfo == "skip"
        assert trace.marker.symbol == "circle-open"
        assert not trace.showlegend
    assert halo.marker.color == TOKENS[mode]["page"]
    assert ring.marker.color == TOKENS[mode]["text"]
    assert halo.marker.line.width > ring.marker.line.width


def test_foreign_text_is_text():
    _, figure = drawn(2, groups=[HOSTILE, "b"], hover=[f"{HOSTILE}\nsecond line", "plain"])
    said = "".join(f"{trace.name} {' '.join(trace.text)} {trace.hovertemplate}" for trace in figure.data)
    assert "<script" not in said
    assert "<b>" not in said
    assert "\u202e" not in said
    assert "&lt;b&gt;%{x}&lt;/b&gt;" in said
    assert "<br>second line" in said
    assert {trace.hovertemplate for trace in figure.data} == {"%{text}<extra></extra>"}


def test_many_points_are_drawn_by_the_graphics_card_and_so_is_the_ring_that_they_would_cover():
    _, few = drawn(MANY, chosen=3)
    _, many = drawn(MANY + 1, chosen=3)
    assert {trace.type for trace in few.data} == {"scatter"}
    assert {trace.type for trace in many.data} == {"scattergl"}
    assert many.data[0].marker.size < few.data[0].marker.size


def test_what_is_clicked_leaves_the_others_as_bright():
    _, figure = drawn(groups=["a"] * 9)
    for trace in figure.data:
        assert trace.selected.marker.opacity == trace.unselected.marker.opacity == trace.marker.opacity


def test_no_rows_are_an_empty_map():
    for more in ({}, {"groups": []}, {"values": []}):
        figure = map_figure(np.zeros((0, 2)), more.get("groups"), more.get("values"), [], None, "light")
        assert sum(len(trace.x) for trace in figure.data) == 0


@pytest.mark.parametrize(
    "wrong", [{"groups": ["a"]}, {"values": [1.0]}, {"hover": ["a"]}, {"chosen": 9}, {"chosen": -1}]
)
def test_what_does_not_fit_the_points_is_refused(wrong):
    with pytest.raises(ValueError, match="9"):
        drawn(**wrong)


def test_colours_of_neighbouring_groups_are_far_apart():
    for mode in MODES:
        for one, other in combinations(palette(mode), 2):
            parts = [[int(colour[n : n + 2], 16) for n in (1, 3, 5)] for colour in (one, other)]
            assert np.linalg.norm(np.subtract(*parts)) > 55, (one, other)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ([7, 20, 430], ["7", "10", "100", "430"]),
        ([95, 120, 100_500], ["95", "1,000", "10,000", "100,500"]),
        ([100, 130, 800], ["100", "200", "500", "800"]),
        ([5, 5, 5], ["5"]),
    ],
)
def test_a_logarithmic_scale_names_the_numbers_themselves(values, named):
    _, figure = drawn(3, values=values, logarithmic=True, value_label="Posts")
    (trace,) = figure.data
    bar = trace.marker.colorbar
    assert list(bar.ticktext) == named
    assert bar.tickvals[0] == trace.marker.cmin == np.log10(values[0])
    assert sorted(trace.marker.color) == np.log10(values).tolist()
