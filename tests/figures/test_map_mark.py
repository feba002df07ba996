"""What stands out on a map lies where its points lie and hides none of them."""

import numpy as np
import pytest

from figures.map import map_figure
from figures.map_mark import Mark, mark_points
from figures.template import TOKENS

POINTS = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])


def marked(marks=(), later=(False, False, False), mode="light"):
    figure = map_figure(POINTS, None, None, ["one", "two", "three"], None, mode)
    n = len(figure.data)
    mark_points(figure, POINTS, marks, later, mode)
    return figure, figure.data[n:]


def test_nothing_chosen_adds_nothing():
    figure, added = marked()
    assert added == ()
    assert len(figure.layout.annotations) == 0


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_is_round_b_a_diamond_each_in_its_colour_at_its_point(mode):
    figure, added = marked([Mark(0, "A", "a"), Mark(2, "B", "b")], mode=mode)
    shapes = {(trace.marker.symbol, trace.marker.color, trace.x[0], trace.y[0]) for trace in added[1::2]}
    assert shapes == {
        ("circle-open", TOKENS[mode]["a"], 0.0, 1.0),
        ("diamond-open", TOKENS[mode]["b"], 4.0, 5.0),
    }
    said = {(note.x, note.y): note.text for note in figure.layout.annotations}
    assert said == {(0.0, 1.0): "<b>A</b>", (4.0, 5.0): "<b>B</b>"}


def test_what_came_later_is_framed():
    _, (frame,) = marked(later=(False, True, True))
    assert list(frame.x) == [2.0, 4.0]
    assert frame.marker.symbol == "square-open"


def test_clicks_and_hovers_go_through_to_the_points():
    figure, added = marked([Mark(1, "this pair")], later=(True, False, False))
    assert {trace.hoverinfo for trace in added} == {"skip"}
    assert not any(note.captureevents for note in figure.layout.annotations)
    assert all(trace.customdata is None for trace in added)
