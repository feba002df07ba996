"""The learners of [A] and the one that only counts, each with what is tried of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit
from sklearn.ensemble import AdaBoostClassifier
from sklearn.neighbors import NearestNeighbors
from sklearn.tree import DecisionTreeClassifier

from core.persona.model import deviations
from core.persona_training.logistic import fit_logistic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MAJORITY, LOGISTIC, NEIGHBOURS, ADA = "majority", "logistic", "neighbours", "ada"
RIDGES = (3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0)
_NEIGHBOURS = (5, 9, 15, 25, 41, 61)
_ROUNDS, _RATES = (5, 15, 30), (0.1, 0.5)
LEAST_SPREAD = 1e-6  # of a feature that varies: a model file knows none below


@dataclass(frozen=True, slots=True, eq=False)
class Learner:
    """A way to learn an axis. ``grid`` maps each parameter to the values that are tried, for whoever reads it.

    ``answers(train, shares, test, seed)`` gives the probability of the second pole as every candidate of
    the grid has it, (candidates, t); features are in deviations of the training's.
    """

    key: str
    label: str
    grid: Mapping[str, tuple[float, ...]]
    answers: Callable[[Floats, Floats, Floats, int], Floats]


def in_deviations(train: Floats, test: Floats) -> tuple[Floats, Floats]:
    """Measure features as a model does, in standard deviations of the training's; one that never varies is 0.

    >>> train, test = in_deviations(np.array([[1.0, 5.0], [3.0, 5.0]]), np.array([[4.0, 9.0], [99.0, 5.0]]))
    >>> train.tolist(), test.tolist()
    ([[-1.0, 0.0], [1.0, 0.0]], [[2.0, 0.0], [3.0, 0.0]])
    """
    mean, scale = train.mean(axis=0), train.std(axis=0)
    varies = scale > LEAST_SPREAD
    scale = np.where(varies, scale, 1.0)
    return deviations(train, mean, scale) * varies, deviations(test, mean, scale) * varies


def _majority(_: Floats, shares: Floats, test: Floats, __: int) -> Floats:
    return np.full((1, len(test)), shares.mean())


def _logistic(train: Floats, shares: Floats, test: Floats, _: int) -> Floats:
    return np.array([expit(found.logits(test)) for found in fit_logistic(train, shares, RIDGES)])


def _neighbours(train: Floats, shares: Floats, test: Floats, _: int) -> Floats:
    """Average the shares of the nearest, and half a neighbour of all: five alike are not certainty."""
    most = min(max(_NEIGHBOURS), len(train))
    nearest = (
        NearestNeighbors(n_neighbors=most, algorithm="brute")
        .fit(train)
        .kneighbors(test, return_distance=False)
    )
    sums = np.cumsum(shares[nearest], axis=1)
    usual = shares.mean()
    return np.array([(sums[:, min(k, most) - 1] + usual / 2) / (min(k, most) + 1 / 2) for k in _NEIGHBOURS])


def _ada(train: Floats, shares: Floats, test: Floats, seed: int) -> Floats:
    """Boost stumps over each row twice, once for either pole, by its share."""
    weights = np.concatenate([shares, 1 - shares])
    counts = weights > 0
    doubled, weights = np.concatenate([train, train])[counts], weights[counts]
    poles = np.repeat([True, False], len(train))[counts]
    if len(np.unique(poles)) == 1:
        return np.full((len(_ROUNDS) * len(_RATES), len(test)), float(poles[0]))
    found = []
    for rate in _RATES:
        stump = DecisionTreeClassifier(max_depth=1, max_features="sqrt", random_state=seed)
        model = AdaBoostClassifier(stump, n_estimators=max(_ROUNDS), learning_rate=rate, random_state=seed)
        try:
            model.fit(doubled, poles, sample_weight=weights)
        except ValueError:  # no stump is better than chance, as where all labels are 0.5
            return np.full((len(_ROUNDS) * len(_RATES), len(test)), shares.mean())
        staged = [said[:, -1] for said in model.staged_predict_proba(test)]
        # boosting ends early where a stump is no better than chance
        found += [staged[min(n, len(staged)) - 1] for n in _ROUNDS]
    return np.array(found)


LEARNERS: tuple[Learner, ...] = (
    Learner(MAJORITY, "Majority", {}, _majority),
    Learner(LOGISTIC, "Logistic regression", {"ridge": RIDGES}, _logistic),
    Learner(NEIGHBOURS, "k nearest neighbours", {"k": tuple(map(float, _NEIGHBOURS))}, _neighbours),
    Learner(
        ADA,
        "AdaBoost",
        {"learning rate": _RATES, "stumps": tuple(map(float, _ROUNDS))},
        _ada,
    ),
)
