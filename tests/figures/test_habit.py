"""Habits stand where their deviations are, and their names are foreign text."""

import html

from hypothesis import given
from hypothesis import strategies as st

from figures.habit import HabitLine, habit_figure


def line(habit="commas", a=1.0, b=-1.0, part=0.1) -> HabitLine:
    return HabitLine(habit, "1.23", "50%", "of posts", a, b, part)


def test_those_for_stand_above_those_against_and_each_has_its_line():
    figure = habit_figure([line("x"), line("y")], [line("z", part=-0.1)], "light")
    assert [text.removeprefix("<b>").removesuffix("</b>") for text in figure.layout.yaxis.ticktext] == [
        *("Speak for a like style", "x", "y"),
        *("Speak against", "z"),
    ]
    first, second = figure.data
    assert list(first.x) == [1, 1, 1]
    assert list(second.x) == [-1, -1, -1]
    assert [round(y) for y in first.y] == [1, 2, 4]
    # A above B, so that neither hides the other
    assert all(a < b for a, b in zip(first.y, second.y, strict=True))
    low, high = figure.layout.yaxis.range
    assert low > high


def test_marks_far_out_stand_at_the_edge_and_say_where_they_belong():
    figure = habit_figure([line(a=9.5)], [], "dark")
    assert figure.data[0].x[0] == 4
    assert figure.data[0].customdata[0][1] == 9.5


def test_the_rates_of_both_stand_beside_each_line():
    (note,) = habit_figure([line()], [], "light").layout.annotations
    assert "● 1.23" in note.text
    assert "◆ 50%" in note.text
    assert note.text.endswith("of posts")


def test_without_habits_there_is_nothing_to_see():
    figure = habit_figure([], [], "light")
    assert not len(figure.data[0].x)
    assert figure.layout.yaxis.ticktext == ()


@given(st.text(max_size=40))
def test_no_habit_marks_up_its_name(habit):
    figure = habit_figure([line(habit)], [], "light")
    assert "<" not in figure.layout.yaxis.ticktext[1]
    assert len(html.unescape(figure.layout.yaxis.ticktext[1]).strip("\u2068\u2069")) <= 36
    assert "</script" not in figure.to_json()
