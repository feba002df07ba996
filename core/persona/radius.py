"""How near profiles must lie to be one group: distances to neighbours, and where their curve bends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.distance import cdist

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

LEAST_RADIUS = 1e-9
"""Below it two profiles are one point."""
_ELBOW_QUANTILE = 0.9


def distances_to(rows: Floats, rank: int) -> Floats:
    """Give the distance of each row of (n, d) to its rank-th nearest other one, to the last where there are fewer.

    >>> distances_to(np.array([[0.0], [1.0], [5.0]]), 1).tolist()
    [1.0, 1.0, 4.0]
    """
    rank = min(rank, len(rows) - 1)
    return np.array([np.partition(away, rank)[rank] for away in cdist(rows, rows)])


def elbow(distances: npt.ArrayLike) -> tuple[float, bool]:
    """Read a radius off distances to the k-th neighbour: where the sorted curve bends most.

    That is where it lies furthest below the line from its first to its last value. A curve that lies nowhere
    below it has no elbow; then it is the distance that nine in ten profiles do not exceed.

    Returns
    -------
    radius : float
    is_elbow : bool

    Examples
    --------
    >>> elbow([1.0, 1.1, 1.2, 1.3, 9.0]), elbow([1.0, 8.0, 9.0])[1]
    ((1.3, True), False)
    """
    curve = np.sort(np.asarray(distances, dtype=np.float64))
    rise = curve[-1] - curve[0]
    if len(curve) > 2 and rise > 0:  # noqa: PLR2004 — two ends have nothing between them
        below = np.linspace(0, 1, len(curve)) - (curve - curve[0]) / rise
        if below.max() > LEAST_RADIUS:
            return float(curve[below.argmax()]), True
    return float(np.quantile(curve, _ELBOW_QUANTILE)), False
