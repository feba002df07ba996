"""A probability in words says what the number says, whatever its size."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.chance_card import number_words, odds_words, p_value, p_words, sentence
from core.chance_law import ChanceLaw


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (1.0, "100% of pairs"),
        (0.1, "10% of pairs"),
        (0.0999, "1 in 10 pairs"),
        (1 / 4_000, "1 in 4,000 pairs"),
        (1 / 999_999, "1 in 1 million pairs"),
        (1 / 2_345_678, "1 in 2.3 million pairs"),
        (4e-11, "1 in 25 billion pairs"),
        (1e-12, "fewer than 1 in a trillion pairs"),
        (1e-300, "fewer than 1 in a trillion pairs"),
    ],
)
def test_odds_are_said_as_people_say_them(p, words):
    assert odds_words(p) == words


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (1.0, "p = 1"),
        (0.5, "p = 0.5"),
        (0.0123, "p = 0.012"),
        (0.00099, "p = 9.9 × 10⁻⁴"),
        (1e-12, "p = 1.0 × 10⁻¹²"),
    ],
)
def test_small_probabilities_are_written_with_a_power(p, words):
    assert p_words(p) == words


@given(st.floats(0, 299))
def test_what_is_written_is_the_probability_within_its_digits(surprise):
    p = p_value(surprise)
    written = p_words(p).removeprefix("p = ")
    if "×" in written:
        digits, power = written.split(" × 10")
        exponent = int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
        written = f"{digits}e{exponent}"
    assert float(written) == pytest.approx(p, rel=0.051)


@given(st.floats(1.01, 11.9))
def test_the_odds_are_those_of_the_probability(surprise):
    p = p_value(surprise)
    words = re.fullmatch(r"1 in ([\d.,]+)( million| billion)? pairs", odds_words(p))
    size = {None: 1, " million": 1e6, " billion": 1e9}[words[2]]
    assert float(words[1].replace(",", "")) * size == pytest.approx(1 / p, rel=0.051)


def test_the_expected_number_keeps_a_decimal_while_it_is_small():
    assert [number_words(n) for n in (0.04, 3.14, 9.94, 9.96, 1234.5)] == ["0.0", "3.1", "9.9", "10", "1,234"]


def say(value, law, missing=None, *, is_whole=True):
    found = SimpleNamespace(value=value, missing=missing, shared=4)
    return sentence(SimpleNamespace(found=lambda _: found, law=law), is_whole=is_whole)


LAW = ChanceLaw(2, np.full(5, 0.2))


def test_what_chance_makes_too_is_not_called_more():
    assert (
        say(0.2, LAW)
        == "Chance would make about **4.0** (2 to 6), so 4 is not clearly more than chance makes."
    )


def test_what_chance_hardly_makes_is_said_with_its_odds():
    assert say(3.6, LAW).endswith(
        ": as many or more come up in **1 in 4,000 pairs** that choose independently."
    )


def test_when_only_some_ways_of_naming_are_chosen_chance_names_its_own_number():
    assert say(3.6, LAW, is_whole=False).startswith("By all ways of naming they share 4. Chance")


def test_what_cannot_be_said_is_said_with_its_reason():
    assert say(None, None, "A has 3 targets, 10 needed").endswith(
        "cannot be said: A has 3 targets, 10 needed."
    )
    assert say(2.0, None).endswith("cannot be said: it is not known yet.")
