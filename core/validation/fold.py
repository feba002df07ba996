"""Which pairs are learned from and which are tested on: the paper's way, and with nobody on both sides.

A random split of pairs leaves nearly every test profile in training too: of 200 profiles each has 199 pairs,
and a classifier may learn profiles by heart. Profile-disjoint folds test pairs of two profiles that no
training pair has ([B] does not).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.model_selection import StratifiedKFold, StratifiedShuffleSplit

from core.errors import ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.validation.labelled import LabelledPairs

    Rows = npt.NDArray[np.int64]
    Split = tuple[Rows, Rows]


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One training and one test, rows of pairs.

    ``inner`` has the folds of the training rows on which parameters are chosen, each (train, test).
    """

    train: Rows
    test: Rows
    inner: tuple[Split, ...]


def pair_trial(pairs: LabelledPairs, test_share: float, n_inner: int, seed: int) -> Trial:
    """Split pairs at random, as [B] does: stratified by same / different, ``test_share`` of them for the test.

    The inner folds are stratified random folds of the training pairs.
    """
    splitter = StratifiedShuffleSplit(1, test_size=test_share, random_state=seed)
    train, test = next(splitter.split(pairs.rows, pairs.same))
    train, test = np.sort(train), np.sort(test)
    folds = StratifiedKFold(n_inner, shuffle=True, random_state=seed)
    inner = tuple((train[a], train[b]) for a, b in folds.split(train, pairs.same[train]))
    return Trial(train, test, inner)


def profile_splits(
    pairs: LabelledPairs, profiles: Rows, n_folds: int, seed: int
) -> tuple[tuple[Split, Rows], ...]:
    """Split the pairs of some profiles so that no profile is on both sides.

    Parameters
    ----------
    pairs : LabelledPairs
    profiles : ndarray of shape (m,)
        Places in ``pairs.keys``; pairs with anybody else are in neither side.
    n_folds : int
        Each fold of profiles is held out once; folds are stratified by group.
    seed : int

    Returns
    -------
    tuple of ((train, test), held_in)
        Rows of pairs, and the profiles whose pairs ``train`` holds. Pairs of one profile held out and one
        not are in neither, so that of m profiles about ``m²/2k`` pairs are tested in all, each once.

    Raises
    ------
    ParameterError
        If a group has fewer profiles than there are folds.
    """
    own = pairs.groups[profiles]
    fewest = int(np.bincount(own)[np.unique(own)].min())
    if fewest < n_folds:
        message = f"{n_folds} folds need as many profiles of each group; one has {fewest}"
        raise ParameterError(message)
    found = []
    folds = StratifiedKFold(n_folds, shuffle=True, random_state=seed).split(profiles, own)
    for held_in, held_out in folds:
        sides = [np.isin(pairs.rows, profiles[side]).all(axis=1) for side in (held_in, held_out)]
        train, test = (np.flatnonzero(side) for side in sides)
        found.append(((train, test), profiles[held_in]))
    return tuple(found)


def profile_trials(
    pairs: LabelledPairs, n_folds: int, n_repeats: int, n_inner: int, seed: int
) -> tuple[Trial, ...]:
    """Fold profiles, several times anew, with parameters chosen on profile-disjoint folds inside, too."""
    everybody = np.arange(len(pairs.keys))
    trials = []
    for repeat in range(n_repeats):
        for (train, test), held_in in profile_splits(pairs, everybody, n_folds, seed + repeat):
            inner = tuple(split for split, _ in profile_splits(pairs, held_in, n_inner, seed + repeat))
            trials.append(Trial(train, test, inner))
    return tuple(trials)
