"""UMAP's descent is the library's, but that it can be stopped."""

import numpy as np
import pytest
from umap.layouts import optimize_layout_euclidean
from umap.umap_ import find_ab_params, make_epochs_per_sample
from umap.utils import tau_rand_int

from core.maps.edge import Edges, _descend, _draw, descend

CURVE = tuple(map(float, find_ab_params(1.0, 0.1)))
SEEDS = np.array([5, -77, 12345678], dtype=np.int64)


def graph(n=40, n_edges=300, seed=0, n_epochs=30):
    rng = np.random.default_rng(seed)
    heads, tails = rng.integers(0, n, (2, n_edges)).astype(np.int32)
    weights = rng.uniform(0.05, 1, n_edges).astype(np.float32)
    return Edges(heads, tails, make_epochs_per_sample(weights, n_epochs)), rng.uniform(0, 10, (n, 2)).astype(
        np.float32
    )


def stays(_):
    return False


def test_the_generator_draws_the_numbers_of_the_library():
    ours, theirs = SEEDS.copy(), SEEDS.copy()
    drawn = [_draw(ours) for _ in range(2_000)]
    assert drawn == [tau_rand_int(theirs) for _ in range(2_000)]
    assert min(drawn) < 0 < max(drawn)


@pytest.mark.parametrize("n_epochs", [5, 9, 20])
def test_points_move_as_they_do_in_the_library(n_epochs):
    """Far apart and for a few epochs: near to each other points make a large step of a rounding error."""
    edges, points = graph(n_epochs=30)
    points = 10 * points
    theirs = points.copy()
    optimize_layout_euclidean(
        theirs, theirs, edges.heads, edges.tails, n_epochs, len(points), edges.every, *CURVE, SEEDS, move_other=True
    )  # fmt: skip
    begun = points.astype(float)
    ours = descend(begun, begun, edges, CURVE, 1.0, n_epochs, SEEDS, stays)
    assert np.abs(ours - points).max() > 0.2
    np.testing.assert_allclose(ours, theirs, atol=1e-3)


def test_points_placed_move_as_they_do_in_the_library_and_the_others_stay():
    edges, points = graph(n_epochs=30)
    fixed = np.random.default_rng(3).uniform(0, 10, points.shape).astype(np.float32)
    theirs = points.copy()
    optimize_layout_euclidean(
        theirs, fixed.copy(), edges.heads, edges.tails, 5, len(fixed), edges.every, *CURVE, SEEDS, initial_alpha=0.25
    )  # fmt: skip
    others = fixed.astype(float)
    ours = descend(points.astype(float), others, edges, CURVE, 0.25, 5, SEEDS, stays)
    np.testing.assert_allclose(ours, theirs, atol=2e-3)
    assert others.tolist() == fixed.tolist()


def test_what_is_given_is_not_moved_and_comes_out_the_same():
    edges, points = graph()
    begun = points.astype(float)
    one = descend(begun, begun, edges, CURVE, 1.0, 30, SEEDS, stays)
    assert begun.tolist() == points.tolist()
    assert one.tobytes() == descend(begun, begun, edges, CURVE, 1.0, 30, SEEDS, stays).tobytes()
    assert one.tobytes() != descend(begun, begun, edges, CURVE, 1.0, 30, SEEDS + 1, stays).tobytes()


def test_looks_up_change_nothing(monkeypatch):
    edges, points = graph()
    begun = points.astype(float)
    whole = descend(begun, begun, edges, CURVE, 1.0, 30, SEEDS, stays)
    told = []
    monkeypatch.setattr("core.maps.edge._AT_ONCE", 1)
    cut = descend(begun, begun, edges, CURVE, 1.0, 30, SEEDS, lambda share: told.append(share) is not None)
    assert cut.tobytes() == whole.tobytes()
    assert told == [n / 30 for n in range(30)]


def test_it_stops_where_it_is_told_to(monkeypatch):
    edges, points = graph()
    begun = points.astype(float)
    monkeypatch.setattr("core.maps.edge._AT_ONCE", 1)
    told = []

    def tell(share):
        told.append(share)
        return len(told) == 4

    descend(begun, begun, edges, CURVE, 1.0, 30, SEEDS, tell)
    assert len(told) == 4


def test_what_is_compiled_does_what_is_written():
    edges, points = graph(n=12, n_edges=40)
    both = []
    for loop in (_descend, _descend.py_func):
        moved = points.astype(float)
        states = SEEDS + np.arange(12)[:, None]
        due, negative_due = edges.every.copy(), edges.every / 5
        loop(*edges, due, negative_due, states, moved, moved, CURVE, 1.0, (0, 12, 12), True)
        both.append(moved)
    np.testing.assert_allclose(*both, rtol=1e-9)


def test_two_points_in_one_place_are_no_division_by_nothing():
    begun = np.zeros((3, 2))
    edges = Edges(np.array([0, 1], np.int32), np.array([1, 2], np.int32), np.ones(2))
    assert np.isfinite(descend(begun, begun, edges, CURVE, 1.0, 10, SEEDS, stays)).all()
