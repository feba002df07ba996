"""Whatever a reader found becomes rows of the right types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Post, Profile
from core.schema import (
    IDENTITIES,
    POSTS,
    PROFILES,
    batch,
    identities_table,
    objects_of,
    posts_table,
    profiles_table,
)
from tests.corpus import START, post
from tests.strategies import corpora


def objects(kind="original", text=None, ref_id=None, ref_author=None, tags=(), links=(), media=()):
    return objects_of(kind, text, ref_id, ref_author, tags, links, media, "x")


def test_no_records_are_tables_without_rows():
    empty = batch()
    assert (empty.posts.schema, empty.profiles.schema, empty.identities.schema) == (
        POSTS,
        PROFILES,
        IDENTITIES,
    )
    assert empty.posts.num_rows == empty.profiles.num_rows == empty.identities.num_rows == 0


@given(corpora())
def test_posts_come_back_as_they_were(posts):
    rows = posts_table(posts).to_pylist()
    names = [name for name in POSTS.names if name != "objects"]
    assert [[row[name] for name in names] for row in rows] == [
        [getattr(p, name) for name in names] for p in posts
    ]


def test_what_utf_8_cannot_hold_becomes_a_question_mark():
    (row,) = posts_table([post(text="a\ud800b", links=["https://a.example/\udfff"])]).to_pylist()
    assert row["text"] == "a?b"
    assert row["links"] == ["https://a.example/?"]
    assert row["objects"] == ["link:https://a.example/?"]


def test_a_number_too_large_for_its_column_is_missing():
    (row,) = posts_table([post(likes=2**70, reposts=-(2**63), offset_minutes=70_000)]).to_pylist()
    assert (row["likes"], row["reposts"], row["offset_minutes"]) == (None, -(2**63), None)
    (profile,) = profiles_table([Profile("x:1", "x", followers=10**30)]).to_pylist()
    assert profile["followers"] is None


def test_a_defect_of_a_reader_is_not_hidden():
    with pytest.raises((TypeError, ValueError)):
        posts_table([post(text={"a": 1})])


def test_a_repost_is_named_by_the_id_of_its_original():
    assert objects("repost", "RT @ann: hi", "7", "x:@ann") == ["repost:x:7"]


def test_a_repost_without_id_is_named_by_author_and_words():
    first = objects("repost", "RT @ann: Hello   WORLD https://t.co/1", None, "x:@ann")
    assert first == objects("repost", "hello world", None, "x:@ann")
    assert first != objects("repost", "hello world", None, "x:@bob")


def test_a_repost_of_nothing_but_a_link_names_the_link_alone():
    assert objects("repost", "RT @ann: https://t.co/1", None, "x:@ann", links=["https://t.co/1"]) == [
        "link:https://t.co/1"
    ]


def test_hashtags_are_one_in_any_case_and_named_once():
    assert objects(tags=["Vote", "vote"], links=["https://A.example"], media=["m1"]) == [
        "link:https://A.example",
        "hashtag:vote",
        "media:m1",
    ]


def test_the_objects_of_a_reader_follow_those_derived():
    (row,) = posts_table([Post("x:1", START, hashtags=["a"], objects=["other:7"])]).to_pylist()
    assert row["objects"] == ["hashtag:a", "other:7"]


def test_pairs_without_an_id_or_a_visible_handle_are_no_identities():
    assert identities_table([("x", "", "ann"), ("x", "1", ""), ("x", "1", "@\u202e")]).num_rows == 0


@given(st.lists(st.tuples(st.just("x"), st.text(max_size=3), st.text(max_size=3))))
def test_identities_are_distinct_and_sorted(pairs):
    rows = [tuple(row.values()) for row in identities_table(pairs).to_pylist()]
    assert rows == sorted(set(rows))
