"""The warping of one pair: its cost, its fewest steps, its path (METHODS 1).

The rule is that of :mod:`core.behaviour.kernel`. Swapping the two series gives the same cost and the
same number of steps to the last bit. The path is one of the cheapest and shortest; where several are,
swapping may give another of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.behaviour.kernel import path_moves, walk_back, warp_steps

if TYPE_CHECKING:
    import numpy.typing as npt

_GO_ON = np.zeros(1, dtype=np.uint8)


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
    cost, steps, _ = _block_of_one(a, b, band, circular=False)
    return cost, steps


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
    cost, steps = path_moves(a, b, reach, moves)
    return walk_back(moves, b.size, reach, int(steps)), float(cost), int(steps)


def best_rotation(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], band: int | None = None) -> int:
    """Give the bin at which to cut two clocks open so that bending one onto the other costs least.

    Both are of length n and cut at the same bin; ties go to fewer steps, then to the earlier bin.
    Time is n times that of :func:`cost_and_steps`.

    Examples
    --------
    >>> best_rotation(np.array([0.0, 0.0, 5.0]), np.array([5.0, 0.0, 0.0]), 1)
    1
    """
    return _block_of_one(a, b, band, circular=True)[2]


def _block_of_one(
    a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], band: int | None, *, circular: bool
) -> tuple[float, int, int]:
    """Give cost, steps and the bin to cut at from the loop that serves many pairs."""
    starts, lengths = np.array([[0, a.size]]), np.array([[a.size, b.size]])
    cost, steps, turn = np.empty(1), np.empty(1), np.zeros(1, dtype=np.int64)
    values = np.concatenate([a, b])
    reach = _width(a, b, band)
    warp_steps(values, starts, lengths, np.ones((1, 2)), 0, 1, reach, circular, cost, steps, turn, _GO_ON)
    return float(cost[0]), int(steps[0]), int(turn[0])


def _width(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], band: int | None) -> int:
    free = max(a.size, b.size)
    return free if band is None else min(band, free)
