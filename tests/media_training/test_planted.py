"""The planted set holds what it says: classes by three bits, persons apart, no part enough."""

import numpy as np
import pytest

from core.errors import ParameterError
from core.media_training.planted import PlantedClips, PlantedParams, Signs, planted
from core.persona.media.mel import N_BANDS
from core.persona.media.place import FACE

SMALL_SET = PlantedParams(n_persons=64, n_clips=3, missing=0.1)


def test_all_sixteen_combinations_make_two_of_each_class():
    labels = [Signs(a, b, c, d).label for a in (0, 1) for b in (0, 1) for c in (0, 1) for d in (0, 1)]
    assert np.bincount(labels).tolist() == [2] * 8


def test_topic_and_motion_say_nothing_alone_and_a_bit_together():
    clips = PlantedClips(PlantedParams(n_persons=800, n_clips=1))
    signs = [clips.signs(number) for number in range(800)]
    for name in ("topic", "motion"):
        share = [
            np.mean([one.label >> 1 & 1 for one in signs if getattr(one, name) == value]) for value in (0, 1)
        ]
        assert abs(share[0] - share[1]) < 0.1
    assert all(one.label >> 1 & 1 == one.topic ^ one.motion for one in signs)


def test_a_person_is_of_one_class_and_classes_are_equally_common():
    data = planted(SMALL_SET)
    by_person = {}
    for example in data.examples:
        by_person.setdefault(example.person, set()).add(example.label)
    assert {len(labels) for labels in by_person.values()} == {1}
    assert np.bincount([min(labels) for labels in by_person.values()]).tolist() == [8] * 8


def test_the_same_seed_makes_the_same_clips_and_another_others():
    one, two = (PlantedClips(SMALL_SET)[7] for _ in range(2))
    other = PlantedClips(PlantedParams(n_persons=64, n_clips=3, missing=0.1, seed=1))[7]
    assert np.array_equal(one.frames, two.frames)
    assert np.array_equal(one.boxes, two.boxes)
    assert not np.array_equal(one.frames, other.frames)


def test_the_clips_of_a_person_share_its_style_and_those_of_others_do_not():
    clips = planted(PlantedParams(n_persons=16, n_clips=2, missing=0.0, n_frames=2)).clips
    pitch = [int(clips[number].vectors["sound"][:N_BANDS].argmax()) for number in range(32)]
    assert all(abs(pitch[2 * person] - pitch[2 * person + 1]) <= 1 for person in range(16))
    assert len(set(pitch)) > 5


def test_the_box_is_around_the_face_and_the_motion_is_seen_in_it():
    data = planted(SMALL_SET)
    for number in range(0, 192, 17):
        clip, signs = data.clips[number], data.clips.signs(number)
        middles = (clip.boxes[:, :2] + clip.boxes[:, 2:]) / 2
        assert int(np.ptp(middles, axis=0).argmax()) == signs.motion
        assert clip.boxes.min() >= 0
        assert clip.boxes.max() <= 1
        left, top, right, bottom = clip.boxes[0]
        side = clip.frames.shape[1]
        # the eyes and the mouth are all but black, and in it
        dark = (clip.frames[0].max(2) < 70)[
            int(top * side) : int(bottom * side), int(left * side) : int(right * side)
        ]
        assert dark.sum() > 10


def test_rhythm_is_heard_and_words_are_of_the_topic():
    data = planted(SMALL_SET)
    beats = {0: [], 1: []}
    for number in range(0, 192, 5):
        clip, signs = data.clips[number], data.clips.signs(number)
        if clip.vectors["sound"] is not None:
            beats[signs.rhythm].append(int(clip.vectors["sound"][2 * N_BANDS : 2 * N_BANDS + 12].argmax()))
        words = set(data.clips.words(number).split())
        assert len(
            words & {"kitchen", "garden", "sofa", "window", "blanket", "teapot", "lamp", "pillow"}
        ) == (0 if signs.topic else 2)
    assert max(beats[0]) < min(beats[1])


def test_a_share_of_parts_is_missing_as_asked():
    data = planted(PlantedParams(n_persons=128, n_clips=1, missing=0.5, unseen=0.5, n_frames=2))
    clips = [data.clips[number] for number in range(128)]
    for name in ("text", "sound"):
        assert 0.35 < np.mean([clip.vectors[name] is None for clip in clips]) < 0.65
    assert 0.35 < np.mean([(clip.kinds == FACE).mean() for clip in clips]) < 0.65


@pytest.mark.parametrize(
    "wrong", [{"n_persons": 15}, {"n_clips": 0}, {"n_frames": 1}, {"side": 20}, {"missing": 0.6}]
)
def test_a_set_outside_its_range_is_refused(wrong):
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        PlantedParams(**wrong)
