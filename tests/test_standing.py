"""Where a pair stands among the pairs: the share that is less alike, whichever way a measure runs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comparison import compare
from core.demo import make_demo
from core.errors import CancelledError
from core.gallery import Gallery
from core.model import Measurement
from core.params import ComparisonParams
from core.standing import (
    LEAST_PAIRS,
    MAX_PAIRS,
    MAX_PROFILES,
    Standing,
    fit_standing,
    sampled_keys,
    sampled_pairs,
)
from core.workspace import Workspace
from tests.corpus import NOW

FOUND = Measurement("m", "content", 2.0, None, "texts", "similarity", 9, 9, "texts")


def standing(*values, times=LEAST_PAIRS):
    """Give the standing of a workspace where each value is found so many times: no share depends on how many."""
    found = np.repeat(np.sort(np.array(values, dtype=float)), times)
    return Standing(len(found), len(found), {"m": found})


def test_a_similarity_is_ranked_by_the_pairs_below_it():
    assert standing(0, 1, 2, 3).more_alike_than(FOUND) == pytest.approx(0.5)


def test_a_distance_is_ranked_by_the_pairs_above_it():
    found = replace(FOUND, direction="distance")
    assert standing(0, 1, 2, 3).more_alike_than(found) == pytest.approx(0.25)


def test_a_pair_that_shares_nothing_like_most_pairs_is_not_more_alike_than_them():
    assert standing(0, 0, 0, 0, 5).more_alike_than(replace(FOUND, value=0.0)) == 0


def test_without_a_value_or_a_curve_there_is_no_rank():
    assert standing(1, 2).more_alike_than(replace(FOUND, value=None, missing="no posts")) is None
    assert standing(1, 2).more_alike_than(replace(FOUND, measure="other")) is None
    assert standing().more_alike_than(FOUND) is None


def test_among_a_handful_of_pairs_there_is_no_rank():
    few = standing(*range(LEAST_PAIRS - 1), times=1)
    assert few.more_alike_than(FOUND) is None
    assert standing(*range(LEAST_PAIRS), times=1).more_alike_than(FOUND) == pytest.approx(0.2)
    # many pairs of which a handful has a value are a handful
    assert replace(few, n_pairs=500, n_all=500).more_alike_than(FOUND) is None
    assert (few.n_known("m"), few.n_known("other")) == (LEAST_PAIRS - 1, 0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(0, 1))
def test_a_rank_is_the_plain_count(values, value):
    share = standing(*values).more_alike_than(replace(FOUND, value=value))
    assert share == pytest.approx(sum(v < value - 1e-9 for v in values) / len(values))


def test_a_large_workspace_is_sampled_alike_each_time():
    pairs = sampled_pairs(100, seed=3)
    assert pairs.shape == (MAX_PAIRS, 2)
    assert np.array_equal(pairs, sampled_pairs(100, seed=3))
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert len(np.unique(pairs, axis=0)) == MAX_PAIRS
    keys = [f"x:{n}" for n in range(MAX_PROFILES + 50)]
    assert sampled_keys(keys, 0) == sampled_keys(keys[::-1], 0)
    assert len(sampled_keys(keys, 0)) == MAX_PROFILES


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    make_demo(folder, now=NOW)
    return Gallery(Workspace(folder))


def test_the_curves_hold_what_comparisons_say(gallery):
    keys = sorted(gallery.workspace.profiles["key"])[:5]
    portraits = [gallery.portrait(key) for key in keys]
    params = ComparisonParams.of("default")
    fitted = fit_standing(portraits, len(keys), gallery.reference, params)
    assert (fitted.n_pairs, fitted.n_all) == (10, 10)
    said = {name: [] for name in fitted.values}
    for a, b in sampled_pairs(len(keys), 0):
        for found in compare(portraits[a], portraits[b], gallery.reference, params).measurements:
            if found.value is not None:
                said[found.measure].append(found.value)
    assert {name: sorted(values) for name, values in said.items()} == {
        name: curve.tolist() for name, curve in fitted.values.items()
    }


def test_the_planted_pair_stands_above_nearly_all(gallery):
    params = ComparisonParams.of("default")
    assert gallery.standing(params) is None
    gallery.fit_standing(params)
    fitted = gallery.standing(params)
    a, b = (gallery.portrait(key) for key in gallery.workspace.opening)
    comparison = compare(a, b, gallery.reference, params)
    for name in ("content.same_posts", "content.same_reposts", "audience.strong_jaccard"):
        assert fitted.more_alike_than(comparison[name]) > 0.98


def test_ranking_can_be_stopped(gallery):
    with pytest.raises(CancelledError):
        gallery.fit_standing(ComparisonParams.of("paper"), cancelled=lambda: True)
