"""Every classifier on every set of features, in the paper's way and with unseen profiles, one after the other."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from core.errors import ParameterError
from core.spread import aside
from core.validation.classifier import BASELINE, CLASSIFIERS, Classifier
from core.validation.fold import pair_trial, profile_trials
from core.validation.judgement import Judged
from core.validation.search import tuned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.validation.feature import FeatureSet
    from core.validation.fold import Trial
    from core.validation.labelled import LabelledPairs
    from core.validation.search import Outcome

PAPER, HONEST = "paper", "honest"
_LEAST_TRAINED = 4  # profiles of a group; of two groups 28 pairs, more than the neighbours that are asked
# How long one fit takes against the others', for the progress that is told.
_WEIGHTS = {"svm": 10.0, "forest": 40.0, "ada": 40.0, "gradient": 10.0, "mlp": 25.0}


@dataclass(frozen=True, slots=True)
class ProtocolParams:
    """How both protocols are run.

    ``test_share`` of the pairs is the paper's test; ``n_folds`` folds of profiles are made ``n_repeats``
    times; parameters are the best of ``n_candidates`` on ``n_inner`` folds; intervals rest on ``n_draws``.
    A group has at least ``least_members`` profiles; at most ``most_profiles`` are studied.
    """

    test_share: float = 0.25
    n_folds: int = 4
    n_repeats: int = 2
    n_inner: int = 2
    n_candidates: int = 6
    n_draws: int = 1_000
    most_profiles: int = 120
    classifiers: tuple[Classifier, ...] = field(default=CLASSIFIERS)

    def __post_init__(self) -> None:
        """Check every parameter."""
        if not 0 < self.test_share < 1:
            message = f"the share of pairs tested is {self.test_share}; give one between 0 and 1"
            raise ParameterError(message)
        least = {"n_folds": 2, "n_repeats": 1, "n_inner": 2, "n_candidates": 1, "n_draws": 2}
        for name, fewest in least.items():
            if getattr(self, name) < fewest:
                message = f"{name} is {getattr(self, name)}; give at least {fewest}"
                raise ParameterError(message)

    @property
    def least_members(self) -> int:
        """Give the fewest profiles of a group: two in every fold that is held out, four in every training."""
        trained = (1 - 1 / self.n_folds) * (1 - 1 / self.n_inner)
        return max(2 * self.n_folds, math.ceil(round(_LEAST_TRAINED / trained, 9)))


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """One classifier on one set in one protocol; ``inner_accuracy`` is that of its folds for parameters, on average."""

    judged: Judged
    inner_accuracy: float


Results = dict[tuple[str, str, str], Result]


def run_trials(
    pairs: LabelledPairs,
    sets: Sequence[FeatureSet],
    params: ProtocolParams,
    seed: int,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> Results:
    """Tune and test every classifier on every set of features in both protocols.

    Returns
    -------
    dict
        By protocol (:data:`PAPER`, :data:`HONEST`), key of the set, key of the classifier; the majority
        is among the classifiers.

    Raises
    ------
    CancelledError
        If ``cancelled``, asked every 0.2 s, said so.

    Notes
    -----
    One fit after the other, on one thread beside the caller's: scikit-learn changes the process's filters of
    warnings wherever it checks an array, which two threads may not do at once. 6,216 pairs take some 500 s.
    """
    trials: dict[str, tuple[Trial, ...]] = {
        PAPER: (pair_trial(pairs, params.test_share, params.n_inner, seed),),
        HONEST: profile_trials(pairs, params.n_folds, params.n_repeats, params.n_inner, seed),
    }
    tasks = [
        (protocol, features, classifier)
        for protocol in trials
        for features in sets
        for classifier in (BASELINE, *params.classifiers)
    ]
    weights = [_weight(classifier, trials[protocol]) for protocol, _, classifier in tasks]
    stop = Event()

    def train() -> Results:
        found: Results = {}
        # a pool of threads for each small fit costs more than it saves
        with threadpool_limits(1):
            for n, (protocol, features, classifier) in enumerate(tasks):
                said = f"Training {classifier.label.lower()} on {features.label.lower()}"
                progress(sum(weights[:n]) / sum(weights), f"{said}: {n + 1} of {len(tasks)}")
                outcomes = [
                    tuned(
                        classifier,
                        features,
                        pairs.same,
                        trial,
                        n_candidates=params.n_candidates,
                        seed=seed + number,
                        stopped=stop.is_set,
                    )
                    for number, trial in enumerate(trials[protocol])
                ]
                found[protocol, features.key, classifier.key] = _together(pairs, trials[protocol], outcomes)
        progress(1.0, "Telling what was found")
        return found

    try:
        return aside(train, cancelled)
    finally:
        stop.set()


def _weight(classifier: Classifier, trials: Sequence[Trial]) -> float:
    return _WEIGHTS.get(classifier.key, 1.0) * sum(trial.train.size for trial in trials)


def _together(pairs: LabelledPairs, trials: Sequence[Trial], outcomes: Sequence[Outcome]) -> Result:
    tested = np.concatenate([trial.test for trial in trials])
    judged = Judged(
        pairs.rows[tested],
        pairs.same[tested],
        np.concatenate([outcome.said for outcome in outcomes]),
        np.concatenate([outcome.probability for outcome in outcomes]),
    )
    return Result(judged, float(np.mean([outcome.inner_accuracy for outcome in outcomes])))


def best_classifier(results: Mapping[tuple[str, str, str], Result], protocol: str, features: str) -> str:
    """Name the classifier that was most accurate on the folds on which parameters were chosen, never on the test."""
    own = {
        key[2]: found.inner_accuracy
        for key, found in results.items()
        if key[:2] == (protocol, features) and key[2] != BASELINE.key
    }
    return max(sorted(own), key=own.__getitem__)
