"""How good answers are against readers' labels, with intervals over writers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.persona_training.fold import MIDDLE
from core.validation.bootstrap import LEVEL, draw_profiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

FIGURES = ("accuracy", "macro_f1", "balanced", "mcc", "brier", "ece")
N_DRAWS = 1_000
EDGES = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)
"""Between which probabilities what was said is held against the labels."""


def drawn_people(people: Places, seed: int, n_draws: int = N_DRAWS) -> Floats:
    """Draw people with replacement: how often each writer is in each draw, (1 + draws, n), the first row once each.

    >>> drawn_people(np.array([0, 0, 1]), 0, 5).shape
    (6, 3)
    """
    counts = draw_profiles(np.zeros(int(people.max(initial=-1)) + 1, np.int64), n_draws, seed).counts
    found: Floats = counts[:, people].astype(np.float64)
    return found


def figures(said: Floats, shares: Floats, draws: Floats) -> Mapping[str, Floats]:
    """Judge probabilities that were said of writers whom the learner had not seen.

    Parameters
    ----------
    said : ndarray of shape (repeats, n)
        Of the second pole; figures are made repeat by repeat and averaged.
    shares : ndarray of shape (n,)
        Soft labels; a writer of exactly 0.5 has no pole and counts only where no pole is asked for.
    draws : ndarray of shape (1 + draws, n)

    Returns
    -------
    mapping of str to ndarray of shape (1 + draws,)
        By the names of :data:`FIGURES`; NaN where a draw has one pole only. As scikit-learn has them: MCC 0
        where all answers are one pole.

    Examples
    --------
    >>> found = figures(np.array([[0.9, 0.8, 0.4, 0.1]]), np.array([1.0, 0.0, 0.0, 0.0]), np.ones((1, 4)))
    >>> {name: round(float(value[0]), 3) for name, value in found.items() if name != "ece"}
    {'accuracy': 0.75, 'macro_f1': 0.733, 'balanced': 0.833, 'mcc': 0.577, 'brier': 0.205}
    """
    known, truth = shares != MIDDLE, shares > MIDDLE
    rows = [_of_answers(one > MIDDLE, truth, known, draws) for one in said]
    found = {name: np.mean([row[name] for row in rows], axis=0) for name in rows[0]}
    found["brier"] = _ratio(draws @ np.square(said - shares).mean(axis=0), draws.sum(axis=1))
    found["ece"] = np.mean([_ece(one, shares, draws) for one in said], axis=0)
    return found


def _of_answers(
    answers: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_], draws: Floats
) -> dict[str, Floats]:
    cells = [truth & answers, truth & ~answers, ~truth & answers, ~truth & ~answers]
    hit, missed, false, rejected = (
        draws @ np.stack([cell & known for cell in cells], axis=1).astype(np.float64)
    ).T
    second, first = hit + missed, rejected + false
    both = (second > 0) & (first > 0)
    f1 = (_ratio(2 * hit, 2 * hit + false + missed) + _ratio(2 * rejected, 2 * rejected + false + missed)) / 2
    length = np.sqrt(second * first * (hit + false) * (rejected + missed))
    mcc = np.divide(hit * rejected - false * missed, length, out=np.zeros_like(length), where=length > 0)
    return {
        "accuracy": np.where(both, _ratio(hit + rejected, second + first), np.nan),
        "macro_f1": np.where(both, f1, np.nan),
        "balanced": (_ratio(hit, second) + _ratio(rejected, first)) / 2,
        "mcc": np.where(both, mcc, np.nan),
    }


def _ratio(part: Floats, whole: Floats) -> Floats:
    found: Floats = np.full(len(whole), np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def binned(said: Floats) -> Places:
    """Give between which of :data:`EDGES` each probability lies.

    >>> binned(np.array([0.0, 0.5, 1.0])).tolist()
    [0, 3, 5]
    """
    found: Places = np.clip(np.searchsorted(EDGES, said, side="right") - 1, 0, len(EDGES) - 2).astype(
        np.int64
    )
    return found


def _ece(said: Floats, shares: Floats, draws: Floats) -> Floats:
    """Give by how much what was said misses the labels on average, bin by bin."""
    member = (binned(said)[:, None] == np.arange(len(EDGES) - 1)).astype(np.float64)
    gaps = np.abs(draws @ (member * (said - shares)[:, None])).sum(axis=1)
    return _ratio(gaps, draws.sum(axis=1))


def calibration(
    said: Floats, shares: Floats, draws: Floats
) -> tuple[tuple[float, float, float, float, int], ...]:
    """Hold what was said against the labels: (mean said, mean label, low, high, writers) bin by bin.

    Parameters
    ----------
    said : ndarray of shape (repeats, n)
        Each writer counts in the bin of its mean over the repeats.

    Examples
    --------
    >>> calibration(np.array([[0.1, 0.9]]), np.array([0.2, 1.0]), np.ones((3, 2)))
    ((0.1, 0.2, 0.2, 0.2, 1), (0.9, 1.0, 1.0, 1.0, 1))
    """
    mean = said.mean(axis=0)
    bins = binned(mean)
    found = []
    for at in np.unique(bins).tolist():
        here = (bins == at).astype(np.float64)
        drawn = _ratio(draws @ (here * shares), draws @ here)
        low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
        n = int(here.sum())
        value = float(drawn[0])
        found.append((float(here @ mean / n), value, min(low, value), max(high, value), n))
    return tuple(found)


def reader_agreement(readers: Sequence[Sequence[bool]], draws: Floats) -> tuple[Floats, Floats]:
    """Say how often two readers of one writer name the same pole, and the MCC of one reader against another.

    Parameters
    ----------
    readers : sequence of sequence of bool
        Of each writer what its readers said; one with fewer than two tells nothing.

    Returns
    -------
    tuple of ndarray of shape (1 + draws,)
        Each writer counts once, however many readers it has.

    Examples
    --------
    >>> agreement, mcc = reader_agreement([[True, True, False], [False, False, False]], np.ones((1, 2)))
    >>> round(float(agreement[0]), 3), round(float(mcc[0]), 3)
    (0.667, 0.25)
    """
    cells = np.array([_pairs_of(one) for one in readers]).reshape(len(readers), 3)
    both, one, neither = (draws @ cells).T
    n = both + one + neither
    second, first = both + one / 2, neither + one / 2
    mcc = _ratio(both * neither - one**2 / 4, second * first)
    return _ratio(both + neither, n), mcc


def _pairs_of(said: Sequence[bool]) -> tuple[float, float, float]:
    """Give the shares of pairs of readers of which both, one and none name the second pole."""
    n, second = len(said), sum(said)
    pairs = n * (n - 1) / 2
    if not pairs:
        return 0.0, 0.0, 0.0
    first = n - second
    return second * (second - 1) / 2 / pairs, second * first / pairs, first * (first - 1) / 2 / pairs


def agreement_with_a_reader(said: Floats, readers: Sequence[Sequence[bool]], draws: Floats) -> Floats:
    """Say how often the pole that is answered is the one that a reader names, (1 + draws,).

    >>> agreement_with_a_reader(np.array([[0.9, 0.9]]), [[True, False], []], np.ones((1, 2))).tolist()
    [0.5]
    """
    told = np.array([len(one) > 0 for one in readers], dtype=np.float64)
    second = np.array([sum(one) / max(1, len(one)) for one in readers])
    agreed = np.where(said > MIDDLE, second, 1 - second).mean(axis=0) * told
    return _ratio(draws @ agreed, draws @ told)
