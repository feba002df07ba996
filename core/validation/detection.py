"""How well a score finds the pairs of one account among all others, with intervals over accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.model import Estimate

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Longs = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

RATES = (1e-2, 1e-3, 1e-4)
_N_DRAWS = 200
_INTERVAL = (2.5, 97.5)


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """Scored pairs whose truth is known: ``scores`` and ``same`` are (p,), ``accounts`` (p, 2) numbers.

    ``sides`` (p, 2) numbers the two within their pool, ``pools`` (p,) says of which pool each pair is.
    """

    scores: Floats
    same: Bools
    accounts: Longs
    sides: Longs
    pools: Longs

    def take(self, rows: Bools) -> Trial:
        """Give some of the pairs."""
        return Trial(
            self.scores[rows], self.same[rows], self.accounts[rows], self.sides[rows], self.pools[rows]
        )


@dataclass(frozen=True, slots=True)
class Detection:
    """What a score finds: area under the curve, recall at each of :data:`RATES`, share of mates ranked first."""

    n_same: int
    n_different: int
    auc: Estimate
    recall: tuple[Estimate, ...]
    first: Estimate


def detect(trial: Trial, *, seed: int = 0, n_draws: int = _N_DRAWS) -> Detection:
    """Measure how well a score tells same pairs from different ones.

    Parameters
    ----------
    trial : Trial
    seed : int
        Of the accounts drawn with repetition for the intervals.
    n_draws : int

    Returns
    -------
    Detection
        A recall is None where there are fewer different pairs than one false one would need.

    Notes
    -----
    O(p log p + draws × p). At a rate the cut is above the ``floor(rate × n)`` highest different pairs, and
    a tie with one of them is not found.

    Examples
    --------
    >>> pairs = np.array([[0, 0], [1, 1], [0, 1], [0, 1]])
    >>> trial = Trial(np.array([3.0, 1.0, 2.0, 0.0]), np.array([True, True, False, False]), pairs, pairs, np.zeros(4, int))
    >>> detect(trial).auc.value, detect(trial).recall[0].value
    (0.75, None)
    """
    order = np.argsort(-trial.scores[~trial.same], kind="stable")
    different = trial.scores[~trial.same][order]
    owners = trial.accounts[~trial.same][order]
    found = np.sort(trial.scores[trial.same])[::-1]
    mates = trial.accounts[trial.same, 0][np.argsort(-trial.scores[trial.same], kind="stable")]
    firsts, of_whom = _first(trial)
    n_accounts = int(trial.accounts.max()) + 1 if trial.accounts.size else 0
    known = np.unique(trial.accounts)
    rng = np.random.default_rng(seed)
    once = np.ones(n_accounts)
    best = _numbers(different, owners, found, mates, firsts, of_whom, once)
    drawn = []
    for _ in range(n_draws if known.size else 0):
        times = np.bincount(known[rng.integers(known.size, size=known.size)], minlength=n_accounts).astype(
            float
        )
        drawn.append(_numbers(different, owners, found, mates, firsts, of_whom, times))
    bounds = _bounds(np.array(drawn)) if drawn else np.full((2, len(best)), np.nan)
    shares = [len(np.unique(mates)) if at else 0 for at in range(len(best))]  # the first is no share
    estimates = [
        _estimate(value, low, high, n_mates, len(found))
        for value, low, high, n_mates in zip(best, *bounds, shares, strict=True)
    ]
    return Detection(len(found), len(different), estimates[0], tuple(estimates[1:-1]), estimates[-1])


def widened(share: float, low: float, high: float, n_accounts: int) -> tuple[float, float]:
    """Widen the interval of a share that is all or nothing: accounts drawn anew show no case that never came.

    To the share that would give so many accounts without an exception in one of forty samples.

    >>> tuple(round(bound, 2) for bound in widened(1.0, 1.0, 1.0, 16))
    (0.79, 1.0)
    """
    if share not in {0.0, 1.0} or not n_accounts:
        return low, high
    bound = (_INTERVAL[0] / 100) ** (1 / n_accounts)
    return (min(low, bound), high) if share else (low, max(high, 1 - bound))


def _estimate(value: float, low: float, high: float, n_accounts: int, n: int) -> Estimate:
    if np.isnan(value):
        return Estimate(None, n=n)
    least, most = widened(float(value), float(low), float(high), n_accounts)
    return Estimate(float(value), _known(least), _known(most), n)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _bounds(drawn: Floats) -> Floats:
    """Bound each column where enough draws had a value."""
    few = np.isnan(drawn).mean(axis=0) > 1 / 2
    with np.errstate(invalid="ignore"):
        found: Floats = np.nanpercentile(np.where(few, 0.0, drawn), _INTERVAL, axis=0)
    return np.where(few, np.nan, found)


def _numbers(
    different: Floats,
    owners: Longs,
    found: Floats,
    mates: Longs,
    firsts: Floats,
    of_whom: Longs,
    times: Floats,
) -> Floats:
    """Give AUC, recalls and share ranked first, each account counting ``times``; NaN where none is."""
    weights = times[owners[:, 0]] * times[owners[:, 1]] if owners.size else np.zeros(0)
    mated = times[mates] if mates.size else np.zeros(0)
    total, n_mates = weights.sum(), mated.sum()
    if not (total and n_mates):
        return np.full(len(RATES) + 2, np.nan)
    above = np.concatenate([[0.0], np.cumsum(weights)])
    lower = above[np.searchsorted(-different, -found, side="left")]
    upper = above[np.searchsorted(-different, -found, side="right")]
    auc = 1 - mated @ ((lower + upper) / 2) / (n_mates * total)
    recalls = [
        mated[upper <= np.floor(rate * total)].sum() / n_mates if rate * total >= 1 else np.nan
        for rate in RATES
    ]
    ranked = times[of_whom].sum() if of_whom.size else 0.0
    first = (times[of_whom] @ firsts) / ranked if ranked else np.nan
    return np.array([auc, *recalls, first])


def _first(trial: Trial) -> tuple[Floats, Longs]:
    """Tell of each side with a mate in its pool whether the mate is ranked first, and of which account it is."""
    n_sides = int(trial.sides.max()) + 1 if trial.sides.size else 0
    ends = np.concatenate(
        [trial.pools * n_sides + trial.sides[:, 0], trial.pools * n_sides + trial.sides[:, 1]]
    )
    scores, same = np.tile(trial.scores, 2), np.tile(trial.same, 2)
    accounts = np.concatenate([trial.accounts[:, 0], trial.accounts[:, 1]])
    # a different pair of the same score comes first: a tie is not won
    order = np.lexsort((same, -scores, ends))
    ends, same, accounts = ends[order], same[order], accounts[order]
    leads = np.concatenate([[True], ends[1:] != ends[:-1]]) if ends.size else np.zeros(0, dtype=np.bool_)
    has_mate = np.isin(ends[leads], ends[same])
    return same[leads][has_mate].astype(np.float64), accounts[leads][has_mate]
