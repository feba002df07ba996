"""Traded audiences: margins kept, nobody names itself, nothing of a planted likeness is left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.audience.incidence import incidence
from core.errors import CancelledError
from core.keys import own_keys
from core.model import Audience
from core.validation.control_shuffle import Shuffle, _traded
from tests.validation.town import settled, townsfolk


@pytest.fixture(scope="module")
def portraits(tmp_path_factory):
    town = townsfolk(12, n_posts=40)
    for key, posts in town.items():  # everybody names three of the town, which may not name themselves
        others = [other for other in town if other != key][:3]
        town[key] = [replace(post, mentions=[*post.mentions, *others]) for post in posts]
    gallery = settled(tmp_path_factory.mktemp("town"), town)
    return [gallery.portrait(key) for key in sorted(town)]


def laid(portraits):
    return incidence([one.audience for one in portraits], [own_keys(one.profile) for one in portraits])


def named(portraits):
    return [set(one.audience.targets) - own_keys(one.profile) for one in portraits]


def test_shuffles_keep_how_many_each_names_and_how_many_name_each(portraits):
    before = laid(portraits)
    shuffle = Shuffle(portraits, 1)
    after = laid(shuffle.deal())
    assert after.sizes().tolist() == before.sizes().tolist()
    assert after.targets.to_pylist() == before.targets.to_pylist()
    assert after.popularity().tolist() == before.popularity().tolist()
    sizes, popularity = shuffle.margins
    assert sizes.tolist() == before.sizes().tolist()
    assert sorted(popularity.tolist()) == sorted(before.popularity().tolist())


def test_how_often_a_profile_names_its_targets_is_kept_but_not_whom(portraits):
    for before, after in zip(portraits, Shuffle(portraits, 1).deal(), strict=True):
        assert sorted(before.audience.weights.sum(axis=1)) == sorted(after.audience.weights.sum(axis=1))
    assert named(Shuffle(portraits, 1).deal()) != named(portraits)


def test_nobody_is_ever_given_itself(portraits):
    shuffle = Shuffle(portraits, 2)
    for _ in range(5):
        for one in shuffle.deal():
            assert not own_keys(one.profile) & set(one.audience.targets)


def test_a_copied_audience_is_a_copy_no_more(portraits):
    copies = [*portraits[:-1], replace(portraits[-1], audience=portraits[0].audience)]
    first, last = (named(copies)[place] for place in (0, -1))
    likeness = [
        len(rows[0] & rows[-1]) / len(rows[0] | rows[-1])
        for shuffle in [Shuffle(copies, 3)]
        for rows in (named(shuffle.deal()) for _ in range(10))
    ]
    assert len(first & last) / len(first | last) == 1.0
    assert max(likeness) < 0.5


def test_every_way_of_dealing_two_audiences_out_is_as_frequent():
    a, b = np.array([0, 1, 5], np.int32), np.array([2, 5], np.int32)
    nobody = np.zeros(0, np.int32)
    rng = np.random.default_rng(0)
    counts = {}
    for _ in range(3_000):
        found = tuple(_traded((a, b), (nobody, nobody), rng)[1].tolist())
        counts[found] = counts.get(found, 0) + 1
    assert set(counts) == {(0, 5), (1, 5), (2, 5)}
    assert min(counts.values()) > 900


def test_a_target_that_the_other_is_stays_where_it_is():
    a, b = np.array([0, 7], np.int32), np.array([2, 3], np.int32)
    rng = np.random.default_rng(0)
    for _ in range(50):
        row_a, row_b = _traded((a, b), (np.zeros(0, np.int32), np.array([7], np.int32)), rng)
        assert 7 in row_a
        assert 7 not in row_b


def test_one_seed_is_one_shuffle(portraits):
    assert named(Shuffle(portraits, 4).deal()) == named(Shuffle(portraits, 4).deal())
    assert named(Shuffle(portraits, 4).deal()) != named(Shuffle(portraits, 5).deal())


def test_nobody_and_one_are_not_shuffled(portraits):
    assert Shuffle([], 0).deal() == []
    alone = Shuffle(portraits[:1], 0).deal()
    assert named(alone) == named(portraits[:1])
    silent = [replace(one, audience=Audience((), np.zeros((0, 4), np.int64))) for one in portraits[:2]]
    assert named(Shuffle(silent, 0).deal()) == [set(), set()]


def test_shuffling_can_be_stopped(portraits):
    with pytest.raises(CancelledError):
        Shuffle(portraits, 0, cancelled=lambda: True)
