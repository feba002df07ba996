"""X API v1.1: every mode and kind by hand, real files by count, mutated files by property."""

from __future__ import annotations

import copy
import json
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError
from core.sources import discover
from core.sources.entries import from_path
from tests.sources.reading import (
    FOREIGN,
    HEAD_BYTES,
    check_sound,
    identities,
    mutations,
    n_rows,
    posts,
    profiles,
    read,
    read_file,
    refusals,
    source_named,
)

ANN = {
    "id": 11,
    "id_str": "11",
    "screen_name": "Ann_Pond",
    "name": "Ann &amp; Co",
    "description": "ponds &lt;3",
    "created_at": "Tue Mar 21 20:50:14 +0000 2006",
    "followers_count": 10,
    "friends_count": 20,
}
BOB = {"id": 22, "id_str": "22", "screen_name": "bob", "name": "Bob"}
EMPTY = {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []}
WEB = '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>'


def status(number=1, text="hello", user=ANN, **more):
    return {
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
        "id": 1_000_000_000_000_000_000 + number,
        "id_str": str(1_000_000_000_000_000_000 + number),
        "text": text,
        "truncated": False,
        "entities": EMPTY,
        "source": WEB,
        "in_reply_to_status_id_str": None,
        "in_reply_to_user_id_str": None,
        "in_reply_to_screen_name": None,
        "user": user,
        "is_quote_status": False,
        "retweet_count": 3,
        "favorite_count": 5,
        "lang": "en",
        **more,
    }


def mention(user_id, handle):
    return {"screen_name": handle, "id_str": user_id, "id": int(user_id), "indices": [0, 3]}


def read_v1(value, **given):
    return read("x_v1", json.dumps(value, ensure_ascii=False).encode(), **given)


def one(value):
    (post,) = posts(read_v1(value))
    return post


def test_a_standard_post_is_read_field_by_field():
    entities = EMPTY | {
        "hashtags": [{"text": "Pond"}, {"text": "Élan"}],
        "user_mentions": [mention("22", "bob"), mention("22", "bob")],
        "urls": [
            {"url": "https://t.co/a", "expanded_url": "https://a.example/x", "display_url": "a.example/x"}
        ],
        "media": [{"id_str": "77", "type": "photo", "url": "https://t.co/b"}],
    }
    batches = read_v1(status(text="R&amp;D @bob &lt;3", entities=entities))
    (post,) = posts(batches)
    assert post | {"objects": None} == {
        "profile": "x:11",
        "post_id": "1000000000000000001",
        "time": datetime(2018, 10, 10, 20, 19, 24, tzinfo=UTC),
        "offset_minutes": 0,
        "kind": "original",
        "text": "R&D @bob <3",
        "language": "en",
        "client": "Twitter Web App",
        "likes": 5,
        "reposts": 3,
        "replies": None,
        "quotes": None,
        "mentions": ["x:22"],
        "hashtags": ["Pond", "Élan"],
        "links": ["https://a.example/x"],
        "ref_id": None,
        "ref_author": None,
        "quoted_id": None,
        "quoted_author": None,
        "media": ["3_77"],
        "objects": None,
        "fetched_at": None,
    }
    assert profiles(batches)["x:11"] == {
        "key": "x:11",
        "platform": "x",
        "user_id": "11",
        "handle": "Ann_Pond",
        "name": "Ann & Co",
        "bio": "ponds <3",
        "created": datetime(2006, 3, 21, 20, 50, 14, tzinfo=UTC),
        "followers": 10,
        "following": 20,
        "account": None,
        "label": None,
        "fetched_at": None,
    }
    assert identities(batches) == {("x", "11", "ann_pond"), ("x", "22", "bob")}
    assert n_rows(batches) == 1


def test_the_offset_of_a_time_is_kept_and_the_time_is_utc():
    post = one(status(created_at="Wed Oct 10 20:19:24 +0530 2018"))
    assert post["time"] == datetime(2018, 10, 10, 14, 49, 24, tzinfo=UTC)
    assert post["offset_minutes"] == 330


def test_extended_mode_reads_the_full_text():
    post = status()
    del post["text"]
    assert one(post | {"full_text": "all of it"})["text"] == "all of it"


def test_compatibility_mode_reads_text_entities_and_media_of_the_extended_post():
    extended = {
        "full_text": "the long text, in full #far",
        "entities": EMPTY | {"hashtags": [{"text": "far"}]},
        "extended_entities": {"media": [{"id_str": "5", "type": "video"}, {"id_str": "6", "type": "photo"}]},
    }
    cut = EMPTY | {"urls": [{"expanded_url": "https://twitter.com/i/web/status/1000000000000000001"}]}
    post = one(status(text="the long te…", truncated=True, entities=cut, extended_tweet=extended))
    assert post["text"] == "the long text, in full #far"
    assert post["hashtags"] == ["far"]
    assert post["links"] == []
    assert post["media"] == ["7_5", "3_6"]


def test_the_link_of_a_cut_post_to_itself_is_no_link():
    cut = EMPTY | {"urls": [{"expanded_url": "https://twitter.com/i/web/status/1000000000000000001"}]}
    assert one(status(text="the long te…", truncated=True, entities=cut))["links"] == []


def test_a_cut_repost_gets_the_whole_text_of_its_original_and_no_counts():
    original = status(
        7,
        "the original, long, and to its very end @carol",
        BOB,
        favorite_count=900,
        entities=EMPTY | {"user_mentions": [mention("33", "carol")]},
    )
    repost = status(
        8,
        "RT @bob: the original, lo…",
        retweeted_status=original,
        entities=EMPTY | {"user_mentions": [mention("22", "bob")]},
        favorite_count=0,
        retweet_count=211,
    )
    batches = read_v1([repost])
    (post,) = posts(batches)
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("repost", "1000000000000000007", "x:22")
    assert post["text"] == "the original, long, and to its very end @carol"
    assert post["mentions"] == ["x:33"]
    assert [post[name] for name in ("likes", "reposts", "replies", "quotes")] == [None] * 4
    assert post["objects"] == ["repost:x:1000000000000000007"]
    assert set(profiles(batches)) == {"x:11"}
    assert identities(batches) == {("x", "11", "ann_pond"), ("x", "22", "bob"), ("x", "33", "carol")}


def test_a_repost_of_an_extended_post_in_compatibility_mode_is_whole():
    original = status(
        7, "cut…", BOB, truncated=True, extended_tweet={"full_text": "whole", "entities": EMPTY}
    )
    assert one(status(8, "RT @bob: cut…", retweeted_status=original))["text"] == "whole"


def test_a_repost_of_a_quote_quotes_nobody_itself():
    original = status(7, "look", BOB, quoted_status_id_str="9", quoted_status=status(9, "seen", ANN))
    link = {"expanded_url": "https://twitter.com/ann/status/9"}
    original["entities"] = EMPTY | {"urls": [link]}
    post = one(status(8, "RT @bob: look", retweeted_status=original, is_quote_status=True))
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == ("repost", None, None)
    assert post["links"] == []


def test_a_repost_whose_original_lost_text_and_author_reads_both_from_its_own_text():
    repost = status(
        8,
        "RT @Bob: hello you",
        retweeted_status={"id_str": "7"},
        entities=EMPTY | {"user_mentions": [mention("22", "bob")]},
    )
    post = one(repost)
    assert (post["text"], post["ref_author"], post["mentions"]) == ("hello you", "x:22", [])


def test_a_quote_names_what_it_quotes_and_drops_the_link_to_it():
    link = {"expanded_url": "https://twitter.com/bob/status/1000000000000000009"}
    other = {"expanded_url": "https://twitter.com/bob/status/1000000000000000010"}
    post = one(
        status(
            text="see",
            is_quote_status=True,
            quoted_status_id_str="1000000000000000009",
            quoted_status=status(9, "seen", BOB),
            entities=EMPTY | {"urls": [other, link]},
        )
    )
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == (
        "quote",
        "1000000000000000009",
        "x:22",
    )
    assert post["links"] == ["https://twitter.com/bob/status/1000000000000000010"]
    assert post["likes"] == 5


def test_a_quote_of_a_deleted_post_keeps_the_handle_of_its_address():
    address = {"expanded": "https://twitter.com/Bob/status/9"}
    post = one(status(is_quote_status=True, quoted_status_id_str="9", quoted_status_permalink=address))
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == ("quote", "9", "x:@bob")


def test_a_quote_of_which_nothing_is_left_is_still_a_quote():
    post = one(status(is_quote_status=True))
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == ("quote", None, None)


def test_a_promoted_video_is_named_as_v2_names_it():
    video = {
        "id_str": "5",
        "type": "video",
        "media_url_https": "https://a.example/amplify_video_thumb/5/a.jpg",
    }
    assert one(status(extended_entities={"media": [video, {"id_str": "6"}]}))["media"] == ["13_5", "6"]


def test_a_reply_names_post_and_author_answered():
    post = one(
        status(in_reply_to_status_id_str="9", in_reply_to_user_id_str="22", in_reply_to_screen_name="bob")
    )
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("reply", "9", "x:22")


def test_a_reply_that_quotes_is_a_reply_with_the_quote_beside():
    post = one(
        status(in_reply_to_screen_name="Bob", quoted_status_id_str="9", quoted_status=status(9, user=BOB))
    )
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("reply", None, "x:@bob")
    assert (post["quoted_id"], post["quoted_author"]) == ("9", "x:22")


def test_a_search_page_and_its_lines_give_the_same_posts():
    statuses = [status(n, f"text {n}") for n in range(5)]
    page = posts(read_v1({"statuses": statuses, "search_metadata": {"count": 5}}))
    lines = "\n".join(json.dumps(each) for each in statuses).encode()
    assert page == posts(read("x_v1", lines))
    assert len(page) == 5


def test_users_give_profiles_and_their_latest_post():
    latest = {name: value for name, value in status(3).items() if name != "user"}
    batches = read_v1([ANN | {"status": latest}, BOB])
    assert set(profiles(batches)) == {"x:11", "x:22"}
    assert [post["profile"] for post in posts(batches)] == ["x:11"]
    assert n_rows(batches) == 3


def test_a_user_without_id_and_handle_is_refused():
    batches = read_v1([BOB, {"screen_name": "", "name": "nobody"}])
    assert set(profiles(batches)) == {"x:22"}
    assert [refusal.place for refusal in refusals(batches)] == ["post 2"]


def test_what_a_later_record_leaves_out_of_a_profile_does_not_erase_it():
    rows = [
        status(1),
        status(2, user={"id_str": "11"}),
        status(3, user=BOB),
        status(4, user=BOB | {"name": "B"}),
    ]
    batches = read_v1(rows)
    assert profiles(batches)["x:11"]["handle"] == "Ann_Pond"
    assert profiles(batches)["x:22"]["name"] == "B"


@pytest.mark.parametrize(
    "answer",
    [
        {"errors": [{"code": 88, "message": "Rate limit exceeded"}]},
        {"request": "/1.1/favorites/list.json", "error": "Not authorized."},
        {"delete": {"status": {"id": 1}}},
        {"limit": {"track": 3, "timestamp_ms": "1"}},
        {},
    ],
)
def test_an_answer_without_posts_is_no_refused_row(answer):
    batches = read_v1(answer)
    assert (posts(batches), refusals(batches), n_rows(batches)) == ([], [], 0)


def test_a_post_without_author_is_refused_with_its_place():
    statuses = [status(1), status(2, user=None), status(3, user={"name": "nobody"})]
    found = refusals(read_v1(statuses, name="a.json"))
    assert [(r.file, r.place, r.reason) for r in found] == [
        ("a.json", "post 2", "it names no author (user)"),
        ("a.json", "post 3", "it names no author (user)"),
    ]


@pytest.mark.parametrize(
    "created_at",
    [None, "", 1539202764, "yesterday", "Wed Okt 10 20:19:24 +0000 2018", "Sun Feb 30 20:19:24 +0000 2019",
     "Thu Jan 01 00:00:00 +0000 1970", "2018-10-10", ["Wed Oct 10 20:19:24 +0000 2018"]],
)  # fmt: skip
def test_a_post_without_a_time_that_can_be_read_is_refused(created_at):
    batches = read_v1([status(1), status(2, created_at=created_at)])
    (refusal,) = refusals(batches)
    assert refusal.place == "post 2"
    assert "created_at" in refusal.reason
    assert len(posts(batches)) == 1


@pytest.mark.parametrize("record", [None, 3, "text", [1], {"a": 1}])
def test_what_is_no_post_is_refused_and_its_neighbours_are_kept(record):
    batches = read_v1([status(1), record, status(2)])
    assert len(posts(batches)) == 2
    assert [refusal.place for refusal in refusals(batches)] == ["post 2"]
    assert n_rows(batches) == 3


def test_numbers_as_strings_and_nulls_where_lists_belong_are_tolerated():
    post = one(
        status(
            favorite_count="5",
            retweet_count=1e5,
            entities={"urls": None, "hashtags": {}, "user_mentions": [None, 3, {"screen_name": 4}]},
            source=None,
            lang=None,
        )
    )
    assert (post["likes"], post["reposts"], post["client"], post["language"]) == (5, 100_000, None, None)
    assert post["mentions"] == []


def test_an_id_that_went_through_a_float_is_no_id():
    post = status()
    del post["id_str"]
    assert one(post)["post_id"] == "1000000000000000001"
    assert one(post | {"id": 1.0e18})["post_id"] is None


def test_right_to_left_and_emoji_handles_are_kept_without_their_controls():
    rows = [
        status(1, user={"screen_name": "\u202eعلي_١\u202c"}),
        status(2, user={"screen_name": "@🦆_pond"}),
        status(3, user={"screen_name": "\u202e"}),
    ]
    batches = read_v1(rows)
    assert [post["profile"] for post in posts(batches)] == ["x:@علي_١", "x:@🦆_pond"]
    assert profiles(batches)["x:@علي_١"]["handle"] == "علي_١"
    assert len(refusals(batches)) == 1


def test_many_rows_come_in_batches_of_at_most_two_thousand():
    lines = "\n".join(json.dumps(status(n)) for n in range(4_500)).encode()
    batches = read("x_v1", lines)
    assert max(batch.posts.num_rows for batch in batches) <= 2_000
    assert sum(batch.posts.num_rows for batch in batches) == 4_500


def test_one_bad_line_among_many_is_refused_alone():
    lines = [json.dumps(status(n)).encode() for n in range(50)]
    lines[20] = lines[20][:70]
    batches = read("x_v1", b"\n".join(lines))
    assert len(posts(batches)) == 49
    assert [refusal.place for refusal in refusals(batches)] == ["line 21"]
    assert n_rows(batches) == 50


def test_a_timeline_cut_off_keeps_its_whole_posts():
    data = json.dumps([status(n) for n in range(10)]).encode()[:-40]
    batches = read("x_v1", data)
    assert len(posts(batches)) == 9
    assert [refusal.place for refusal in refusals(batches)] == ["item 10"]


def test_another_encoding_is_refused_post_by_post():
    data = json.dumps([status(1), status(2, "é")], ensure_ascii=False).encode("latin-1")
    batches = read("x_v1", data)
    assert len(posts(batches)) == 1
    assert "save it as UTF-8" in refusals(batches)[0].reason


def test_an_empty_file_is_refused():
    with pytest.raises(FormatError, match="is empty"):
        read("x_v1", b"")


REAL = {
    # file: posts, profiles with a user record, posts by kind; counted in the raw JSON by hand
    "twitter_v11_rtweet/get_favorites5.json": (194, 133, {"original": 78, "reply": 95, "quote": 21}),
    "twitter_v11_rtweet/get_timeline1.json": (200, 2, {"original": 193, "repost": 7}),
    "twitter_v11_tweepy/testgetretweets.json": (15, 14, {"repost": 15}),
    "twitter_v11_tweepy/testhometimeline.json": (19, 2, {"original": 14, "reply": 2, "repost": 3}),
    "twitter_v11_tweepy/testlookupusers.json": (4, 3, {"repost": 3, "reply": 1}),
    "twitter_v11_tweepy/testsearchtweets.json": (15, 8, {"original": 8, "repost": 6, "reply": 1}),
    "twitter_v11_tweepy/testusertimeline.json": (24, 2, {"original": 5, "reply": 19}),
}


@pytest.mark.parametrize("file", REAL)
def test_every_real_file_is_recognised_and_read_whole(real_data, file):
    source, batches = read_file(from_path(real_data / "formats" / file))
    n_posts, n_profiles, kinds = REAL[file]
    assert source == "x_v1"
    assert refusals(batches) == []
    assert len(posts(batches)) == n_posts
    assert len(profiles(batches)) == n_profiles
    assert Counter(post["kind"] for post in posts(batches)) == kinds


def test_no_real_repost_is_cut_short(real_data):
    _, batches = read_file(from_path(real_data / "formats/twitter_v11_rtweet/get_timeline1.json"))
    reposts = [post["text"] for post in posts(batches) if post["kind"] == "repost"]
    assert len(reposts) == 7
    assert not [text for text in reposts if text.startswith("RT @") or text.endswith("…")]


@pytest.mark.parametrize("text", FOREIGN)
def test_what_is_not_of_this_api_is_not_claimed(text):
    assert source_named("x_v1").sniff(text.encode(), "posts.json") == 0


@pytest.mark.parametrize("indent", [None, 4])
def test_a_recording_and_a_first_look_cut_short_are_recognised(indent):
    body = json.dumps([status(n) for n in range(200)])
    recorded = {"version": 1, "interactions": [{"request": {}, "response": {"body": {"string": body}}}]}
    for value in (recorded, json.loads(body), {"statuses": json.loads(body)}):
        head = json.dumps(value, indent=indent).encode()[:HEAD_BYTES]
        scores = {source.name: source.sniff(head, "a.json") for source in discover()}
        assert max(scores, key=scores.__getitem__) == "x_v1"
        assert scores["x_v2"] == scores["x_archive"] == 0


def rich():
    original = status(
        7,
        "the original",
        BOB,
        quoted_status=status(9, user=BOB),
        extended_tweet={"full_text": "x", "entities": EMPTY | {"user_mentions": [mention("33", "carol")]}},
    )
    everything = status(
        8,
        entities={
            "hashtags": [{"text": "a"}],
            "user_mentions": [mention("22", "bob")],
            "urls": [{"url": "u", "expanded_url": "https://x.com/bob/status/9", "display_url": "d"}],
            "media": [{"id_str": "5", "type": "video", "media_url_https": "https://a/amplify_video_thumb/5"}],
        },
        in_reply_to_status_id_str="5",
        in_reply_to_user_id_str="22",
        in_reply_to_screen_name="bob",
        quoted_status=status(9, user=BOB),
        quoted_status_permalink={"expanded": "https://twitter.com/bob/status/9"},
    )
    return {"statuses": [status(8, retweeted_status=original), everything, ANN | {"status": status(3)}]}


@given(mutations(rich()))
def test_no_mutation_of_a_page_breaks_anything(value):
    check_sound("x_v1", json.dumps(value).encode())


@given(mutations([copy.deepcopy(rich()), {"interactions": rich()}]))
def test_no_mutation_of_lines_breaks_anything(value):
    lines = "\n".join(map(json.dumps, value)) if isinstance(value, list) else json.dumps(value)
    if lines.strip():
        check_sound("x_v1", lines.encode())


@given(st.integers(0, 10_000), st.binary(max_size=3))
def test_no_damaged_byte_breaks_anything(position, damage):
    data = json.dumps(rich()).encode()
    check_sound("x_v1", data[: position % len(data)] + damage + data[position % len(data) + 1 :])
