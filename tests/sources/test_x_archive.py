"""X account archives: whose they are, what they say only in the text, a real one by count."""

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

EMPTY = {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []}
ACCOUNT = {
    "account": {
        "email": "ann@a.example",
        "username": "Ann_Pond",
        "accountId": "11",
        "createdAt": "2006-03-21T20:50:14.000Z",
        "accountDisplayName": "Ann",
    }
}
MANIFEST = {
    "userInfo": {"accountId": "11", "userName": "Ann_Pond", "displayName": "Ann"},
    "archiveInfo": {"generationDate": "2026-03-06T13:15:31.187Z"},
}


def tweet(number=1, text="hello", **more):
    return {
        "id": str(100 + number),
        "id_str": str(100 + number),
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
        "full_text": text,
        "source": '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>',
        "entities": EMPTY,
        "favorite_count": "5",
        "retweet_count": "3",
        "truncated": False,
        "retweeted": False,
        "lang": "en",
        **more,
    }


def script(value, part="YTD.tweets.part0", indent=2):
    return f"window.{part} = {json.dumps(value, indent=indent, ensure_ascii=False)}".encode()


def archive(*tweets):
    return script([{"tweet": each} for each in tweets])


def account(**changes):
    return script([{"account": ACCOUNT["account"] | changes}], "YTD.account.part0")


def manifest(value=MANIFEST):
    return script(value, "__THAR_CONFIG")


def read_archive(*tweets, beside=None, name="data/tweets.js"):
    neighbours = {"data/account.js": account()} if beside is None else beside
    return read("x_archive", archive(*tweets), name=name, beside=neighbours)


def one(value):
    (post,) = posts(read_archive(value))
    return post


def test_an_archived_post_is_read_field_by_field():
    entities = EMPTY | {
        "hashtags": [{"text": "Pond"}],
        "user_mentions": [{"screen_name": "bob", "id_str": "22"}, {"screen_name": "gone", "id_str": "-1"}],
        "urls": [
            {"url": "https://t.co/a", "expanded_url": "https://a.example/x", "display_url": "a.example/x"}
        ],
        "media": [{"id_str": "77", "type": "photo", "url": "https://t.co/b"}],
    }
    more = {"media": [{"id_str": "77", "type": "photo"}, {"id_str": "78", "type": "animated_gif"}]}
    batches = read_archive(tweet(text="R&amp;D", entities=entities, extended_entities=more))
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
        "replies": None,
        "quotes": None,
        "mentions": ["x:22", "x:@gone"],
        "hashtags": ["Pond"],
        "links": ["https://a.example/x"],
        "ref_id": None,
        "ref_author": None,
        "quoted_id": None,
        "quoted_author": None,
        "media": ["3_77", "16_78"],
        "objects": None,
        "fetched_at": None,
    }
    assert profiles(batches)["x:11"]["handle"] == "Ann_Pond"
    assert profiles(batches)["x:11"]["created"] == datetime(2006, 3, 21, 20, 50, 14, tzinfo=UTC)
    assert identities(batches) == {("x", "11", "ann_pond"), ("x", "22", "bob")}


def test_a_repost_is_known_by_its_text_and_names_whom_it_reposts_by_id():
    mentions = [{"screen_name": "Bob", "id_str": "22"}, {"screen_name": "carol", "id_str": "33"}]
    post = one(tweet(text="RT @bob: hi @carol &lt;3…", entities=EMPTY | {"user_mentions": mentions}))
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("repost", None, "x:22")
    assert post["text"] == "hi @carol <3…"
    assert post["mentions"] == ["x:33"]
    assert (post["likes"], post["reposts"]) == (None, None)
    assert post["objects"][0].startswith("repost:x:22:")


@pytest.mark.parametrize("text", ["rt @bob: hi", "so RT @bob: hi", "RT bob: hi", "RT @bob hi"])
def test_what_only_looks_like_a_repost_is_none(text):
    assert one(tweet(text=text))["kind"] == "original"


def test_a_reply_names_post_and_author_answered():
    answer = {
        "in_reply_to_status_id_str": "9",
        "in_reply_to_user_id_str": "22",
        "in_reply_to_screen_name": "bob",
    }
    post = one(tweet(**answer))
    assert (post["kind"], post["ref_id"], post["ref_author"]) == ("reply", "9", "x:22")


@pytest.mark.parametrize("tail", ["", " ", " https://t.co/p"])
def test_a_post_that_ends_in_the_address_of_a_post_quotes_it(tail):
    urls = [
        {"url": "https://t.co/q", "expanded_url": "https://x.com/Bob/status/9", "display_url": "x.com/Bob"}
    ]
    entities = EMPTY | {"urls": urls, "media": [{"url": "https://t.co/p", "id_str": "1", "type": "photo"}]}
    post = one(tweet(text=f"look https://t.co/q{tail}", entities=entities))
    assert (post["kind"], post["quoted_id"], post["quoted_author"]) == ("quote", "9", "x:@bob")
    assert post["links"] == []


def test_the_address_of_a_post_in_the_middle_of_a_text_is_a_link():
    urls = [{"url": "https://t.co/q", "expanded_url": "https://x.com/Bob/status/9"}]
    post = one(tweet(text="https://t.co/q is wrong", entities=EMPTY | {"urls": urls}))
    assert (post["kind"], post["links"]) == ("original", ["https://x.com/Bob/status/9"])


def test_the_manifest_names_the_owner_and_the_day_of_the_archive():
    batches = read_archive(tweet(), beside={"data/manifest.js": manifest()})
    made_at = datetime(2026, 3, 6, 13, 15, 31, 187_000, tzinfo=UTC)
    assert posts(batches)[0]["fetched_at"] == made_at
    assert profiles(batches)["x:11"]["fetched_at"] == made_at


def test_account_and_manifest_complete_each_other():
    beside = {"data/account.js": account(), "data/manifest.js": manifest()}
    row = profiles(read_archive(tweet(), beside=beside))["x:11"]
    assert row["created"] is not None
    assert row["fetched_at"] is not None


def test_the_owner_of_another_folder_is_not_taken():
    with pytest.raises(FormatError, match=r"account\.js or manifest\.js"):
        read_archive(tweet(), beside={"other/account.js": account()})


def test_of_two_owners_in_one_folder_the_one_with_the_same_prefix_counts():
    beside = {
        "bob_manifest.js": script({"userInfo": {"accountId": "22", "userName": "bob"}}, "__THAR_CONFIG"),
        "ann_manifest.js": manifest(),
    }
    (post,) = posts(read_archive(tweet(), beside=beside, name="ann_tweets.js"))
    assert post["profile"] == "x:11"
    with pytest.raises(FormatError, match="does not say whose posts these are"):
        read_archive(tweet(), beside=beside, name="tweets.js")


def own_media(number, handle="Ann_Pond", owner=None):
    address = f"https://twitter.com/{handle}/status/{owner or 100 + number}/photo/1"
    media = [{"id_str": str(number), "type": "photo", "expanded_url": address, "url": "https://t.co/b"}]
    return tweet(number, entities=EMPTY | {"media": media})


def test_without_account_file_the_links_to_own_pictures_name_the_owner():
    batches = read_archive(tweet(1), own_media(2), own_media(3), own_media(4, "bob", owner=9), beside={})
    assert {post["profile"] for post in posts(batches)} == {"x:@ann_pond"}
    assert profiles(batches)["x:@ann_pond"]["handle"] == "Ann_Pond"


def test_links_to_own_pictures_that_disagree_name_nobody():
    with pytest.raises(FormatError, match="best the whole zip"):
        read_archive(own_media(2), own_media(3, "bob"), beside={})


def test_a_broken_account_file_is_as_good_as_none():
    for broken in (
        b"window.YTD.account.part0 = [",
        script([], "YTD.account.part0"),
        script([{"account": 3}], "YTD.account.part0"),
    ):
        (post,) = posts(read_archive(own_media(2), beside={"data/account.js": broken}))
        assert post["profile"] == "x:@ann_pond"


def test_account_and_manifest_give_the_profile_themselves():
    for data in (account(), manifest()):
        batches = read("x_archive", data)
        assert profiles(batches)["x:11"]["name"] == "Ann"
        assert identities(batches) == {("x", "11", "ann_pond")}
        assert posts(batches) == []
    (refusal,) = refusals(read("x_archive", manifest({"userInfo": {}})))
    assert "names no account" in refusal.reason


@pytest.mark.parametrize("part", ["tweet", "tweets"])
@pytest.mark.parametrize("number", [0, 1, 12])
def test_every_part_of_the_posts_is_read(part, number):
    data = script([{"tweet": tweet()}], f"YTD.{part}.part{number}")
    beside = {"account.js": account()}
    assert len(posts(read("x_archive", data, name=f"tweets-part{number}.js", beside=beside))) == 1


def test_posts_without_wrapping_are_read_too():
    data = script([tweet(1), tweet(2)], "YTD.tweet.part0", indent=None)
    assert len(posts(read("x_archive", data, beside={"account.js": account()}))) == 2


@pytest.mark.parametrize("part", ["deleted_tweets", "direct_messages", "like", "note_tweet", "tweet_headers"])
def test_the_other_parts_of_an_archive_are_known_and_hold_no_posts(part):
    data = script([{"tweet": tweet()}], f"YTD.{part}.part0")
    assert source_named("x_archive").sniff(data, "other.js") > 0.9
    assert read("x_archive", data, beside={"account.js": account()}) == []


def test_a_post_without_a_time_and_what_is_no_post_are_refused_with_their_place():
    data = script([{"tweet": tweet(1)}, {"tweet": tweet(2, created_at=None)}, 3, {"tweet": tweet(4)}])
    batches = read("x_archive", data, name="tweets.js", beside={"account.js": account()})
    assert [(r.file, r.place) for r in refusals(batches)] == [
        ("tweets.js", "post 2"),
        ("tweets.js", "post 3"),
    ]
    assert len(posts(batches)) == 2
    assert n_rows(batches) == 4


def test_an_archive_cut_off_keeps_its_whole_posts():
    data = archive(*(tweet(n) for n in range(10)))[:-60]
    batches = read("x_archive", data, beside={"account.js": account()})
    assert len(posts(batches)) == 9
    assert [refusal.place for refusal in refusals(batches)] == ["item 10"]


def test_another_encoding_is_refused_post_by_post():
    data = archive(tweet(1), tweet(2, "é")).decode().encode("latin-1")
    batches = read("x_archive", data, beside={"account.js": account()})
    assert len(posts(batches)) == 1
    assert "save it as UTF-8" in refusals(batches)[0].reason


def test_right_to_left_and_emoji_owners_are_kept_without_their_controls():
    for handle, shown in (("\u202eعلي_١\u202c", "علي_١"), ("🦆_pond", "🦆_pond")):
        batches = read_archive(tweet(), beside={"data/account.js": account(username=handle)})
        assert profiles(batches)["x:11"]["handle"] == shown


def test_the_real_archive_is_read_whole(real_data):
    entries = expand([real_data / "formats/twitter_archive"], lambda *_: None)
    read_all = {entry.base: read_file(entry) for entry in entries}
    assert {source for source, _ in read_all.values()} == {"x_archive"}
    _, batches = read_all["milahu_tweets.js"]
    # counted in the raw JavaScript: 2,045 posts, 239 begin "RT @", 1,793 answer a user
    kinds = Counter(post["kind"] for post in posts(batches))
    assert (len(posts(batches)), kinds["repost"], kinds["reply"]) == (2_045, 239, 1_793)
    assert refusals(batches) == []
    assert {post["profile"] for post in posts(batches)} == {"x:1964312974236991488"}
    assert sum(post["quoted_id"] is not None for post in posts(batches) if post["kind"] == "reply") > 0
    _, owner = read_all["milahu_manifest.js"]
    assert profiles(owner)["x:1964312974236991488"]["handle"] == "milahu104"


def test_the_real_archive_is_also_known_by_its_own_pictures(real_data):
    _, batches = read_file(from_path(real_data / "formats/twitter_archive/milahu_tweets.js"))
    assert {post["profile"] for post in posts(batches)} == {"x:@milahu104"}
    assert ("x", "1964312974236991488", "milahu104") in identities(batches)


@pytest.mark.parametrize("text", FOREIGN)
def test_what_is_no_archive_is_not_claimed(text):
    assert source_named("x_archive").sniff(text.encode(), "tweets.js") == 0


@pytest.mark.parametrize(
    "data", [archive(tweet()), account(), manifest(), b"\xef\xbb\xbf" + archive(tweet())]
)
def test_no_other_source_claims_an_archive(data):
    scores = {source.name: source.sniff(data, "tweets.js") for source in discover()}
    assert max(scores, key=scores.__getitem__) == "x_archive"
    assert scores["x_v1"] == scores["x_v2"] == 0


def rich():
    urls = [{"url": "https://t.co/q", "expanded_url": "https://x.com/Bob/status/9"}]
    mentions = [{"screen_name": "bob", "id_str": "22"}]
    quote = tweet(2, "see https://t.co/q", entities=EMPTY | {"urls": urls, "user_mentions": mentions})
    repost = tweet(3, "RT @bob: hi", entities=EMPTY | {"user_mentions": mentions})
    return [{"tweet": quote}, {"tweet": repost}, {"tweet": own_media(4)}, {"tweet": own_media(5)}]


@given(mutations({"tweets": rich(), "account": [ACCOUNT], "manifest": MANIFEST}))
def test_no_mutation_of_an_archive_breaks_anything(value):
    beside = {
        "account.js": script(value.get("account"), "YTD.account.part0"),
        "manifest.js": script(value.get("manifest"), "__THAR_CONFIG"),
    }
    check_sound("x_archive", script(value.get("tweets")), name="tweets.js", beside=beside)
    check_sound("x_archive", script(value.get("tweets")), name="tweets.js")
    for name, data in beside.items():
        check_sound("x_archive", data, name=name)


@given(st.integers(0, 10_000), st.binary(max_size=3))
def test_no_damaged_byte_breaks_anything(position, damage):
    data = script(rich())
    data = data[: position % len(data)] + damage + data[position % len(data) + 1 :]
    check_sound("x_archive", data, name="tweets.js", beside={"account.js": account()})
