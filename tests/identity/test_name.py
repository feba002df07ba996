"""Handles and names: edits by hand, against a slow twin; look-alikes; pseudonyms and gaps have a reason."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity.confusable import folded, skeleton
from core.identity.name import (
    PSEUDONYMOUS,
    NameLikeness,
    edit_distance,
    edit_ratio,
    handle_likeness,
    name_likeness,
)
from core.model import Missing
from tests.strategies import HOSTILE, handles

WORDS = st.text(st.sampled_from("abcаβ1l"), max_size=7)
LIKENESSES = (handle_likeness, name_likeness)


def slow_distance(a, b):
    """Say it as it is defined."""

    @cache
    def rest(i, j):
        if i == len(a) or j == len(b):
            return len(a) - i + len(b) - j
        if a[i] == b[j]:
            return rest(i + 1, j + 1)
        return 1 + min(rest(i + 1, j), rest(i, j + 1), rest(i + 1, j + 1))

    return rest(0, 0)


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [("kitten", "sitting", 3), ("flaw", "lawn", 2), ("", "abc", 3), ("same", "same", 0), ("🦊a", "a", 1)],
)
def test_edits_by_hand(a, b, edits):
    assert edit_distance(a, b) == edits
    assert edit_ratio(a, b) == 1 - edits / max(len(a), len(b))


@given(WORDS, WORDS)
def test_edits_are_those_of_the_definition_and_the_same_from_either_side(a, b):
    assert edit_distance(a, b) == slow_distance(a, b) == edit_distance(b, a)


@pytest.mark.parametrize(
    "imitation",
    [
        "pаypаl",  # Cyrillic а
        "раураl",  # Cyrillic р, а, у
        "ραypal",  # Greek ρ, α
        "ΡАΥРАL",  # capitals of both
        "paypa1",
        "PaypaI",  # a capital i
        "p4yp4l",
        "ｐａｙｐａｌ",
        "𝐩𝐚𝐲𝐩𝐚𝐥",
        "ⓟⓐⓨⓟⓐⓛ",
        "ᴘᴀʏᴘᴀʟ",
        "páypál",
        "pay\u200bpal",
        "\u202epaypal",
        "_pay.pal_",
        "p a y p a l",
    ],
)
def test_an_imitation_looks_like_what_it_imitates(imitation):
    assert skeleton(imitation) == skeleton("paypal")
    found = name_likeness(imitation, "paypal")
    assert found.looks == found.value == 1.0


@pytest.mark.parametrize(
    ("a", "b"), [("rnodern", "modern"), ("vvolf", "wolf"), ("0live", "olive"), ("5am", "sam")]
)
def test_pairs_of_letters_and_digits_are_taken_for_a_letter(a, b):
    assert a != b
    assert skeleton(a) == skeleton(b)


@pytest.mark.parametrize(("a", "b"), [("paypal", "paypai_2"), ("ann", "bob"), ("עלי", "علي"), ("猫", "犬")])
def test_what_looks_otherwise_is_told_apart(a, b):
    assert skeleton(a) != skeleton(b)


@given(st.text(max_size=40))
def test_case_full_width_and_invisible_characters_do_not_matter(text):
    assert skeleton(f"\u200b{text}\u2060") == skeleton(text)
    assert folded(f"\u200b{text}\u2060") == folded(text)


@given(st.text(st.characters(codec="ascii"), max_size=20))
def test_full_width_letters_look_as_the_plain_ones(text):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert skeleton(wide) == skeleton(text)


def test_a_handle_is_compared_without_its_sign_and_case():
    assert handle_likeness("@Ann", "ann") == NameLikeness("ann", "ann", 1.0, 1.0)


def test_the_letters_count_where_the_looks_say_less():
    found = name_likeness("___", "__")
    assert (found.letters, found.looks, found.value) == (pytest.approx(2 / 3), 0.0, pytest.approx(2 / 3))


@pytest.mark.parametrize("likeness", LIKENESSES)
@pytest.mark.parametrize("nothing", [None, "", "  ", "\u200b"])
def test_no_name_is_a_reason_and_says_whose(likeness, nothing):
    assert likeness(nothing, "ann").reason.startswith("A has no")
    assert likeness("ann", nothing).reason.startswith("B has no")


@pytest.mark.parametrize("likeness", LIKENESSES)
def test_pseudonyms_are_not_compared(likeness):
    assert likeness("ann", "ann", pseudonymous=True) is PSEUDONYMOUS


@given(st.one_of(handles, st.sampled_from(HOSTILE), st.text()), st.one_of(handles, st.sampled_from(HOSTILE)))
def test_any_two_names_give_a_share_alike_from_either_side_or_a_reason(a, b):
    for likeness in LIKENESSES:
        there, back = likeness(a, b), likeness(b, a)
        if isinstance(there, Missing):
            assert isinstance(back, Missing)
        else:
            assert 0 <= there.value <= 1
            assert (there.letters, there.looks) == (back.letters, back.looks)
        if not isinstance(likeness(a, a), Missing):
            assert likeness(a, a).value == 1.0
