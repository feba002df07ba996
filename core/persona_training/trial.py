"""Each way to learn tried on writers it has not seen, its parameters chosen on folds within the training."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from core.errors import ParameterError
from core.model.persona import AXES
from core.persona_training.fold import folds
from core.persona_training.learner import in_deviations
from core.persona_training.logistic import cross_entropy
from core.progress import check, ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    import numpy.typing as npt

    from core.persona_training.fold import Fold
    from core.persona_training.learner import Learner

    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]
    Progress = Callable[[float, str], None]

_STOPPED = "nothing was learned"
_APART = 1_000  # seeds of one repeat to the next


@dataclass(frozen=True, slots=True)
class TrialParams:
    """How learners are tried: folds of people, how often anew, folds within the training, draws of intervals.

    Raises
    ------
    ParameterError
        If there are fewer than two folds of either kind, no repeat, or fewer than 100 draws.
    """

    n_folds: int = 5
    n_repeats: int = 4
    n_inner: int = 4
    n_draws: int = 1_000
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be tried."""
        least = {"n_folds": 2, "n_repeats": 1, "n_inner": 2, "n_draws": 100, "seed": 0}
        for name, fewest in least.items():
            if getattr(self, name) < fewest:
                message = f"{name} is {getattr(self, name)}; at least {fewest} makes sense"
                raise ParameterError(message)


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A way to learn: ``learner`` on ``features``, what they are called, and what it says.

    ``answers(shares, fold)`` gives the probability of the second pole of ``fold.test``, learned from
    ``fold.train`` alone, as the best candidate of the inner folds has it, and which candidate that is.
    """

    features: str
    learner: str
    label: str
    answers: Callable[[Floats, Fold], tuple[Floats, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What was said of writers whom the way had not seen: ``said`` is (repeats, n), of the second pole.

    ``chosen`` counts how often each candidate of its grid was chosen within the training.
    """

    said: Floats
    chosen: Counter[int]


Outcomes = dict[tuple[str, str, str], Outcome]
"""By axis, features, learner."""


def plain_way(learner: Learner, features: str, values: Floats, seed: int) -> Way:
    """Give a learner on one set of features, (n, f), in deviations of each training's."""

    def of(fold: Fold, shares: Floats) -> Floats:
        train, test = in_deviations(values[fold.train], values[fold.test])
        return learner.answers(train, shares[fold.train], test, seed)

    def answers(shares: Floats, fold: Fold) -> tuple[Floats, int]:
        best = 0
        if learner.grid:
            inner = [one for one in fold.inner if one.test.size]
            losses = [cross_entropy(of(one, shares), shares[one.test]).sum(axis=1) for one in inner]
            best = int(np.argmin(np.sum(losses, axis=0)))
        return of(fold, shares)[best], best

    return Way(features, learner.key, learner.label, answers)


def on_one_thread() -> AbstractContextManager[Any]:
    """Hold matrix products to one thread: a pool costs small fits more than it saves, and moves their last bits."""
    limits: AbstractContextManager[Any] = threadpool_limits(1)
    return limits


def run_trials(
    ways: Sequence[Way],
    shares: Floats,
    people: Places,
    params: TrialParams,
    *,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Outcomes:
    """Try every way on every axis.

    Parameters
    ----------
    ways : sequence of Way
    shares : ndarray of shape (n, 4)
        Soft labels.
    people : ndarray of shape (n,)
        Who stands behind each writer; nobody is on both sides of a fold, inner folds included.
    params : TrialParams

    Returns
    -------
    dict
        Of :class:`Outcome`. All ways have the same folds of an axis.

    Raises
    ------
    CancelledError
        If ``cancelled``, asked with every fold, said so.

    Notes
    -----
    One fit after the other, on one thread. The same seed gives the same bits.
    """
    dealt = [
        [
            folds(people, shares[:, at], params.n_folds, params.n_inner, params.seed + _APART * repeat)
            for repeat in range(params.n_repeats)
        ]
        for at in range(len(AXES))
    ]
    tasks = [(at, axis, way) for at, axis in enumerate(AXES) for way in ways]
    found: Outcomes = {}
    for done, (at, axis, way) in enumerate(tasks):
        progress(done / len(tasks), f"{way.label} on {way.features}, {axis}: {done + 1} of {len(tasks)}")
        with on_one_thread():
            found[axis, way.features, way.learner] = _tried(way, shares[:, at], dealt[at], cancelled)
    return found


def _tried(
    way: Way, shares: Floats, repeats: Sequence[Sequence[Fold]], cancelled: Callable[[], bool]
) -> Outcome:
    said, chosen = np.empty((len(repeats), len(shares))), Counter[int]()
    for repeat, dealt in enumerate(repeats):
        for fold in dealt:
            check(cancelled, _STOPPED)
            said[repeat, fold.test], best = way.answers(shares, fold)
            chosen[best] += 1
    return Outcome(said, chosen)
