"""What is usual in a workspace: how often two of it are in one class, and how alike two of it are.

Contact is judged against this, not against nothing: of eight classes two profiles share one by chance in one
case of eight, so that a raw probability would say "not the same" of nearly everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.block import Block
from core.model.persona import CLASSES
from core.progress import check, ignore_progress, never
from core.safety.similarity import PARTS, hybrids, linkage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import numpy.typing as npt

    from core.model import Portrait
    from core.reference import Reference

    Floats = npt.NDArray[np.float64]

CHANCE = 1 / len(CLASSES)
MIN_PROFILES = 30
"""Below so many profiles nothing is known to be usual: classes are held against chance, HS against nothing."""
MIN_PAIRS = 100
"""That have the same parts of HS: of fewer a rank is too coarse."""
_SLACK = 1e-9
_READING = 0.6  # the share of the progress until the portraits are read; measuring their pairs is the rest


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """What the pairs of a workspace are like.

    ``n_known`` of its ``n_profiles`` profiles have classes, and two of these are in one class with probability
    ``same`` on average. ``ss``, ``cs``, ``rarity`` and ``contacts`` are (p,): the parts of HS over ``p`` of
    the ``n_all`` pairs, NaN where missing, as in :class:`core.safety.similarity.Hybrids`.
    """

    n_profiles: int
    n_known: int
    same: float
    ss: Floats
    cs: Floats
    rarity: Floats
    contacts: npt.NDArray[np.int64]

    @property
    def n_pairs(self) -> int:
        """Count the pairs that were measured."""
        return int(self.ss.size)

    @property
    def n_all(self) -> int:
        """Count the pairs that there are."""
        return self.n_profiles * (self.n_profiles - 1) // 2

    def curve(self, present: Collection[str], half: float) -> Floats:
        """Give the sorted sums of some parts of HS over the pairs that have all of these.

        Parameters
        ----------
        present : collection of str
            Names of :data:`core.safety.similarity.PARTS`.
        half : float
            So many contacts count for half of all.

        Returns
        -------
        ndarray of shape (q,)
            In [0, 3]; empty without a part, below :data:`MIN_PROFILES`, and where fewer than
            :data:`MIN_PAIRS` pairs have them.
        """
        if self.n_profiles < MIN_PROFILES or not present:
            return np.zeros(0)
        parts = {"ss": self.ss, "cs": self.cs, "im": linkage(self.rarity, self.contacts, half)}
        total = sum((parts[name] for name in PARTS if name in present), np.zeros(self.n_pairs))
        known = np.sort(total[~np.isnan(total)])
        return known if known.size >= MIN_PAIRS else np.zeros(0)


def rank(curve: Floats, value: float) -> float | None:
    """Give the share of a sorted curve below a value, ties counting for half; None where it is empty.

    >>> rank(np.array([0.0, 0.0, 0.4, 0.9]), 0.0), rank(np.array([0.0, 0.4]), 0.7), rank(np.zeros(0), 0.7)
    (0.25, 1.0, None)
    """
    if not curve.size:
        return None
    # a value that was computed twice may differ in its last bits
    below, up_to = np.searchsorted(curve, [value - _SLACK, value + _SLACK], side="left")
    return float(below + up_to) / (2 * curve.size)


def same_class(classes: Floats) -> float:
    """Give how likely two of some profiles are in one class, on average over their pairs.

    Parameters
    ----------
    classes : ndarray of shape (n, 8)
        A distribution a profile.

    Returns
    -------
    float
        In [0, 1]; chance, 1 in 8, below :data:`MIN_PROFILES`.

    Notes
    -----
    O(n): the sum over all pairs is half the square of the sum, less each profile with itself.

    Examples
    --------
    >>> same_class(np.full((40, 8), 1 / 8)), same_class(np.eye(8))
    (0.125, 0.125)
    """
    n = len(classes)
    if n < MIN_PROFILES:
        return CHANCE
    over_pairs = np.square(classes.sum(axis=0)).sum() - np.square(classes).sum()
    return float(np.clip(over_pairs / (n * (n - 1)), 0.0, 1.0))


def fit_usual(
    classes: Floats,
    n_profiles: int,
    portraits: Sequence[Portrait],
    reference: Reference | None,
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Usual:
    """Learn what is usual in a workspace.

    Parameters
    ----------
    classes : ndarray of shape (n_known, 8)
        Of the profiles that have them.
    n_profiles : int
        How many profiles the workspace has.
    portraits : sequence of Portrait
        Those whose pairs are measured: :func:`core.standing.sampled_keys` gives all, or 200 by chance.
    reference : Reference or None

    Raises
    ------
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    O(p) for p pairs of the sample, at most 19,900; deterministic.
    """
    held = []
    for n, portrait in enumerate(portraits):
        check(cancelled, "nothing was kept")
        progress(_READING * n / len(portraits), f"Reading portraits: {n:,} of {len(portraits):,}")
        held.append(portrait)
    progress(_READING, "Learning how alike two profiles usually are")
    rows = np.stack(np.triu_indices(len(held), 1), axis=1).astype(np.int64)
    found = hybrids(Block(held, cancelled=cancelled), rows, reference)
    return Usual(
        n_profiles=n_profiles,
        n_known=len(classes),
        same=same_class(classes),
        ss=found.ss,
        cs=found.cs,
        rarity=found.rarity,
        contacts=found.contacts,
    )
