"""X API v2: every container and kind by hand, real files by count, mutated files by property."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError
from core.sources import discover
from core.sources.entries import expand, from_path
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
    "id": "11",
    "username": "Ann_Pond",
    "name": "Ann",
    "description": "ponds &lt;3",
    "created_at": "2006-03-21T20:50:14.000Z",
    "public_metrics": {"followers_count": 10, "following_count": 20, "tweet_count": 3, "listed_count": 0},
}
BOB = {"id": "22", "username": "bob", "name": "Bob"}
CAROL = {"id": "33", "username": "carol", "name": "Carol"}
TWARC = {"url": "https://api.twitter.com/2/tweets", "retrieved_at": "2021-05-19T15:26:17+00:00"}
FETCHED = datetime(2021, 5, 19, 15, 26, 17, tzinfo=UTC)
COUNTS = ("likes", "reposts", "replies", "quotes")


def tweet(number=1, text="hello", author="11", **more):
    return {
        "id": str(100 + number),
        "text": text,
        "author_id": author,
        "created_at": "2018-10-10T20:19:24.000Z",
        "conversation_id": "100",
        "lang": "en",
        "source": "Twitter Web App",
        "public_metrics": {"retweet_count": 3, "reply_count": 1, "like_count": 5, "quote_count": 2},
        **more,
    }


def refers(kind, number):
    return {"referenced_tweets": [{"type": kind, "id": str(100 + number)}]}


def page(*data, tweets=(), users=(ANN, BOB, CAROL), **more):
    return {"data": list(data), "includes": {"users": list(users), "tweets": list(tweets)}, **more}


def read_v2(value, **given):
    return read("x_v2", json.dumps(value, ensure_ascii=False).encode(), **given)


def one(value):
    (post,) = posts(read_v2(value))
    return post


def test_a_page_is_read_field_by_field():
    entities = {
        "hashtags": [{"tag": "Pond"}],
        "mentions": [{"username": "bob", "id": "22"}, {"username": "Carol"}, {"username": "dan"}],
        "urls": [
            {"expanded_url": "https://a.example/x", "display_url": "a.example/x"},
            {"expanded_url": "https://twitter.com/a/status/999/photo/1", "display_url": "pic.twitter.com/b"},
            {"expanded_url": "https://twitter.com/a/status/999/photo/2", "media_key": "3_78"},
        ],
    }
    written = tweet(text="R&amp;D", entities=entities, attachments={"media_keys": ["3_77", "3_78"]})
    batches = read_v2(page(written, __twarc=TWARC))
    (post,) = posts(batches)
    assert post | {"objects": None} == {
        "profile": "x:11",
        "post_id": "101",
        "time": datetime(2018, 10, 10, 20, 19, 24, tzinfo=UTC),
        "offset_minutes": 0,
        "kind": "original",
        "text": "R&D",
        "language": "en",
        "client": "Twitter Web App",
        "likes": 5,
        "reposts": 3,
        "replies": 1,
        "quotes": 2,
        "mentions": ["x:22", "x:33", "x:@dan"],
        "hashtags": ["Pond"],
        "links": ["https://a.example/x"],
        "ref_id": None,
        "ref_author": None,
        "quoted_id": None,
        "quoted_author": None,
        "media": ["3_77", "3_78"],
        "objects": None,
        "fetched_at": FETCHED,
    }
    assert profiles(batches) == {
        "x:11": {
            "key": "x:11",
            "platform": "x",
            "user_id": "11",
            "handle": "Ann_Pond",
            "name": "Ann",
            "bio": "ponds <3",
            "created": datetime(2006, 3, 21, 20, 50, 14, tzinfo=UTC),
            "followers": 10,
            "following": 20,
            "account": None,
            "label": None,
            "fetched_at": FETCHED,
        }
    }
    assert identities(batches) == {("x", "11", "ann_pond"), ("x", "22", "bob"), ("x", "33", "carol")}


ORIGINAL = tweet(
    7,
    "the original, long, to its very end @carol",
    "22",
    entities={"mentions": [{"username": "carol", "id": "33"}], "hashtags": [{"tag": "far"}]},
    attachments={"media_keys": ["7_5"]},
)
CUT = tweet(
    8,
    "RT @bob: the original, lo…",
    entities={"mentions": [{"username": "bob", "id": "22"}]},
    **refers("retweeted", 7),
)


def test_a_cut_repost_gets_the_whole_text_of_its_original_and_no_counts():
    batches = read_v2(page(CUT, tweets=[ORIGINAL]))
    (post,) = posts(batches)
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("repost", "107", "x:22")
    assert post["text"] == "the original, long, to its very end @carol"
    assert (post["mentions"], post["hashtags"], post["media"]) == (["x:33"], ["far"], ["7_5"])
    assert [post[name] for name in COUNTS] == [None] * 4
    assert set(profiles(batches)) == {"x:11"}


def test_a_repost_of_a_quote_quotes_nobody_itself():
    entities = {"urls": [{"expanded_url": "https://twitter.com/carol/status/106"}]}
    original = ORIGINAL | {"entities": entities} | refers("quoted", 6)
    post = one(page(CUT, tweets=[original, tweet(6, author="33")]))
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == ("repost", None, None)
    assert post["links"] == []


def test_of_two_references_of_one_kind_the_first_counts():
    references = refers("quoted", 7)["referenced_tweets"] + refers("quoted", 6)["referenced_tweets"]
    assert one(page(tweet(9, referenced_tweets=references)))["quoted_id"] == "107"


def test_a_repost_whose_original_was_not_delivered_keeps_what_there_is():
    post = one(page(CUT))
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("repost", "107", "x:22")
    assert post["text"] == "the original, lo…"
    assert post["mentions"] == []


def test_a_repost_is_known_by_its_text_only_where_the_api_was_not_asked_for_references():
    bare = {name: value for name, value in CUT.items() if name != "referenced_tweets"}
    post = one(page(bare))
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("repost", None, "x:22")
    assert (post["text"], post["likes"]) == ("the original, lo…", None)
    assert one(page(bare | {"referenced_tweets": {}}))["kind"] == "original"


def test_a_flattened_line_and_its_page_give_the_same_rows():
    quoting = tweet(9, "see", **refers("quoted", 7))
    reply = tweet(10, "@bob no", in_reply_to_user_id="22", **refers("replied_to", 7))
    flat = []
    for post in (CUT, quoting, reply):
        reference = {"type": post["referenced_tweets"][0]["type"], **ORIGINAL, "author": BOB}
        flat.append(post | {"author": ANN, "referenced_tweets": [reference], "__twarc": TWARC})
    flat[2]["in_reply_to_user"] = BOB
    lines = read("x_v2", "\n".join(map(json.dumps, flat)).encode())
    whole = read_v2(page(CUT, quoting, reply, tweets=[ORIGINAL], users=[ANN, BOB], __twarc=TWARC))
    assert posts(lines) == posts(whole)
    assert [post["kind"] for post in posts(lines)] == ["repost", "quote", "reply"]
    assert profiles(lines) == profiles(whole)
    assert identities(lines) == identities(whole)


def test_a_bare_list_finds_handles_and_whole_texts_in_its_users_file():
    data = json.dumps([CUT]).encode()
    users = json.dumps({"users": [ANN, BOB, CAROL], "tweets": [ORIGINAL]}).encode()
    beside = {"in/users_5.json": users, "in/users_6.json": b"{}", "other/users_5.json": b"{}"}
    batches = read("x_v2", data, name="in/data_5.json", beside=beside)
    (post,) = posts(batches)
    assert post["text"] == "the original, long, to its very end @carol"
    assert profiles(batches)["x:11"]["handle"] == "Ann_Pond"


@pytest.mark.parametrize("users", [b"", b"[", b'{"users": {}, "tweets": {}}', b'{"users": [3], "tweets": 4}'])
def test_a_bare_list_is_read_without_its_users_file_or_beside_a_broken_one(users):
    data = json.dumps([CUT, tweet(9)]).encode()
    for beside in ({}, {"users_5.json": users}):
        batches = read("x_v2", data, name="data_5.json", beside=beside)
        assert [post["text"] for post in posts(batches)] == ["the original, lo…", "hello"]
        assert profiles(batches)["x:11"]["handle"] is None


def test_a_users_file_gives_profiles_and_identities_but_no_posts():
    batches = read_v2({"users": [ANN, BOB], "tweets": [ORIGINAL]}, name="users_5.json")
    assert posts(batches) == []
    assert set(profiles(batches)) == {"x:11", "x:22"}
    assert identities(batches) >= {("x", "11", "ann_pond"), ("x", "22", "bob")}
    assert n_rows(batches) == 2


def test_a_page_of_users_gives_profiles_and_not_their_pinned_posts():
    batches = read_v2({"data": [ANN, BOB], "includes": {"tweets": [tweet(1)]}, "__twarc": TWARC})
    assert posts(batches) == []
    assert profiles(batches)["x:11"]["followers"] == 10
    assert profiles(batches)["x:22"]["fetched_at"] == FETCHED


def test_a_user_without_id_and_handle_is_refused_and_a_post_with_a_handle_is_a_post():
    batches = read_v2({"data": [{"username": "", "name": "nobody"}, tweet(1, username="Ann_Pond")]})
    assert [refusal.place for refusal in refusals(batches)] == ["post 1"]
    assert len(posts(batches)) == 1


def test_of_a_profile_fetched_twice_the_later_one_stands():
    later = ANN | {"public_metrics": {"followers_count": 12}}
    pages = [
        page(tweet(1), users=[ANN], __twarc=TWARC),
        page(tweet(2), users=[later], __twarc={"retrieved_at": "2021-05-20T00:00:00+00:00"}),
    ]
    batches = read("x_v2", "\n".join(map(json.dumps, pages)).encode())
    assert profiles(batches)["x:11"]["followers"] == 12


def test_a_long_post_is_read_from_its_note_also_when_reposted():
    note = {"text": "all of &amp; it #end", "entities": {"hashtags": [{"tag": "end"}]}}
    long = tweet(7, "all of…", "22", note_tweet=note)
    assert one(page(long))["text"] == "all of & it #end"
    assert one(page(long))["hashtags"] == ["end"]
    assert one(page(CUT, tweets=[long]))["text"] == "all of & it #end"


def test_a_quote_names_what_it_quotes_and_drops_the_link_to_it():
    urls = [
        {"expanded_url": "https://a.example"},
        {"expanded_url": "https://twitter.com/bob/status/107?s=20"},
    ]
    quote = tweet(9, "see", entities={"urls": urls}, **refers("quoted", 7))
    post = one(page(quote, tweets=[ORIGINAL]))
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == ("quote", "107", "x:22")
    assert post["links"] == ["https://a.example"]
    assert post["likes"] == 5


def test_the_author_of_a_quoted_post_that_was_not_delivered_is_read_from_the_link():
    urls = [{"expanded_url": "https://twitter.com/Bob/status/107"}]
    quote = tweet(9, "see", entities={"urls": urls}, **refers("quoted", 7))
    assert one(page(quote))["quoted_author"] == "x:22"
    assert one(page(quote, users=[]))["quoted_author"] == "x:@bob"


def test_a_reply_that_quotes_is_a_reply_with_the_quote_beside():
    both = refers("quoted", 7)["referenced_tweets"] + refers("replied_to", 6)["referenced_tweets"]
    post = one(page(tweet(9, in_reply_to_user_id="33", referenced_tweets=both), tweets=[ORIGINAL]))
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("reply", "106", "x:33")
    assert (post["quoted_id"], post["quoted_author"]) == ("107", "x:22")


def test_a_reply_to_a_user_and_to_no_post_is_a_reply():
    post = one(page(tweet(9, "@bob hi", in_reply_to_user_id="22")))
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("reply", None, "x:22")


def test_the_author_answered_is_found_by_the_post_answered():
    post = one(page(tweet(9, **refers("replied_to", 7)), tweets=[ORIGINAL]))
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("reply", "107", "x:22")


def test_edited_polled_placed_and_withheld_posts_are_posts():
    written = tweet(
        edit_history_tweet_ids=["100", "101"],
        edit_controls={"edits_remaining": "4"},
        attachments={"poll_ids": ["1"]},
        geo={"place_id": "a", "coordinates": {"type": "Point", "coordinates": [1.5, 2.5]}},
        withheld={"copyright": False, "country_codes": ["IN"]},
    )
    post = one(page(written))
    assert (post["post_id"], post["kind"], post["media"]) == ("101", "original", [])


def test_lines_of_a_stream_are_pages_of_one_post():
    line = {"data": tweet(1), "includes": {"users": [ANN]}, "matching_rules": [{"id": "1"}]}
    lines = "\n".join(json.dumps(each) for each in (line, {"errors": [{"title": "x"}]}, line))
    batches = read("x_v2", lines.encode())
    assert len(posts(batches)) == 2
    assert (n_rows(batches), refusals(batches)) == (2, [])


def test_empty_containers_as_r_writes_them_are_empty():
    entities = {"hashtags": {}, "mentions": {}, "urls": {}, "annotations": {}}
    post = one({"data": [tweet(1, entities=entities, referenced_tweets={}, attachments={})], "includes": {}})
    assert (post["mentions"], post["hashtags"], post["links"], post["kind"]) == ([], [], [], "original")
    assert n_rows(read_v2({"data": {}, "meta": {"result_count": 0}})) == 0


@pytest.mark.parametrize("mark", ["und", "qme", "zxx", "", None, 5])
def test_a_mark_for_no_language_is_no_language(mark):
    assert one(page(tweet(lang=mark)))["language"] is None


def test_a_post_without_author_or_time_is_refused_with_the_way_out():
    rows = [tweet(1), tweet(2, author=None), tweet(3, created_at=None), {"id": "4", "text": "bare"}]
    found = refusals(read_v2(page(*rows), name="a.json"))
    assert [(r.file, r.place) for r in found] == [("a.json", f"post {n}") for n in (2, 3, 4)]
    assert "author_id" in found[0].reason
    assert "created_at" in found[1].reason
    assert all("tweet.fields" in refusal.reason for refusal in found)


@pytest.mark.parametrize("record", [None, 3, "text", [1], {"a": 1}])
def test_what_is_no_post_is_refused_and_its_neighbours_are_kept(record):
    batches = read_v2(page(tweet(1), record, tweet(2)))
    assert len(posts(batches)) == 2
    assert [refusal.place for refusal in refusals(batches)] == ["post 2"]


@pytest.mark.parametrize(
    ("record", "what"),
    [
        (
            {"start": "2021-10-16T18:00:00.000Z", "end": "2021-10-16T19:00:00.000Z", "tweet_count": 3},
            "counts",
        ),
        ({"id": "1", "name": "a", "owner_id": "2", "member_count": 3, "follower_count": 0}, "lists"),
    ],
)
def test_a_file_of_counts_or_lists_says_what_it_is(record, what):
    with pytest.raises(FormatError, match=f"holds no posts: it is a file of {what}"):
        read_v2({"data": [record] * 3, "__twarc": TWARC})
    (refusal,) = refusals(batches := read_v2(page(tweet(1), record, record)))
    assert what in refusal.reason
    assert n_rows(batches) == 2


def test_a_file_of_compliance_events_says_what_it_is():
    line = b'{"id":"1","action":"delete","created_at":"2019-09-06T17:25:54.667Z","reason":"deactivated"}\n'
    with pytest.raises(FormatError, match="holds no posts: it is a file of compliance events"):
        read("x_v2", b"\n" + line * 2)


@pytest.mark.parametrize("answer", [{"errors": [{"title": "Not Found"}]}, {"meta": {"result_count": 0}}, {}])
def test_an_answer_without_posts_is_no_refused_row(answer):
    batches = read_v2(answer)
    assert (posts(batches), refusals(batches), n_rows(batches)) == ([], [], 0)


def test_right_to_left_and_emoji_handles_are_kept_without_their_controls():
    users = [ANN | {"username": "\u202eعلي_١"}, BOB | {"username": "🦆_pond"}]
    batches = read_v2(page(tweet(1), tweet(2, author="22"), users=users))
    assert {row["handle"] for row in profiles(batches).values()} == {"علي_١", "🦆_pond"}
    assert {("x", "11", "علي_١"), ("x", "22", "🦆_pond")} <= identities(batches)


def test_a_page_of_many_posts_comes_in_batches_of_at_most_two_thousand():
    batches = read_v2(page(*(tweet(n) for n in range(4_500))))
    assert max(batch.posts.num_rows for batch in batches) <= 2_000
    assert sum(batch.posts.num_rows for batch in batches) == 4_500
    assert all("x:11" in profiles([batch]) for batch in batches)


def test_one_bad_line_among_many_is_refused_alone():
    lines = [json.dumps(page(tweet(n))).encode() for n in range(50)]
    lines[20] = lines[20][:70]
    batches = read("x_v2", b"\n".join(lines))
    assert len(posts(batches)) == 49
    assert [refusal.place for refusal in refusals(batches)] == ["line 21"]


def test_a_page_cut_off_keeps_its_whole_posts():
    data = json.dumps(page(*(tweet(n) for n in range(10)))).encode()
    batches = read("x_v2", data[: data.index(b'"includes"') + 30])
    assert len(posts(batches)) == 10
    assert len(refusals(batches)) == 1


def test_another_encoding_is_refused_and_an_empty_file_too():
    data = json.dumps([tweet(1), tweet(2, "é")], ensure_ascii=False).encode("latin-1")
    assert len(posts(read("x_v2", data))) == 1
    assert "save it as UTF-8" in refusals(read("x_v2", data))[0].reason
    with pytest.raises(FormatError, match="is empty"):
        read("x_v2", b"\n")


REAL = {
    # file: posts, refused rows, posts by kind; counted in the raw JSON by hand
    "2sets.jsonl": (200, 0, {"repost": 145, "original": 34, "reply": 10, "quote": 11}),
    "brexit.jsonl": (100, 0, {"original": 12, "repost": 67, "reply": 10, "quote": 11}),
    "cashtags.jsonl": (1, 0, {"original": 1}),
    "cotweet.jsonl": (1, 0, {"original": 1}),
    "edited.jsonl": (1, 0, {"original": 1}),
    "edited_after.jsonl": (1, 0, {"original": 1}),
    "edited_before.jsonl": (1, 0, {"original": 1}),
    "entities_test.jsonl": (474, 0, {"original": 65, "repost": 314, "reply": 85, "quote": 10}),
    "flat.jsonl": (100, 0, {"repost": 47, "original": 13, "reply": 32, "quote": 8}),
    "geo_tweets.jsonl": (2, 0, {"original": 1, "reply": 1}),
    "kpop.jsonl": (100, 0, {"repost": 78, "original": 22}),
    "many_urls.jsonl": (1, 0, {"reply": 1}),
    "media_policy_violation_off.jsonl": (100, 0, {"original": 38, "repost": 42, "quote": 14, "reply": 6}),
    "media_policy_violation_on.jsonl": (100, 0, {"original": 38, "repost": 42, "quote": 14, "reply": 6}),
    "media_tweet.jsonl": (1, 0, {"original": 1}),
    "mentions_tweet.jsonl": (1, 0, {"repost": 1}),
    "noflat.jsonl": (100, 0, {"repost": 47, "original": 13, "reply": 32, "quote": 8}),
    "quoted_edit.jsonl": (1, 0, {"reply": 1}),
    "streaming_output_with_error.jsonl": (7, 1, {"quote": 1, "reply": 3, "original": 3}),
    "two_tweets.jsonl": (1, 0, {"repost": 1}),
    "users.jsonl": (0, 0, {}),
    "verified_type.jsonl": (1, 0, {"original": 1}),
    "withheld.jsonl": (215, 0, {"original": 58, "reply": 67, "repost": 83, "quote": 7}),
}
POSTLESS = ["counts.jsonl", "lists.jsonl", "tweets_compliance.jsonl", "users_compliance.jsonl"]


@pytest.mark.parametrize("file", REAL)
def test_every_real_file_is_recognised_and_read_whole(real_data, file):
    source, batches = read_file(from_path(real_data / "formats/twitter_v2_twarc" / file))
    n_posts, n_refused, kinds = REAL[file]
    assert source == "x_v2"
    assert len(posts(batches)) == n_posts
    assert len(refusals(batches)) == n_refused
    assert Counter(post["kind"] for post in posts(batches)) == kinds


@pytest.mark.parametrize("file", POSTLESS)
def test_every_real_file_without_posts_is_recognised_and_named(real_data, file):
    with pytest.raises(FormatError, match="holds no posts"):
        read_file(from_path(real_data / "formats/twitter_v2_twarc" / file))


def test_no_real_file_is_left_out_of_these_tests(real_data):
    files = {path.name for path in (real_data / "formats/twitter_v2_twarc").iterdir()}
    assert files == {*REAL, *POSTLESS}


def test_the_real_flattened_lines_equal_the_page_they_were_made_of(real_data):
    folder = real_data / "formats/twitter_v2_twarc"
    _, flat = read_file(from_path(folder / "flat.jsonl"))
    _, whole = read_file(from_path(folder / "noflat.jsonl"))
    assert posts(flat) == posts(whole)
    assert identities(flat) == identities(whole)
    assert profiles(flat) == profiles(whole)


def test_the_real_pairs_of_data_and_users_are_read_together(real_data):
    entries = expand([real_data / "formats/twitter_v2_academictwitteR"], lambda *_: None)
    read_all = {entry.base: read_file(entry)[1] for entry in entries if entry.base != "query"}
    small = read_all["data_1399765322509557763.json"]
    assert [post["kind"] for post in posts(small)] == ["repost", "repost", "repost", "original", "original"]
    assert posts(small)[0]["text"].endswith("#CommTwitter #career #phdchat")
    assert profiles(small)["x:17880989"]["handle"] == "NatComm"
    assert Counter(p["kind"] for p in posts(read_all["data_1406996915934224391.json"])) == {"reply": 500}
    users = read_all["users_1406996915934224391.json"]
    assert (len(profiles(users)), posts(users)) == (275, [])
    assert len(profiles(read_all["users_1399765322509557763.json"])) == 4


@pytest.mark.parametrize("text", FOREIGN)
def test_what_is_not_of_this_api_is_not_claimed(text):
    assert source_named("x_v2").sniff(text.encode(), "posts.json") == 0


@pytest.mark.parametrize("indent", [None, 4])
def test_a_first_look_cut_short_is_recognised(indent):
    tweets = [tweet(n) for n in range(500)]
    users = [ANN | {"id": str(n)} for n in range(900)]
    body = json.dumps(page(*tweets))
    problems = [{"type": "https://api.twitter.com/2/problems/resource-not-found"}] * 2_000
    recorded = {"interactions": [{"request": {}, "response": {"body": {"string": body}}}]}
    for value in (tweets, page(*tweets), {"includes": {"users": users}, "data": tweets}, recorded,
                  {"users": users, "tweets": tweets}, {"errors": problems, "data": tweets}):  # fmt: skip
        head = json.dumps(value, indent=indent).encode()[:HEAD_BYTES]
        scores = {source.name: source.sniff(head, "a.json") for source in discover()}
        assert max(scores, key=scores.__getitem__) == "x_v2"
        assert scores["x_v1"] == scores["x_archive"] == 0


def rich():
    entities = {
        "mentions": [{"username": "bob", "id": "22"}, {"username": "carol"}],
        "hashtags": [{"tag": "a"}],
        "urls": [{"expanded_url": "https://x.com/bob/status/107", "display_url": "x.com"}],
    }
    note = {"text": "long", "entities": entities}
    everything = tweet(9, "all", entities=entities, note_tweet=note, attachments={"media_keys": ["3_1"]})
    everything["referenced_tweets"] = [{"type": "quoted", "id": "107"}, {"type": "replied_to", "id": "106"}]
    everything["in_reply_to_user_id"] = "22"
    inline = CUT | {"author": ANN, "referenced_tweets": [{"type": "retweeted", **ORIGINAL, "author": BOB}]}
    return page(CUT, everything, inline, ANN, tweets=[ORIGINAL], __twarc=TWARC)


@given(mutations(rich()))
def test_no_mutation_of_a_page_breaks_anything(value):
    check_sound("x_v2", json.dumps(value).encode())


@given(mutations({"data": rich()["data"], "users": {"users": [ANN, BOB], "tweets": [ORIGINAL]}}))
def test_no_mutation_of_a_list_or_its_users_file_breaks_anything(value):
    data, users = (json.dumps(value.get(part)).encode() for part in ("data", "users"))
    check_sound("x_v2", data, name="data_1.json", beside={"users_1.json": users})
    check_sound("x_v2", users, name="users_1.json")


@given(st.integers(0, 10_000), st.binary(max_size=3))
def test_no_damaged_byte_breaks_anything(position, damage):
    data = json.dumps(rich()).encode()
    check_sound("x_v2", data[: position % len(data)] + damage + data[position % len(data) + 1 :])
