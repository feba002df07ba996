"""A labelled set into a network that is kept, and its judgement by person-disjoint folds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import InputError
from core.media_training.baseline import linear_shares, majority_shares, pooled_features
from core.media_training.fold import Fold, person_folds, sides, whole
from core.media_training.judgement import LINEAR, MAJORITY, NETWORK, Tested, judge
from core.media_training.prediction import predict
from core.media_training.training import train
from core.persona.media.network_file import load_network, save_network
from core.progress import check, ignore_progress, never, part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from core.media_training.clip import LabelledClips
    from core.media_training.training import Trained
    from core.media_training.training_params import TrainingParams
    from core.model import Section
    from core.persona.media.network_params import NetworkParams
    from core.persona.media.persona_network import PersonaNetwork
    from core.progress import Progress

    Floats = npt.NDArray[np.float64]

NETWORK_FILE = "network.safetensors"
_HIDDEN = ("frames",)


def train_network(
    data: LabelledClips,
    shape: NetworkParams,
    params: TrainingParams,
    folder: Path,
    card: Mapping[str, Any],
    *,
    start: Callable[[PersonaNetwork], object] | None = None,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Trained:
    """Train the network that is kept, on all persons but those watched; it is written to ``folder/network.safetensors``.

    Begun again with the same arguments, it goes on where it was stopped.

    Parameters
    ----------
    data : LabelledClips
    shape : NetworkParams
    params : TrainingParams
    folder : Path
    card : mapping
        What is to stand in the file besides what is known here: when, by what command, under which licence.
    start : callable, optional
        Changes the first weights, as :func:`core.persona.media.pretrained.load_pretrained` does.
    progress, cancelled : callable
    """
    split = whole(data, params)
    trained = train(
        data,
        split.learn,
        split.watch,
        shape,
        params,
        folder,
        start=start,
        progress=progress,
        cancelled=cancelled,
    )
    known = {
        "data": data.title,
        "n_clips": len(data.examples),
        "n_persons": len({example.person for example in data.examples}),
        "training": params.as_json(),
        "best_epoch": trained.best_epoch,
        "validation_accuracy": trained.watched["validation_accuracy"],
        "fusion_learned_anew": trained.fusion["kept"],
        "heads_trained": sorted({name for example in data.examples for name in example.heads}),
    }
    save_network(trained.network, folder / NETWORK_FILE, {**known, **card})
    return trained


def evaluate(
    data: LabelledClips,
    shape: NetworkParams,
    params: TrainingParams,
    folder: Path,
    *,
    folds: Sequence[int] | None = None,
    start: Callable[[PersonaNetwork], object] | None = None,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Section:
    """Judge by person-disjoint folds: a network is trained for each, and tested on persons that it never saw.

    Parameters
    ----------
    data : LabelledClips
    shape : NetworkParams
    params : TrainingParams
        ``n_folds`` of them.
    folder : Path
        Each fold's training goes on in ``folder/fold-K`` where it was stopped.
    folds : sequence of int, optional
        Which folds are run, by number; all by default. With fewer, fewer clips are tested, and the intervals say so.
    start, progress, cancelled : callable

    Raises
    ------
    InputError
        If there are too few persons of a class, or no such fold.
    """
    all_folds = person_folds(data, params)
    chosen = range(len(all_folds)) if folds is None else folds
    if not chosen or any(not 0 <= number < len(all_folds) for number in chosen):
        message = f"the folds are 0 to {len(all_folds) - 1}; name one or more of them"
        raise InputError(message)
    features = _features(data, shape, cancelled)
    tested = []
    for at, number in enumerate(chosen):
        own = part(progress, at / len(chosen), (at + 1) / len(chosen))
        split = all_folds[number]
        trained = train(
            data,
            split.learn,
            split.watch,
            shape,
            params,
            folder / f"fold-{number}",
            start=start,
            progress=_prefixed(own, f"fold {at + 1} of {len(chosen)}, "),
            cancelled=cancelled,
        )
        tested.append(_tested(trained.network, data, split, number, features, params, cancelled))
    section = judge(_together(tested), seed=params.seed)
    progress(1.0, section.answer)
    return section


def evaluate_network(
    path: Path,
    data: LabelledClips,
    params: TrainingParams,
    *,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Section:
    """Judge a network that is there, on a set none of whose persons it may have learned from: that is for the caller to know.

    Raises
    ------
    ModelError
        If the file cannot be used.
    InputError
        If the set's classes are not the network's.
    """
    network, _ = load_network(path)
    if network.params.classes != data.classes:
        message = (
            f"{path} tells {', '.join(network.params.classes)}, {data.title} has {', '.join(data.classes)}"
        )
        raise InputError(message)
    labels, persons = sides(data)
    said = predict(network, data, np.arange(labels.size), params, progress=progress, cancelled=cancelled)
    fold = np.zeros(labels.size, np.int64)
    shares = {NETWORK: said.shares}
    return judge(
        Tested(data.title, data.classes, labels, persons, fold, shares, {}, said.fused), seed=params.seed
    )


def metrics(folder: Path) -> list[dict[str, Any]]:
    """Read a training's figures, a mapping an epoch, and one of the fusion."""
    lines = (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _features(data: LabelledClips, shape: NetworkParams, cancelled: Callable[[], bool]) -> Floats:
    rows = []
    for number in range(len(data.clips)):
        check(cancelled, "nothing was changed")
        rows.append(pooled_features(data.clips[number], shape.joined))
    return np.asarray(rows)


def _tested(
    network: PersonaNetwork,
    data: LabelledClips,
    split: Fold,
    number: int,
    features: Floats,
    params: TrainingParams,
    cancelled: Callable[[], bool],
) -> Tested:
    labels, persons = sides(data)
    joined = [name for name, _ in network.params.joined]
    parts = [*_HIDDEN, *joined]
    alone = [[other for other in parts if other != name] for name in parts] if len(parts) > 2 else []  # noqa: PLR2004
    said = predict(network, data, split.test, params, cancelled=cancelled)
    hidden = {
        ",".join(names): predict(network, data, split.test, params, names, cancelled=cancelled).shares
        for names in ([[name] for name in parts] + alone)
    }
    shares = {
        NETWORK: said.shares,
        LINEAR: linear_shares(data, features, split),
        MAJORITY: majority_shares(data, split),
    }
    fold = np.full(split.test.size, number, np.int64)
    return Tested(
        data.title, data.classes, labels[split.test], persons[split.test], fold, shares, hidden, said.fused
    )


def _together(tested: Sequence[Tested]) -> Tested:
    first = tested[0]
    return Tested(
        first.title,
        first.classes,
        np.concatenate([one.labels for one in tested]),
        np.concatenate([one.persons for one in tested]),
        np.concatenate([one.fold for one in tested]),
        {name: np.concatenate([one.shares[name] for one in tested]) for name in first.shares},
        {name: np.concatenate([one.hidden[name] for one in tested]) for name in first.hidden},
        np.concatenate([one.fused for one in tested]),
    )


def _prefixed(progress: Progress, words: str) -> Progress:
    return lambda share, said: progress(share, words + said)
