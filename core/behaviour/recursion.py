"""The recursion of dynamic time warping, compiled (METHODS 1).

``D(i,j) = (x_i - y_j)² + min(D(i-1,j), D(i,j-1), D(i-1,j-1))``. Beside the cost runs a second key:
the fewest steps among the ways that cost least. Costs are compared exactly, and since both the
squared difference and the choice are the same seen from either side, swapping the two series gives
the same cost and the same number of steps to the last bit. The path is one of the cheapest and
shortest; where several are, swapping may give another of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    import numpy.typing as npt

_DIAGONAL, _DOWN, _RIGHT = 0, 1, 2
_NO_MOVES = np.zeros((0, 0), dtype=np.uint8)


@njit(cache=True, nogil=True)
def _sweep(
    a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], band: int, moves: npt.NDArray[np.uint8]
) -> tuple[float, int]:
    """Fill the table in one rolling row; ``moves`` takes the way into each cell, unless it is empty."""
    m = b.size
    keep = moves.size > 0
    costs = np.full(m + 1, np.inf)  # column j is at j + 1: position 0 is the edge outside the table
    steps = np.zeros(m + 1, dtype=np.int64)
    costs[0] = 0.0
    for i in range(a.size):
        low, high = max(0, i - band), min(m, i + band + 1)
        diagonal, diagonal_steps = costs[low], steps[low]
        left, left_steps = np.inf, 0
        costs[low] = np.inf  # only the first row may start from the corner
        for j in range(low, high):
            above, above_steps = costs[j + 1], steps[j + 1]
            down = (above < diagonal) | ((above == diagonal) & (above_steps < diagonal_steps))
            cost = above if down else diagonal
            count = above_steps if down else diagonal_steps
            right = (left < cost) | ((left == cost) & (left_steps < count))
            difference = a[i] - b[j]
            left = (left if right else cost) + difference * difference
            left_steps = (left_steps if right else count) + 1
            costs[j + 1], steps[j + 1] = left, left_steps
            diagonal, diagonal_steps = above, above_steps
            if keep:
                moves[i, j - low] = _RIGHT if right else (_DOWN if down else _DIAGONAL)
    return costs[m], steps[m]


@njit(cache=True, nogil=True)
def _walk_back(moves: npt.NDArray[np.uint8], m: int, band: int, steps: int) -> npt.NDArray[np.int64]:
    path = np.empty((steps, 2), dtype=np.int64)
    i, j = moves.shape[0] - 1, m - 1
    for k in range(steps - 1, -1, -1):
        path[k, 0], path[k, 1] = i, j
        move = moves[i, j - max(0, i - band)]
        if move != _RIGHT:
            i -= 1
        if move != _DOWN:
            j -= 1
    return path


@njit(cache=True, nogil=True)
def _best_turn(
    a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], band: int, moves: npt.NDArray[np.uint8]
) -> int:
    """Give the common rotation of two series, each written twice over, that costs least."""
    n = a.size // 2
    best, best_cost, best_steps = 0, np.inf, 0
    for turn in range(n):
        cost, steps = _sweep(a[turn : turn + n], b[turn : turn + n], band, moves)
        if cost < best_cost or (cost == best_cost and steps < best_steps):
            best, best_cost, best_steps = turn, cost, steps
    return best


def cost_and_steps(
    a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], band: int | None = None
) -> tuple[float, int]:
    """Give the least cost of bending one series onto the other, and the fewest steps that reach it.

    Parameters
    ----------
    a : ndarray of shape (n,)
        Not empty, finite.
    b : ndarray of shape (m,)
        Not empty, finite; of the same length where there is a band.
    band : int or None
        The widest ``|i - j|``, in bins.

    Returns
    -------
    tuple of float and int
        Sum of squared differences, and number of pairs of bins between max(n, m) and n + m - 1.

    Notes
    -----
    O(n · m) time, or O(n · band), and O(m) memory. ``dtaidistance`` writes this band as
    ``window=band + 1``.

    Examples
    --------
    >>> cost_and_steps(np.array([0.0, 1.0, 2.0]), np.array([0.0, 2.0, 2.0]))
    (1.0, 3)
    """
    cost, steps = _sweep(a, b, _width(a, b, band), _NO_MOVES)
    return float(cost), int(steps)


def cheapest_path(
    a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], band: int | None = None
) -> tuple[npt.NDArray[np.int64], float, int]:
    """Give a path of least cost and fewest steps, (steps, 2), with its cost and steps.

    Parameters are those of :func:`cost_and_steps`. Memory is a byte a cell, n · m or n · (2 band + 1).

    Examples
    --------
    >>> path, cost, steps = cheapest_path(np.array([0.0, 1.0, 2.0]), np.array([0.0, 2.0, 2.0]))
    >>> path.tolist(), cost, steps
    ([[0, 0], [1, 1], [2, 2]], 1.0, 3)
    """
    reach = _width(a, b, band)
    moves = np.empty((a.size, min(b.size, 2 * reach + 1)), dtype=np.uint8)
    cost, steps = _sweep(a, b, reach, moves)
    return _walk_back(moves, b.size, reach, steps), float(cost), int(steps)


def best_rotation(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], band: int | None = None) -> int:
    """Give the bin at which to cut two clocks open so that bending one onto the other costs least.

    Both are of length n and cut at the same bin; ties go to fewer steps, then to the earlier bin.
    Time is n times that of :func:`cost_and_steps`.

    Examples
    --------
    >>> best_rotation(np.array([0.0, 0.0, 5.0]), np.array([5.0, 0.0, 0.0]), 1)
    1
    """
    return int(_best_turn(np.tile(a, 2), np.tile(b, 2), _width(a, b, band), _NO_MOVES))


def _width(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], band: int | None) -> int:
    free = max(a.size, b.size)
    return free if band is None else min(band, free)
