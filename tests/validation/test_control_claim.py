"""Claims by hand: from when on each is made, where evidence is missing, and that the pages say the same."""

from __future__ import annotations

import numpy as np
import pytest

from components import chance_card, clock_card, identity_card
from core.measures import Scores, all_measures
from core.standing import Standing
from core.validation.control_claim import (
    ALPHA,
    CLAIMS,
    DAILY,
    FAR_FEWER,
    FOLLOWERS,
    HANDLE,
    HINT_GAIN,
    MEASURES,
    NAME,
    NAMES_ALIKE,
    NEAR,
    SHIFT,
    STRONG,
    STYLE,
    SURPRISE,
)

NOTHING = Standing(0, 0, {})


def scores(values, shared=None, why="A has 3 posts, 48 needed"):
    values = np.array(values, dtype=float)
    missing = tuple(why if np.isnan(value) else None for value in values)
    nothing = np.zeros(len(values), dtype=np.int64)
    return Scores(values, missing, nothing, nothing, tuple(shared or [None] * len(values)))


def said(key, found, standing=NOTHING):
    claim = next(claim for claim in CLAIMS if claim.key == key)
    return [None if np.isnan(one) else bool(one) for one in claim.said(found, standing)]


def test_an_overlap_is_more_than_chance_from_p_of_one_in_twenty_on():
    found = {SURPRISE: scores(-np.log10([0.2, 0.051, 0.049, 0.009, 0.0009, np.nan]))}
    assert said("overlap_p05", found) == [False, False, True, True, True, None]
    assert said("overlap_p01", found) == [False, False, False, True, True, None]
    assert said("overlap_p001", found) == [False, False, False, False, True, None]


def test_a_list_is_cut_by_all_pairs_that_were_tested():
    """Benjamini and Hochberg by hand: .001 × 4 / 1, .02 × 4 / 2 and .03 × 4 / 3 are .004, .04 and .04."""
    assert said("overlap_q05", {SURPRISE: scores(-np.log10([0.02, 0.001, 0.03, 0.9]))}) == [
        True,
        True,
        True,
        False,
    ]
    # beside 40 pairs more, one of the four is left
    more = -np.log10([0.02, 0.001, 0.03, 0.9, *[0.9] * 40])
    assert said("overlap_q05", {SURPRISE: scores(more)})[:4] == [False, True, False, False]


def test_one_shared_thing_is_a_shared_thing():
    assert said("strong", {STRONG: scores([0.0, 0.1, np.nan], [0, 1, 5])}) == [False, True, None]
    assert said("near_posts", {NEAR: scores([0, 2, np.nan], [0, 2, None])}) == [False, True, None]


def test_cut_offs_are_those_of_their_pages():
    assert said("zones", {SHIFT: scores([0.0999, 0.1, np.nan])}) == [False, True, None]
    assert said("style", {STYLE: scores([-0.1, 0.0, 0.1])}) == [False, False, True]


def test_a_pair_is_among_the_top_where_nineteen_in_twenty_are_further_apart():
    standing = Standing(100, 100, {DAILY: np.arange(100.0)})
    assert said("days", {DAILY: scores([4.0, 5.0, 50.0, np.nan])}, standing) == [True, False, False, None]


def test_names_are_alike_by_handle_or_name_and_only_beside_far_fewer_followers():
    found = {
        HANDLE: scores([0.9, 0.2, 0.9, np.nan, 0.9]),
        NAME: scores([np.nan, 0.8, 0.9, np.nan, 0.9]),
        FOLLOWERS: scores([0.1, 0.05, 0.2, 0.01, np.nan]),
    }
    assert said("names", found) == [True, True, False, None, None]


def test_the_commonest_reason_is_given_for_what_is_missing():
    claim = next(claim for claim in CLAIMS if claim.key == "zones")
    some = Scores(np.full(3, np.nan), ("b", "a", "b"), np.zeros(3, int), np.zeros(3, int), (None, None, None))
    assert claim.lack({SHIFT: some}) == "b"
    assert claim.lack({SHIFT: scores([0.5])}) is None


def test_claims_are_declared_once_and_read_measures_that_there_are():
    assert len({claim.key for claim in CLAIMS}) == len({claim.label for claim in CLAIMS}) == len(CLAIMS)
    assert set(MEASURES) <= {measure.name for measure in all_measures()}


@pytest.mark.parametrize(
    ("ours", "of_the_page"),
    [
        (ALPHA, chance_card._ORDINARY),
        (100 * HINT_GAIN, clock_card.HINT_POINTS),
        (NAMES_ALIKE, identity_card._ALIKE),
        (FAR_FEWER, identity_card._FEWER),
    ],
)
def test_a_page_and_its_control_cut_at_the_same_number(ours, of_the_page):
    assert ours == pytest.approx(of_the_page)
