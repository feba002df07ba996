"""Logistic regression on soft labels: who was called introvert by two of three counts for both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, xlogy

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_MOST_STEPS = 60
_ENOUGH = 1e-10
_LEAST_STEP = 1e-6
_RANK = 1e-10  # of the largest singular value: directions of less spread are rounding


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """A fitted line of log-odds: ``start`` where all features are 0, ``weights`` (f,) in nats a unit."""

    start: float
    weights: Floats

    def logits(self, x: Floats) -> Floats:
        """Give the log-odds of the second pole, (n,), for features (n, f)."""
        found: Floats = self.start + x @ self.weights
        return found


def fit_logistic(
    x: Floats, shares: Floats, ridges: Sequence[float], known: Floats | None = None
) -> tuple[Logistic, ...]:
    """Fit probabilities to shares, once for each ridge.

    Minimises ``-Σ [s log p + (1 - s) log(1 - p)] + ridge/2 · |weights|²``, the start free: what weighing each
    row once for either class by its share comes to.

    Parameters
    ----------
    x : ndarray of shape (n, f)
        Features, best in deviations.
    shares : ndarray of shape (n,)
        Soft labels in [0, 1].
    ridges : sequence of float
        Above 0: each the inverse of scikit-learn's ``C``.
    known : ndarray of shape (n,), optional
        Log-odds that are known of each row already; the line is fitted on top of them.

    Returns
    -------
    tuple of Logistic

    Notes
    -----
    Newton's steps among the directions that the rows span: O(n · min(n, f)²) a step, some six of them. The
    same input gives the same bits.

    Examples
    --------
    >>> (found,) = fit_logistic(np.array([[-1.0], [1.0]]), np.array([0.2, 0.8]), [1e-9])
    >>> np.round(expit(found.logits(np.array([[-1.0], [1.0]]))), 6).tolist()
    [0.2, 0.8]
    """
    left, spread, turned = np.linalg.svd(x, full_matrices=False)
    kept = spread > _RANK * max(float(spread.max(initial=0.0)), 1.0)
    laid = np.column_stack([np.ones(len(x)), left[:, kept] * spread[kept]])
    base = np.zeros(len(x)) if known is None else known
    found: dict[float, Logistic] = {}
    theta = np.zeros(laid.shape[1])
    for ridge in sorted(ridges, reverse=True):  # from the stiffest on: each is near the next
        theta = _newton(laid, shares, base, _penalty(laid.shape[1], ridge), theta)
        found[ridge] = Logistic(float(theta[0]), theta[1:] @ turned[kept])
    return tuple(found[ridge] for ridge in ridges)


def covariance(x: Floats, fitted: Logistic, ridge: float, known: Floats | None = None) -> Floats:
    """Say how sure a fit is: (1 + f, 1 + f), of the start and the weights, by Laplace's approximation.

    >>> x = np.array([[-1.0], [1.0]])
    >>> (found,) = fit_logistic(x, np.array([0.5, 0.5]), [1.5])
    >>> np.round(covariance(x, found, 1.5), 6).tolist()
    [[2.0, 0.0], [0.0, 0.5]]
    """
    laid = np.column_stack([np.ones(len(x)), x])
    logits = fitted.logits(x) + (0.0 if known is None else known)
    bend = _bend(laid, expit(logits), _penalty(laid.shape[1], ridge))
    return np.asarray(np.linalg.inv(bend), dtype=np.float64)


def _penalty(n: int, ridge: float) -> Floats:
    penalty = np.full(n, ridge)
    penalty[0] = 0.0
    return penalty


def _newton(laid: Floats, shares: Floats, known: Floats, penalty: Floats, theta: Floats) -> Floats:
    value = _loss(laid, shares, known, penalty, theta)
    for _ in range(_MOST_STEPS):
        said = expit(known + laid @ theta)
        slope = laid.T @ (said - shares) + penalty * theta
        step = np.linalg.solve(_bend(laid, said, penalty), slope)
        size = 1.0
        while (
            then := _loss(laid, shares, known, penalty, theta - size * step)
        ) > value and size > _LEAST_STEP:
            size /= 2
        if size <= _LEAST_STEP:
            break
        theta, value = theta - size * step, then
        if float(slope @ step) < _ENOUGH:
            break
    return theta


def _bend(laid: Floats, said: Floats, penalty: Floats) -> Floats:
    found: Floats = (laid * (said * (1 - said))[:, None]).T @ laid
    # where all labels are one pole the start has no end: it is held by next to nothing
    found[np.diag_indices_from(found)] += np.maximum(penalty, _ENOUGH)
    return found


def _loss(laid: Floats, shares: Floats, known: Floats, penalty: Floats, theta: Floats) -> float:
    eta = known + laid @ theta
    return float(np.sum(np.logaddexp(0, eta) - shares * eta) + penalty @ theta**2 / 2)


def cross_entropy(said: Floats, shares: Floats) -> Floats:
    """Give how far probabilities are from shares, in nats, each (…, n): 0 is best only where a share is 0 or 1.

    >>> np.round(cross_entropy(np.array([0.5, 0.9]), np.array([1.0, 0.9])), 3).tolist()
    [0.693, 0.325]
    """
    held = np.clip(said, 1e-6, 1 - 1e-6)
    return np.asarray(-(xlogy(shares, held) + xlogy(1 - shares, 1 - held)), dtype=np.float64)
