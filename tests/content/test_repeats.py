"""Same posts and same reposts: by hand, by properties, on real timelines with planted copies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content.repeats import post_keys, repost_keys, same_posts, same_reposts
from core.model import Post
from core.schema import posts_table
from core.text import count_words, normalised
from tests.audience.celebrity import post_of, rows_of, timelines

START = datetime(2024, 3, 1, 12, tzinfo=UTC)


def post(text=None, kind="original", minute=0.0, **fields):
    return Post("x:1", START + timedelta(minutes=minute), kind, text=text, **fields)


def frame(*posts):
    return posts_table(posts).to_pandas()


TEXTS = st.sampled_from(
    [
        "One two three",
        "one  TWO three https://t.co/x",
        "four five six",
        "thank you",
        "",
        "谢谢你",
        "</script> a b c",
    ]
)
POSTS = st.lists(
    st.builds(
        post,
        st.none() | TEXTS,
        st.sampled_from(["original", "repost", "quote", "reply"]),
        st.integers(0, 9999),
        ref_id=st.none() | st.sampled_from(["1", "2"]),
        ref_author=st.none() | st.sampled_from(["x:7", "x:@ann"]),
    ),
    max_size=10,
)


def n_common(keys_a, keys_b):
    return len(np.intersect1d(keys_a, keys_b, assume_unique=True))


def test_case_blanks_and_links_do_not_make_another_post():
    rows = frame(post("Vote for the harbour"), post("vote  FOR the harbour https://t.co/1"))
    assert post_keys(rows).shape == (1,)


def test_short_texts_reposts_and_posts_without_text_have_no_key():
    rows = frame(post("thank you"), post("@a @b @c hi"), post(), post("one two three four", "repost"))
    assert post_keys(rows).shape == (0,)
    assert post_keys(rows, min_words=1).shape == (2,)


@pytest.mark.parametrize("kind", ["original", "quote", "reply"])
def test_every_kind_of_own_post_has_a_key(kind):
    assert post_keys(frame(post("one two three", kind))).shape == (1,)


def test_a_reposted_original_is_known_by_its_id_whatever_the_text():
    rows = frame(
        post("RT @ann: hello", "repost", ref_id="7"),
        post(None, "repost", ref_id="7"),
        post("RT @ann: hello", "repost", ref_id="8"),
    )
    assert repost_keys(rows).shape == (2,)


def test_without_id_an_original_is_known_by_author_and_text():
    rows = frame(
        post("RT @ann: Hello", "repost", ref_author="x:@ann"),
        post("hello", "repost", ref_author="x:@ann"),
        post("hello", "repost", ref_author="x:@bob"),
    )
    assert repost_keys(rows).shape == (2,)


def test_a_repost_with_neither_id_nor_text_is_left_out():
    assert repost_keys(frame(post(None, "repost", ref_author="x:@ann"))).shape == (0,)


def test_only_reposts_have_repost_keys():
    rows = frame(post("a b c", objects=["repost:x:1"]), post("a b c", "quote", ref_id="1"))
    assert repost_keys(rows).shape == (0,)


def test_the_same_id_on_two_platforms_is_two_originals():
    one = posts_table([Post("x:1", START, "repost", ref_id="7")]).to_pandas()
    other = posts_table([Post("mastodon:1", START, "repost", ref_id="7")]).to_pandas()
    assert n_common(repost_keys(one), repost_keys(other)) == 0


def test_the_evidence_names_every_post_and_the_lag_of_the_first():
    a = frame(
        post("other words of mine", minute=0),
        post("One two three", minute=10),
        post("one two THREE", minute=30),
    )
    b = frame(post("one two three www.a.example", minute=8.5), post("unlike the rest", minute=9))
    [found] = same_posts(a, b)
    assert (found.text, found.positions_a, found.positions_b) == ("One two three", (1, 2), (0,))
    assert found.lag_seconds == -90.0
    [mirrored] = same_posts(b, a)
    assert mirrored.lag_seconds == 90.0


def test_the_closest_in_time_come_first_and_n_caps_them():
    a = frame(*[post(f"the text number {n}", minute=n) for n in range(5)])
    b = frame(*[post(f"the text number {n}", minute=n * 3) for n in range(5)])
    assert [repeat.lag_seconds for repeat in same_posts(a, b)] == [0, 120, 240, 360, 480]
    assert same_posts(a, b, 2) == same_posts(a, b)[:2]
    assert same_posts(a, b, 0) == ()


def test_a_repost_without_text_on_one_side_shows_the_text_of_the_other():
    a = frame(post(None, "repost", ref_id="7"))
    b = frame(post("RT @ann: hello", "repost", ref_id="7"))
    assert same_reposts(a, b)[0].text == "RT @ann: hello"
    assert same_reposts(a, a)[0].text == ""


def test_hostile_text_is_given_back_as_it_was():
    text = "</script><img src=x onerror=alert(1)> &amp; \u202e more words"
    rows = frame(post(text))
    assert same_posts(rows, rows)[0].text == text


def test_no_posts_have_nothing_in_common():
    nothing, some = frame(), frame(post("one two three"))
    assert post_keys(nothing).dtype == np.uint64
    assert repost_keys(nothing).shape == (0,)
    assert same_posts(nothing, some) == same_posts(some, nothing) == same_reposts(nothing, nothing) == ()


@given(POSTS, POSTS)
def test_there_is_one_piece_of_evidence_for_each_common_key(posts_a, posts_b):
    a, b = frame(*posts_a), frame(*posts_b)
    assert len(same_posts(a, b)) == n_common(post_keys(a), post_keys(b))
    assert len(same_reposts(a, b)) == n_common(repost_keys(a), repost_keys(b))


@given(POSTS)
def test_the_keys_are_as_many_as_the_distinct_texts(posts):
    rows = frame(*posts)
    own = {normalised(p.text) for p in posts if p.text and p.kind != "repost"}
    keys = post_keys(rows)
    assert len(keys) == sum(count_words(text) >= 3 for text in own)
    assert np.array_equal(keys, np.unique(keys))


@given(POSTS, POSTS)
def test_swapping_the_timelines_mirrors_the_evidence(posts_a, posts_b):
    a, b = frame(*posts_a), frame(*posts_b)
    one = {(r.positions_a, r.positions_b, r.lag_seconds) for r in same_posts(a, b) + same_reposts(a, b)}
    other = {(r.positions_b, r.positions_a, -r.lag_seconds) for r in same_posts(b, a) + same_reposts(b, a)}
    assert one == other


@given(POSTS, st.randoms(use_true_random=False))
def test_the_order_of_posts_does_not_change_the_keys(posts, random):
    shuffled = list(posts)
    random.shuffle(shuffled)
    assert np.array_equal(post_keys(frame(*posts)), post_keys(frame(*shuffled)))
    assert np.array_equal(repost_keys(frame(*posts)), repost_keys(frame(*shuffled)))


def test_rows_are_counted_from_zero_whatever_the_index():
    rows = frame(post("nothing like it here"), post("one two three"))
    rows.index = [9, 3]
    assert same_posts(rows, frame(post("one two three")))[0].positions_a == (1,)


def test_copies_planted_in_a_real_timeline_are_found_and_nothing_else(real_data):
    rows = rows_of(real_data, ["mbostock", "kinagrannis"])
    posts = {
        name: [post_of(r) for r in rows if r["screen_name"] == name] for name in ("mbostock", "kinagrannis")
    }
    theirs = posts_table(posts["kinagrannis"]).to_pandas()
    ours = posts_table(posts["mbostock"]).to_pandas()
    accidental = len(same_posts(ours, theirs))
    long = [p for p in posts["kinagrannis"] if p.kind != "repost" and count_words(normalised(p.text)) > 8][
        :40:2
    ]
    planted = [
        Post("x:@mbostock", p.time + timedelta(seconds=90), text=f"{p.text.upper()}  https://t.co/zzz")
        for p in long
    ]
    mixed = posts_table(sorted([*posts["mbostock"], *planted], key=lambda p: p.time)).to_pandas()
    found = same_posts(mixed, theirs)
    assert len(planted) == 20
    assert len(found) == accidental + len(planted)
    assert [repeat.lag_seconds for repeat in found].count(-90.0) == len(planted)


def test_reposts_that_two_real_timelines_share_open_to_the_same_text(real_data):
    a, b = timelines(real_data, "mbostock", "enjalot")
    found = same_reposts(a, b)
    assert len(found) > 5
    for repeat in found:
        shown = [
            rows["text"].iloc[list(at)] for rows, at in ((a, repeat.positions_a), (b, repeat.positions_b))
        ]
        assert len(set(map(normalised, pd.concat(shown)))) == 1
