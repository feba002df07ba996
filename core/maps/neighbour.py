"""Which rows are nearest to which: exact, a stretch of rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.neighbors import NearestNeighbors

from core.progress import check, never

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.maps.table import Floats, Ints

# From so many on scikit-learn deals out rows asked about, on few cores, which takes half the time.
AT_ONCE = 4_096
_STOPPED = "no map was made"


def _ignore(_share: float) -> None:
    """Tell nobody how far work is."""


def nearest(
    table: Floats,
    asked: Floats,
    k: int,
    *,
    own: Ints | None = None,
    progress: Callable[[float], None] = _ignore,
    cancelled: Callable[[], bool] = never,
) -> tuple[Ints, Floats]:
    """Find the nearest rows of a table, by Euclidean distance.

    Parameters
    ----------
    table : ndarray of shape (n, f)
    asked : ndarray of shape (m, f)
    k : int
        At most n, or n − 1 where the rows asked about are in the table.
    own : ndarray of shape (m,), optional
        Where the rows asked about are in the table, if they are: a row is then not its own neighbour.
    progress : callable
        Given the share that is done.
    cancelled : callable
        Asked every 4,096 rows.

    Returns
    -------
    places : ndarray of shape (m, k)
        Nearest first, ties in the order of the table.
    distances : ndarray of shape (m, k)
        Worked out from differences, so that equal rows are exactly 0 apart.

    Raises
    ------
    CancelledError
        If ``cancelled`` said so.

    Notes
    -----
    O(n · m · f) by matrix products: 19,900 rows of 25 take 2 s on two cores. Among rows equally far
    away at the edge of the neighbourhood any may be taken, the same ones in every run.

    Examples
    --------
    >>> rows = np.array([[0.0], [1.0], [3.0]])
    >>> nearest(rows, rows, 1, own=np.arange(3))[0].ravel().tolist()
    [1, 0, 1]
    """
    index = NearestNeighbors(algorithm="brute").fit(table)
    places = np.empty((len(asked), k), dtype=np.int64)
    distances = np.empty((len(asked), k))
    for first in range(0, len(asked), AT_ONCE):
        check(cancelled, _STOPPED)
        progress(first / len(asked))
        some = slice(first, first + AT_ONCE)
        found = index.kneighbors(asked[some], k + (own is not None), return_distance=False)
        if own is not None:
            found = _without(found, own[some])
        apart = np.linalg.norm(table[found] - asked[some, None], axis=2)
        order = np.lexsort((found, apart), axis=1)
        places[some] = np.take_along_axis(found, order, axis=1)
        distances[some] = np.take_along_axis(apart, order, axis=1)
    return places, distances


def _without(found: Ints, own: Ints) -> Ints:
    """Take each row's own place out of its neighbours, or the last where equal rows crowded it out."""
    drop = found == own[:, None]
    drop[~drop.any(axis=1), -1] = True
    others: Ints = found[~drop].reshape(len(found), -1)
    return others
