"""Sides of timelines, by hand: which posts, how far apart, and that nothing in them names the account."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CancelledError
from core.gallery import Gallery
from core.model import Profile, Timeline
from core.schema import posts_table
from core.validation.side import account_of, as_profile, cut_sides, gap_days, whole_captures, without_names
from core.workspace import Workspace
from tests.corpus import START, post, store

TEXT = "gulls above the old harbour wall"


def timeline(*hours):
    """Give a timeline with a post at each hour after the start."""
    return Timeline(Profile("x:1", "x"), posts_table([post(n=n) for n in hours]).to_pandas(), "f")


def gallery(folder, posts, profiles=(), **more):
    store(folder, posts, profiles=profiles, **more)
    return Gallery(Workspace(folder))


def daily(key, n, first=0, **fields):
    return [
        post(key, 24 * (first + at), **{"text": f"{TEXT} number {at}", "post_id": f"{key}{at}", **fields})
        for at in range(n)
    ]


def test_the_gap_is_the_days_from_the_last_of_the_first_to_the_first_of_the_last():
    one = timeline(0, 24, 24 * 11 + 5, 24 * 12)
    assert gap_days(one, 2) == 10
    assert gap_days(one, 1) == 12
    assert gap_days(one, 3) is None


@given(st.lists(st.integers(0, 20_000), min_size=0, max_size=12), st.integers(1, 7))
def test_a_gap_is_what_counting_hours_gives(hours, n):
    ordered = sorted(hours)
    wanted = (ordered[-n] - ordered[n - 1]) // 24 if len(ordered) >= 2 * n else None
    assert gap_days(timeline(*ordered), n) == wanted


def test_sides_are_the_first_and_the_last_posts_of_an_account(tmp_path):
    found = cut_sides([gallery(tmp_path, daily("x:1", 7))], 3, {"x:1": "press"})
    early, late = found
    assert [side.portrait.n_posts for side in found] == [3, 3]
    assert (early.portrait.first, early.portrait.last) == (START, START + timedelta(days=2))
    assert (late.portrait.first, late.portrait.last) == (START + timedelta(days=4), START + timedelta(days=6))
    assert {(side.account, side.group, side.gap_days) for side in found} == {("x:1", "press", 2)}
    assert [side.portrait.profile.key for side in found] == ["x:1|early", "x:1|late"]


def test_an_account_of_fewer_posts_has_no_sides_and_accounts_come_in_order(tmp_path):
    posts = [*daily("x:3", 6), *daily("x:1", 5), *daily("x:2", 7)]
    assert [side.account for side in cut_sides([gallery(tmp_path, posts)], 3, {})] == [
        "x:2",
        "x:2",
        "x:3",
        "x:3",
    ]
    assert cut_sides([Gallery(Workspace(tmp_path / "none"))], 3, {}) == []


def test_even_and_odd_weeks_are_told_apart_and_are_of_one_size(tmp_path):
    even, odd = cut_sides([gallery(tmp_path, daily("x:1", 70))], 30, {}, cut="weeks")
    assert even.portrait.n_posts == odd.portrait.n_posts == 30
    for side, rest in ((even, 0), (odd, 1)):
        days = side.portrait.activity.first_day + np.flatnonzero(side.portrait.activity.daily[0])
        assert set((days // 7 % 2).tolist()) == {rest}


def test_an_account_that_posts_in_even_weeks_alone_has_no_odd_side(tmp_path):
    posts = [post("x:1", 24 * 14 * n, post_id=f"{n}") for n in range(8)]
    assert cut_sides([gallery(tmp_path, posts)], 3, {}, cut="weeks") == []


def captures(folder):
    profiles = [
        Profile(f"x:@ann+{year}", "x", handle=f"Ann+{year}", account="x:7") for year in ("2019", "2021")
    ]
    posts = [*daily("x:@ann+2019", 6), *daily("x:@ann+2021", 8, first=800)]
    return gallery(folder, posts, profiles)


def test_of_two_captures_the_one_that_reaches_farther_is_cut_and_they_never_merge(tmp_path):
    found = cut_sides([captures(tmp_path)], 3, {})
    assert [side.portrait.profile.key for side in found] == ["x:@ann+2021|early", "x:@ann+2021|late"]
    assert {side.gap_days for side in found} == {3}
    assert {side.account for side in found} == {"x:@ann"}


def test_an_account_in_two_files_has_one_pair_by_id_in_one_and_by_handle_in_the_other(tmp_path):
    other = gallery(tmp_path / "b", daily("x:@ann", 6), [Profile("x:@ann", "x", handle="ann")])
    found = cut_sides([captures(tmp_path / "a"), other], 3, {})
    assert len(found) == 2
    everything = whole_captures([captures(tmp_path / "c"), other])
    assert {side.account for side in everything} == {"x:@ann"}
    assert len({side.portrait.profile.key for side in everything}) == 3


def test_no_name_of_an_account_is_in_the_audience_of_either_side(tmp_path):
    own = ["x:7", "x:@ann", "x:@ann+2019", "x:@ann+2021"]
    profiles = [
        Profile(f"x:@ann+{year}", "x", handle=f"Ann+{year}", account="x:7") for year in ("2019", "2021")
    ]
    posts = [
        one
        for year in ("2019", "2021")
        for one in daily(f"x:@ann+{year}", 6, mentions=[*own, "x:9", "x:@bob"])
    ]
    made = gallery(tmp_path, posts, profiles, identities=[("x", "7", "ann"), ("x", "9", "Cid")])
    for side in [*cut_sides([made], 3, {}), *whole_captures([made])]:
        # whoever has a handle is called by it: another file may not know the id
        assert set(side.portrait.audience.targets) - {"x:@ann+2019", "x:@ann+2021"} == {"x:@bob", "x:@cid"}
        assert side.portrait.profile.handle.casefold() not in {
            key.partition("@")[2] for key in side.portrait.audience.targets
        }


def test_the_handle_of_a_capture_is_its_own_also_where_no_record_shows_it_with_the_id(tmp_path):
    profiles = [Profile("x:@ann+2019", "x", handle="Ann+2019", account="x:7")]
    posts = daily("x:@ann+2019", 6, mentions=["x:7", "x:@ann", "x:@ann+2019", "x:9"])
    made = gallery(tmp_path, posts, profiles)
    for side in [*cut_sides([made], 3, {}), *whole_captures([made])]:
        assert side.portrait.audience.targets == ("x:9",)


def test_words_that_give_a_name_away_are_in_neither_side(tmp_path):
    text = "Kendrick speaking, annakendrick47 again: harbour and Sunshine @AnnaKendrick47"
    profiles = [Profile("x:1", "x", handle="AnnaKendrick47", name="Sunshine")]
    whole = gallery(tmp_path, daily("x:1", 6, text=text), profiles)
    for side in cut_sides([whole], 3, {}):
        assert {"harbour", "again"} <= set(side.portrait.content.words.terms)
        assert not {"kendrick", "annakendrick47", "anna", "sunshine"} & set(side.portrait.content.words.terms)
    assert "kendrick" in whole.portrait("x:1").content.words.terms


@given(st.text(max_size=60), st.sampled_from(["ann", "ÉMILE_2", "عائشة", "ſtraße", "🦊", "1234_"]))
def test_masking_takes_words_out_and_adds_nothing(text, handle):
    shown = without_names(text, Profile("x:1", "x", handle=handle))
    rest = iter(text)
    assert all(letter in rest for letter in shown)
    assert without_names(handle, Profile("x:1", "x", handle=handle)) in {"", handle}


def test_a_handle_of_digits_does_not_swallow_every_word():
    assert without_names("harbour 2024 wall", Profile("x:1", "x", handle="1234_")) == "harbour 2024 wall"


def test_a_post_without_text_stays_one(tmp_path):
    whole = gallery(tmp_path, daily("x:1", 4, text=None))
    (side, _) = cut_sides([whole], 2, {})
    assert (side.portrait.n_posts, side.portrait.content.n_texts) == (2, 0)


@pytest.mark.parametrize(
    ("profile", "account"),
    [
        (Profile("x:@ann+2019", "x", handle="Ann+2019", account="x:7"), "x:@ann"),
        (Profile("x:@ann+a+b", "x", handle="Ann+a+b", account="x:@ann"), "x:@ann"),
        (Profile("x:7", "x", handle="Ann"), "x:@ann"),
        (Profile("x:7", "x"), "x:7"),
        (Profile("m:7", "m", handle="a+b@c"), "m:@a+b@c"),
    ],
)
def test_the_name_of_an_account(profile, account):
    assert account_of(profile) == account


def test_a_slice_is_a_profile_of_its_own_and_leaves_the_posts_as_they_are(tmp_path):
    made = gallery(tmp_path, daily("x:1", 4), [Profile("x:1", "x", handle="harbour")])
    whole = made.workspace.timeline("x:1")
    before = whole.posts.copy(deep=True)
    drawn = as_profile(made, whole, whole.posts.iloc[2:], "late")
    assert (drawn.profile.key, drawn.profile.account, drawn.n_posts) == ("x:1|late", "x:@harbour", 2)
    assert "harbour" not in drawn.content.words.terms
    pd.testing.assert_frame_equal(whole.posts, before)
    assert isinstance(drawn.first, datetime)


def test_cutting_stops_when_it_is_told_to_and_says_how_far_it_is(tmp_path):
    made = gallery(tmp_path, [*daily("x:1", 6), *daily("x:2", 6)])
    told = []
    cut_sides([made], 3, {}, progress=lambda share, said: told.append(share))
    assert told == [0.0, 0.5]
    for work in (
        lambda: cut_sides([made], 3, {}, cancelled=lambda: True),
        lambda: whole_captures([made], cancelled=lambda: True),
    ):
        with pytest.raises(CancelledError):
            work()
