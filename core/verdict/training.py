"""Learning what views are worth from pairs whose truth is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from core.errors import InputError
from core.progress import check, ignore_progress, never
from core.text import counted
from core.verdict.model import Part, laid_out
from core.verdict.view import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Longs = npt.NDArray[np.int64]

KNEE = 3.0
N_DRAWS = 100
LEAST_SAME, LEAST_DIFFERENT = 20, 1_000
_RIDGE = 1.0
_PLAINLY_APART = -1.0  # fewer deviations on average: one such pair in twenty is enough to fit on
_THINNED = 20
_BOUNDS = (1, 99)
_STOPPED = "no model was made"


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Pairs whose truth is known: ``deviations`` and ``evidence`` are (p, views), ``same`` is (p,).

    ``accounts`` is (p, 2): numbers of the accounts behind the two sides, equal where ``same``.
    """

    deviations: Floats
    evidence: Floats
    same: npt.NDArray[np.bool_]
    accounts: Longs

    def take(self, rows: npt.NDArray[np.bool_]) -> Sample:
        """Give some of the pairs."""
        return Sample(self.deviations[rows], self.evidence[rows], self.same[rows], self.accounts[rows])


def joined_samples(samples: list[Sample]) -> Sample:
    """Put samples one after the other; their numbers of accounts must mean the same."""
    return Sample(
        *(
            np.concatenate([getattr(sample, name) for sample in samples])
            for name in ("deviations", "evidence", "same", "accounts")
        )
    )


def fit_parts(
    sample: Sample,
    *,
    seed: int = 0,
    n_draws: int = N_DRAWS,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> tuple[Part, ...]:
    """Fit what each view is worth, all together, so that correlated ones do not count twice.

    A logistic regression without intercept: the odds of the sample itself enter as a fixed offset, so
    that what is fitted is the log likelihood ratio (METHODS 5), and a pair of which nothing is known is
    worth nothing.

    Parameters
    ----------
    sample : Sample
        From open pools, where most profiles have no mate: what is usual leans on the mate being there.
    seed : int
        Of the draws.
    n_draws : int
        How often to fit again on accounts drawn with repetition, for the interval.

    Raises
    ------
    InputError
        If there are too few pairs to learn from.
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    A million pairs and 100 draws take about a minute: pairs plainly apart are thinned to one in twenty
    and weighed twenty times. Deterministic.
    """
    n_same = int(sample.same.sum())
    if n_same < LEAST_SAME or len(sample.same) - n_same < LEAST_DIFFERENT:
        message = (
            f"{counted(n_same, 'pairs')} of one operator and {len(sample.same) - n_same:,} of different ones: "
            f"{LEAST_SAME} and {LEAST_DIFFERENT:,} are needed to learn from"
        )
        raise InputError(message)
    bounds = _bounds(sample)
    thin, weights = _thinned(sample, np.random.default_rng(seed))
    laid = laid_out(thin.deviations, thin.evidence, bounds, KNEE).reshape(len(thin.same), -1)
    best = _fit(laid, thin.same, weights, np.zeros(laid.shape[1]), cancelled)
    drawn = []
    rng = np.random.default_rng(seed + 1)
    known, places = np.unique(thin.accounts, return_inverse=True)
    places = places.reshape(-1, 2)
    for n in range(n_draws):
        check(cancelled, _STOPPED)
        progress(n / n_draws, f"Fitting on accounts drawn anew, {n} of {n_draws}")
        times = np.bincount(rng.integers(len(known), size=len(known)), minlength=len(known))
        often = np.where(thin.same, times[places[:, 0]], times[places[:, 0]] * times[places[:, 1]])
        drawn.append(_fit(laid, thin.same, weights * often, best, cancelled))
    return tuple(
        Part(
            view=view.name,
            weight=float(best[3 * at]),
            start=float(best[3 * at + 1]),
            growth=float(best[3 * at + 2]),
            least=float(bounds[at, 0]),
            most=float(bounds[at, 1]),
            draws=tuple(
                (float(one[3 * at]), float(one[3 * at + 1]), float(one[3 * at + 2])) for one in drawn
            ),
        )
        for at, view in enumerate(VIEWS)
    )


def _bounds(sample: Sample) -> Floats:
    """Give within what evidence was seen, (views, 2), where the view was there."""
    found = []
    for at in range(len(VIEWS)):
        seen = sample.evidence[~np.isnan(sample.deviations[:, at]), at]
        found.append(np.percentile(seen, _BOUNDS) if seen.size else np.ones(2))
    bounds: Floats = np.maximum(np.array(found), 1.0)
    return bounds


def _thinned(sample: Sample, rng: np.random.Generator) -> tuple[Sample, Floats]:
    """Leave most of the pairs out that are plainly apart, and weigh those that stay for them."""
    # a view that is missing says nothing, neither for nor against
    apart = ~sample.same & (np.nan_to_num(sample.deviations, nan=0.0).mean(axis=1) < _PLAINLY_APART)
    stays = ~apart | (rng.integers(_THINNED, size=len(apart)) == 0)
    weights = np.where(apart, float(_THINNED), 1.0)
    return sample.take(stays), weights[stays]


def _fit(
    laid: Floats,
    same: npt.NDArray[np.bool_],
    weights: Floats,
    start: Floats,
    cancelled: Callable[[], bool],
) -> Floats:
    n_same, n_other = weights[same].sum(), weights[~same].sum()
    if not (n_same and n_other):
        return start
    offset = math.log(n_same / n_other)
    truth = same.astype(np.float64)

    def loss(theta: Floats) -> tuple[float, Floats]:
        check(cancelled, _STOPPED)
        eta = laid @ theta + offset
        value = weights @ (np.logaddexp(0, eta) - truth * eta) + _RIDGE / 2 * theta @ theta
        slope: Floats = laid.T @ (weights * (expit(eta) - truth)) + _RIDGE * theta
        return float(value), slope

    def bend(theta: Floats) -> Floats:
        share = expit(laid @ theta + offset)
        curved: Floats = (laid * (weights * share * (1 - share))[:, None]).T @ laid
        return curved + _RIDGE * np.eye(laid.shape[1])

    found = minimize(loss, start, jac=True, hess=bend, method="trust-exact", options={"gtol": 1e-3})
    return np.asarray(found.x, dtype=np.float64)
