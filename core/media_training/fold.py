"""Who is learned from, who is watched while learning, and who is tested on: no person on two sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from core.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.media_training.clip import LabelledClips
    from core.media_training.training_params import TrainingParams

    Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """Places of examples: ``learn`` from, ``watch`` for early stopping, ``test`` once, at the end."""

    learn: Rows
    watch: Rows
    test: Rows


def person_folds(data: LabelledClips, params: TrainingParams) -> tuple[Fold, ...]:
    """Split a data set into folds, each tested once, with all clips of a person on one side.

    Stratified by class as far as whole persons allow. Of each fold's training persons, ``params.validation`` are
    watched.

    Raises
    ------
    InputError
        If a class has fewer persons than there are folds, or than two to learn from and watch.

    Examples
    --------
    >>> from core.media_training.planted import PlantedParams, planted
    >>> from core.media_training.training_params import TrainingParams
    >>> folds = person_folds(planted(PlantedParams(n_persons=48, n_clips=2)), TrainingParams(n_folds=3))
    >>> [fold.test.size for fold in folds]
    [32, 32, 32]
    """
    labels, persons = sides(data)
    _check_enough(data, labels, persons, max(params.n_folds, 3))
    everybody = np.arange(labels.size)
    found = []
    for rest, test in _splits(labels, persons, params.n_folds, params.seed):
        learn, watch = watched(labels[rest], persons[rest], params)
        found.append(Fold(everybody[rest][learn], everybody[rest][watch], np.sort(test)))
    return tuple(found)


def whole(data: LabelledClips, params: TrainingParams) -> Fold:
    """Give the split of the training of the network that is kept: all persons but those that are watched."""
    labels, persons = sides(data)
    _check_enough(data, labels, persons, 2)
    learn, watch = watched(labels, persons, params)
    return Fold(learn, watch, np.empty(0, np.int64))


def sides(data: LabelledClips) -> tuple[Rows, Rows]:
    """Give each example's label and its person's number, (n,) and (n,)."""
    labels = np.array([example.label for example in data.examples], np.int64)
    _, persons = np.unique([example.person for example in data.examples], return_inverse=True)
    return labels, persons.astype(np.int64)


def watched(labels: Rows, persons: Rows, params: TrainingParams) -> tuple[Rows, Rows]:
    """Split places into those learned from and those watched, by person."""
    fewest = min(np.unique(persons[labels == label]).size for label in np.unique(labels))
    n = min(max(2, round(1 / params.validation)), fewest)
    learn, watch = _splits(labels, persons, n, params.seed + 1)[0]
    return np.sort(learn), np.sort(watch)


def _splits(labels: Rows, persons: Rows, n: int, seed: int) -> list[tuple[Rows, Rows]]:
    folds = StratifiedGroupKFold(n, shuffle=True, random_state=seed)
    return list(folds.split(np.zeros(labels.size), labels, persons))


def _check_enough(data: LabelledClips, labels: Rows, persons: Rows, least: int) -> None:
    found = {label: np.unique(persons[labels == label]).size for label in np.unique(labels).tolist()}
    if len(found) < 2:  # noqa: PLR2004 — two to tell apart
        message = f"{data.title} has clips of {len(found)} class; label at least two"
        raise InputError(message)
    few = [f"{data.classes[label]} has {n}" for label, n in found.items() if n < least]
    if few:
        message = f"each class needs clips of {least} persons or more: {', '.join(few)}; label more, or ask for fewer folds"
        raise InputError(message)
