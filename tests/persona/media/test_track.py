"""Faces of frames become tracks; things of frames are pooled."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.media import EXPRESSIONS
from core.persona.media.face import FoundFace, shared, surest
from core.persona.media.thing import THINGS, FoundThing, ThingCount, decode
from core.persona.media.track import Tracker


def face(left, score=0.9, top=0.2):
    return FoundFace((left, top, left + 0.2, top + 0.2), score)


def followed(frames, shown=None):
    tracker = Tracker()
    for number, (scene, faces) in enumerate(frames):
        tracker.add(number / 5, scene, faces, shown)
    return tracker.tracks()


def test_a_face_that_moves_slowly_is_one_track():
    (track,) = followed([(0, [face(0.1 + n / 50)]) for n in range(10)])
    assert (track.first, track.last, track.n_frames) == (0.0, 1.8, 10)


def test_two_faces_side_by_side_stay_two_when_their_order_changes():
    tracks = followed([(0, [face(0.1), face(0.6)]), (0, [face(0.6), face(0.1)]), (0, [face(0.1), face(0.6)])])
    assert [(t.n_frames, round(t.box[0], 1)) for t in tracks] == [(3, 0.1), (3, 0.6)]


def test_no_face_is_followed_over_a_cut():
    assert [
        t.n_frames for t in followed([(0, [face(0.1)]), (0, [face(0.1)]), (1, [face(0.1)]), (1, [face(0.1)])])
    ] == [2, 2]


def test_a_face_that_is_gone_too_long_is_another():
    frames = [(0, [face(0.1)]), (0, [face(0.1)]), *[(0, [])] * 7, (0, [face(0.1)]), (0, [face(0.1)])]
    assert [t.n_frames for t in followed(frames)] == [2, 2]


def test_a_flicker_of_a_video_is_left_out_and_a_picture_is_not():
    assert followed([(0, [face(0.1, 0.7)]), (0, [])]) == ()
    assert len(followed([(0, [face(0.1, 0.7)])])) == 1


def test_expressions_are_the_mean_of_the_frames():
    tracker = Tracker()
    for number, at in enumerate((3, 3, 6, 6)):
        tracker.add(number / 5, 0, [face(0.1)], np.eye(7)[[at]])
    (track,) = tracker.tracks()
    assert track.expressions == pytest.approx(
        {name: 0.5 * (name in {"happy", "neutral"}) for name in EXPRESSIONS}
    )


def test_the_surest_frame_is_kept():
    (track,) = followed([(0, [face(0.1, 0.7)]), (0, [face(0.12, 0.95)]), (0, [face(0.1, 0.8)])])
    assert (track.frame_second, track.score, track.box[0]) == (0.2, 0.95, 0.12)


boxes = st.tuples(*[st.floats(0, 1)] * 4).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
)


@given(boxes, boxes)
def test_what_boxes_share_is_even_and_within_bounds(one, other):
    assert 0 <= shared(one, other) <= 1 + 1e-9
    assert shared(one, other) == pytest.approx(shared(other, one))


@given(st.lists(st.tuples(boxes, st.floats(0, 1)), max_size=12))
def test_of_boxes_that_overlap_the_surest_stays(given_boxes):
    array, scores = (
        np.array([b for b, _ in given_boxes]).reshape(-1, 4),
        np.array([s for _, s in given_boxes]),
    )
    kept = surest(array, scores, 0.3)
    assert all(shared(array[a], array[b]) <= 0.3 for a in kept for b in kept if a < b)
    assert not len(scores) or scores[kept].max() == scores.max()


def test_there_are_the_80_kinds_of_coco_in_its_order():
    assert (len(THINGS), len(set(THINGS))) == (80, 80)
    assert [THINGS[n] for n in (0, 15, 27, 62, 79)] == ["person", "cat", "tie", "tv", "toothbrush"]


def test_a_planted_peak_is_a_thing_where_it_was_planted():
    heat, sides = np.zeros((128, 128, 80), np.float32), np.zeros((128, 128, 4), np.float32)
    heat[64, 32, 15], heat[64, 33, 15], heat[10, 10, 0] = 0.9, 0.6, 0.3
    sides[64, 32] = 32, 64, 64, 32
    (thing,) = decode(heat, sides, 0.4)
    assert (THINGS[thing.kind], round(thing.score, 2)) == ("cat", 0.9)
    assert thing.box == pytest.approx(
        ((128 - 32) / 512, (256 - 64) / 512, (128 + 64) / 512, (256 + 32) / 512)
    )


def test_things_are_pooled_by_kind():
    count = ThingCount()
    for second, score in enumerate((0.5, 0.9, 0.7)):
        count.add(float(second), [FoundThing(15, (0, 0, 1, 1), score), FoundThing(15, (0, 0, 1, 1), 0.4)])
    count.add(3.0, [])
    (cat,) = count.sightings()
    assert (cat.label, cat.n_frames, cat.frame_second, cat.score) == ("cat", 3, 1.0, 0.9)
    assert count.mean()[15] == pytest.approx((0.5 + 0.9 + 0.7) / 4)
