"""Products of rows of a full matrix, compiled, added up in one order: the same bits whatever else is multiplied."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from core.progress import never
from core.spread import spread

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Longs = npt.NDArray[np.int64]

_LANES = 8


@njit(cache=True, nogil=True, error_model="numpy")
def _products(
    matrix: Floats, pairs: Longs, found: Floats, first: int, end: int, stop: npt.NDArray[np.uint8]
) -> None:
    whole = matrix.shape[1] - matrix.shape[1] % _LANES
    lanes = np.zeros(_LANES)
    for k in range(first, end):
        if stop[0]:
            return
        one, other = matrix[pairs[k, 0]], matrix[pairs[k, 1]]
        # lanes of their own, so that no sum waits for the one before it
        lanes[:] = 0.0
        for at in range(0, whole, _LANES):
            for lane in range(_LANES):
                lanes[lane] += one[at + lane] * other[at + lane]
        total = 0.0
        for lane in range(_LANES):
            total += lanes[lane]
        for at in range(whole, matrix.shape[1]):
            total += one[at] * other[at]
        found[k] = total


def row_products(matrix: Floats, pairs: Longs, *, cancelled: Callable[[], bool] = never) -> Floats:
    """Multiply rows with one another.

    Parameters
    ----------
    matrix : ndarray of shape (n, d)
    pairs : ndarray of int64, shape (p, 2)
    cancelled : callable
        Asked every 0.2 s whether to stop.

    Returns
    -------
    ndarray of shape (p,)

    Raises
    ------
    CancelledError
        If ``cancelled`` said so.

    Examples
    --------
    >>> row_products(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0, 1], [1, 1]])).tolist()
    [11.0, 25.0]
    """
    found = np.zeros(len(pairs))
    rows = np.ascontiguousarray(matrix, dtype=np.float64)
    spread(partial(_products, rows, np.ascontiguousarray(pairs), found), len(pairs), cancelled=cancelled)
    return found
