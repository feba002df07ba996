"""Bits from models that never saw the accounts they judge, nor any other side of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.progress import check, ignore_progress, never
from core.validation.apprenticeship import bits_of, sample_of
from core.verdict.model import Crowd, Model
from core.verdict.training import KNEE, fit_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from core.validation.apprenticeship import Lesson
    from core.validation.pool import Pool
    from core.verdict.training import Sample

    Floats = npt.NDArray[np.float64]
    Longs = npt.NDArray[np.int64]

N_FOLDS = 5


def folds(numbers: Mapping[str, int], seed: int) -> Longs:
    """Deal accounts out to folds; the fold of each number.

    >>> sorted(folds({"x:1": 0, "x:2": 1, "x:3": 2, "x:4": 3, "x:5": 4}, 0).tolist())
    [0, 1, 2, 3, 4]
    """
    dealt = np.arange(len(numbers)) % N_FOLDS
    return np.random.default_rng(seed).permutation(dealt)


def bare_model(sample: Sample) -> Model:
    """Fit a model without a card, for one use."""
    return Model("", KNEE, fit_parts(sample, n_draws=0), Crowd((0, 0), {}, 0.0, (), ()))


def crossed_bits(
    taught: Sequence[Lesson],
    pools: Sequence[Pool],
    numbers: dict[str, int],
    *,
    seed: int = 0,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> list[Floats]:
    """Give the bits of every pair of some pools, each by a model fitted without the folds of both its accounts.

    Parameters
    ----------
    taught : sequence of Lesson
        What models are fitted on.
    pools : sequence of Pool
        What is judged; they may be of the lessons.
    numbers : dict
        Of the accounts of both.
    seed : int
        Of the folds.

    Returns
    -------
    list of ndarray of shape (p,)
        In the order of ``pools``.

    Raises
    ------
    InputError
        If a fold leaves too few pairs to fit on.
    CancelledError
        If the analyst stopped it.
    """
    dealt = folds(numbers, seed)
    sample = sample_of(taught, numbers)
    of_sample = dealt[sample.accounts]
    ends = [dealt[np.array([numbers[side.account] for side in pool.sides])][pool.rows] for pool in pools]
    found = [np.full(len(pool.rows), np.nan) for pool in pools]
    pairs = [(i, j) for i in range(N_FOLDS) for j in range(i, N_FOLDS)]
    for n, (i, j) in enumerate(pairs):
        check(cancelled, "nothing was measured")
        progress(n / len(pairs), f"Fitting without the accounts that are judged: {n} of {len(pairs)}")
        unseen = np.isin(of_sample, (i, j)).sum(axis=1) == 0
        model = bare_model(sample.take(unseen))
        for pool, end, bits in zip(pools, ends, found, strict=True):
            here = (end.min(axis=1) == i) & (end.max(axis=1) == j)
            bits[here] = bits_of(pool, model, here)
    return found
