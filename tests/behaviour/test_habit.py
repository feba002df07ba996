"""Habits as numbers: by hand, against the page's own functions, and missing with a reason."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.behaviour import habit
from core.behaviour.activity import activity
from core.behaviour.block import pairs_between
from core.behaviour.trait import MIN_POSTS_FOR_SHIFT, best_shift, hour_shift
from core.measures import get
from core.model import Missing
from tests.behaviour.person import DEFAULT, PAPER, person, scored, scores
from tests.behaviour.timeline import (
    active_at,
    active_by_day,
    active_by_hour,
    at,
    posts_at,
    random_posts,
    real_posts,
)

HABITS = (
    "hour_of_week_overlap",
    "hour_overlap",
    "shift_gain",
    "burstiness_difference",
    "posts_a_day_ratio",
    "median_a_day_ratio",
    "repost_share_difference",
    "likes_received_per_post_ratio",
    "reposts_received_per_post_ratio",
    "likes_received_a_day_ratio",
    "reposts_received_a_day_ratio",
)


def measure(name):
    return get(f"behaviour.{name}")


def said(name, x, y, params=DEFAULT):
    return scored(measure(name), x, y, params)


def test_posts_a_day_by_hand():
    """Sixty posts in 60 days and 120 in 30: 1 and 4 a day."""
    x, y = active_by_day([1] * 60), active_by_day([4] * 30)
    assert said("posts_a_day_ratio", x, y) == 0.25
    assert said("median_a_day_ratio", x, y) == 0.25
    silent = active_by_day([4, 0, 0] * 20)
    assert said("median_a_day_ratio", x, silent) == 0
    assert said("median_a_day_ratio", silent, silent) == (
        "both post on fewer than half of their days: the median of each is 0"
    )


def test_reposts_and_what_is_received_by_hand():
    def of(n_reposts, n_originals, likes):
        days = [at(day) for day in range(n_reposts + n_originals)]
        posts = posts_at(*days, likes=likes)
        posts.loc[: n_reposts - 1, "kind"] = "repost"
        posts.loc[: n_reposts - 1, "likes"] = 1_000
        return activity(posts)

    x, y = of(10, 30, 6), of(0, 50, 2)
    assert said("repost_share_difference", x, y) == 0.25
    assert said("likes_received_per_post_ratio", x, y) == pytest.approx(2 / 6)
    assert said("likes_received_a_day_ratio", x, y) == pytest.approx((100 / 50) / (180 / 40))
    assert said("likes_received_per_post_ratio", of(0, 40, 0), of(0, 40, 0)) == (
        "neither of the two got any likes"
    )
    assert said("likes_received_per_post_ratio", of(0, 40, 0), x) == 0
    assert said("reposts_received_per_post_ratio", x, y) == (
        "the source of A does not give reposts received; the source of B does not give reposts received"
    )


def test_the_week_by_hand():
    """Half of one's posts, and a quarter of the other's, on Mondays at noon; else apart."""
    x = active_at(*(at(7 * k, 12) for k in range(100)), *(at(7 * k + 1, 3) for k in range(100)))
    y = active_at(*(at(7 * k, 12) for k in range(50)), *(at(7 * k + 2, 3) for k in range(150)))
    assert said("hour_of_week_overlap", x, y) == 0.25
    assert said("hour_overlap", x, y) == 0.75
    parts = measure("hour_of_week_overlap").explain(person(x), person(y), None, DEFAULT)
    assert (parts.shape, parts.sum(), int(parts.argmax())) == ((168,), 0.25, 12)


def test_two_zones_gain_by_a_shift_and_one_does_not():
    counts = np.r_[np.zeros(9, int), np.full(8, 25), np.zeros(7, int)]
    x, y = active_by_hour(counts), active_by_hour(np.roll(counts, 5))
    assert said("shift_gain", x, y) == pytest.approx(5 / 8)
    assert said("shift_gain", x, x) == 0
    explained = measure("shift_gain").explain(person(x), person(y), None, DEFAULT)
    assert best_shift(explained) == (-5, pytest.approx(5 / 8))


@given(st.integers(0, 10_000))
def test_gains_and_overlaps_are_those_the_page_draws(seed):
    x, y = (activity(random_posts(seed + k, n_posts=MIN_POSTS_FOR_SHIFT)) for k in range(2))
    overlaps = hour_shift(x, y)
    assert said("shift_gain", x, y) == pytest.approx(best_shift(overlaps)[1], abs=1e-12)
    assert said("hour_overlap", x, y) == pytest.approx(overlaps[12], abs=1e-12)


def test_burstiness_is_a_difference():
    metronome = active_by_day([1] * 60)
    bursts = active_at(*(at(30 * (k // 20), 0, k % 20) for k in range(80)))
    assert said("burstiness_difference", metronome, bursts) == pytest.approx(1 + bursts.burstiness)
    instant = active_at(*[at(0)] * 60)
    assert said("burstiness_difference", instant, metronome) == "all posts of A share one instant"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("hour_of_week_overlap", "B has 29 posts, 168 needed"),
        ("hour_overlap", "B has 29 posts, 48 needed"),
        ("shift_gain", "B has 29 posts, 200 needed"),
        ("burstiness_difference", "B has 29 posts, 50 needed"),
        ("posts_a_day_ratio", "B has 29 posts, 30 needed"),
        ("repost_share_difference", "B has 29 reposts and original posts, 30 needed"),
        ("likes_received_per_post_ratio", "B has 29 posts of its own, 30 needed"),
        ("reposts_received_a_day_ratio", "B has 29 posts of its own, 30 needed"),
    ],
)
def test_what_is_lacking_is_said(name, reason):
    enough, few = (active_at(*(at(day) for day in range(n)), likes=3, reposts=2) for n in (200, 29))
    assert said(name, enough, few) == reason
    assert said(name, few, enough) == reason.replace("B has", "A has")


def test_a_rate_needs_four_weeks():
    month = active_by_day([1] * 60)
    assert said("posts_a_day_ratio", month, active_by_day([9] * 27)) == "B spans 27 days, 28 needed"
    assert said("posts_a_day_ratio", month, active_by_day([90])) == "B spans 1 day, 28 needed"
    assert said("posts_a_day_ratio", month, active_by_day([9] * 27), PAPER) == pytest.approx(1 / 9)


def test_paper_mode_needs_one_post_for_what_the_paper_names():
    one = active_at(at(0), likes=4, reposts=1)
    for name in HABITS[4:]:
        assert said(name, one, one, PAPER) == (0 if "difference" in name else 1), name
        assert isinstance(said(name, one, active_at(), PAPER), str), name


@pytest.mark.parametrize("name", HABITS)
def test_a_pair_is_the_same_alone_turned_round_and_in_company(name, real_data):
    held = [activity(posts) for posts in real_posts(real_data, 9)]
    held.append(active_by_day([1] * 20))
    pairs = pairs_between(len(held), 0, 45)
    found, back = scores(measure(name), held, pairs), scores(measure(name), held, pairs[:, ::-1])
    # the source of these timelines does not tell who got reposts of each post
    known = np.isfinite(found.values)
    assert known.any() or "received" in name
    for k, (a, b) in enumerate(pairs):
        alone = scores(measure(name), [held[a], held[b]], [(0, 1)])
        np.testing.assert_array_equal(alone.values[0], found.values[k])
        assert alone.missing[0] == found.missing[k]
        assert isnan(found.values[k]) == (found.missing[k] is not None)
    np.testing.assert_array_equal(known, np.isfinite(back.values))
    np.testing.assert_allclose(found.values[known], back.values[known], rtol=1e-12)
    low, high = measure(name).low, measure(name).high
    assert ((found.values[known] >= low) & (found.values[known] <= high)).all()


def test_an_explanation_without_evidence_is_the_reason():
    few, enough = active_by_day([1] * 20), active_by_day([1] * 200)
    for name in ("hour_of_week_overlap", "hour_overlap", "shift_gain"):
        found = measure(name).explain(person(few), person(enough), None, DEFAULT)
        assert isinstance(found, Missing)
        assert found.reason.startswith("A has 20 posts")


def test_ratios_of_nothing_are_no_numbers():
    assert isnan(habit.ratios(np.zeros(1), np.zeros(1))[0])
