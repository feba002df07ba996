"""Findings along the time of a file: nothing covers anything, a click can be read back, foreign words stay words."""

from __future__ import annotations

import base64
import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.media import EXPRESSIONS, MediaAnalysis, Words
from figures.media_arrangement import MOST_ROWS, arrange, span_of
from figures.media_frame import media_frame_figure
from figures.media_mark import LANES, MediaMark, media_marks, moment, shares_words, stretch
from figures.media_timeline import EXPRESSION_COLOURS, INK, hover, media_timeline_figure
from figures.template import TOKENS
from tests.made_media import face, jpeg, picture, shares, sound, thing, video

EVIL = "<b onclick='x'>&</b> %{x} ![x](y)"
SECONDS = st.floats(0, 60, allow_nan=False)


def marks_of(analysis):
    return media_marks(analysis)


@st.composite
def some_marks(draw):
    """Give marks of all lanes, anywhere in a minute."""
    made = []
    for _ in range(draw(st.integers(0, 25))):
        lane = draw(st.sampled_from(list(LANES)))
        first = draw(SECONDS)
        last = first if lane == "objects" else min(60.0, first + draw(st.floats(0, 20)))
        label = draw(st.sampled_from(["still", "waving", "person", "a longer word or two", EVIL, ""]))
        made.append(MediaMark(lane, label, first, last, first, None, 0.5, last - first))
    return made


def brightness(colour):
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    line = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]


def test_marks_come_lane_by_lane_and_each_knows_its_frame():
    marks = marks_of(video())
    assert [mark.lane for mark in marks] == ["faces"] * 2 + ["objects"] * 2 + ["actions"] + ["speech"] * 2 + [
        "text_in_frames"
    ]
    assert [mark.second for mark in marks] == [2.0, 8.0, 2.0, 8.0, 4.5, 3.0, 7.5, 2.0]
    assert [mark.expression for mark in marks[:3]] == ["happy", "sad", None]
    assert all((mark.box is not None) == (mark.lane in {"faces", "objects"}) for mark in marks)


def test_a_face_without_expressions_is_a_face_and_no_more():
    (mark,) = marks_of(picture(faces=(face(0, 0, None),), objects=()))
    assert (mark.label, mark.expression, mark.detail) == ("face", None, "")


def test_shares_are_told_largest_first_and_small_ones_left_out():
    assert shares_words({**shares("sad", 0.5), "fear": 0.3, "angry": 0.04}).startswith("sad 50%, fear 30%, ")
    assert "angry" not in shares_words({"sad": 0.96, "angry": 0.04})


@given(some_marks(), st.integers(200, 900))
def test_no_mark_covers_another_and_no_lane_has_more_rows_than_it_may(marks, width):
    at = arrange(marks, 60.0, width)
    assert set(at.rows) <= set(range(len(marks)))
    begun = 0
    for lane in LANES:
        if lane in at.lanes:
            first, n = at.lanes[lane]
            assert (first, 1 <= n <= MOST_ROWS[lane]) == (begun, True)
            begun += n
    assert at.n_rows == begun
    for one, row in at.rows.items():
        first, n = at.lanes[marks[one].lane]
        assert first <= row < first + n
        for other, same in at.rows.items():
            if other < one and same == row and marks[one].lane != "objects":
                assert (
                    min(marks[one].last, marks[other].last)
                    <= max(marks[one].first, marks[other].first) + 1e-9
                )


@given(some_marks())
def test_a_lane_with_room_leaves_nothing_out(marks):
    at = arrange(marks, 60.0)
    for lane in ("faces", "objects", "speech", "text_in_frames"):
        if lane in at.lanes and at.lanes[lane][1] < MOST_ROWS[lane]:
            assert all(n in at.rows for n, mark in enumerate(marks) if mark.lane == lane)


@given(some_marks())
def test_each_action_has_rows_of_its_own(marks):
    at = arrange(marks, 60.0)
    for number, row in at.rows.items():
        if marks[number].lane == "actions":
            assert at.acts[row - at.lanes["actions"][0]] == marks[number].label


def test_what_takes_most_of_a_file_is_what_is_kept():
    faces = tuple(face(n / 100, 10 + n) for n in range(9))
    marks = marks_of(video(20.0, faces=faces, objects=(), actions=(), speech=(), text_in_frames=()))
    kept = {marks[n].last for n in arrange(marks, 20.0).rows}
    assert kept == {10.0 + n for n in range(9 - MOST_ROWS["faces"], 9)}


@given(some_marks(), st.sampled_from(["light", "dark"]))
def test_every_mark_that_is_shown_can_be_read_back_from_its_click(marks, theme):
    figure = media_timeline_figure(marks, 60.0, theme)
    seen = [int(row[0]) for trace in figure.data for row in trace.customdata]
    assert sorted(seen) == sorted(arrange(marks, 60.0).rows)
    for trace in figure.data:
        for (number,), y in zip(trace.customdata, trace.y, strict=True):
            assert y == arrange(marks, 60.0).rows[number]


def test_a_face_has_the_colour_of_its_leading_expression_and_its_shares_in_the_hover():
    figure = media_timeline_figure(marks_of(video()), 12.0, "light")
    happy, sad = figure.data[:2]
    assert [happy.name, sad.name] == ["happy", "sad"]
    assert happy.marker.color == EXPRESSION_COLOURS["happy"] != EXPRESSION_COLOURS["sad"] == sad.marker.color
    assert list(happy.text) == ["happy 60%"]
    assert "90% sure" in happy.hovertext[0]
    assert "happy 60%, angry 7%" in happy.hovertext[0]
    assert figure.layout.showlegend


def test_a_bar_starts_and_ends_with_what_it_stands_for_unless_it_were_too_thin_to_see():
    figure = media_timeline_figure(marks_of(video()), 12.0, "light")
    acts = next(trace for trace in figure.data if trace.name == "Actions")
    assert (acts.base[0], acts.base[0] + acts.x[0]) == (3.0, 6.0)
    written = next(trace for trace in figure.data if trace.name == "Written")
    assert written.base[0] == 2.0
    assert 0 < written.x[0] < 0.5


def test_expressions_are_told_apart_and_written_on_in_both_themes():
    assert set(EXPRESSION_COLOURS) == set(EXPRESSIONS)
    assert len(set(EXPRESSION_COLOURS.values())) == len(EXPRESSIONS)
    sides = {TOKENS[theme][side] for theme in ("light", "dark") for side in ("a", "b")}
    assert not sides & set(EXPRESSION_COLOURS.values())
    for colour in EXPRESSION_COLOURS.values():
        assert (brightness(colour) + 0.05) / (brightness(INK) + 0.05) >= 7


@pytest.mark.parametrize("lane", ["speech", "text_in_frames"])
def test_foreign_words_are_escaped_wherever_they_stand(lane):
    marks = marks_of(video(9.0, **{"speech": (), "text_in_frames": (), lane: (Words(EVIL, 0.0, 9.0, 0.5),)}))
    figure = media_timeline_figure(marks, 9.0, "light")
    said = [text for trace in figure.data for text in (*(trace.text or ()), *trace.hovertext)]
    assert not [text for text in said if "<b " in text]
    assert all(trace.hovertemplate == "%{hovertext}<extra></extra>" for trace in figure.data)
    (told,) = [hover(mark) for mark in marks if mark.lane == lane]
    assert html.escape(EVIL, quote=False) in told


def test_a_thing_at_the_end_has_its_name_before_it():
    early, late = thing("potted plant", 1.0), thing("dining table", 11.9)
    marks = marks_of(video(objects=(early, late)))
    (things,) = [
        trace for trace in media_timeline_figure(marks, 12.0, "light").data if trace.type == "scatter"
    ]
    assert list(things.textposition) == ["middle right", "middle left"]


def test_the_chosen_mark_alone_is_outlined():
    marks = marks_of(video())
    shapes = [len(media_timeline_figure(marks, 12.0, "light", chosen=n).layout.shapes) for n in (None, 0, 3)]
    assert shapes[1] == shapes[2] == shapes[0] + 1


def test_an_empty_file_and_one_without_length_have_a_figure():
    assert span_of((), 0.0) == 1.0
    assert len(media_timeline_figure((), 0.0, "light").data) == 0
    figure = media_timeline_figure(marks_of(sound()), 0.0, "dark")
    assert len(figure.data) == 1


def test_many_words_take_no_time():
    speech = tuple(Words(f"{n} words", n * 1.8, n * 1.8 + 1.7, 0.5) for n in range(2000))
    marks = marks_of(MediaAnalysis("a", 3600.0, 0, 0, 0, speech=speech))
    figure = media_timeline_figure(marks, 3600.0, "light")
    assert 50 < len(figure.data[0].x) < 400


def test_times_are_written_as_a_player_writes_them():
    assert [moment(s) for s in (0, 59.96, 3599.99)] == ["0:00.0", "1:00.0", "1:00:00.0"]
    assert stretch(59.96, 60.0) == "1:00.0"


@pytest.mark.parametrize("chosen", [None, 0, 1])
def test_a_frame_carries_its_picture_and_every_box(chosen):
    boxes = [((0.1, 0.2, 0.5, 0.6), EVIL), ((0.7, 0.0, 1.0, 0.5), "tie")]
    figure = media_frame_figure(jpeg(), (160, 120), boxes, "light", chosen=chosen)
    (image,) = figure.layout.images
    assert base64.b64decode(image.source.partition(",")[2]) == jpeg()
    drawn = {(shape.x0, shape.y0, shape.x1, shape.y1) for shape in figure.layout.shapes}
    assert drawn == {box for box, _ in boxes}
    named = [note.text for note in figure.layout.annotations]
    assert len(named) == (2 if chosen is None else 1)
    assert not [name for name in named if "<b" in name]
    assert figure.layout.yaxis.scaleratio == 120 / 160


def test_the_chosen_box_lies_above_the_others():
    boxes = [((0.0, 0.0, 1.0, 1.0), "person"), ((0.2, 0.2, 0.4, 0.4), "face")]
    for chosen in (0, 1):
        last = media_frame_figure(jpeg(), (4, 3), boxes, "light", chosen=chosen).layout.shapes[-1]
        assert (last.x0, last.y0, last.x1, last.y1) == boxes[chosen][0]


def test_a_frame_without_a_size_is_square():
    assert media_frame_figure(jpeg(), (0, 0), [], "dark").layout.yaxis.scaleratio == 1
