"""What is read and heard is kept as plain text; vectors have a fixed layout, and say why they are missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ParameterError
from core.model.media import EXPRESSIONS, VECTORS, FaceTrack, Words
from core.persona.media.action import Motion
from core.persona.media.face import around
from core.persona.media.media_params import MediaParams
from core.persona.media.speech import _gabbles
from core.persona.media.thing import FoundThing, ThingCount
from core.persona.media.vector import LAYOUT, make_vectors
from core.persona.media.words import plain
from core.persona.media.writing import WritingList


@given(st.text(max_size=2000))
def test_foreign_text_becomes_one_printable_line_of_bounded_length(text):
    found = plain(text)
    assert found.isprintable()
    assert len(found) <= 300
    assert plain(found) == found


def test_the_same_line_of_several_frames_is_one_in_its_surest_reading():
    lines = WritingList()
    lines.add(0.0, [("OPEN D00R", 0.8)])
    lines.add(4.0, [("OPEN DOOR", 0.95), ("EXIT", 0.9)])
    lines.add(8.0, [("open door", 0.7)])
    assert [(w.text, w.first, w.last, w.score) for w in lines.words()] == [
        ("OPEN DOOR", 0, 8, 0.95),
        ("EXIT", 4, 4, 0.9),
    ]


def test_a_thousand_lines_are_bounded():
    lines = WritingList()
    lines.add(0.0, [(f"{number * 7919:08d}x{number}", 0.9) for number in range(1000)])
    assert len(lines.words()) <= 300


def test_a_model_that_repeats_itself_is_not_believed():
    assert _gabbles("só, cota, " * 10, 1.0)
    assert _gabbles("anything", 3.0)
    assert not _gabbles("ask not what your country can do for you, ask what you can do for your country", 1.4)


def track(n, name):
    shown = {one: float(one == name) for one in EXPRESSIONS}
    return FaceTrack(0.0, 1.0, n, 0.0, (0, 0, 1, 1), 0.9, shown)


def test_all_four_vectors_have_the_length_of_their_layout():
    things = ThingCount()
    things.add(0.0, [FoundThing(0, (0, 0, 1, 1), 0.8)])
    motion = Motion((), np.zeros(len(LAYOUT["action"])))
    found, why = make_vectors(
        things, [track(3, "happy"), track(1, "sad")], motion, [Words("the sea", 0, 1, 1)], {}
    )
    assert tuple(found) == VECTORS
    assert {name: vector.shape for name, vector in found.items()} == {
        name: (len(LAYOUT[name]),) for name in VECTORS
    }
    assert why == {}
    assert found["object"][0] == 0.8
    assert dict(zip(EXPRESSIONS, found["emotion"], strict=True)) == pytest.approx(
        {name: {"happy": 0.75, "sad": 0.25}.get(name, 0) for name in EXPRESSIONS}
    )


def test_a_missing_part_gives_its_reason_to_its_vector():
    missing = {
        "objects": "no model",
        "faces": "no eyes",
        "actions": "no legs",
        "speech": "no ears",
        "text_in_frames": "no",
    }
    found, why = make_vectors(ThingCount(), [], None, [], missing)
    assert found == {}
    assert why == {"object": "no model", "emotion": "no eyes", "action": "no legs", "text": "no ears"}


def test_a_face_without_expressions_makes_no_emotion_vector():
    face = FaceTrack(0.0, 1.0, 3, 0.0, (0, 0, 1, 1), 0.9, {})
    _, why = make_vectors(ThingCount(), [face], None, [], {"expressions": "no model"})
    assert why["emotion"] == "no model"


def test_a_square_around_a_box_goes_on_beyond_the_edge():
    pixels = np.arange(10 * 10 * 3, dtype=np.uint8).reshape(10, 10, 3)
    found = around(pixels, (0.0, 0.0, 0.2, 0.2), 3.0)
    assert found.shape == (6, 6, 3)
    np.testing.assert_array_equal(found[2:, 2:], pixels[:4, :4])
    np.testing.assert_array_equal(found[0, 2:], pixels[0, :4])


@pytest.mark.parametrize(
    "wrong", [{"frames_a_second": 0}, {"parts": ("age",)}, {"face_score": 1.0}, {"most_pixels": 10**9}]
)
def test_limits_outside_their_range_are_refused(wrong):
    with pytest.raises(ParameterError):
        MediaParams(**wrong)
