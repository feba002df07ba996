"""Dynamic time warping, compiled: one rule, and the loops that follow it for one pair or for many.

``D(i,j) = (x_i - y_j)² + min(D(i-1,j), D(i,j-1), D(i-1,j-1))`` (METHODS 1). Beside the cost runs a
second key: the fewest steps among the ways that cost least. Costs are compared exactly, and nothing
here depends on the order in which cells are filled, so that every loop gives the same bits.

Many pairs are warped side by side, a *lane* each: what a lane needs lies next to what its neighbours
need, and the innermost loop runs over the lanes, where a processor takes several at a time. The
number of lanes must be known when that loop is compiled, and from 32 on it becomes vector code;
below, it is unrolled before it could. Lanes of one block are as long as the longest: a cell depends
on none to its right or below, so that what a shorter lane holds beyond its end changes nothing.

All compiled code is in this module: the cache of what was compiled follows one file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

LANES = 32  # of float64
COUNT_LANES = 64  # of int32
STRIP = 32  # rows at a time: they stay in the fastest memory while every column passes by
_DIAGONAL, _DOWN, _RIGHT = 0, 1, 2
_Loop = TypeVar("_Loop", bound="Callable[..., Any]")


def _compiled(loop: _Loop) -> _Loop:
    """Compile a loop at its first call and keep it on disk; other threads run beside it.

    Nothing is divided by but scales, which are never 0: no division needs a look.
    """
    return cast("_Loop", njit(cache=True, nogil=True, error_model="numpy")(loop))


@_compiled
def _step(
    above: float,
    above_steps: float,
    diagonal: float,
    diagonal_steps: float,
    left: float,
    left_steps: float,
    difference: float,
) -> tuple[float, float]:
    """Enter a cell: the cost of the cheapest way there, and the fewest steps of the cheapest ways."""
    least = min(min(above, diagonal), left)  # noqa: PLW3301 — of three, numba makes a slower one
    down = above_steps if above == least else np.inf
    across = diagonal_steps if diagonal == least else np.inf
    right = left_steps if left == least else np.inf
    return least + difference * difference, min(min(down, across), right) + 1.0  # noqa: PLW3301


@_compiled
def path_moves(a: Floats, b: Floats, band: int, moves: npt.NDArray[np.uint8]) -> tuple[float, float]:
    """Warp one pair; ``moves``, (n, width of the band), takes the way into each cell."""
    m = b.size
    costs = np.full(m + 1, np.inf)  # column j is at j + 1: position 0 is the edge outside the table
    steps = np.zeros(m + 1)
    costs[0] = 0.0
    for i in range(a.size):
        low, high = max(0, i - band), min(m, i + band + 1)
        diagonal, diagonal_steps = costs[low], steps[low]
        left, left_steps = np.inf, 0.0
        costs[low] = np.inf  # only the first row may start from the corner
        for j in range(low, high):
            above, above_steps = costs[j + 1], steps[j + 1]
            cost, count = _step(above, above_steps, diagonal, diagonal_steps, left, left_steps, a[i] - b[j])
            least = min(min(above, diagonal), left)  # noqa: PLW3301
            if diagonal == least and diagonal_steps + 1.0 == count:
                moves[i, j - low] = _DIAGONAL
            elif above == least and above_steps + 1.0 == count:
                moves[i, j - low] = _DOWN
            else:
                moves[i, j - low] = _RIGHT
            left, left_steps = cost, count
            costs[j + 1], steps[j + 1] = cost, count
            diagonal, diagonal_steps = above, above_steps
    return costs[m], steps[m]


@_compiled
def walk_back(moves: npt.NDArray[np.uint8], m: int, band: int, steps: int) -> npt.NDArray[np.int64]:
    """Follow the moves from the last cell to the first; give the path from first to last."""
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


@_compiled
def _longest(lengths: Ints, first: int, end: int, side: int) -> int:
    longest = 0
    for k in range(first, end):
        longest = max(longest, lengths[k, side])
    return longest


@_compiled
def _gather(
    values: npt.NDArray[Any], starts: Ints, lengths: Ints, scales: Floats, side: int, first: int, end: int,
    lanes: npt.NDArray[Any],
) -> int:  # fmt: skip
    """Lay one side of a block side by side, each past its end with its last value; give the longest.

    Lanes without a pair repeat the last one.
    """
    longest = _longest(lengths, first, end, side)
    for i in range(longest):
        for lane in range(lanes.shape[1]):
            k = min(first + lane, end - 1)
            lanes[i, lane] = values[starts[k, side] + min(i, lengths[k, side] - 1)] / scales[k, side]
    return longest


@_compiled
def _fill(lanes: npt.NDArray[Any], first: int, end: int, value: float) -> None:
    for i in range(first, end):
        for lane in range(lanes.shape[1]):
            lanes[i, lane] = value


@_compiled
def _copy(source: npt.NDArray[Any], i: int, target: npt.NDArray[Any], j: int) -> None:
    for lane in range(source.shape[1]):
        target[j, lane] = source[i, lane]


@_compiled
def _keep_finished(
    costs: Floats, lengths: Ints, done: int, end: int, j: int, row: int, column: npt.NDArray[Any], first: int
) -> int:
    """Read the costs of the pairs whose last column is ``j``, where their last row is in the strip."""
    while done < end and lengths[done, 1] == j + 1:
        at = lengths[done, 0] - row
        if 0 < at < column.shape[0]:
            costs[done] = column[at, done - first]
        done += 1
    return done


def _cost_kernel(n_lanes: int) -> Callable[..., None]:
    """Make the loop that warps pairs without band, ``n_lanes`` side by side, and keeps the costs.

    ``old`` and ``new`` are two columns of a strip of rows; ``edge`` is the row above the strip, and
    then its last. ``lengths[first:end, 1]`` ascend within each block.
    """

    @_compiled
    def warp_costs(
        values: npt.NDArray[Any], starts: Ints, lengths: Ints, scales: Floats,
        first: int, end: int, unreached: float, costs: Floats, stop: npt.NDArray[np.uint8],
    ) -> None:  # fmt: skip
        x = np.empty((_longest(lengths, first, end, 0), n_lanes), values.dtype)
        y = np.empty((_longest(lengths, first, end, 1), n_lanes), values.dtype)
        edge = np.empty((y.shape[0], n_lanes), values.dtype)
        old = np.empty((STRIP + 1, n_lanes), values.dtype)
        new = np.empty((STRIP + 1, n_lanes), values.dtype)
        for block in range(first, end, n_lanes):
            after = min(block + n_lanes, end)
            n = _gather(values, starts, lengths, scales, 0, block, after, x)
            m = _gather(values, starts, lengths, scales, 1, block, after, y)
            _fill(edge, 0, m, unreached)
            for row in range(0, n, STRIP):
                _fill(old, 0, STRIP + 1, unreached)
                _fill(old, 0, row == 0, 0)
                done = block
                for j in range(m):
                    if stop[0]:
                        return
                    _copy(edge, j, new, 0)
                    for i in range(min(STRIP, n - row)):
                        for lane in range(n_lanes):
                            least = min(min(old[i + 1, lane], old[i, lane]), new[i, lane])  # noqa: PLW3301
                            difference = x[row + i, lane] - y[j, lane]
                            new[i + 1, lane] = least + difference * difference
                    _copy(new, min(STRIP, n - row), edge, j)
                    done = _keep_finished(costs, lengths, done, after, j, row, new, block)
                    old, new = new, old

    return warp_costs


warp_floats = _cost_kernel(LANES)
warp_counts = _cost_kernel(COUNT_LANES)


@_compiled
def _keep_least(
    costs: Floats, steps: Floats, turns: Ints, lengths: Ints, done: int, end: int, j: int,
    column: Floats, counts: Floats, first: int, turn: int,
) -> int:  # fmt: skip
    """Read the pairs whose last column is ``j``: of all turns the cheapest, then the shortest."""
    while done < end and lengths[done, 1] == j + 1:
        cost, count = column[lengths[done, 0], done - first], counts[lengths[done, 0], done - first]
        if turn == 0 or cost < costs[done] or (cost == costs[done] and count < steps[done]):
            costs[done], steps[done], turns[done] = cost, count, turn
        done += 1
    return done


@_compiled
def warp_steps(
    values: Floats, starts: Ints, lengths: Ints, scales: Floats, first: int, end: int, band: int,
    circular: bool,  # noqa: FBT001 — compiled code takes no keywords
    costs: Floats, steps: Floats, turns: Ints, stop: npt.NDArray[np.uint8],
) -> None:  # fmt: skip
    """Warp pairs within a band and keep costs and steps; round a clock, those of the best cut."""
    height = _longest(lengths, first, end, 0) + 1
    x, y = np.empty((height, LANES)), np.empty((_longest(lengths, first, end, 1), LANES))
    old, new = np.empty((height, LANES)), np.empty((height, LANES))
    old_steps, new_steps = np.zeros((height, LANES)), np.zeros((height, LANES))
    for block in range(first, end, LANES):
        after = min(block + LANES, end)
        n = _gather(values, starts, lengths, scales, 0, block, after, x)
        m = _gather(values, starts, lengths, scales, 1, block, after, y)
        for turn in range(n if circular else 1):
            _fill(old, 1, n + 1, np.inf)
            _fill(new, 1, n + 1, np.inf)
            _fill(old, 0, 1, 0.0)
            done = block
            for j in range(m):
                if stop[0]:
                    return
                low, column = max(0, j - band), (j + turn) % m
                _fill(new, low, low + 1, np.inf)
                for i in range(low, min(n, j + band + 1)):
                    row = (i + turn) % n
                    for lane in range(LANES):
                        new[i + 1, lane], new_steps[i + 1, lane] = _step(
                            old[i + 1, lane], old_steps[i + 1, lane], old[i, lane], old_steps[i, lane],
                            new[i, lane], new_steps[i, lane], x[row, lane] - y[column, lane],
                        )  # fmt: skip
                done = _keep_least(costs, steps, turns, lengths, done, after, j, new, new_steps, block, turn)
                old, new, old_steps, new_steps = new, old, new_steps, old_steps
