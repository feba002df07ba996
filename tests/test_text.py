"""What a link, a handle, a hashtag and the same text are, for every aspect alike."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import (
    HANDLE,
    HASHTAG,
    LINK,
    count_words,
    normalised,
    reposted_handle,
    text_hash,
    without_links,
    without_repost_head,
)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://t.co/aB1 now", ["https://t.co/aB1"]),
        ("(http://a.example/x?y=1)", ["http://a.example/x?y=1)"]),
        ("HTTPS://A.EXAMPLE", ["HTTPS://A.EXAMPLE"]),
        ("www.a.example/x and WWW.b.example", ["www.a.example/x", "WWW.b.example"]),
        ("cut https:…", ["https:…"]),
        ("cut https… http… htt… ht…", ["https…", "http…", "htt…", "ht…"]),
        ("cut http...", ["http..."]),
        ("http: nothing", ["http:"]),
        ("xhttp://a.example", []),
        ("the http protocol, what… oh… shttps", []),
        ("awww.yes", []),
    ],
)
def test_a_link_is_found_whole_also_where_a_repost_cut_it(text, links):
    assert LINK.findall(text) == links


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("@ann and .@bob, (@cat)", ["ann", "bob", "cat"]),
        ("@ann@social.example hi", ["ann@social.example"]),
        ("@ann.bsky.social hi", ["ann.bsky.social"]),
        ("ask @ann.Then go", ["ann"]),
        ("mail ann@a.example, https://a.example/@ann", []),
        ("@ @@ann @", []),
    ],
)
def test_a_handle_is_not_an_address(text, handles):
    assert HANDLE.findall(text) == handles


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#vote #Vote2024 (#x)", ["vote", "Vote2024", "x"]),
        ("＃選挙 #выборы", ["選挙", "выборы"]),
        ("#1 a#b &#39; /#c", []),
        ("#2024vote", ["2024vote"]),
    ],
)
def test_a_hashtag_holds_a_letter_and_begins_a_word(text, tags):
    assert HASHTAG.findall(text) == tags


@pytest.mark.parametrize(
    "text",
    [
        "Hello   WORLD",
        " hello world https://t.co/abc",
        "hello\n\tworld www.a.example",
        "ＨＥＬＬＯ world",
        "hello world htt…",
        "𝐡𝐞𝐥𝐥𝐨 world",
        "hello\u00a0world",
    ],
)
def test_what_differs_by_case_blanks_links_or_width_is_the_same(text):
    assert normalised(text) == "hello world"


def test_canonically_equal_texts_are_the_same():
    assert normalised("café") == normalised("cafe\u0301")
    assert normalised("STRASSE") == normalised("straße")


@given(st.text())
def test_normalising_leaves_single_blanks_and_one_case(text):
    same = normalised(text)
    assert same == " ".join(same.split())
    assert same == same.casefold()


@given(st.text(alphabet=st.sampled_from("ab htps:/w.…#@é\u00a0\n"), max_size=40))
def test_normalising_twice_is_normalising_once_and_no_link_is_left(text):
    assert not LINK.search(normalised(text))
    assert normalised(normalised(text)) == normalised(text)


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("", 0),
        ("one", 1),
        ("one, two three!", 3),
        ("don't well-known 10:30", 3),
        ("@ann @bob thanks", 1),
        ("😂 😂 — !!! ___", 0),
        ("#vote now today", 3),
        ("谢谢你", 3),
        ("お早う NHK です", 6),
        ("привет мир", 2),
    ],
)
def test_words_are_pieces_with_a_letter_or_digit_and_handles_are_none(text, n):
    assert count_words(text) == n


def test_a_repost_head_is_taken_off_once():
    assert without_repost_head("RT @a: RT @b: hi") == "RT @b: hi"
    assert without_repost_head("rt @a hi") == "hi"
    assert without_repost_head("start RT @a: hi") == "start RT @a: hi"
    assert reposted_handle(" RT @a: hi") == "a"
    assert reposted_handle("RTs are no endorsement") is None


def test_links_are_removed_and_the_rest_is_left_alone():
    assert without_links("a https://t.co/x </script>") == "a  </script>"


def test_the_name_of_a_text_is_stable_across_machines():
    assert text_hash("hello") == "a7b6eda801e5347d"
    assert text_hash("\ud800") != text_hash("")


@pytest.mark.parametrize("piece", ["@", "#1", "@a@.", "h", "RT @", "www", "http", "@a.b", ".", "@a.", "_"])
def test_no_text_makes_the_patterns_slow(piece):
    text = piece * 50_000
    start = time.perf_counter()
    normalised(text)
    count_words(text)
    HANDLE.findall(text)
    HASHTAG.findall(text)
    # Linear work takes a few hundredths of a second; a pattern that turns back would take minutes.
    assert time.perf_counter() - start < 5
