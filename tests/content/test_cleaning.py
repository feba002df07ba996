"""Cutting texts: by hand in many scripts, against scikit-learn, on hostile input."""

from __future__ import annotations

import time
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from core.content.cleaning import term_counts, tokens, words
from tests.audience.celebrity import timelines

ANALYSE = CountVectorizer().build_analyzer()


@given(st.text())
def test_tokens_are_those_of_scikit_learn(text):
    assert tokens(text) == ANALYSE(text)


def test_tokens_of_a_real_timeline_are_those_of_scikit_learn(real_data):
    [rows] = timelines(real_data, "mbostock")
    texts = rows["text"].tolist()
    assert [tokens(text) for text in texts] == [ANALYSE(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Hello, World!", ["hello", "world"]),
        ("sooo gooood", ["so", "god"]),
        ("SoOoO happy", ["so", "happy"]),
        ("too good", ["too", "good"]),
        ("don't 'quote' dogs' rock'n'roll", ["don't", "quote", "dogs", "rock'n'roll"]),
        ("don’t donʼt", ["don't", "don't"]),
        ("Tom &amp; Jerry &lt;3 &quot;yes&quot;", ["tom", "jerry", "yes"]),
        ("see https://t.co/aB1 and www.a.example/x", ["see", "and"]),
        ("cut http… here", ["cut", "here"]),
        ("@ann @bob@social.example thanks #Vote", ["thanks"]),
        ("a I 1 22 2024 x2 covid19", ["covid"]),
        ("snake_case well-known", ["snake", "case", "well", "known"]),
        ("café cafe\u0301 CAFÉ", ["café"] * 3),
        ("𝗕𝗿𝗲𝗮𝗸𝗶𝗻𝗴 ｎｅｗｓ", ["breaking", "news"]),
        ("n\u200bews so\u00adlo \u202eabc", ["news", "solo", "abc"]),
        ("ПРИВЕТ мир", ["привет", "мир"]),
        ("п’ять", ["п'ять"]),
        ("Ο ΚΟΣΜΟΣ κόσμος", ["κοσμοσ", "κόσμοσ"]),
        ("مرحبا بالعالم سلاااام ســلام", ["مرحبا", "بالعالم", "سلام", "سلام"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("สวัสดี", ["สวัสดี"]),
        ("안녕하세요 세계", ["안녕하세요", "세계"]),
        ("東京タワー", ["東京", "京タ", "タワ", "ワー"]),
        ("NHKニュース 私", ["nhk", "ニュ", "ュー", "ース"]),
        ("東京's bob'東 ー́ab", ["東京", "bob", "ab"]),
        ("😂😂😂 ❤️ —", []),
        ("</script><b>bold</b>", ["script", "bold"]),
    ],
)
def test_words_by_hand(text, expected):
    assert words(text) == expected


@given(st.text())
def test_words_are_clean_whatever_the_text(text):
    for word in words(text):
        assert len(word) > 1
        assert not any(letter.isdecimal() or letter.isspace() or letter in "_@#<>&" for letter in word)
        assert word == word.casefold()


@given(st.text(alphabet=st.sampled_from("aAbB '’\u200c@#&;lt1_é\u0301ñß東ー\n.:/wh"), max_size=30))
def test_cutting_words_again_changes_nothing(text):
    found = words(text)
    assert words(" ".join(found)) == found


@given(st.text(), st.text())
def test_a_line_break_is_a_border_of_words(one, other):
    assert tokens(f"{one}\n{other}") == tokens(one) + tokens(other)


def test_counts_are_sorted_and_distinct():
    found = term_counts(["b a", "b c", ""], str.split)
    assert found.terms == ("a", "b", "c")
    assert found.counts.tolist() == [1, 2, 1]
    assert found.counts.dtype == np.int64


@given(st.lists(st.text(), max_size=5), st.sampled_from([tokens, words]))
def test_counts_are_those_of_every_cut_term(texts, cut):
    found = term_counts(texts, cut)
    assert list(found.terms) == sorted(found.terms)
    expected = Counter(term for text in texts for term in cut(text))
    assert dict(zip(found.terms, found.counts.tolist(), strict=True)) == expected


def test_no_texts_give_no_terms():
    found = term_counts([], words)
    assert found.terms == ()
    assert found.counts.shape == (0,)


@pytest.mark.parametrize(
    "piece", ["a", "a'", "'", ".", "&", "&amp;", "@a.", "#1", "é", "\u0301", "東", "a\u0301", "\u200c"]
)
def test_no_text_makes_cutting_slow(piece):
    start = time.perf_counter()
    words(piece * 100_000)
    # Linear work takes a few hundredths of a second; a pattern that turns back would take minutes.
    assert time.perf_counter() - start < 5
