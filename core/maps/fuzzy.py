"""UMAP: a map of umap-learn's graph of nearest neighbours, and new rows placed into it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.utils import check_random_state

from core.maps.edge import Edges, descend

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from core.maps.table import Floats, Ints

MANY = 10_000
N_EPOCHS = {True: 200, False: 500}  # of many rows, of few: the library's own
PLACING_EPOCHS = 100
_WIDE = 10.0
_STATES = -(2**31) + 2, 2**31 - 2
# The library's loops run on threads of numba's own, which on some systems two may not enter at once.
_ONE_AT_A_TIME = Lock()


def settle(
    start: Floats,
    near: Ints,
    apart: Floats,
    min_dist: float,
    seed: int,
    tell: Callable[[float], bool],
) -> Floats:
    """Lay rows out by the graph of their nearest neighbours.

    Parameters
    ----------
    start : ndarray of shape (n, 2)
        Where they begin, in any unit; no two in one place.
    near, apart : ndarray of shape (n, k)
        The neighbours of each row, itself not among them, and how far away they are.
    min_dist : float
        How near to each other two rows may come.
    seed : int
    tell : callable
        Given the share that is done, about every .1 s; answers whether to stop, and then what is returned
        is worth nothing.

    Returns
    -------
    ndarray of shape (n, 2)

    Notes
    -----
    McInnes, Healy & Melville 2018: umap-learn's graph, of exact neighbours, and its schedule, 500 epochs
    and from 10,000 rows on 200, by :mod:`core.maps.edge`. The same bits in every run.
    """
    n, n_epochs = len(start), N_EPOCHS[len(start) >= MANY]
    random = check_random_state(seed)
    places = np.hstack([np.arange(n)[:, None], near]).astype(np.int32)
    distances = np.hstack([np.zeros((n, 1)), apart]).astype(np.float32)
    with _ONE_AT_A_TIME:
        from umap.umap_ import fuzzy_simplicial_set  # noqa: PLC0415 — seconds, which only maps should cost

        graph = fuzzy_simplicial_set(
            start, places.shape[1], random, "euclidean", knn_indices=places, knn_dists=distances
        )[0].tocoo()
    graph.sum_duplicates()
    begun = _WIDE * (start - start.min(axis=0)) / np.ptp(start, axis=0)
    edges = _edges(graph.row, graph.col, graph.data, n_epochs)
    return descend(begun, begun, edges, _curve(min_dist), 1.0, n_epochs, _seeds(random), tell)


def place(points: Floats, near: Ints, apart: Floats, min_dist: float, seed: int) -> Floats:
    """Place new rows among points that do not move, each without regard to the other new ones.

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        As :func:`settle` gave them.
    near, apart : ndarray of shape (m, k)
        The neighbours of each new row among the n, and how far away they are.
    min_dist, seed
        As the map was made.

    Returns
    -------
    ndarray of shape (m, 2)

    Notes
    -----
    As ``umap.UMAP.transform``: from the weighted mean of the neighbours, 100 epochs.
    """
    distances = np.ascontiguousarray(apart, dtype=np.float32)
    with _ONE_AT_A_TIME:
        from umap.umap_ import compute_membership_strengths, smooth_knn_dist  # noqa: PLC0415

        widths, nearest = smooth_knn_dist(distances, float(near.shape[1]), local_connectivity=0.0)
        rows, columns, weights, _ = compute_membership_strengths(
            near.astype(np.int32), distances, widths, nearest, bipartite=True
        )
    shares = weights.reshape(near.shape).astype(np.float64)
    start = (shares[:, :, None] * points[near]).sum(axis=1) / shares.sum(axis=1)[:, None]
    edges = _edges(rows, columns, weights, PLACING_EPOCHS)
    seeds = _seeds(check_random_state(seed))
    return descend(start, points, edges, _curve(min_dist), 0.25, PLACING_EPOCHS, seeds, lambda _: False)


def _edges(rows: Ints, columns: Ints, weights: npt.NDArray[np.float32], n_epochs: int) -> Edges:
    """Give the edges heavy enough to be used once, and how often each is."""
    heavy = weights >= weights.max() / n_epochs
    every = weights.max() / weights[heavy].astype(np.float64)
    return Edges(rows[heavy].astype(np.int32), columns[heavy].astype(np.int32), every)


def _curve(min_dist: float) -> tuple[float, float]:
    """Give the kernel whose points lie so near to each other, as the library fits it."""
    from umap.umap_ import find_ab_params  # noqa: PLC0415

    a, b = find_ab_params(1.0, min_dist)
    return float(a), float(b)


def _seeds(random: Any) -> Ints:
    """Draw what the generator begins with, as the library does."""
    seeds: Ints = random.randint(*_STATES, 3).astype(np.int64)
    return seeds
