"""One classifier, tuned on folds and tested once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import ParameterGrid, ParameterSampler

from core.errors import CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from core.validation.classifier import Classifier
    from core.validation.feature import FeatureSet
    from core.validation.fold import Trial

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What one classifier said of the test pairs of one trial.

    ``said`` (t,) is its answer, ``probability`` (t,) of the same group; ``inner_accuracy`` its accuracy on
    the inner folds with the ``chosen`` parameters.
    """

    said: npt.NDArray[np.bool_]
    probability: Floats
    inner_accuracy: float
    chosen: Mapping[str, Any]


def _decision(model: Any, values: Floats) -> Floats:
    scores: Floats = model.decision_function(values)
    return scores


def candidates(grid: Mapping[str, tuple[Any, ...]], n: int, seed: int) -> list[dict[str, Any]]:
    """Draw n different combinations of a grid by chance, or give all where there are no more.

    >>> candidates({"C": (1, 2)}, 5, 0)
    [{'C': 1}, {'C': 2}]
    """
    every = ParameterGrid({name: list(values) for name, values in grid.items()})
    drawn: list[dict[str, Any]] = list(
        every if len(every) <= n else ParameterSampler(every.param_grid[0], n, random_state=seed)
    )
    return drawn


def tuned(
    classifier: Classifier,
    features: FeatureSet,
    same: npt.NDArray[np.bool_],
    trial: Trial,
    *,
    n_candidates: int,
    seed: int,
    stopped: Callable[[], bool],
) -> Outcome:
    """Choose a classifier's parameters on the inner folds, train it and have it judge the test pairs.

    Parameters
    ----------
    classifier : Classifier
    features : FeatureSet
        Of p pairs.
    same : ndarray of shape (p,)
    trial : Trial
    n_candidates : int
        How many combinations of its grid are tried; the most accurate on the mean of the inner folds wins,
        of equals the first.
    seed : int
    stopped : callable
        Asked between any two fits.

    Raises
    ------
    CancelledError
        If ``stopped`` said so.

    Notes
    -----
    ``n_candidates`` · folds + 1 fits. A machine that has no probabilities of its own (SVM) gets them by
    Platt's curve, fitted to what it said of the inner test pairs: pairs, and where folds are
    profile-disjoint profiles, that it had not seen.
    """
    best: tuple[float, dict[str, Any], list[Floats]] | None = None
    for chosen in candidates(classifier.grid, n_candidates, seed):
        right, scores = [], []
        for train, test in trial.inner:
            model = _fitted(classifier, features, same, train, chosen, seed, stopped)
            right.append(float((model.predict(features.values[test]) == same[test]).mean()))
            if not hasattr(model, "predict_proba"):
                scores.append(_decision(model, features.values[test]))
        if best is None or float(np.mean(right)) > best[0]:
            best = float(np.mean(right)), chosen, scores
    if best is None:
        message = f"{classifier.label} has no combination of parameters to try"
        raise ValueError(message)
    accuracy, chosen, scores = best
    model = _fitted(classifier, features, same, trial.train, chosen, seed, stopped)
    values = features.values[trial.test]
    said = np.asarray(model.predict(values), dtype=np.bool_)
    if scores:
        held = np.concatenate([test for _, test in trial.inner])
        curve = LogisticRegression(C=1e3, max_iter=1_000).fit(np.concatenate(scores)[:, None], same[held])
        probability = curve.predict_proba(_decision(model, values)[:, None])[:, 1]
    else:
        probability = model.predict_proba(values)[:, 1]
    return Outcome(said, np.asarray(probability, dtype=np.float64), accuracy, chosen)


def _fitted(
    classifier: Classifier,
    features: FeatureSet,
    same: npt.NDArray[np.bool_],
    rows: npt.NDArray[np.int64],
    chosen: Mapping[str, Any],
    seed: int,
    stopped: Callable[[], bool],
) -> Any:
    if stopped():
        message = "stopped as asked: no value was kept"
        raise CancelledError(message)
    pipeline = classifier.pipeline(seed, shows_gaps=features.shows_gaps)
    pipeline.set_params(**{f"model__{name}": value for name, value in chosen.items()})
    return pipeline.fit(features.values[rows], same[rows])
