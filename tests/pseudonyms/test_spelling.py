"""Digests are those of HMAC; words are one for one with codes."""

from __future__ import annotations

import hmac

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pseudonyms.spelling import (
    ALPHABET,
    LENGTH,
    SPELLED,
    Coder,
    message,
    read,
    short,
    spell,
    spell_all,
    spell_short,
)
from core.text import HANDLE

KINDS = st.sampled_from(["id", "handle", "post"])
TEXTS = st.text(max_size=40)
CODES = st.integers(0, len(ALPHABET) ** LENGTH - 1)


@given(st.binary(min_size=32, max_size=32), KINDS, TEXTS, TEXTS)
def test_digests_are_hmac_sha256_as_the_standard_library_computes_it(key, kind, platform, name):
    expected = hmac.digest(key, message(kind, platform, name), "sha256")
    assert Coder(key).digest(kind, platform, name) == expected
    code = int.from_bytes(expected[:8], "big") % len(ALPHABET) ** LENGTH
    assert Coder(key).code(kind, platform, name) == code
    assert Coder(key).codes(kind, platform, [name, name]).tolist() == [code, code]


@given(st.tuples(KINDS, TEXTS, TEXTS), st.tuples(KINDS, TEXTS, TEXTS))
def test_different_things_are_hashed_as_different_bytes(one, other):
    assert (message(*one) == message(*other)) == (one == other)


@given(st.lists(CODES, max_size=20))
def test_spelling_many_is_spelling_each_and_can_be_read_back(codes):
    spelled = spell_all(np.array(codes, dtype=np.uint64)).to_pylist()
    assert spelled == [spell(code) for code in codes]
    assert [read(word) for word in spelled] == codes
    assert [read(spell_short(short(code))) for code in codes] == [short(code) for code in codes]


@given(CODES)
def test_a_pseudonym_is_one_word_to_whoever_reads_it(code):
    word = spell(code)
    assert SPELLED.findall(f"x:@{word}, https://x.com/{word}/status/{word}") == [word] * 3
    assert HANDLE.findall(f"hi @{word}!") == [word]
    assert word == word.casefold()
    assert len(word) <= 15


@pytest.mark.parametrize(
    "word", ["pbbbbbbbbbbbbb", "pbbbbbbbbbbbbbbb", "pabbbbbbbbbbbbb", "xpbbbbbbbbbbbbbb"]
)
def test_other_words_are_not_taken_for_pseudonyms(word):
    assert SPELLED.findall(word) == []
