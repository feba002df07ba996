"""How far a map can be trusted: are neighbours on it neighbours in the measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.maps.neighbour import nearest
from core.maps.table import sampled
from core.progress import check, never

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.maps.table import Floats

N_NEIGHBORS = 5
LEAST_ROWS = 2 * N_NEIGHBORS + 1
MOST_ASKED = 2_000
_AT_ONCE = 500


def trustworthiness(
    table: Floats,
    points: Floats,
    k: int = N_NEIGHBORS,
    *,
    most: int = MOST_ASKED,
    seed: int = 0,
    cancelled: Callable[[], bool] = never,
) -> float:
    """Say how many of the neighbours on a map are neighbours in the rows it was made of.

    Parameters
    ----------
    table : ndarray of shape (n, f)
    points : ndarray of shape (n, 2)
    k : int
        Neighbours of a row, fewer than n/2.
    most : int
        Rows whose neighbours are looked at, a seeded sample where there are more; every one of them is
        ranked among all rows.
    seed : int
    cancelled : callable
        Asked every 500 rows.

    Returns
    -------
    float
        In [0, 1]; 1 where every neighbour on the map is one in the table, about .5 for a map made by
        chance. Rows equally far away count as equally near. High values do not mean that distances
        between groups are right.

    Raises
    ------
    CancelledError
        If ``cancelled`` said so.

    Notes
    -----
    Venna & Kaski 2001, as ``sklearn.manifold.trustworthiness``, which holds a matrix of n² distances;
    this holds 500 · n. 2,000 rows of 19,900 take about half a second.

    Examples
    --------
    >>> rows = np.arange(12.0)[:, None]
    >>> trustworthiness(rows, np.hstack([rows, rows]), 5)
    1.0
    """
    n = len(table)
    asked = sampled(n, most, seed)
    near, _ = nearest(points, points[asked], k, own=asked, cancelled=cancelled)
    squares = (table**2).sum(axis=1)
    penalty = 0
    for first in range(0, len(asked), _AT_ONCE):
        check(cancelled, "no map was made")
        some = asked[first : first + _AT_ONCE]
        apart = squares - 2 * table[some] @ table.T
        apart[np.arange(len(some)), some] = np.inf
        for column in near[first : first + _AT_ONCE].T:
            reach = np.take_along_axis(apart, column[:, None], axis=1)
            penalty += int(np.maximum(0, (apart < reach).sum(axis=1) + 1 - k).sum())
    return 1.0 - penalty * 2.0 / (len(asked) * k * (2 * n - 3 * k - 1))
