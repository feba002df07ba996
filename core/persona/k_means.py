"""scikit-learn's K-Means on one thread, so that the same profiles give the same bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

_STARTS = 20
_SEED = 386


def k_means(rows: Floats, n_clusters: int) -> Ints:
    """Cut rows into clusters around their means (k-means++, Lloyd).

    Several threads would add up in the order in which they end, and the last bits decide where a profile lies
    half-way.

    Parameters
    ----------
    rows : ndarray of shape (n, d)
        At least ``n_clusters`` different ones.
    n_clusters : int

    Returns
    -------
    ndarray of int, shape (n,)
        The best of 20 seeded starts; every number occurs.

    Notes
    -----
    O(n · k · d) a step.

    Examples
    --------
    >>> labels = k_means(np.array([[0.0], [9.0], [0.1], [9.1]]), 2).tolist()
    >>> labels[0] == labels[2] != labels[1] == labels[3]
    True
    """
    with threadpool_limits(1):
        found = KMeans(n_clusters, n_init=_STARTS, random_state=_SEED).fit(np.ascontiguousarray(rows))
    return np.asarray(found.labels_, dtype=np.int64)
