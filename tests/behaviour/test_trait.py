"""Habits in words, and the hint at a time zone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.behaviour.activity import activity
from core.behaviour.trait import best_shift, hour_shift, traits
from core.errors import ParameterError
from core.model import Missing
from tests.behaviour.timeline import active_at, active_by_day, active_by_hour, at, random_posts, real_posts

KINDS = {"original": 70, "repost": 30}


def named(activity_, kinds=KINDS):
    return {trait.name: trait for trait in traits(activity_, kinds)}


def at_hours(shares):
    """Make a profile with this many posts in these hours, every day of a week."""
    return active_by_hour([shares.get(hour, 0) for hour in range(24)], n_days=7)


@pytest.mark.parametrize("n_posts", [0, 1, 49])
def test_below_fifty_posts_the_answer_is_not_enough_posts(n_posts):
    (only,) = traits(active_at(*(at(day) for day in range(n_posts))), KINDS)
    assert (only.name, only.label, only.value) == ("too_few", "Not enough posts", n_posts)
    assert "from 50 posts on" in only.explanation


def test_fifty_posts_are_enough():
    assert "too_few" not in named(active_by_day([1] * 50))


@pytest.mark.parametrize(
    ("kinds", "label", "value"),
    [
        ({"repost": 51, "original": 49}, "Spreader", 0.51),
        ({"repost": 50, "original": 50}, "Originator", 0.5),
        ({"original": 80}, "Originator", 0.0),
        ({"repost": 80, "reply": 900}, "Spreader", 1.0),
    ],
)
def test_a_spreader_reposts_more_than_it_writes(kinds, label, value):
    trait = named(active_by_day([2] * 50), kinds)["spreader"]
    assert (trait.label, trait.value) == (label, value)
    assert f"{kinds.get('repost', 0)} reposts and {kinds.get('original', 0)} original" in trait.explanation


def test_a_profile_of_replies_alone_is_neither_spreader_nor_originator():
    assert "spreader" not in named(active_by_day([2] * 50), {"reply": 100})


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        ({5: 1, 8: 2, 12: 9}, {"early_riser": 0.25}),
        ({6: 2, 12: 9}, {"daytime": 9 / 11}),
        ({23: 1, 4: 3, 12: 6}, {"nocturnal": 0.4}),
        ({23: 1, 4: 2, 12: 6}, {"daytime": 6 / 9}),
        ({22: 9, 9: 3}, {"daytime": 1.0}),
        ({5: 4, 12: 6}, {"early_riser": 0.4, "nocturnal": 0.4}),  # five o'clock belongs to both
        (dict.fromkeys(range(24), 1), {"daytime": 1 - 10 / 24}),
    ],
)
def test_the_part_of_day_is_where_clearly_more_posts_are_than_on_an_even_day(hours, found):
    parts = {
        name: trait
        for name, trait in named(at_hours(hours)).items()
        if name in {"early_riser", "nocturnal", "daytime"}
    }
    assert {name: trait.value for name, trait in parts.items()} == pytest.approx(found)
    for trait in parts.values():
        assert "UTC" in trait.explanation
        assert "cut-off 25%" in trait.explanation or "cut-off 40%" in trait.explanation


@pytest.mark.parametrize(
    ("counts", "label"),
    [
        ([10, 10, 10, 10, 10, 10, 10], "All week"),
        ([10, 10, 10, 10, 10, 0, 0], "Weekdays"),
        ([2, 2, 2, 2, 2, 30, 30], "Weekend"),
    ],
)
def test_the_weekend_is_saturday_and_sunday_utc(counts, label):
    trait = named(active_by_day(counts))["weekend"]
    assert trait.label == label
    assert trait.value == pytest.approx(sum(counts[5:]) / sum(counts))
    assert "28.6%" in trait.explanation
    assert "UTC" in trait.explanation


def test_steadiness_names_its_number_and_cut_off():
    metronome = named(active_by_day([1] * 60))["burstiness"]
    assert (metronome.label, metronome.value) == ("Steady", pytest.approx(-1))
    bursts = named(active_at(*(at(30 * (k // 20), 0, k % 20) for k in range(80))))["burstiness"]
    assert bursts.label == "Bursty"
    assert "bursty from 0.5 on" in bursts.explanation
    # gaps of nine single hours and one of 41: mean 5, standard deviation 12
    middling = named(active_at(*(at(0, 50 * (k // 10) + k % 10) for k in range(61))))["burstiness"]
    assert (middling.label, middling.value) == ("Uneven", pytest.approx(7 / 17))


def test_posts_at_one_instant_have_no_steadiness():
    assert "burstiness" not in named(active_at(*[at(0)] * 60))


def test_real_profiles_have_each_trait_once_with_its_reason(real_data):
    for posts in real_posts(real_data, n_profiles=8):
        kinds = posts["kind"].value_counts().to_dict()
        found = traits(activity(posts), kinds)
        names = [trait.name for trait in found]
        assert len(names) == len(set(names))
        assert {"spreader", "weekend", "burstiness"} <= set(names)
        assert all(trait.label and any(c.isdigit() for c in trait.explanation) for trait in found)


@pytest.mark.parametrize("hours_east", [-11, -5, 0, 3, 12])
def test_a_profile_that_lives_elsewhere_is_found_by_its_shift(hours_east):
    rng = np.random.default_rng(4)
    counts = rng.integers(1, 30, 24)
    overlaps = hour_shift(active_by_hour(counts), active_by_hour(np.roll(counts, -hours_east)))
    shift, gain = best_shift(overlaps)
    assert overlaps.shape == (25,)
    assert shift % 24 == hours_east % 24
    assert overlaps.max() == pytest.approx(1)
    assert gain == pytest.approx(1 - overlaps[12])


def test_overlap_is_the_sum_of_the_smaller_shares():
    overlaps = hour_shift(active_by_hour([150, 50]), active_by_hour([100, 100]))
    assert overlaps[12] == pytest.approx(0.5 + 0.25)
    assert overlaps[12 + 1] == pytest.approx(0.25)  # B one hour later meets A in hour 1 only
    assert overlaps[12 + 5] == 0


@given(st.integers(0, 10_000))
def test_overlaps_are_shares_and_mirror_each_other(seed):
    x, y = (activity(random_posts(seed + k, n_posts=200)) for k in range(2))
    there, back = hour_shift(x, y), hour_shift(y, x)
    assert ((there >= 0) & (there <= 1 + 1e-12)).all()
    np.testing.assert_allclose(there, back[::-1], atol=1e-12)
    assert there[0] == pytest.approx(there[24])


def test_a_shift_is_missing_below_200_posts_of_either():
    enough, few = active_by_day([1] * 200), active_by_day([1] * 199)
    assert not isinstance(hour_shift(enough, enough), Missing)
    assert hour_shift(enough, few).reason == "B has 199 posts, 200 needed"
    assert hour_shift(active_at(), enough).reason == "A has no posts"
    assert hour_shift(enough, enough, "likes_received").reason == (
        "the source of A does not give likes; the source of B does not give likes"
    )
    with pytest.raises(ParameterError, match="no series"):
        hour_shift(enough, enough, "tweets")


def test_where_every_shift_is_equal_none_is_best():
    even = active_by_hour([9] * 24)
    assert best_shift(hour_shift(even, even)) == (0, 0.0)
