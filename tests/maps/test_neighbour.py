"""Neighbours are the exact ones, in an order that does not change, and trust is scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from sklearn.manifold import trustworthiness as reference

from core.errors import CancelledError
from core.maps import neighbour
from core.maps.neighbour import nearest
from core.maps.trust import trustworthiness


def slow(table, asked, k, own=None):
    apart = cdist(asked, table)
    if own is not None:
        apart[np.arange(len(asked)), own] = np.inf
    return np.sort(apart, axis=1)[:, :k]


@given(st.integers(0, 1_000), st.integers(2, 40), st.integers(1, 9))
def test_distances_are_those_of_the_slow_twin(seed, n, k):
    rng = np.random.default_rng(seed)
    # whole numbers, so that many are equally far away and some are equal
    table = rng.integers(0, 4, (n, 3)).astype(float)
    k = min(k, n - 1)
    places, apart = nearest(table, table, k, own=np.arange(n))
    assert places.shape == apart.shape == (n, k)
    assert (places != np.arange(n)[:, None]).all()
    assert all(len(set(row)) == k for row in places.tolist())
    np.testing.assert_allclose(apart, slow(table, table, k, np.arange(n)))
    np.testing.assert_allclose(apart, np.linalg.norm(table[places] - table[:, None], axis=2))
    assert ((np.diff(apart) > 0) | (np.diff(places) > 0)).all()


def test_rows_from_elsewhere_may_have_an_equal_one_for_a_neighbour():
    table = np.arange(10.0)[:, None]
    places, apart = nearest(table, table[[4]], 3)
    assert places.tolist() == [[4, 3, 5]]
    assert apart.tolist() == [[0, 1, 1]]


def test_equal_rows_crowd_nobody_into_its_own_neighbours():
    table = np.zeros((30, 2))
    places, apart = nearest(table, table, 5, own=np.arange(30))
    assert (places != np.arange(30)[:, None]).all()
    assert not apart.any()


def test_stretches_change_nothing(monkeypatch):
    table = np.random.default_rng(1).normal(size=(100, 4))
    whole = nearest(table, table, 7, own=np.arange(100))
    monkeypatch.setattr(neighbour, "AT_ONCE", 13)
    told = []
    cut = nearest(table, table, 7, own=np.arange(100), progress=told.append)
    assert whole[0].tolist() == cut[0].tolist()
    assert whole[1].tolist() == cut[1].tolist()
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] <= 1


def test_the_search_can_be_stopped():
    table = np.zeros((5, 2))
    with pytest.raises(CancelledError):
        nearest(table, table, 2, cancelled=lambda: True)
    with pytest.raises(CancelledError):
        trustworthiness(table, table, 2, cancelled=lambda: True)


@pytest.mark.parametrize("k", [1, 5, 20])
def test_trust_is_that_of_scikit_learn(k):
    rng = np.random.default_rng(k)
    table = rng.normal(size=(150, 8))
    for points in (
        table[:, :2],
        rng.normal(size=(150, 2)),
        np.round(table[:, :2] + rng.normal(size=(150, 2)), 6),
    ):
        assert trustworthiness(table, points, k) == pytest.approx(
            reference(table, points, n_neighbors=k), abs=1e-12
        )


def test_trust_of_a_sample_is_near_that_of_all():
    rng = np.random.default_rng(0)
    table = rng.normal(size=(1_200, 6))
    points = table[:, :2] + 0.3 * rng.normal(size=(1_200, 2))
    whole = trustworthiness(table, points)
    sampled = trustworthiness(table, points, most=400, seed=3)
    assert sampled == trustworthiness(table, points, most=400, seed=3)
    assert sampled != whole
    assert sampled == pytest.approx(whole, abs=0.02)


def test_a_map_that_is_the_rows_is_to_be_trusted_and_a_shuffled_one_is_not():
    rng = np.random.default_rng(0)
    table = rng.normal(size=(400, 2))
    assert trustworthiness(table, 3 * table + 1) == 1.0
    assert trustworthiness(table, rng.permutation(table)) == pytest.approx(0.5, abs=0.05)
