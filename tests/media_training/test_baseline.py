"""The linear model is a fair one: it finds what adds up, and only that."""

import numpy as np
import pytest

pytest.importorskip("PIL", reason="pictures need the media extra (requirements-media.txt)")

from core.media_training.baseline import linear_shares, majority_shares, pooled_features
from core.media_training.clip import Clip, Example, LabelledClips
from core.media_training.fold import Fold
from core.media_training.planted import PlantedParams, planted
from core.persona.media.place import FACE, NOWHERE

JOINED = (("text", 64), ("sound", 104))


def toy(labels):
    examples = tuple(Example(str(n), str(n), int(label)) for n, label in enumerate(labels))
    return LabelledClips("toy", examples, [], ("a", "b", "c"))


FOLD = Fold(np.arange(100), np.arange(100, 150), np.arange(150, 300))


def test_it_finds_what_adds_up_and_not_what_only_holds_together():
    rng = np.random.default_rng(0)
    signs = rng.choice([-1.0, 1.0], (300, 2))
    features = np.concatenate([signs, rng.normal(size=(300, 5))], 1)
    for labels, least, most in (((signs[:, 0] > 0), 0.99, 1.0), ((signs.prod(1) > 0), 0.3, 0.65)):
        data = toy(labels)
        right = linear_shares(data, features, FOLD)[:, :2].argmax(1) == labels[FOLD.test]
        assert least <= right.mean() <= most


def test_it_finds_one_sign_among_a_thousand_features_that_say_nothing():
    """A penalty on squares alone uses everything a little, and tells 55 % of them."""
    rng = np.random.default_rng(1)
    features = rng.normal(size=(300, 1_000))
    labels = (features[:, 7] > 0).astype(int)
    right = linear_shares(toy(labels), features, FOLD)[:, :2].argmax(1) == labels[FOLD.test]
    assert right.mean() > 0.9


def test_its_shares_add_up_and_a_class_it_never_saw_has_none():
    labels = np.arange(300) % 2
    shares = linear_shares(toy(labels), np.random.default_rng(0).normal(size=(300, 4)), FOLD)
    np.testing.assert_allclose(shares.sum(1), 1)
    assert (shares[:, 2] == 0).all()


def test_the_commonest_class_is_that_of_those_learned_from():
    labels = np.repeat([0, 1, 2], [60, 40, 200])
    shares = majority_shares(toy(labels), FOLD)
    np.testing.assert_allclose(shares[0], [0.6, 0.4, 0], atol=1e-9)
    assert shares.shape == (150, 3)


def test_every_clip_has_features_of_one_length():
    whole = planted(PlantedParams(n_persons=16, n_clips=1)).clips[0]
    n = pooled_features(whole, JOINED).size
    bare = Clip(whole.frames[:0], whole.boxes[:0], whole.kinds[:0], {"text": None})
    one = Clip(whole.frames[:1], whole.boxes[:1], np.array([NOWHERE]), whole.vectors)
    tiny = Clip(
        np.zeros((2, 9, 31, 3), np.uint8), np.zeros((2, 4), np.float32), np.array([FACE, FACE]), whole.vectors
    )
    for clip in (bare, one, tiny):
        found = pooled_features(clip, JOINED)
        assert found.size == n
        assert np.isfinite(found).all()


def test_where_the_face_is_given_its_mouth_is_among_the_features():
    """So that the baseline is no straw man: the mouth can be read from them by adding up."""
    data = planted(PlantedParams(n_persons=160, n_clips=1, unseen=0.0))
    features = np.array([pooled_features(data.clips[number], JOINED) for number in range(160)])
    mouths = np.array([data.clips.signs(number).mouth for number in range(160)])
    examples = tuple(Example(str(n), str(n), int(mouth)) for n, mouth in enumerate(mouths))
    fold = Fold(np.arange(80), np.arange(80, 100), np.arange(100, 160))
    said = linear_shares(
        LabelledClips("mouths", examples, data.clips, ("down", "up")), features, fold
    ).argmax(1)
    assert (said == mouths[fold.test]).mean() > 0.8
