"""Who becomes whom: keys, handles, addresses, texts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content.cleaning import words
from core.keys import is_handle_key, split_key, user_key
from core.pseudonyms import Pseudonyms
from core.sources.live_target import parse
from core.text import LINK, normalised, reposted_handle
from tests import strategies

NAMES = Pseudonyms(bytes(range(32)))
WORD = r"p[b-df-hj-np-tv-z]{14}"
HOST = r"p[b-df-hj-np-tv-z]{7}\.invalid"


@given(strategies.keys, strategies.keys)
def test_keys_meet_under_pseudonyms_exactly_where_they_met_before(one, other):
    assert (NAMES.user_key(one) == NAMES.user_key(other)) == (one == other)


@given(strategies.keys)
def test_the_pseudonym_of_a_key_is_a_key_of_the_same_form(key):
    renamed = NAMES.user_key(key)
    platform, user_id, handle = split_key(renamed)
    assert platform == split_key(key)[0]
    assert is_handle_key(renamed) == is_handle_key(key)
    assert user_key(platform, user_id, handle) == renamed
    assert NAMES.user_keys([key, "", key]) == [renamed, "", renamed]


@given(strategies.handles)
def test_case_and_sign_of_a_handle_do_not_matter(handle):
    assert NAMES.handle("x", f"@{handle.upper()}") == NAMES.handle("x", handle.upper().casefold())


def test_kinds_platforms_and_keys_are_kept_apart(names):
    given_ = [
        names.handle("x", "12345"),
        names.handle("bluesky", "12345"),
        names.user_id("x", "12345"),
        names.user_id("mastodon", "12345"),
        names.post_id("x", "12345"),
        names.name("12345"),
        Pseudonyms(bytes(32)).handle("x", "12345"),
    ]
    assert len(set(given_)) == len(given_)


def test_handles_keep_the_form_of_their_platform(names):
    assert re.fullmatch(WORD, names.handle("x", "Ann_1"))
    assert re.fullmatch(rf"{WORD}@{HOST}", names.handle("mastodon", "Ann@social.example"))
    assert re.fullmatch(rf"{WORD}\.bsky\.social", names.handle("bluesky", "ann.bsky.social"))
    assert re.fullmatch(rf"{WORD}\.own\.invalid", names.handle("bluesky", "ann.example"))
    one, other = (names.handle("mastodon", who) for who in ("ann@social.example", "bob@Social.example"))
    assert one.partition("@")[2] == other.partition("@")[2]
    for platform, handle in (("x", "Ann_1"), ("bluesky", "ann.bsky.social")):
        assert str(parse(f"{platform}:{names.handle(platform, handle)}"))


def test_hashtags_stay_and_other_objects_hold_pseudonyms(names):
    assert names.user_key("hashtag:vote") == "hashtag:vote"
    assert names.object_key("link:https://news.example/a", "x") == "link:https://news.example/a"
    assert names.object_key("link:https://x.com/ann", "x") == f"link:https://x.com/{names.handle('x', 'ann')}"
    assert re.fullmatch(rf"other:{WORD}", names.user_key("other:1234"))
    assert re.fullmatch(rf"other:url:{WORD}", names.object_key("other:url:1234", "x"))
    assert re.fullmatch(rf"media:{WORD}", names.object_key("media:3_77", "x"))
    assert names.object_key("repost:x:77", "x") == f"repost:x:{names.post_id('x', '77')}"
    by_text = names.object_key("repost:x:@ann:0123456789abcdef", "x")
    assert re.fullmatch(rf"repost:{re.escape(names.user_key('x:@ann'))}:{WORD}", by_text)
    assert "0123456789abcdef" not in names.object_key("repost:x:0123456789abcdef", "x")


ANN, POST = NAMES.handle("x", "ann"), NAMES.post_id("x", "77")
FEDI = NAMES.handle("mastodon", "ann@social.example")
TOOT = NAMES.post_id("mastodon", "https://social.example/users/ann/statuses/9")
DID = "did:plc:abcdefghijklmnopqrstuvwx"
SKY, KEY = NAMES.user_id("bluesky", DID), NAMES.post_id("bluesky", f"at://{DID}/app.bsky.feed.post/3k")
SERVER = FEDI.partition("@")[2]
LOCAL = FEDI.partition("@")[0]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://x.com/Ann", f"https://x.com/{ANN}"),
        ("https://www.twitter.com/ann/status/77?s=20", f"https://x.com/{ANN}/status/{POST}"),
        ("http://mobile.twitter.com/ann/status/77/photo/1", f"http://x.com/{ANN}/status/{POST}/photo/1"),
        ("https://nitter.example/ann", f"https://x.com/{ANN}"),
        ("twitter.com/ann).", f"x.com/{ANN})."),
        ("https://x.com/i/web/status/77", f"https://x.com/i/web/status/{POST}"),
        ("https://x.com/i/user/5", f"https://x.com/i/user/{NAMES.user_id('x', '5')}"),
        ("https://x.com/hashtag/vote?src=hash", "https://x.com/hashtag/vote"),
        ("https://x.com/search?q=from%3Aann", "https://x.com/search"),
        ("https://bsky.app/profile/ann.bsky.social", f"https://bsky.app/profile/{NAMES.handle('bluesky', 'ann.bsky.social')}"),
        (f"https://bsky.app/profile/{DID}/post/3k", f"https://bsky.app/profile/did:plc:{SKY}/post/{KEY}"),
        (f"at://{DID}/app.bsky.feed.post/3k", f"at://did:plc:{SKY}/app.bsky.feed.post/{KEY}"),
        ("https://social.example/@ann", f"https://{SERVER}/@{LOCAL}"),
        ("https://social.example/@ann/9", f"https://{SERVER}/@{LOCAL}/{TOOT}"),
        ("https://social.example/users/ann/statuses/9", f"https://{SERVER}/@{LOCAL}/{TOOT}"),
        ("https://other.example/@ann@social.example", f"https://{NAMES.host('other.example')}/@{FEDI}"),
        ("https://news.example/2024/story?id=7#top", "https://news.example/2024/story?id=7#top"),
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc"),
        ("https://t.co/", "https://t.co/"),
        ("https:…", "https:…"),
    ],
)  # fmt: skip
def test_addresses_of_people_name_pseudonyms_and_others_stay(address, shown):
    assert NAMES.url(address) == shown


@pytest.mark.parametrize(
    "address",
    [
        "https://t.co/annAnn",
        "https://pic.twitter.com/annAnn",
        "https://www.instagram.com/annann/",
        "https://youtube.com/@annann",
        "https://web.archive.org/web/2020/https://twitter.com/annann/status/1",
        "https://share.example/?u=https%3A%2F%2Fx.com%2Fannann",
        "http://annann:secret@localhost/@annann",
        "https://annann@news.example/x",
        "https://x.com/annann/lists/annann",
        "https://x.com/intent/user?screen_name=annann",
    ],
)
def test_no_address_that_leads_to_a_person_says_who(address):
    shown = NAMES.url(address)
    assert "annann" not in shown.casefold()
    assert "secret" not in shown
    assert not re.search(r"\s", shown)


@pytest.mark.parametrize(
    "text",
    [
        "RT @AnnAnn: hello",
        "@annann hi, ＠annann, thx@annann, .@annann",
        "write to annann@mail.example or ann.annann@mail.example",
        "@annann@social.example and @annann.bsky.social",
        "see twitter.com/annann and social.example/@annann",
        f"at://{DID}/app.bsky.feed.post/annann and {DID.replace('abcdef', 'annann')}",
    ],
)
@pytest.mark.parametrize("platform", ["x", "mastodon", "bluesky"])
def test_no_mark_in_a_text_says_who(text, platform):
    assert "annann" not in NAMES.text(platform, text).casefold()


def test_marks_of_one_person_say_the_same_wherever_they_stand(names):
    ann = names.handle("x", "ann")
    text = names.text("x", "RT @Ann: ask @ANN, https://x.com/ann #ann ann")
    assert text == f"RT @{ann}: ask @{ann}, https://x.com/{ann} #ann ann"
    assert reposted_handle(text) == ann


def test_a_name_without_its_server_goes_by_whom_the_post_mentions(names):
    key = names.user_key("mastodon:@ann@social.example")
    text = names.text("mastodon", "@Ann and @bob", ["mastodon:@ann@social.example"])
    assert text.startswith(f"@{key.partition('@')[2].partition('@')[0]} and @")
    both = ["mastodon:@ann@social.example", "mastodon:@ann@other.example"]
    assert names.text("mastodon", "@ann", both) == f"@{names.handle('mastodon', 'ann')}"


def test_handles_of_bluesky_are_taken_whole_and_the_next_sentence_is_left(names):
    assert names.text("bluesky", "@ann.example hi") == f"@{names.handle('bluesky', 'ann.example')} hi"
    assert names.text("bluesky", "@ann.Thanks").endswith(".Thanks")


@given(strategies.texts.filter(bool), strategies.texts.filter(bool))
def test_texts_are_the_same_post_exactly_where_they_were(one, other):
    renamed = [NAMES.text("x", text) for text in (one, other, one)]
    assert renamed[0] == renamed[2]
    if normalised(one) != normalised(other):
        assert normalised(renamed[0]) != normalised(renamed[1])


@given(st.text(st.sampled_from("ab@/.:htps wW…＠#\n_")))
def test_the_ways_to_find_marks_agree_and_links_stay_links(text):
    import pyarrow as pa  # noqa: PLC0415

    shown = NAMES.text("x", text)
    assert NAMES.wording("x").all(pa.chunked_array([[text]])) == [shown]
    assert bool(LINK.search(text)) <= bool(LINK.search(shown))
    assert shown.count("\n") == text.count("\n")


def test_words_of_a_text_stay_where_only_marks_were_replaced(names):
    text = "RT @Ann: we go to https://x.com/ann/status/7 with @bob and #vote tomorrow"
    assert words(names.text("x", text)) == words(text)


def test_hostile_texts_take_linear_time(names):
    for part in ("@a.", "a@", "a.", "@", "https://x.com/", "http://a@", "did:plc:a", "a-", "/@a", "at://"):
        names.text("bluesky", part * 20_000)
        names.url(f"https://{part * 20_000}")
