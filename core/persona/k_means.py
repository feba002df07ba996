"""K-Means, single-threaded so that the same profiles give the same bits, and k-means++ to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.distance import cdist

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

N_STARTS = 20
_STEPS = 300
_SEED = 386


def k_means(rows: Floats, n_clusters: int) -> Ints:
    """Cut rows into clusters around their means (Lloyd 1982; k-means++: Arthur & Vassilvitskii 2007).

    scikit-learn's adds up in as many threads as there are, in the order in which they end; here the last bits
    stay the same, which decides where a profile lies half-way.

    Parameters
    ----------
    rows : ndarray of shape (n, d)
        At least ``n_clusters`` different ones.
    n_clusters : int

    Returns
    -------
    ndarray of int, shape (n,)
        The best of 20 seeded starts, each followed until nobody changes; every number occurs.

    Notes
    -----
    O(n · k · d) a step.

    Examples
    --------
    >>> labels = k_means(np.array([[0.0], [9.0], [0.1], [9.1]]), 2).tolist()
    >>> labels[0] == labels[2] != labels[1] == labels[3]
    True
    """
    rng = np.random.default_rng(_SEED)
    best, least = np.zeros(len(rows), dtype=np.int64), np.inf
    for _ in range(N_STARTS):
        labels, cost = _settled(rows, _beginning(rows, n_clusters, rng))
        if cost < least * (1 - 1e-12):
            best, least = labels, cost
    return best


def _beginning(rows: Floats, n_clusters: int, rng: np.random.Generator) -> Floats:
    """Draw rows to begin with, each the likelier the further it is from those before."""
    chosen = [int(rng.integers(len(rows)))]
    away = cdist(rows, rows[chosen], "sqeuclidean").ravel()
    while len(chosen) < n_clusters:
        # never one that was drawn: its share of the sum is 0
        chosen.append(int(np.searchsorted(np.cumsum(away), rng.random() * away.sum(), side="right")))
        away = np.minimum(away, cdist(rows, rows[chosen[-1:]], "sqeuclidean").ravel())
    return rows[chosen]


def _settled(rows: Floats, centres: Floats) -> tuple[Ints, float]:
    """Move centres to the means of their rows until no row changes; give labels, and the squares left."""
    labels = np.full(len(rows), -1, dtype=np.int64)
    away = cdist(rows, centres, "sqeuclidean")
    for _ in range(_STEPS):
        found = away.argmin(axis=1)
        nearest = away[np.arange(len(rows)), found]
        for empty in np.setdiff1d(np.arange(len(centres)), found):
            furthest = int(
                np.where(np.bincount(found, minlength=len(centres))[found] > 1, nearest, -1.0).argmax()
            )
            found[furthest], nearest[furthest] = empty, 0.0
        if (found == labels).all():
            break
        labels = found
        centres = np.array([rows[labels == number].mean(axis=0) for number in range(len(centres))])
        away = cdist(rows, centres, "sqeuclidean")
    return labels, float(away[np.arange(len(rows)), labels].sum())
