"""Whom each post names: by hand, against a slow twin, on real timelines."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audience.interactions import audience, interactions, unified
from core.identities import Identities
from core.model import INTERACTION_KINDS, Audience
from tests.audience.celebrity import timelines
from tests.audience.made import frame, post

USERS = st.sampled_from(["x:1", "x:2", "x:@ann", "x:@bob", "mastodon:@ann@a.example", "x:@ünïcøde"])
POSTS = st.lists(
    st.builds(
        post,
        kind=st.sampled_from(["original", "repost", "quote", "reply"]),
        minute=st.integers(0, 9999),
        mentions=st.lists(USERS, max_size=4),
        ref_author=st.none() | USERS,
        quoted_author=st.none() | USERS,
    ),
    max_size=12,
)


def slow_interactions(posts):
    """Say the rule once more, plainly."""
    found = []
    for position, row in enumerate(posts.to_dict("records")):
        named = {}
        if row["kind"] != "original" and isinstance(row["ref_author"], str):
            named.setdefault(row["ref_author"], []).append(row["kind"])
        if isinstance(row["quoted_author"], str):
            named.setdefault(row["quoted_author"], []).append("quote")
        for user in row["mentions"]:
            named.setdefault(user, []).append("mention")
        found += [(position, user, min(named[user], key=INTERACTION_KINDS.index)) for user in sorted(named)]
    return found


def as_rows(listed):
    return list(listed.itertuples(index=False, name=None))


def as_counts(found):
    return {
        (target, kind): count
        for target, row in zip(found.targets, found.weights.tolist(), strict=True)
        for kind, count in zip(INTERACTION_KINDS, row, strict=True)
        if count
    }


def test_a_reply_that_mentions_whom_it_answers_counts_once():
    rows = frame(post(kind="reply", ref_author="x:@bob", mentions=["x:@bob", "x:@ann"]))
    assert as_rows(interactions(rows)) == [(0, "x:@ann", "mention"), (0, "x:@bob", "reply")]


def test_the_strongest_of_four_ways_to_name_a_user_wins():
    rows = frame(post(kind="repost", ref_author="x:2", quoted_author="x:2", mentions=["x:2", "x:2"]))
    assert as_rows(interactions(rows)) == [(0, "x:2", "repost")]


def test_a_reply_that_quotes_names_both_users():
    rows = frame(post(kind="reply", ref_author="x:2", quoted_author="x:3"))
    assert as_rows(interactions(rows)) == [(0, "x:2", "reply"), (0, "x:3", "quote")]


def test_quoting_whom_one_answers_is_a_quote():
    rows = frame(post(kind="reply", ref_author="x:2", quoted_author="x:2"))
    assert as_rows(interactions(rows)) == [(0, "x:2", "quote")]


def test_an_original_refers_to_nobody_but_may_mention():
    rows = frame(post(ref_author="x:9", mentions=["x:2"]))
    assert as_rows(interactions(rows)) == [(0, "x:2", "mention")]
    assert audience(rows).targets == ("x:2",)


def test_a_post_of_an_unknown_user_names_nobody():
    rows = frame(post(kind="repost", text="RT"), post(kind="reply", ref_author=""))
    assert len(interactions(rows)) == 0


def test_a_null_list_of_mentions_is_no_mention():
    rows = frame(post(mentions=["x:2"]), post())
    rows["mentions"] = pd.Series([None, ["x:3", None]], dtype=object)
    assert as_rows(interactions(rows)) == [(1, "x:3", "mention")]


def test_no_posts_give_an_empty_audience():
    found = audience(frame())
    assert found.targets == ()
    assert found.weights.shape == (0, 4)
    assert found.weights.dtype == np.int64
    assert list(interactions(frame()).columns) == ["position", "target", "kind"]


def test_positions_are_row_numbers_whatever_the_index():
    rows = frame(post(), post(mentions=["x:2"]))
    rows.index = [17, 4]
    assert interactions(rows)["position"].tolist() == [1]


@given(POSTS)
def test_the_list_is_that_of_the_slow_twin(posts):
    rows = frame(*posts)
    assert as_rows(interactions(rows)) == slow_interactions(rows)


@given(POSTS)
def test_an_audience_counts_the_list(posts):
    rows = frame(*posts)
    found = audience(rows)
    assert as_counts(found) == Counter((target, kind) for _, target, kind in as_rows(interactions(rows)))
    assert list(found.targets) == sorted(set(found.targets))
    assert (found.weights.sum(axis=1) > 0).all()


@given(POSTS, st.randoms(use_true_random=False))
def test_the_order_of_posts_does_not_matter(posts, random):
    shuffled = list(posts)
    random.shuffle(shuffled)
    one, other = audience(frame(*posts)), audience(frame(*shuffled))
    assert one.targets == other.targets
    assert np.array_equal(one.weights, other.weights)


@given(POSTS)
def test_unifying_nothing_changes_nothing(posts):
    found = audience(frame(*posts))
    same = unified(found, list)
    assert same.targets == found.targets
    assert np.array_equal(same.weights, found.weights)


def test_unifying_adds_the_weights_of_one_user():
    found = audience(
        frame(
            post(kind="reply", ref_author="x:2"),
            post(mentions=["x:@ann"]),
            post(mentions=["x:@ann"]),
            post(mentions=["x:@zoe"]),
        )
    )
    merged = unified(found, Identities([("x", "2", "ann")]).canonical)
    assert as_counts(merged) == {("x:2", "reply"): 1, ("x:2", "mention"): 2, ("x:@zoe", "mention"): 1}
    assert merged.targets == ("x:2", "x:@zoe")


def test_unifying_an_empty_audience_gives_an_empty_one():
    empty = Audience((), np.zeros((0, 4), dtype=np.int64))
    assert unified(empty, list).weights.shape == (0, 4)


@pytest.mark.parametrize("name", ["mbostock", "RealGrumpyCat", "Oreo"])
def test_real_timelines_give_what_the_slow_twin_gives(real_data, name):
    [rows] = timelines(real_data, name)
    listed = slow_interactions(rows)
    assert len(listed) > 1000
    assert as_rows(interactions(rows)) == listed
    assert as_counts(audience(rows)) == Counter((target, kind) for _, target, kind in listed)


def test_fifty_thousand_posts_are_counted_exactly():
    rows = frame(*[post(kind="reply", ref_author=f"x:{n % 7}", mentions=["x:3"]) for n in range(50_000)])
    found = audience(rows)
    assert found.targets == tuple(f"x:{n}" for n in range(7))
    n_to_three = len(range(3, 50_000, 7))
    assert found.weights[3].tolist() == [0, 0, n_to_three, 50_000 - n_to_three]
