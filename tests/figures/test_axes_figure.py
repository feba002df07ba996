"""The axes and the eight classes as they are drawn: A above B, ends named, what is uncertain hollow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.persona import AXES, CLASSES, POLES, AxisScore, Persona
from figures.axes import CHANCE, axes_figure, class_figure, class_order
from figures.template import TOKENS

NOBODY = Persona("x:9", "made", (), None, None, 12, 2, "12 words, 300 needed")


def persona(*shares, spread=0.1, classes=(0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)):
    axes = tuple(
        AxisScore(axis, share, max(0.0, share - spread), min(1.0, share + spread), 0.0, ())
        for axis, share in zip(AXES, shares, strict=True)
    )
    leading = CLASSES[int(np.argmax(classes))]
    return Persona("x:1", "made", axes, np.array(classes), leading, 900, 80)


A, B = persona(0.2, 0.45, 0.9, 0.5), persona(0.8, 0.6, 0.3, 0.95)


def test_the_poles_are_the_classes_of_the_method_two_an_axis():
    assert POLES == (
        ("Extrovert", "Introvert"),
        ("Sensor", "Intuitive"),
        ("Thinker", "Feeler"),
        ("Judger", "Perceiver"),
    )


def test_a_mark_lies_where_its_share_is_with_a_above_and_b_below_each_track():
    figure = axes_figure(A, B, "light")
    _, marks_a, _, marks_b = figure.data
    assert list(marks_a.x) == [0.2, 0.45, 0.9, 0.5]
    assert list(marks_b.x) == [0.8, 0.6, 0.3, 0.95]
    for row in range(4):
        assert marks_a.y[row] > -row > marks_b.y[row]
        assert marks_a.y[row] - -row < 0.5


def test_intervals_are_drawn_from_end_to_end_and_nowhere_between_axes():
    lines = axes_figure(A, B, "light").data[0]
    assert list(lines.x[:3]) == pytest.approx([0.1, 0.3, None], nan_ok=True)
    assert list(lines.x[2::3]) == [None] * 4


def test_what_is_undecided_is_hollow_and_says_so():
    figure = axes_figure(A, B, "light")
    colours = TOKENS["light"]
    assert list(figure.data[1].marker.color) == [colours["a"], colours["page"], colours["a"], colours["page"]]
    said = figure.data[1].customdata
    assert ["undecided" in one for one in said] == [False, True, False, True]
    assert said[0] == "● Extrovert 80%, 95% 70% to 90%"
    assert figure.data[3].customdata[0] == "◆ Introvert 80%, 95% 70% to 90%"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_and_b_are_told_by_mark_and_dash_not_by_hue_alone(theme):
    lines_a, marks_a, lines_b, marks_b = axes_figure(A, B, theme).data
    assert (marks_a.marker.symbol, marks_b.marker.symbol) == ("circle", "diamond")
    assert (lines_a.line.dash, lines_b.line.dash) == ("solid", "6px,3px")
    assert (lines_a.line.color, lines_b.line.color) == (TOKENS[theme]["a"], TOKENS[theme]["b"])


def test_both_ends_of_every_axis_are_named_on_their_side():
    figure = axes_figure(A, B, "dark")
    named = {(one.text, one.x, one.y) for one in figure.layout.annotations}
    assert named == {(POLES[row][x], float(x), -row) for row in range(4) for x in (0, 1)}


def test_who_has_no_axes_has_no_marks_and_the_other_keeps_its_own():
    assert len(axes_figure(NOBODY, B, "light").data) == 2
    assert axes_figure(NOBODY, B, "light").data[1].marker.symbol == "diamond"
    assert len(axes_figure(NOBODY, NOBODY, "light").data) == 0


@given(st.floats(0, 1), st.floats(0, 0.5))
def test_whatever_the_share_the_lean_is_at_least_half_and_the_hover_says_it(share, spread):
    score = AxisScore("J/P", share, max(0.0, share - spread), min(1.0, share + spread), 0.0, ())
    pole, likely, low, high = score.lean
    assert low <= likely <= high
    assert likely >= 0.5
    assert pole == POLES[3][share >= 0.5]
    assert score.is_undecided == (abs(share - 0.5) <= spread) or abs(abs(share - 0.5) - spread) < 1e-9


def test_classes_are_ordered_by_the_larger_chance_of_either():
    a = persona(0.5, 0.5, 0.5, 0.5, classes=(0.4, 0.3, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05))
    b = persona(0.5, 0.5, 0.5, 0.5, classes=(0.0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.15, 0.35))
    assert class_order(a, b)[:4] == (0, 7, 1, 6)
    figure = class_figure(a, b, "light")
    assert list(figure.layout.yaxis.ticktext[:3]) == ["<b>Extroverts</b>", "<b>Perceivers</b>", "Introverts"]
    assert list(figure.data[0].x[:3]) == [0.4, 0.05, 0.3]
    assert list(figure.data[1].x[:3]) == [0.0, 0.35, 0.1]


def test_bars_of_b_are_hatched_and_chance_is_a_line():
    figure = class_figure(A, B, "light")
    assert figure.data[0].marker.pattern.shape is None
    assert (figure.data[1].marker.pattern.shape, figure.data[1].marker.pattern.fillmode) == ("/", "overlay")
    assert [one.x0 for one in figure.layout.shapes] == [CHANCE] == [1 / 8]


def test_no_bar_is_cut_and_who_has_no_classes_has_no_bars():
    sure = persona(0.5, 0.5, 0.5, 0.5, classes=(0.93, *([0.01] * 7)))
    assert class_figure(sure, NOBODY, "light").layout.xaxis.range[1] > 0.93
    assert [one.name for one in class_figure(NOBODY, sure, "light").data] == ["b"]
    empty = class_figure(NOBODY, NOBODY, "dark")
    assert len(empty.data) == 0
    assert list(empty.layout.yaxis.ticktext) == list(CLASSES)
