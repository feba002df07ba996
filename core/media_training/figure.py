"""Figures of what was said against what is true, each with an interval over persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.errors import InputError
from core.validation.bootstrap import draw_profiles, estimate

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.model import Estimate

    Longs = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

N_DRAWS = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Confusion matrices of n clips, (1 + draws, c, c): rows are the truth; the first is that of everybody once.

    A draw takes persons with replacement, within their classes, and all clips of each: clips of one person tell
    little that its others did not.
    """

    counts: Floats
    n: int

    def accuracy(self) -> Floats:
        """Give the share of clips that are right, (1 + draws,)."""
        return _divided(np.trace(self.counts, axis1=1, axis2=2), self.counts.sum((1, 2)))

    def recall(self) -> Floats:
        """Give the share of each class that was found, (1 + draws, c); NaN where a draw has none of it."""
        return _divided(np.diagonal(self.counts, axis1=1, axis2=2), self.counts.sum(2))

    def precision(self) -> Floats:
        """Give the share of what was said to be of a class that is, (1 + draws, c); NaN where nothing was."""
        return _divided(np.diagonal(self.counts, axis1=1, axis2=2), self.counts.sum(1))

    def macro_f1(self) -> Floats:
        """Give the mean over the classes that occur of their F1, (1 + draws,); 0 for one that was never found."""
        hits = np.diagonal(self.counts, axis1=1, axis2=2)
        both = self.counts.sum(2) + self.counts.sum(1)
        f1 = np.where(both > 0, 2 * hits / np.maximum(both, 1), 0.0)
        occurs = self.counts.sum(2) > 0
        return _divided((f1 * occurs).sum(1), occurs.sum(1).astype(np.float64))

    def shares(self) -> Floats:
        """Give each row as shares of its class, (1 + draws, c, c)."""
        return _divided(self.counts, self.counts.sum(2, keepdims=True))

    def estimate(self, values: Floats) -> Estimate:
        """Give a figure with its interval (95 %)."""
        return estimate(values, self.n)


def drawn(
    labels: Longs, said: Longs, persons: Longs, n_classes: int, *, n_draws: int = N_DRAWS, seed: int = 0
) -> Drawn:
    """Count what was said against what is true, for everybody once and for draws of persons.

    Parameters
    ----------
    labels, said, persons : ndarray of shape (n,)
        The class of each clip, the one that was said, and the number of its person.
    n_classes : int
    n_draws, seed : int
        The same draws come with the same seed and persons, so that two models can be compared draw by draw.

    Raises
    ------
    InputError
        If there is no clip.

    Examples
    --------
    >>> found = drawn(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([5, 6, 7]), 2)
    >>> found.estimate(found.accuracy()).value, found.counts[0].tolist()
    (0.6666666666666666, [[1.0, 1.0], [0.0, 1.0]])
    """
    if not labels.size:
        message = "there is no clip to judge by"
        raise InputError(message)
    _, number = np.unique(persons, return_inverse=True)
    n_persons = int(number.max()) + 1
    own = np.zeros((n_persons, n_classes * n_classes))
    np.add.at(own, (number, labels * n_classes + said), 1)
    groups = own.reshape(n_persons, n_classes, n_classes).sum(2).argmax(1)
    counts = draw_profiles(groups.astype(np.int64), n_draws, seed).counts @ own
    return Drawn(counts.reshape(-1, n_classes, n_classes), int(labels.size))


def _divided(part: Floats, whole: Floats) -> Floats:
    out = np.full(np.broadcast(part, whole).shape, np.nan)
    return np.asarray(np.divide(part, whole, out=out, where=whole > 0))
