"""Two accounts that did next to nothing are not alike by that: they cannot be compared."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.behaviour.activity import activity
from core.behaviour.block import pairs_between
from tests.behaviour.person import BEHAVIOUR, PAPER, scored, scores
from tests.behaviour.timeline import at, posts_at, random_posts

NEAR_IDENTICAL = {"distance": 0.05, "similarity": 0.95}
every_measure = pytest.mark.parametrize("measure", BEHAVIOUR, ids=lambda measure: measure.name)


@cache
def independent(n_posts, seed, *, loud=False, days=400):
    """Draw the posts of one account; a loud one is widely liked and names many."""
    posts = random_posts(seed, n_posts, days)
    if loud:
        posts["likes"] = posts["likes"].fillna(0) + 1_000
        posts["reposts"] = posts["reposts"] + 500
        posts["mentions"] = [[f"x:{k}" for k in range(20)]] * n_posts
    return activity(posts)


@every_measure
@pytest.mark.parametrize("loud", [False, True])
@pytest.mark.parametrize("n_posts", [3, 6, 12])
def test_few_posts_are_missing_with_a_reason_whoever_the_two_are(measure, n_posts, loud):
    held = [
        independent(n_posts, 100 * n_posts + k, loud=loud, days=days)
        for k, days in enumerate([0.2, 2, 30, 400, 1_500] * 8)
    ]
    found = scores(measure, held, pairs_between(len(held), 0, 780))
    assert np.isnan(found.values).all()
    assert all("needed" in why or "does not give" in why for why in found.missing)


@given(st.integers(0, 10**6), st.sampled_from([3, 6, 12]), st.integers(12, 400), st.booleans())
def test_one_with_few_posts_is_near_nobody(seed, few, many, loud):
    x, y = independent(few, seed, loud=loud), independent(many, seed + 1, loud=loud)
    for measure in BEHAVIOUR:
        assert isinstance(scored(measure, x, y), str), measure.name


def test_one_post_with_a_thousand_likes_is_one_post():
    """Without a minimum of posts the likes alone would be evidence enough."""
    measure = next(m for m in BEHAVIOUR if m.name == "behaviour.dtw_likes_received_by_hour")
    x, y = (activity(posts_at(at(0, hour), at(90, hour), likes=900)) for hour in (9, 10))
    assert scored(measure, x, y) == "A has 2 posts of its own, 48 needed; B has 2 posts of its own, 48 needed"


def test_reposts_do_not_stand_for_posts_of_its_own():
    measure = next(m for m in BEHAVIOUR if m.name == "behaviour.dtw_likes_received_by_hour")
    rows = posts_at(*(at(day) for day in range(60)), kind="repost", likes=5)
    rows.loc[0, "kind"] = "original"
    rows.loc[0, "likes"] = 900
    assert scored(measure, *[activity(rows)] * 2).startswith("A has 1 post of its own, 48 needed")


@pytest.mark.parametrize(
    "measure", [m for m in BEHAVIOUR if "dtw" in m.name and "month" not in m.name], ids=lambda m: m.name
)
def test_at_the_least_evidence_independent_accounts_are_not_near_identical(measure):
    """Months are left out: with few of them two steady accounts are alike, and that is what they are."""
    for n_posts in (30, 48, 60, 168):
        held = [independent(n_posts, 7_000 + 100 * n_posts + k, days=90) for k in range(24)]
        values = scores(measure, held, pairs_between(24, 0, 276)).values
        assert not (values[~np.isnan(values)] < NEAR_IDENTICAL["distance"]).any()


def test_paper_mode_finds_quiet_strangers_near_as_the_paper_does():
    """Why there is a default mode: the same few posts in a long week cost nothing to bend."""
    measure = next(m for m in BEHAVIOUR if m.name == "behaviour.dtw_posts_by_hour_of_week")
    held = [independent(6, 90 + k) for k in range(20)]
    values = scores(measure, held, pairs_between(20, 0, 190), PAPER).values
    assert (values == 0).mean() > 0.5
