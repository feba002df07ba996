"""What cannot see the crawl comes out the same however the posts were gathered; what can, does not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.learning import fit_reference
from core.measures import all_measures, get
from core.model import Post, Profile, Timeline
from core.portrait import draw_portrait
from core.sample import sample_corpus
from core.schema import batch
from core.text import HANDLE, LINK
from core.validation.crawl import TRACE, crawl_features, crawl_trace
from core.validation.feature import (
    BLIND_MEASURES,
    feature_set,
    left_out_of_blind,
    measured,
    studied_measures,
)
from core.validation.mask import masked, masked_text
from tests.corpus import START, post

N = 32  # how people write is scaled from thirty profiles on


def gathered_otherwise(posts, seed):
    """Give a timeline as another crawl would have: see each line for what it does otherwise."""
    rng = np.random.default_rng(seed)
    moved = pd.Timedelta(weeks=int(rng.integers(1, 200)))
    own = posts[posts["kind"] == "original"]
    extra = own.sample(len(own) // 2, random_state=seed)
    reposts = extra.assign(kind="repost", text="RT @somebody: again", ref_author="x:@somebody")
    replies = extra.assign(kind="reply", ref_author="x:@who", text="an answer, and another crawl drops it")
    made = pd.concat([posts, reposts, replies], ignore_index=True)
    is_quote = (made["kind"] == "original") & (rng.random(len(made)) < 0.3)
    made["kind"] = made["kind"].mask(is_quote, "quote")
    made["quoted_author"] = made["quoted_author"].mask(is_quote, "x:@quoted")
    made["text"] = [
        f"{text.replace('&', '&amp;')} https://t.co/{at} @stranger{at} {1950 + at % 100}"
        for at, text in enumerate(made["text"])
    ]
    made["hashtags"] = [[f"{tag}2019" for tag in tags] for tags in made["hashtags"]]
    made["links"] = [[f"https://t.co/{at}"] for at in range(len(made))]
    made["likes"], made["reposts"], made["language"] = 7, 9, "de"
    made["client"] = "Another client"
    made["time"] = made["time"].dt.floor("min") + moved + pd.Timedelta(seconds=int(rng.integers(0, 60)))
    return made.sort_values("time", kind="stable").reset_index(drop=True)


@pytest.fixture(scope="module")
def timelines():
    rows = sample_corpus(n_profiles=N).batch.posts.to_pandas()
    return [
        Timeline(Profile(key, "x"), own.sort_values("time").reset_index(drop=True), key)
        for key, own in rows.groupby("profile")
    ]


def blind_values(timelines):
    portraits = [draw_portrait(masked(one)) for one in timelines]
    rows = np.array([(a, b) for a in range(N) for b in range(a + 1, N)])
    blind = [get(name) for name in BLIND_MEASURES]
    return measured(portraits, fit_reference(portraits), blind, rows, lambda *_: None, lambda: False)


def test_no_blind_measure_changes_with_the_crawl(timelines):
    others = [replace(one, posts=gathered_otherwise(one.posts, at)) for at, one in enumerate(timelines)]
    plain, otherwise = blind_values(timelines), blind_values(others)
    assert np.isfinite(plain).sum(axis=0).min() > 50, "a measure without a value proves nothing"
    for column, name in enumerate(BLIND_MEASURES):
        np.testing.assert_array_equal(plain[:, column], otherwise[:, column], err_msg=name)
    # and the very same crawls are seen by whoever looks
    traces = [[crawl_trace(one) for one in some] for some in (timelines, others)]
    rows = np.array([[0, 1]])
    assert (crawl_features(traces[0], rows)[1] != crawl_features(traces[1], rows)[1]).any()


def test_without_the_mask_the_crawl_shows(timelines):
    some = timelines[:2]
    others = [replace(one, posts=gathered_otherwise(one.posts, at)) for at, one in enumerate(some)]
    rows = np.array([[0, 1]])
    measures = [get("behaviour.repost_share_difference"), get("content.tfidf_cosine")]
    plain, otherwise = (
        measured(drawn, fit_reference(drawn), measures, rows, lambda *_: None, lambda: False)
        for drawn in ([draw_portrait(one) for one in side] for side in (some, others))
    )
    assert (plain != otherwise).all()


def test_every_measure_of_the_register_is_blind_left_out_or_identity():
    names = {measure.name for measure in all_measures()}
    assert set(BLIND_MEASURES) <= names
    assert set(BLIND_MEASURES) | set(left_out_of_blind()) == {one.name for one in studied_measures()}
    assert not set(BLIND_MEASURES) & set(left_out_of_blind())
    assert names - {one.name for one in studied_measures()} == {
        name for name in names if name.startswith("identity.")
    }
    shown = " ".join(BLIND_MEASURES)
    for part in ("per_day", "per_month", "likes", "repost", "client", "domain", "originals", "replies"):
        assert part not in shown.replace("same_posts", "").replace("near_posts", ""), part


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("In 2016 and 1999, not 12016 or 20165", "In and , not 12016 or 20165"),
        ("#vote2020 @ann @bob: see https://t.co/x", "#vote : see"),
        ("you &amp; me &lt;3", "you & me <3"),
        ("  a \n b ", "a b"),
        ("", ""),
    ],
)
def test_texts_lose_links_handles_and_years(text, wanted):
    assert masked_text(text) == wanted


@given(st.text(max_size=80))
def test_no_text_keeps_a_link_or_a_handle_of_its_own(text):
    bare = masked_text(f"{text} https://t.co/abc @ann 2017")
    assert "t.co/abc" not in bare
    assert "2017" not in bare.split()
    assert LINK.search("https://t.co/abc") is not None
    assert "@ann" not in HANDLE.findall(bare)


def timeline(*posts):
    table = batch(posts).posts.to_pandas()
    return Timeline(Profile("x:1", "x"), table, "f")


def test_reposts_and_replies_go_quotes_become_originals_and_mentions_stay():
    found = masked(
        timeline(
            post(n=0, kind="repost", ref_author="x:9"),
            post(n=1, kind="reply", ref_author="x:9"),
            post(n=2, kind="quote", quoted_author="x:9", likes=3, language="en", client="Web"),
            post(n=3, mentions=["x:5"], hashtags=["a2016", "2016"], links=["https://a.example"]),
        )
    ).posts
    assert found["kind"].tolist() == ["original", "original"]
    assert [list(some) for some in found["mentions"]] == [[], ["x:5"]]
    assert [list(some) for some in found["hashtags"]] == [[], ["a"]]
    for name in ("links", "objects", "media"):
        assert [list(some) for some in found[name]] == [[], []]
    for name in ("likes", "language", "client", "quoted_author", "ref_author"):
        assert found[name].isna().all()


def test_a_timeline_without_posts_of_its_own_is_masked_to_nothing_and_still_drawn():
    for empty in (timeline(), timeline(post(kind="repost", ref_author="x:9"))):
        assert draw_portrait(masked(empty)).n_posts == 0


def test_what_a_crawl_gives_is_told_by_hand():
    one = timeline(
        post(n=0, post_id="12", likes=3, kind="repost", ref_author="x:9"),
        post(n=24, post_id="some-hash"),
    )
    found = dict(zip(TRACE, crawl_trace(one).tolist(), strict=True))
    day = (START - START.fromtimestamp(0, START.tzinfo)).total_seconds() / 86_400
    assert found["first_day"] == pytest.approx(day)
    assert found["last_day"] == pytest.approx(day + 1)
    assert found["log_posts"] == pytest.approx(np.log(3))
    assert found["repost_share"] == found["ids_given"] == found["likes_given"] == 0.5
    assert found["user_id_given"] == 1
    assert found["client_given"] == found["profile_bio_given"] == 0
    assert found["text_given"] == 1


def test_a_profile_without_posts_has_no_dates_and_does_not_fail():
    found = dict(zip(TRACE, crawl_trace(timeline()).tolist(), strict=True))
    assert np.isnan(found["first_day"])
    assert found["log_posts"] == 0


@given(st.lists(st.floats(-1e6, 1e6), min_size=2 * len(TRACE), max_size=2 * len(TRACE)))
def test_which_profile_comes_first_makes_no_difference_to_the_crawl(numbers):
    traces = list(np.array(numbers).reshape(2, -1))
    one, other = (crawl_features(traces, np.array([row]))[1] for row in ([0, 1], [1, 0]))
    assert one.tolist() == other.tolist()


def test_columns_that_are_the_same_for_all_pairs_are_left_out():
    values = np.array([[1.0, 2.0, np.nan, 5.0], [1.0, 3.0, np.nan, np.nan]])
    made = feature_set("all", ["same", "differs", "never", "at_times"], values, shows_gaps=True)
    assert made.names == ("differs", "at_times")
    assert made.values[:, 0].tolist() == [2, 3]  # noqa: PD011 — an array of ours


def test_measures_without_upper_end_enter_as_logarithms_in_the_order_of_the_pairs():
    words = "harbour lights over the old bridge tonight"
    profiles = ["x:1", "x:2", "x:3"]
    made = [
        Post(key, START, text=f"{words} {n}", post_id=f"{key}{n}")
        for key in profiles
        for n in range(3 if key != "x:3" else 1)
    ]
    drawn = [
        draw_portrait(
            Timeline(Profile(key, "x"), batch([p for p in made if p.profile == key]).posts.to_pandas(), key)
        )
        for key in profiles
    ]
    rows = np.array([[1, 2], [0, 2], [0, 1]])
    found = measured(
        drawn, fit_reference(drawn), [get("content.same_posts")], rows, lambda *_: None, lambda: False
    )
    assert np.expm1(found[:, 0]) == pytest.approx([1, 1, 3])
