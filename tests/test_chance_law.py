"""The law of chance that is drawn is the one that the p-value is read from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from core.chance_law import ChanceLaw, chance_law
from core.significance import fit_null, overlap_tails


@pytest.fixture(scope="module")
def null():
    popularity = np.minimum(np.arange(1, 301), 20)[::-1]
    sizes = np.full(30, popularity.sum() // 30)
    sizes[0] += popularity.sum() - sizes.sum()
    return fit_null(sizes, popularity)


def test_the_tail_of_the_law_is_the_p_value(null):
    law = chance_law(null, 40, 60)
    numbers = law.numbers
    tails = overlap_tails(null, np.full(numbers.size, 40), np.full(numbers.size, 60), numbers).p
    np.testing.assert_allclose(law.probability[::-1].cumsum()[::-1], tails, atol=3e-4)


def test_where_all_targets_are_alike_the_law_is_hypergeometric():
    law = chance_law(fit_null(np.full(30, 30), np.full(300, 3)), 30, 30)
    exact = hypergeom(300, 30, 30)
    # that a target of three profiles is named so often and no oftener takes a third off the mean
    assert law.expected == pytest.approx(exact.mean() * 3 * 2 / (30 * 29) / (3 / 30) ** 2, rel=0.03)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 200), st.integers(0, 200))
def test_the_law_adds_up_to_one_and_stays_within_what_is_possible(null, n_a, n_b):
    law = chance_law(null, n_a, n_b)
    assert law.probability.sum() == pytest.approx(1)
    assert (law.probability >= 0).all()
    assert 0 <= law.numbers[0] <= law.numbers[-1] <= min(n_a, n_b)
    low, high = law.range()
    assert low <= law.expected + 1 <= high + 2
    assert law.probability[(law.numbers >= low) & (law.numbers <= high)].sum() >= 0.95 - 1e-9


def test_larger_audiences_are_expected_to_share_more(null):
    expected = [chance_law(null, n, 60).expected for n in (5, 20, 80, 200)]
    assert expected == sorted(expected)
    assert expected[0] < expected[-1] / 4


def test_an_audience_of_nobody_shares_nothing_for_sure(null):
    law = chance_law(null, 0, 50)
    assert (law.numbers.tolist(), law.probability.tolist(), law.expected) == ([0], [1.0], 0.0)


def test_no_more_than_half_of_the_rest_lies_on_either_side_of_the_range():
    law = ChanceLaw(10, np.array([0.02, 0.02, 0.9, 0.03, 0.03]))
    assert law.range(0.9) == (12, 13)
    assert law.range(0.5) == (12, 12)
    assert law.range(1.0) == (10, 14)


def test_huge_audiences_take_a_few_questions_only(null, monkeypatch):
    asked = []

    def counting(*given_):
        asked.append(len(given_[3]))
        return overlap_tails(*given_)

    wide = fit_null(np.full(100, 4_000), np.full(20_000, 20))
    monkeypatch.setattr("core.chance_law.overlap_tails", counting)
    law = chance_law(wide, 5_000, 5_000)
    assert sum(asked) < 1_000
    assert 900 < law.expected < 1_300
