"""Bits and a base rate make a probability, exactly, however large either is."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ParameterError
from core.verdict.chance import (
    HIGHEST_BASE_RATE,
    LEAST_SHOWN,
    MOST_SHOWN,
    base_rate_at,
    bits_needed,
    default_base_rate,
    probability,
    shown_probability,
)

BITS = st.floats(-60, 60)
RATES = st.floats(1e-6, 0.5)


@pytest.mark.parametrize(
    ("bits", "base_rate", "expected"),
    [
        (0, 0.01, 0.01),
        (1, 0.5, 2 / 3),
        (-1, 0.5, 1 / 3),
        (3, 0.2, 2 / 3),  # odds of 1 to 4, eightfold
        (10, 1 / 1025, 0.5),
        (20, 1e-6, 1_048_576 / (1_048_576 + 999_999)),
    ],
)
def test_odds_after_are_odds_before_doubled_with_each_bit(bits, base_rate, expected):
    assert probability(bits, base_rate) == pytest.approx(expected, rel=1e-14)


@given(st.integers(-900, 900), st.integers(2, 10**6))
def test_it_is_what_exact_fractions_say(bits, one_in):
    odds = Fraction(1, one_in - 1) * Fraction(2) ** bits
    exact = odds / (1 + odds)
    assert probability(bits, 1 / one_in) == pytest.approx(float(exact), rel=1e-12)


@given(RATES)
def test_no_bits_give_back_the_base_rate(base_rate):
    assert probability(0.0, base_rate) == pytest.approx(base_rate, rel=1e-15)


@given(st.floats(allow_nan=False), RATES)
def test_any_bits_give_a_share(bits, base_rate):
    assert 0 <= probability(bits, base_rate) <= 1


@given(BITS, BITS, RATES)
def test_more_bits_are_never_less_likely(one, other, base_rate):
    low, high = sorted((one, other))
    assert probability(low, base_rate) <= probability(high, base_rate)


@given(BITS, RATES, RATES)
def test_a_higher_base_rate_is_never_less_likely(bits, one, other):
    low, high = sorted((one, other))
    assert probability(bits, low) <= probability(bits, high) + 1e-15


@given(BITS, st.floats(1e-6, 1 - 1e-6))
def test_for_and_against_make_one(bits, base_rate):
    assert probability(bits, base_rate) + probability(-bits, 1 - base_rate) == pytest.approx(1, abs=1e-12)


@given(BITS, BITS, RATES)
def test_evidence_may_come_in_parts(one, other, base_rate):
    before = probability(one, base_rate)
    if 1e-12 < before < 1 - 1e-12:
        assert probability(other, before) == pytest.approx(
            probability(one + other, base_rate), rel=1e-3, abs=1e-9
        )


@given(st.floats(0.01, 0.99), RATES)
def test_the_bits_that_are_needed_are_just_enough(wanted, base_rate):
    assert probability(bits_needed(wanted, base_rate), base_rate) == pytest.approx(wanted, rel=1e-9)


@given(st.floats(-30, 30), st.floats(0.05, 0.95))
def test_at_the_base_rate_of_the_cut_the_probability_is_the_cut(bits, wanted):
    assert probability(bits, base_rate_at(bits, wanted)) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("base_rate", [0, 1, -0.1, 2, math.nan])
def test_a_base_rate_that_leaves_no_doubt_is_refused(base_rate):
    with pytest.raises(ParameterError, match="base rate"):
        probability(1, base_rate)
    with pytest.raises(ParameterError, match="no share"):
        bits_needed(0.9, base_rate)


def test_no_evidence_has_no_probability():
    with pytest.raises(ParameterError, match="no number"):
        probability(math.nan, 0.01)


def test_the_default_is_one_in_the_others_and_never_above_one_in_a_hundred():
    assert default_base_rate(336) == 1 / 335
    assert default_base_rate(101) == default_base_rate(2) == HIGHEST_BASE_RATE
    assert default_base_rate(336, 36_000) == 1 / 36_000
    assert default_base_rate(336, 3) == HIGHEST_BASE_RATE


@pytest.mark.parametrize("sizes", [(1,), (0,), (1, 0), (40, 0)])
def test_without_a_pair_there_is_no_base_rate(sizes):
    with pytest.raises(ParameterError, match="at least one pair"):
        default_base_rate(*sizes)


@given(st.floats(0, 1))
def test_what_is_shown_never_claims_certainty(p):
    shown = shown_probability(p)
    assert LEAST_SHOWN <= shown <= MOST_SHOWN
    assert shown == p or not LEAST_SHOWN < p < MOST_SHOWN
