"""What a body does is told of its points, and only that."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.persona.media.action import ACTIONS, MEASURES, find_actions
from core.persona.media.pose import POINTS, Pose

BODY = {
    "nose": (0.5, 0.25), "left eye": (0.54, 0.22), "right eye": (0.46, 0.22), "left ear": (0.57, 0.23),
    "right ear": (0.43, 0.23), "left shoulder": (0.6, 0.4), "right shoulder": (0.4, 0.4), "left elbow": (0.65, 0.55),
    "right elbow": (0.35, 0.55), "left wrist": (0.63, 0.7), "right wrist": (0.37, 0.7), "left hip": (0.57, 0.75),
    "right hip": (0.43, 0.75), "left knee": (0.57, 0.9), "right knee": (0.43, 0.9), "left ankle": (0.57, 0.99),
    "right ankle": (0.43, 0.99),
}  # fmt: skip


def pose(second, *, scene=0, shift=(0, 0), times=1.0, score=0.8, **moved):
    points = {**BODY, **{name.replace("_", " "): place for name, place in moved.items()}}
    places = (np.array([points[name] for name in POINTS]) - 0.5) * times + 0.5 + shift
    return Pose(second, scene, np.column_stack([places, np.full(17, score)]))


def labels(poses):
    return {act.label for act in find_actions(poses).acts}


def test_a_body_that_does_not_move_is_still():
    motion = find_actions([pose(n / 5) for n in range(11)])
    (act,) = motion.acts
    assert (act.label, act.first, act.last) == ("still", 0.2, 2.0)
    assert motion.vector[list(ACTIONS).index("still")] == pytest.approx(10 / 11)


def test_a_body_that_goes_across_is_moving():
    assert labels([pose(n / 5, shift=(n / 20, 0)) for n in range(10)]) == {"moving"}


@pytest.mark.parametrize(("growth", "label"), [(1.12, "coming closer"), (1 / 1.12, "going away")])
def test_a_body_that_grows_comes_closer_and_one_that_shrinks_goes_away(growth, label):
    found = labels([pose(n / 5, times=growth**n) for n in range(10)])
    assert label in found
    assert not found & ({"coming closer", "going away"} - {label})


def test_a_head_that_turns_is_told_and_a_body_that_stands_is_not_moving():
    turned = [pose(n / 5, nose=(0.5 + 0.04 * np.sin(n), 0.25)) for n in range(12)]
    assert "turning the head" in labels(turned)
    assert "moving" not in labels(turned)


def test_a_wrist_above_the_shoulders_is_a_raised_hand_also_in_a_picture():
    (act,) = find_actions([pose(0.0, left_wrist=(0.65, 0.2))]).acts
    assert act.label == "hand raised"


def test_a_head_beside_the_shoulders_leans():
    head = {
        name: (BODY[name.replace("_", " ")][0] + 0.12, 0.25)
        for name in ("nose", "left_eye", "right_eye", "left_ear", "right_ear")
    }
    assert "leaning" in labels([pose(0.0, **head)])


def test_hands_that_move_beside_a_body_that_does_not_gesture():
    waved = [
        pose(n / 5, left_wrist=(0.63 + 0.08 * (n // 2 % 2), 0.7 - 0.15 * (n // 2 % 2))) for n in range(16)
    ]
    assert "gesturing" in labels(waved)


def test_shoulders_that_are_lost_for_a_frame_move_nobody():
    poses = [pose(n / 5) for n in range(12)]
    for at in (3, 4, 8, 9):
        poses[at].points[5:7, 2] = 0.1
    assert labels(poses) <= {"still"}


def test_nothing_moves_over_a_cut_or_a_gap():
    cut = [pose(n / 5, scene=n, shift=(n / 20, 0)) for n in range(10)]
    rare = [pose(n * 6.0, shift=(n / 20, 0)) for n in range(10)]
    assert labels(cut) == labels(rare) == set()


def test_no_body_gives_no_vector():
    assert find_actions([]).vector is None
    assert find_actions([pose(n / 5, score=0.1) for n in range(5)]).vector is None


@given(st.lists(st.tuples(st.floats(-0.2, 0.2), st.floats(0, 1)), min_size=1, max_size=30))
def test_the_vector_is_finite_of_fixed_length_and_shares_are_shares(given_poses):
    motion = find_actions([pose(n / 5, shift=(x, 0), score=s) for n, (x, s) in enumerate(given_poses)])
    assert all(0 <= act.score <= 1 and act.first <= act.last for act in motion.acts)
    if motion.vector is not None:
        assert motion.vector.shape == (len(ACTIONS) + len(MEASURES),)
        assert np.isfinite(motion.vector).all()
        assert ((motion.vector[:9] >= 0) & (motion.vector[:9] <= 1)).all()


def test_a_head_that_sways_over_still_shoulders_is_no_moving_body():
    parts = ("nose", "left_eye", "right_eye", "left_ear", "right_ear")
    swayed = [
        pose(n / 5, **{part: (BODY[part.replace("_", " ")][0] + n / 25, 0.25) for part in parts})
        for n in range(8)
    ]
    assert "moving" not in labels(swayed)


def test_a_jump_over_a_cut_is_no_speed():
    poses = [pose(n / 5, scene=n // 4, shift=((n // 4) * 0.3, 0)) for n in range(12)]
    speed = 1 + len(ACTIONS) + MEASURES[1:].index("speed of the body")
    assert find_actions(poses).vector[speed] == pytest.approx(0)
