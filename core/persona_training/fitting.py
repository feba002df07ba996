"""The model that is kept: one line an axis over closed features, fitted on everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit

from core.model.persona import AXES
from core.persona.model import AxisModel, PersonaModel, deviations
from core.persona.trait import trait_names
from core.persona_training.fold import folds
from core.persona_training.learner import LEAST_SPREAD, RIDGES, in_deviations
from core.persona_training.logistic import covariance, cross_entropy, fit_logistic
from core.progress import check, ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from core.persona_training.material import Material

    Floats = npt.NDArray[np.float64]
    Progress = Callable[[float, str], None]

_STOPPED = "no model was made"
_FOLDS, _REPEATS = 5, 4


def fit_model(
    found: Material,
    name: str,
    card: Mapping[str, Any],
    *,
    seed: int = 0,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> PersonaModel:
    """Fit the four axes on all writers.

    Parameters
    ----------
    found : Material
    name : str
        By which results say which model made them.
    card : mapping of str
        What a reader must know; the ridge of each axis is added to it.
    seed : int
    progress, cancelled : callable

    Returns
    -------
    PersonaModel
        Coefficients over the closed features only: nothing in it was a word of anybody's posts. A feature that
        never varies is left out.

    Raises
    ------
    CancelledError
        If ``cancelled`` said so.

    Notes
    -----
    How strongly weights are held towards 0 is chosen for each axis on folds of people, by what is
    nearest to the soft labels; their covariance is Laplace's. 2 s for 286 writers.
    """
    mean, scale = found.values.mean(axis=0), found.values.std(axis=0)
    varies = scale > LEAST_SPREAD
    mean, scale = mean[varies], scale[varies]
    x = deviations(found.values[:, varies], mean, scale)
    axes, ridges = [], {}
    for at, axis in enumerate(AXES):
        progress(at / len(AXES), f"Fitting {axis}")
        ridge = best_ridge(found.values, found.shares[:, at], found.people, seed, cancelled)
        (line,) = fit_logistic(x, found.shares[:, at], [ridge])
        ridges[axis] = ridge
        axes.append(AxisModel(axis, line.start, line.weights, covariance(x, line, ridge)))
    names = tuple(trait for trait, is_in in zip(trait_names(), varies.tolist(), strict=True) if is_in)
    return PersonaModel(name, names, mean, scale, tuple(axes), {**card, "ridges": ridges})


def best_ridge(
    values: Floats,
    shares: Floats,
    people: npt.NDArray[np.int64],
    seed: int,
    cancelled: Callable[[], bool] = never,
) -> float:
    """Choose how strongly weights are held towards 0, on folds of people."""
    losses = np.zeros(len(RIDGES))
    for repeat in range(_REPEATS):
        for fold in folds(people, shares, _FOLDS, 0, seed + repeat):
            check(cancelled, _STOPPED)
            train, test = in_deviations(values[fold.train], values[fold.test])
            lines = fit_logistic(train, shares[fold.train], RIDGES)
            losses += [cross_entropy(expit(one.logits(test)), shares[fold.test]).sum() for one in lines]
    return RIDGES[int(np.argmin(losses))]
