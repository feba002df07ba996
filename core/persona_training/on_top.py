"""What the meaning of the posts adds to the closed features: a second line, fitted on top of the first.

The first line must stand alone, for most workspaces are not embedded. So the second is fitted on the log-odds
that the first gives to people it was not fitted on; where meaning adds nothing its weights are held at next to 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import expit

from core.model.persona import AXES
from core.persona.model import MeaningModel
from core.persona_training.fold import Fold, folds
from core.persona_training.learner import LOGISTIC, RIDGES, in_deviations
from core.persona_training.logistic import Logistic, covariance, cross_entropy, fit_logistic
from core.persona_training.trial import Way

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy.typing as npt

    from core.persona_training.material import Material

    Floats = npt.NDArray[np.float64]

MEANING_RIDGES = (100.0, 300.0, 1_000.0, 3_000.0, 30_000.0)
_LEAST = 1e-12
_FOLDS = 5


class _Second(NamedTuple):
    """A second line and what it was fitted on: the first line's log-odds, (n,), of people it had not seen."""

    ridge: float
    known: Floats


def unit_rows(vectors: Floats) -> Floats:
    """Bring vectors, (n, d), to length 1; 0 stays 0.

    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    found: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _LEAST)
    return found


def way_on_top(values: Floats, meanings: Floats, features: str) -> Way:
    """Give the way of both lines: closed features, (n, k), then unit vectors of meaning, (n, d)."""

    def answers(shares: Floats, fold: Fold) -> tuple[Floats, int]:
        inner = [one for one in fold.inner if one.test.size]
        ridge, second = _chosen(values, meanings, shares, inner)
        train, test = in_deviations(values[fold.train], values[fold.test])
        (first,) = fit_logistic(train, shares[fold.train], [ridge])
        train, test_meaning = _centred(meanings, fold)
        (line,) = fit_logistic(train, shares[fold.train], [second.ridge], second.known[fold.train])
        said: Floats = expit(first.logits(test) + line.logits(test_meaning))
        return said, MEANING_RIDGES.index(second.ridge)

    return Way(features, LOGISTIC, "Logistic regression", answers)


def _centred(meanings: Floats, fold: Fold) -> tuple[Floats, Floats]:
    """Give meanings as differences from the training's mean, in its mean deviation: one measure for all dimensions."""
    mean = meanings[fold.train].mean(axis=0)
    scale = _spread(meanings[fold.train])
    return (meanings[fold.train] - mean) / scale, (meanings[fold.test] - mean) / scale


def _spread(meanings: Floats) -> float:
    return max(float(np.sqrt(meanings.var(axis=0).mean())), _LEAST)


def _chosen(values: Floats, meanings: Floats, shares: Floats, inner: Sequence[Fold]) -> tuple[float, _Second]:
    """Choose both ridges on folds, one after the other, and give the first line's log-odds out of fold."""
    losses, logits = np.zeros(len(RIDGES)), np.zeros((len(RIDGES), len(shares)))
    for fold in inner:
        train, test = in_deviations(values[fold.train], values[fold.test])
        for at, line in enumerate(fit_logistic(train, shares[fold.train], RIDGES)):
            logits[at, fold.test] = line.logits(test)
            losses[at] += cross_entropy(expit(logits[at, fold.test]), shares[fold.test]).sum()
    best = int(np.argmin(losses))
    known, losses = logits[best], np.zeros(len(MEANING_RIDGES))
    for fold in inner:
        train, test = _centred(meanings, fold)
        lines = fit_logistic(train, shares[fold.train], MEANING_RIDGES, known[fold.train])
        said = [expit(known[fold.test] + line.logits(test)) for line in lines]
        losses += [cross_entropy(one, shares[fold.test]).sum() for one in said]
    return RIDGES[best], _Second(MEANING_RIDGES[int(np.argmin(losses))], known)


def meaning_model(
    encoder: str, found: Material, meanings: Floats, axes: Collection[str], seed: int = 0
) -> MeaningModel:
    """Fit what meaning adds on everybody, for the axes on which it was found to help.

    Parameters
    ----------
    encoder : str
        The name and version that :class:`core.model.meaning.Meaning` carries.
    found : Material
    meanings : ndarray of shape (n, d)
        Unit vectors.
    axes : collection of str
        The others get weights of 0.
    seed : int

    Returns
    -------
    MeaningModel
        ``errors`` are the mean standard deviations of what is added to a writer, by Laplace's approximation.
        The start of the second line is in none of its numbers: where the training's mean lies the first is kept.
    """
    mean, scale = meanings.mean(axis=0), _spread(meanings)
    x = (meanings - mean) / scale
    weights, errors = np.zeros((len(AXES), meanings.shape[1])), np.zeros(len(AXES))
    for at, axis in enumerate(AXES):
        if axis not in axes:
            continue
        shares = found.shares[:, at]
        inner = folds(found.people, shares, _FOLDS, 0, seed)
        _, second = _chosen(found.values, meanings, shares, inner)
        (line,) = fit_logistic(x, shares, [second.ridge], second.known)
        weights[at] = line.weights / scale
        errors[at] = _error(x, line, second)
    return MeaningModel(encoder, mean, weights, errors)


def _error(x: Floats, line: Logistic, second: _Second) -> float:
    unsure = covariance(x, line, second.ridge, second.known)[1:, 1:]
    return float(np.sqrt(np.mean(np.sum((x @ unsure) * x, axis=1))))
