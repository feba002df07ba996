"""Who is meant, whatever the source knew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.keys import clean_handle, is_handle_key, split_key, user_key
from tests.strategies import handles, ids

ANY_TEXT = st.text()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("@Ann", "Ann"),
        (" @@Ann ", "Ann"),
        ("@ @Ann", "Ann"),
        ("A nn", "Ann"),
        ("\u200e@Ann\u202c", "Ann"),
        ("@Ann\n\x00", "Ann"),
        ("@\u2066عائشة\u2069", "عائشة"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("s@server.example", "s@server.example"),
        ("@", ""),
        ("", ""),
    ],
)
def test_a_handle_loses_its_at_its_blanks_and_what_cannot_be_seen(written, meant):
    assert clean_handle(written) == meant


@given(ANY_TEXT)
def test_cleaning_a_handle_twice_is_cleaning_it_once(text):
    assert clean_handle(clean_handle(text)) == clean_handle(text)


@given(ANY_TEXT)
def test_a_clean_handle_cannot_move_the_text_around_it(text):
    cleaned = clean_handle(text)
    assert not any(
        c.isspace() or c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x1b" for c in cleaned
    )


def test_the_id_outweighs_the_handle():
    assert user_key("x", "1", "ann") == "x:1"


@pytest.mark.parametrize("handle", [None, "", "@", " ", "\u202e"])
def test_neither_id_nor_handle_is_nobody(handle):
    assert user_key("x", None, handle) is None
    assert user_key("x", "", handle) is None


@given(handles)
def test_a_handle_means_one_user_in_any_case(handle):
    assert user_key("x", None, f"@{handle.upper()}") == user_key("x", None, handle.upper().casefold())


@given(handles)
def test_a_handle_key_comes_apart_again(handle):
    key = user_key("mastodon", None, handle)
    assert split_key(key) == ("mastodon", None, clean_handle(handle).casefold())
    assert is_handle_key(key)


@given(ids)
def test_an_id_key_comes_apart_again(user_id):
    key = user_key("x", user_id, "ann")
    assert split_key(key) == ("x", user_id, None)
    assert not is_handle_key(key)


def test_an_id_may_hold_colons():
    assert split_key("bluesky:did:plc:abc") == ("bluesky", "did:plc:abc", None)


@given(handles)
def test_platforms_never_mix(handle):
    assert user_key("x", None, handle) != user_key("bluesky", None, handle)
