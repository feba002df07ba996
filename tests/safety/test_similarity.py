"""Hybrid similarity: SS, CS and IM in [0, 1], by hand and whatever comes; and what is usual."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.safety import HybridSimilarity
from core.safety.similarity import Hybrids, above_usual, hybrid, linkage
from core.safety.usual import Usual, rank, same_class

UNIT = st.floats(0, 1)


def usual(ss, cs, rarity, contacts, n_profiles=30):
    columns = [np.array(one, dtype=float) for one in (ss, cs, rarity)]
    return Usual(n_profiles, n_profiles, 1 / 8, *columns, np.array(contacts))


def test_linkage_by_hand():
    """One half by whom they name, 15 of 20 by naming each other: 1 - .5 · .25."""
    assert linkage(np.array([0.5]), np.array([15]), 5.0).tolist() == [0.875]


@given(UNIT, UNIT, st.integers(0, 10**9), st.integers(0, 10**9), st.floats(0.1, 1_000))
def test_linkage_stays_in_0_to_1_and_more_of_either_never_lowers_it(one, other, n, m, half):
    low, high = sorted((one, other))
    few, many = sorted((n, m))
    values = linkage(np.array([low, high, high]), np.array([few, few, many]), half).tolist()
    assert 0 <= values[0] <= values[1] + 1e-15
    assert values[1] <= values[2] + 1e-15 <= 1 + 1e-15


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_meaning_is_counted_from_the_mean_of_the_workspace(cosine, mean):
    value = float(above_usual(np.array([cosine]), mean)[0])
    assert 0 <= value <= 1
    assert (value == 0) == (cosine <= mean) or math.isclose(cosine, mean, abs_tol=1e-9)
    if mean < 0.999:
        assert value == pytest.approx(max(0.0, (cosine - mean) / (1 - mean)))


def test_a_mean_of_one_leaves_no_room_and_is_no_error():
    assert above_usual(np.array([1.0, 0.5]), 1.0).tolist() == [0.0, 0.0]


def test_parts_that_are_missing_stay_missing():
    found = Hybrids(np.array([0.2]), np.array([np.nan]), np.array([0.5]), np.array([5]), ({"cs": "why"},))
    made = hybrid(found.parts(5.0)[0], found.missing[0], 0.4)
    assert made == HybridSimilarity(0.2, None, 0.75, {"cs": "why"}, 0.4)
    assert made.present == pytest.approx(0.95)
    assert made.total is None


def test_the_usual_is_of_pairs_with_the_same_parts():
    nan = np.nan
    often = 435
    known = usual(
        [0.1, 0.2, nan, 0.4] * often,
        [nan, nan, 0.9, 0.1] * often,
        [0.5, 0.0, 0.5, nan] * often,
        [0, 5, 0, 0] * often,
    )
    assert np.unique(known.curve(("ss", "im"), 5.0)) == pytest.approx([0.6, 0.7])
    assert known.curve(("ss", "im"), 5.0).size == 2 * often
    assert np.unique(known.curve(("ss",), 5.0)) == pytest.approx([0.1, 0.2, 0.4])
    assert np.unique(known.curve(("ss", "cs"), 5.0)) == pytest.approx([0.5])
    assert known.curve(("ss", "cs", "im"), 5.0).tolist() == []
    assert known.curve((), 5.0).tolist() == []


def test_what_is_usual_of_few_profiles_or_pairs_is_not_known():
    """Of a few a rank would be 0 or 1."""
    assert usual([0.1] * 406, [np.nan] * 406, [0.5] * 406, [0] * 406, 29).curve(("ss",), 5.0).size == 0
    of = [usual([0.1] * n, [np.nan] * n, [0.5] * n, [0] * n, n_profiles=40) for n in (0, 1, 99, 100)]
    assert [one.curve(("ss",), 5.0).size for one in of] == [0, 0, 0, 100]
    sparse = usual([0.1] * 780, [0.5, *[np.nan] * 779], [0.5] * 780, [0] * 780, n_profiles=40)
    assert sparse.curve(("ss", "cs"), 5.0).size == 0


@given(st.lists(UNIT, min_size=1, max_size=30), UNIT, UNIT)
def test_a_rank_is_in_0_to_1_and_grows(values, one, other):
    curve = np.sort(values)
    low, high = sorted((one, other))
    assert 0 <= rank(curve, low) <= rank(curve, high) <= 1
    # half the curve on either side, ties in the middle
    assert np.mean([rank(curve, value) for value in curve]) == pytest.approx(0.5)


@given(st.integers(0, 2**32), st.integers(30, 60))
def test_one_class_by_closed_form_is_the_mean_over_pairs(seed, n):
    classes = np.random.default_rng(seed).dirichlet(np.full(8, 0.5), n)
    pairs = [classes[a] @ classes[b] for a in range(n) for b in range(a)]
    assert same_class(classes) == pytest.approx(np.mean(pairs))


def test_below_thirty_profiles_one_class_is_chance():
    assert same_class(np.eye(8)[np.zeros(29, dtype=int)]) == 1 / 8
    assert same_class(np.eye(8)[np.zeros(30, dtype=int)]) == 1.0
