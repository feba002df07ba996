"""Pools of sides: who is in them, which pairs are the same, and which nobody can tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CancelledError
from core.gallery import Gallery
from core.model import Profile
from core.validation.pool import look_at, open_choice, without_common_texts
from core.validation.side import Side, cut_sides, whole_captures
from core.workspace import Workspace
from tests.corpus import post, store
from tests.validation.hands import written


def bare(n):
    return [Side(f"x:@{who:03}", None, 0, None) for who in range(n) for _ in range(2)]


def counts(sides):
    return np.unique([side.account for side in sides], return_counts=True)[1].tolist()


@given(st.integers(0, 60), st.integers(0, 2**32))
def test_an_open_pool_has_both_sides_of_one_account_in_five_and_one_of_all_others(n, seed):
    chosen = open_choice(bare(n), np.random.default_rng(seed))
    assert sorted(counts(chosen)) == [1] * (n - round(n / 5)) + [2] * round(n / 5)


@given(st.integers(10, 40), st.integers(1, 50))
def test_an_open_pool_of_some_accounts_has_so_many(n, wanted):
    chosen = open_choice(bare(n), np.random.default_rng(0), wanted)
    assert len(counts(chosen)) == min(n, wanted)


def test_either_side_of_an_account_may_come_and_the_seed_says_which():
    sides = bare(50)
    first = {id(side) for side in sides[::2]}
    chosen = open_choice(sides, np.random.default_rng(1))
    n_first = sum(id(side) in first for side in chosen)
    assert 15 < n_first < 45
    assert [id(side) for side in open_choice(sides, np.random.default_rng(1))] == [
        id(side) for side in chosen
    ]
    assert [id(side) for side in open_choice(sides, np.random.default_rng(2))] != [
        id(side) for side in chosen
    ]


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    """Give both sides of eight accounts."""
    folder = tmp_path_factory.mktemp("pool")
    posts = [one for some in written(8, 120).values() for one in some]
    store(folder, posts)
    return cut_sides([Gallery(Workspace(folder))], 60, {})


def test_a_closed_pool_has_every_pair_once_and_every_mate(sides):
    pool = look_at(sides)
    assert len(pool.rows) == 16 * 15 / 2 == len({tuple(row) for row in pool.rows.tolist()})
    assert (pool.rows[:, 0] < pool.rows[:, 1]).all()
    wanted = [sides[a].account == sides[b].account for a, b in pool.rows.tolist()]
    assert pool.same.tolist() == wanted
    assert pool.same.sum() == 8
    assert pool.known.all()
    assert pool.looks.deviations.shape == (120, 3)


def test_two_sides_of_one_hand_stand_out(sides):
    words = look_at(sides).looks.deviations[:, 0]
    same = look_at(sides).same
    assert words[same].min() > np.median(words[~same])


def test_pairs_of_which_nobody_knows_are_neither_same_nor_different(sides):
    accounts = sorted({side.account for side in sides})
    unknown = [frozenset(accounts[:2]), frozenset({accounts[2], "x:@nobody"})]
    pool = look_at(sides, unknown)
    assert (~pool.known).sum() == 4
    for a, b in pool.rows[~pool.known].tolist():
        assert {sides[a].account, sides[b].account} == set(accounts[:2])
    numbers = {account: at for at, account in enumerate(accounts)}
    sample = pool.sample(numbers)
    assert len(sample.same) == 116
    assert not ((sample.accounts.min(axis=1) == 0) & (sample.accounts.max(axis=1) == 1)).any()
    assert sample.evidence.tolist() == pool.looks.evidence.min(axis=1)[pool.known].tolist()


def test_looking_at_a_pool_stops_when_it_is_told_to(sides):
    with pytest.raises(CancelledError):
        look_at(sides, cancelled=lambda: True)


def test_captures_that_share_texts_are_left_open_and_strangers_who_do_are_not(tmp_path):
    def said(key, first, n=40):
        return [
            post(key, at, post_id=f"{key}{at}", text=f"the harbour at hour number {at} of many")
            for at in range(first, first + n)
        ]

    profiles = [
        Profile(f"x:@{who}+{year}", "x", handle=f"{who}+{year}", account=f"x:@{who}")
        for who in ("ann", "bob")
        for year in (1, 2)
    ]
    posts = [
        *said("x:@ann+1", 0), *said("x:@ann+2", 20),  # half of them are in both
        *said("x:@bob+1", 100), *said("x:@bob+2", 139),  # one of forty is
        *said("x:@cid", 0),  # as Ann's first
    ]  # fmt: skip
    store(tmp_path, posts, profiles=profiles)
    pool = without_common_texts(look_at(whole_captures([Gallery(Workspace(tmp_path))])), 0.05)
    accounts = [side.account for side in pool.sides]
    open_ = [(accounts[a], accounts[b]) for a, b in pool.rows[~pool.known].tolist()]
    assert open_ == [("x:@ann", "x:@ann")]
    assert pool.same[pool.known].sum() == 1
