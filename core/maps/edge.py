"""UMAP's descent, compiled: along one edge of the graph after the other, where it can be stopped between epochs.

Rule, order, schedule and chance are those of umap-learn's ``optimize_layout_euclidean``, which cannot stand here:

- It cannot be stopped. It tells of its progress through tqdm alone, which an exception leaves locked for
  the whole process.
- It cannot be called for some epochs at a time. Each call begins its schedule and its generators anew, so
  that no edge that is due more rarely than a call has epochs is ever used: 18 % of the edges of 19,900
  rows in calls of ten epochs.
- The loop of one epoch below it is private, has 27 arguments and holds Python's lock while it runs. With
  those rows another thread, which serves everybody else's pages, came to its turn every 70 ms (at worst
  after 1 s); beside this loop, which lets the lock go, every 1.1 ms. It is no faster (8.4 s of CPU, this
  one 7.6 s) and lays out no better (trustworthiness .989, as this one).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from core.maps.table import Floats, Ints

    Small = npt.NDArray[np.int32]

N_NEGATIVES = 5
_Loop = TypeVar("_Loop", bound="Callable[..., Any]")
_LOW = 0xFFFFFFFF
_AT_ONCE = 2_000_000  # edges between two looks: some .1 s


class Edges(NamedTuple):
    """A graph's edges: from whom, to whom, and the number of epochs from one use of each to the next."""

    heads: Small
    tails: Small
    every: Floats


def _compiled(loop: _Loop) -> _Loop:
    """Compile a loop at its first call and keep it on disk; other threads run beside it."""
    return cast("_Loop", njit(cache=True, nogil=True, error_model="numpy")(loop))


@_compiled
def _draw(state: Ints) -> int:
    """Draw the next number of Tausworthe's generator, of 32 bits and a sign, as the library does."""
    state[0] = (((state[0] & 4294967294) << 12) & _LOW) ^ ((((state[0] << 13) & _LOW) ^ state[0]) >> 19)
    state[1] = (((state[1] & 4294967288) << 4) & _LOW) ^ ((((state[1] << 2) & _LOW) ^ state[1]) >> 25)
    state[2] = (((state[2] & 4294967280) << 17) & _LOW) ^ ((((state[2] << 3) & _LOW) ^ state[2]) >> 11)
    drawn: int = (state[0] ^ state[1] ^ state[2]) & _LOW
    return drawn - 4294967296 if drawn > 2147483647 else drawn  # noqa: PLR2004 — the largest of 31 bits


@_compiled
def _clipped(step: float) -> float:
    """Keep a step within 4."""
    return min(max(step, -4.0), 4.0)


@_compiled
def _descend(
    heads: Small,
    tails: Small,
    every: Floats,
    due: Floats,
    negative_due: Floats,
    states: Ints,
    points: Floats,
    others: Floats,
    curve: tuple[float, float],
    rate: float,
    epochs: tuple[int, int, int],
    moves_others: bool,  # noqa: FBT001 — compiled code takes places
) -> None:
    """Go through epochs, from the first of ``epochs`` to its second, of so many as its third says."""
    (a, b), (first, end, n_epochs) = curve, epochs
    for epoch in range(first, end):
        alpha = rate * (1.0 - max(epoch - 1, 0) / n_epochs)
        for edge in range(heads.size):
            if due[edge] > epoch:
                continue
            j, k = heads[edge], tails[edge]
            x, y = points[j, 0] - others[k, 0], points[j, 1] - others[k, 1]
            square = x * x + y * y
            pull = 0.0
            if square > 0.0:
                power = square**b
                pull = -2.0 * a * b * power / (square * (a * power + 1.0))
            x, y = _clipped(pull * x) * alpha, _clipped(pull * y) * alpha
            points[j, 0] += x
            points[j, 1] += y
            if moves_others:
                others[k, 0] -= x
                others[k, 1] -= y
            due[edge] += every[edge]
            apart = every[edge] / N_NEGATIVES
            n_pushes = int((epoch - negative_due[edge]) / apart)
            for _ in range(n_pushes):
                k = _draw(states[j]) % others.shape[0]
                x, y = points[j, 0] - others[k, 0], points[j, 1] - others[k, 1]
                square = x * x + y * y
                if square > 0.0:
                    push = 2.0 * b / ((0.001 + square) * (a * square**b + 1.0))
                    points[j, 0] += _clipped(push * x) * alpha
                    points[j, 1] += _clipped(push * y) * alpha
            negative_due[edge] += n_pushes * apart


def descend(
    points: Floats,
    others: Floats,
    edges: Edges,
    curve: tuple[float, float],
    rate: float,
    n_epochs: int,
    seeds: Ints,
    tell: Callable[[float], bool],
) -> Floats:
    """Move points along the edges of a graph, and away from others drawn at random.

    Parameters
    ----------
    points : ndarray of shape (m, 2)
        Where they begin.
    others : ndarray of shape (n, 2)
        What the edges lead to: ``points`` itself, and then it moves too, or points that stay.
    edges : Edges
    curve : (float, float)
        a and b of the kernel 1 / (1 + a d^2b).
    rate : float
        The length of the first steps, which falls to nothing.
    n_epochs : int
    seeds : ndarray of shape (3,)
        Of the generator.
    tell : callable
        Given the share that is done, about every .1 s; answers whether to stop, and then what is returned
        is worth nothing.

    Returns
    -------
    ndarray of shape (m, 2)

    Notes
    -----
    McInnes, Healy & Melville 2018; ``umap.layouts.optimize_layout_euclidean`` in twice its precision. One
    thread, whose order decides: the same bits in every run. O(epochs · edges).

    Examples
    --------
    >>> one = np.array([[0.0, 0.0], [9.0, 0.0]])
    >>> pair = Edges(np.array([0], np.int32), np.array([1], np.int32), np.ones(1))
    >>> moved = descend(one, one, pair, (1.6, 0.9), 1.0, 50, np.array([1, 2, 3]), lambda _: False)
    >>> bool(np.ptp(moved[:, 0]) < 9)
    True
    """
    moved = points.astype(np.float64)
    targets = moved if others is points else others.astype(np.float64)
    # As many generators as points: one state, moved by where each begins.
    begun = points[:, 0].astype(np.float32).astype(np.float64).view(np.int64)
    states = seeds.astype(np.int64) + begun[:, None]
    due, negative_due = edges.every.copy(), edges.every / N_NEGATIVES
    step = max(1, _AT_ONCE // max(len(edges.heads), 1))
    for first in range(0, n_epochs, step):
        if tell(first / n_epochs):
            break
        epochs = first, min(first + step, n_epochs), n_epochs
        _descend(*edges, due, negative_due, states, moved, targets, curve, rate, epochs, others is points)
    return moved
