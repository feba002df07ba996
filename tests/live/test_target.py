"""Whose timeline to fetch, as users write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import AddressError, FetchError
from core.sources.live_target import Target, parse


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("x:ann", "x:ann"),
        (" X:@Ann_1 ", "x:Ann_1"),
        ("twitter:ann", "x:ann"),
        ("https://x.com/ann", "x:ann"),
        ("http://www.twitter.com/ann/status/7?s=20#a", "x:ann"),
        ("https://mobile.x.com/@ann/", "x:ann"),
        ("bluesky:ann.example", "bluesky:ann.example"),
        ("bsky:@Ann.Example", "bluesky:ann.example"),
        ("bluesky:did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "bluesky:did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"),
        ("https://bsky.app/profile/ann.example/post/3k", "bluesky:ann.example"),
        (
            "https://bsky.app/profile/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa",
            "bluesky:did:plc:aaaaaaaaaaaaaaaaaaaaaaaa",
        ),
        ("mastodon:ann@fedi.example", "mastodon:ann@fedi.example"),
        ("mastodon:@Ann@FEDI.example", "mastodon:Ann@fedi.example"),
        ("https://fedi.example/@ann", "mastodon:ann@fedi.example"),
        ("https://fedi.example/@ann/112", "mastodon:ann@fedi.example"),
        ("https://fedi.example/@ann@far.example", "mastodon:ann@far.example"),
        ("https://www.fedi.example/@ann", "mastodon:ann@www.fedi.example"),
        ("https://fedi.example:443/users/ann", "mastodon:ann@fedi.example"),
        ("mastodon:ann@bücher.example", "mastodon:ann@xn--bcher-kva.example"),
        ("x:\u202eann", "x:ann"),
    ],
)
def test_every_form_of_a_target_is_understood(text, target):
    assert str(parse(text)) == target
    assert parse(target) == parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ann",
        "@ann",
        ":ann",
        "facebook:ann",
        "x:",
        "x:ann@fedi.example",
        "x:an n!",
        "x:" + "a" * 21,
        "x:../../2/tweets",
        "x:ann?x=1",
        "x:änn",
        "bluesky:ann",
        "bluesky:",
        "bluesky:did:plc:short",
        "bluesky:127.0.0.1",
        "mastodon:ann",
        "mastodon:@ann",
        "mastodon:@fedi.example",
        "mastodon:a/b@fedi.example",
        "mastodon:..@fedi.example",
        "https://x.com",
        "https://x.com/home",
        "https://x.com/i/web/status/7",
        "https://bsky.app/search",
        "https://fedi.example/about",
        "https://[::1/@ann",
        "https://fedi.example:99999/@ann",
        "ftp://fedi.example/@ann",
        "file:///etc/passwd",
    ],
)
def test_what_names_no_account_is_refused_with_the_way_to_write_it(text):
    with pytest.raises(FetchError, match=r"write|handle|address of a profile"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "mastodon:ann@localhost",
        "mastodon:ann@127.0.0.1",
        "mastodon:ann@2130706433",
        "mastodon:ann@0x7f.1",
        "mastodon:ann@[::1]",
        "mastodon:ann@fedi.example:3000",
        "mastodon:ann@nas.local",
        "https://127.0.0.1/@ann",
        "https://[::ffff:127.0.0.1]/@ann",
        "https://[fe80::1%25eth0]/@ann",
        "https://fedi.example:8443/@ann",
        "https://user:pass@fedi.example/@ann",
        "https://localhost/@ann",
        "https://fedi.example/@ann@10.0.0.1",
    ],
)
def test_a_host_that_is_not_public_is_refused_before_anything_is_asked(text):
    with pytest.raises(AddressError):
        parse(text)


@given(st.one_of(st.text(max_size=80), st.from_regex(r"(x|bluesky|mastodon|https?):.{0,60}")))
def test_any_text_is_a_target_that_reads_back_or_is_refused(text):
    try:
        target = parse(text)
    except FetchError:
        return
    assert parse(str(target)) == target
    assert not set(target.address) & set("/\\?#%& \n\0")


def test_a_message_quotes_no_more_than_a_few_hundred_letters():
    with pytest.raises(FetchError) as caught:
        parse("a" * 10**6)
    assert len(str(caught.value)) < 1_000


def test_a_target_names_whom_it_asks():
    assert Target("x", "ann").service == "X"
    assert Target("mastodon", "ann", "fedi.example").service == "fedi.example"
