"""t-SNE by openTSNE: a map that keeps neighbours together, and new rows placed into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from core.maps.force import Force, Standing
from core.spread import N_THREADS

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.maps.table import Floats, Ints

EXAGGERATION = 12.0
N_EARLY, N_LATE = 250, 500
LEAST_RATE = 200.0
MANY = 2_000
"""Rows from which repulsion is interpolated on a grid rather than summed over a tree."""
PLACING_PERPLEXITY = 5.0
_EVERY = 10
# Its threads spin while they wait for each other: on a busy machine two took thirty times as long as one.
_TREE_THREADS = 1


def usable_perplexity(perplexity: float, n: int) -> float:
    """Cap the perplexity at a third of the other rows, which is as many as it needs.

    >>> usable_perplexity(30.0, 1_000), usable_perplexity(30.0, 31)
    (30.0, 10.0)
    """
    return min(perplexity, (n - 1) / 3)


def learning_rate(n: int) -> float:
    """Give n/12 (Belkina et al. 2019; Kobak & Berens 2019), and not below 200.

    >>> learning_rate(19_900), learning_rate(100)
    (1658.3333333333333, 200.0)
    """
    return max(n / EXAGGERATION, LEAST_RATE)


def descend(
    start: Floats,
    near: Ints,
    apart: Floats,
    perplexity: float,
    tell: Callable[[float], bool],
) -> Floats:
    """Lay rows out so that those near to each other stay so.

    Parameters
    ----------
    start : ndarray of shape (n, 2)
        Where they begin; small, for the first steps are long.
    near, apart : ndarray of shape (n, k)
        The neighbours of each row, itself not among them, and how far away they are.
    perplexity : float
        At most k/3.
    tell : callable
        Given the share that is done, every tenth step; answers whether to stop, and then what is
        returned is worth nothing.

    Returns
    -------
    ndarray of shape (n, 2)
        Its bounding box centred on 0.

    Notes
    -----
    van der Maaten & Hinton 2008 with 250 steps of exaggeration 12 and 500 without; repulsion by
    Barnes & Hut's tree (angle 0.5), from 2,000 rows on by :mod:`core.maps.force`. The same
    bits in every run: each thread writes only what is its own.
    """
    from openTSNE import TSNEEmbedding  # noqa: PLC0415 — seconds, which only maps should cost
    from openTSNE.affinity import PrecomputedAffinities, joint_probabilities_nn  # noqa: PLC0415

    n, n_steps = len(start), N_EARLY + N_LATE
    joint = joint_probabilities_nn(near, apart, [perplexity], n_jobs=N_THREADS)
    embedding = TSNEEmbedding(
        start,
        PrecomputedAffinities(joint, normalize=False),
        negative_gradient_method=Force() if n >= MANY else "bh",
        n_jobs=_TREE_THREADS,
    )
    done, stopped = 0, False
    for n_iter, exaggeration, momentum in ((N_EARLY, EXAGGERATION, 0.5), (N_LATE, 1.0, 0.8)):

        def told(step: int, _error: float, _embedding: object, done: int = done) -> bool:
            nonlocal stopped
            stopped = tell((done + step) / n_steps)
            return stopped

        embedding = embedding.optimize(
            n_iter,
            inplace=True,
            exaggeration=exaggeration,
            momentum=momentum,
            learning_rate=learning_rate(n),
            use_callbacks=True,
            callbacks=[told],
            callbacks_every_iters=_EVERY,
        )
        done += n_iter
        if stopped:
            break
    points: Floats = np.array(embedding, dtype=np.float64)
    centred: Floats = points - (points.max(axis=0) + points.min(axis=0)) / 2
    return centred


def place(points: Floats, near: Ints, apart: Floats) -> Floats:
    """Place new rows among points that do not move, each without regard to the other new ones.

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        As :func:`descend` gave them.
    near, apart : ndarray of shape (m, k)
        The neighbours of each new row among the n, and how far away they are.

    Returns
    -------
    ndarray of shape (m, 2)

    Notes
    -----
    Poličar et al. 2023: from the median of the neighbours, 250 steps at perplexity 5 (fewer neighbours
    allow less), exaggeration 1.5, learning rate 0.1. 1,000 rows into 20,000 take less than 1 s.
    """
    from openTSNE import PartialTSNEEmbedding, TSNEEmbedding  # noqa: PLC0415
    from openTSNE.affinity import PrecomputedAffinities, joint_probabilities_nn  # noqa: PLC0415

    n = len(points)
    conditional = joint_probabilities_nn(
        near,
        apart,
        [usable_perplexity(PLACING_PERPLEXITY, near.shape[1] + 1)],
        symmetrize=False,
        normalization="point-wise",
        n_reference_samples=n,
        n_jobs=N_THREADS,
    )
    nobody = PrecomputedAffinities(sparse.csr_matrix((n, n)), normalize=False)
    partial = PartialTSNEEmbedding(
        np.median(points[near], axis=1),
        TSNEEmbedding(points, nobody),
        P=conditional,
        negative_gradient_method=Standing(points) if n >= MANY else "bh",
        n_jobs=_TREE_THREADS,
    )
    placed = partial.optimize(
        250,
        inplace=True,
        learning_rate=0.1,
        exaggeration=1.5,
        momentum=0.8,
        max_grad_norm=0.25,
        max_step_norm=None,
    )
    return np.array(placed, dtype=np.float64)
