"""Folds of writers: nobody is learned from and judged, however often they stand in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

MIDDLE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """Who is learned from and who is judged, places of writers; ``inner`` are such folds of ``train``."""

    train: Places
    test: Places
    inner: tuple[Fold, ...] = ()


def dealt(people: Places, shares: Floats, n_folds: int, seed: int) -> Places:
    """Deal people into folds of nearly the same size and the same mixture of labels.

    Parameters
    ----------
    people : ndarray of shape (n,)
        Who stands behind each writer; all that one person wrote is in one fold.
    shares : ndarray of shape (n,)
        Soft labels of one axis: people are dealt in their order, so that each fold has of the sure and of the
        doubtful as many as the others.
    n_folds : int
    seed : int

    Returns
    -------
    ndarray of shape (n,)
        The fold of each writer, from 0; with fewer people than folds some are empty.

    Examples
    --------
    >>> folds = dealt(np.arange(6), np.array([0, 0, 0, 1, 1, 1.0]), 3, 0)
    >>> sorted(folds[:3].tolist()), sorted(folds[3:].tolist())
    ([0, 1, 2], [0, 1, 2])
    """
    rng = np.random.default_rng(seed)
    _, places = np.unique(people, return_inverse=True)
    n_people = int(places.max(initial=-1)) + 1
    mean = np.bincount(places, shares, n_people) / np.bincount(places, minlength=n_people)
    order = np.lexsort((rng.random(n_people), mean))
    fold = np.empty(n_people, np.int64)
    for first in range(0, n_people, n_folds):
        hand = order[first : first + n_folds]
        fold[hand] = rng.permutation(n_folds)[: hand.size]
    found: Places = fold[places]
    return found


def folds(people: Places, shares: Floats, n_folds: int, n_inner: int, seed: int) -> tuple[Fold, ...]:
    """Fold writers once, each fold with folds of its own training, on which parameters are chosen.

    Examples
    --------
    >>> one = folds(np.arange(12), np.linspace(0, 1, 12), 3, 2, 0)[0]
    >>> one.train.size, one.test.size, [inner.test.size for inner in one.inner]
    (8, 4, [4, 4])
    """
    found = []
    outer = dealt(people, shares, n_folds, seed)
    for at in range(n_folds):
        train, test = np.flatnonzero(outer != at), np.flatnonzero(outer == at)
        within = (
            dealt(people[train], shares[train], n_inner, seed + 1 + at) if n_inner else np.zeros(0, np.int64)
        )
        inner = tuple(Fold(train[within != one], train[within == one]) for one in range(n_inner))
        found.append(Fold(train, test, inner))
    return tuple(found)
