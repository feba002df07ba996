"""Deviations: by hand from their parts, and the same whatever else is looked at."""

from itertools import combinations

import numpy as np
import pytest

from core.block import Block
from core.learning import fit_reference
from core.verdict.cohort import fit_cohort, usual
from core.verdict.look import look
from core.verdict.view import VIEWS


@pytest.fixture(scope="module")
def learned(drawn):
    reference = fit_reference(drawn)
    return reference, fit_cohort(drawn, [one.profile.key for one in drawn], reference)


@pytest.fixture(scope="module")
def pairs(drawn):
    return np.array(list(combinations(range(len(drawn)), 2)))


@pytest.fixture(scope="module")
def looks(drawn, learned, pairs):
    return look(Block(drawn), pairs, np.arange(len(drawn)), *learned)


def test_deviations_are_the_mean_of_those_of_both_sides(looks, learned, pairs):
    _, cohort = learned
    sides = []
    for one, other in ((0, 1), (1, 0)):
        mean, spread = usual(cohort, pairs[:, one], [cohort.keys[at] for at in pairs[:, other]], looks.values)
        sides.append((looks.values - mean) / spread)
    assert looks.deviations == pytest.approx(np.mean(sides, axis=0), nan_ok=True)


def test_shapes_are_those_of_pairs_and_views(looks, pairs):
    shape = (len(pairs), len(VIEWS))
    assert looks.values.shape == looks.usual.shape == looks.deviations.shape == shape
    assert looks.evidence.shape == (len(pairs), 2, len(VIEWS))


def test_strangers_are_not_far_from_what_is_usual(looks):
    # each is held against those nearest to it, so most others are below
    assert (np.nanmedian(looks.deviations, axis=0) < 0).all()
    assert (np.nanmedian(looks.deviations, axis=0) > -6).all()


def test_a_pair_looks_the_same_alone_turned_and_in_a_block_of_others(drawn, looks, learned, pairs):
    for at in (0, 57, len(pairs) - 1):
        a, b = pairs[at].tolist()
        for block, places, row in (
            ([drawn[a], drawn[b]], [a, b], [0, 1]),
            ([drawn[b], drawn[a]], [b, a], [0, 1]),
            (drawn[::-1], list(range(len(drawn)))[::-1], [len(drawn) - 1 - b, len(drawn) - 1 - a]),
        ):
            found = look(Block(block), np.array([row]), np.array(places), *learned)
            assert np.array_equal(found.values[0], looks.values[at], equal_nan=True)
            assert np.array_equal(found.deviations[0], looks.deviations[at], equal_nan=True)
            assert sorted(found.evidence[0, :, 0].tolist()) == sorted(looks.evidence[at, :, 0].tolist())
