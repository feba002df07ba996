"""From a file of labelled writers to a model and its figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from core import VERSION
from core.content.embedding.encoder import find, model_id
from core.errors import ModelError
from core.model.persona import AXES
from core.persona_training.axis_section import (
    BOTH,
    MEANING,
    TRAITS,
    Judged,
    axis_section,
    helps,
    meaning_gain,
    told,
)
from core.persona_training.feature import meanings
from core.persona_training.figure import drawn_people, reader_agreement
from core.persona_training.fitting import fit_model
from core.persona_training.group_section import group_section
from core.persona_training.learner import ADA, LEARNERS
from core.persona_training.material import material
from core.persona_training.on_top import meaning_model, unit_rows, way_on_top
from core.persona_training.reading import read_writers
from core.persona_training.trial import TrialParams, on_one_thread, plain_way, run_trials
from core.progress import ignore_progress, never, part
from core.validation.bootstrap import estimate
from core.validation.wording import written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from core.content.embedding.encoder import Encoder
    from core.model import Section
    from core.persona.model import PersonaModel
    from core.persona_training.material import Material
    from core.persona_training.trial import Way

    Floats = npt.NDArray[np.float64]
    Progress = Callable[[float, str], None]

_ENDS = (0.0, 0.02, 0.15, 0.3, 0.9, 0.95, 1.0)
"""Where reading, measuring, embedding, trying, fitting and grouping end, as shares of the whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What was learned: the model with its card, the sections of a study, and what was read, line by line."""

    model: PersonaModel
    sections: tuple[Section, ...]
    data: tuple[str, ...]


def train(
    path: Path,
    name: str,
    made_at: str,
    *,
    data: str | None = None,
    params: TrialParams | None = None,
    encoder: Encoder | None = None,
    progress: Progress = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Trained:
    """Learn the four axes from labelled writers, and judge how well that goes.

    Parameters
    ----------
    path : Path
        As :func:`core.persona_training.reading.read_writers` takes it.
    name : str
        Of the model.
    made_at : str
        ISO 8601 UTC, for the card.
    data : str, optional
        What the card says of the data; else what was read.
    params : TrialParams, optional
    encoder : Encoder, optional
        By which meaning is tried; else the default one, where it is installed.
    progress, cancelled : callable

    Returns
    -------
    Trained

    Raises
    ------
    InputError
        If the file cannot be read or has too few writers.
    CancelledError
        If ``cancelled`` said so.

    Notes
    -----
    286 writers of 320,000 words take some three minutes on two cores. The same file, seed and date give the
    same bytes.
    """
    params = params or TrialParams()
    steps = [part(progress, first, end) for first, end in pairwise(_ENDS)]
    corpus = read_writers(path, progress=steps[0], cancelled=cancelled)
    found = material(corpus, progress=steps[1], cancelled=cancelled)
    vectors, spoken, lack = _vectors(found, encoder, steps[2], cancelled)
    outcomes = run_trials(
        _ways(found, vectors, params.seed),
        found.shares,
        found.people,
        params,
        progress=steps[3],
        cancelled=cancelled,
    )
    draws = drawn_people(found.people, params.seed, params.n_draws)
    gains = meaning_gain(outcomes, found.shares, draws)
    kept = {axis: BOTH if axis in gains and helps(gains[axis]) else TRAITS for axis in AXES}
    judged = Judged(found, outcomes, draws, kept)
    card = _card(judged, made_at, data or "; ".join(corpus.lines()))
    better = [axis for axis in AXES if kept[axis] == BOTH]
    with on_one_thread():
        model = fit_model(found, name, card, seed=params.seed, progress=steps[4], cancelled=cancelled)
        if vectors is not None and better:
            model = replace(model, meaning=meaning_model(spoken, found, vectors, better, params.seed))
    steps[5](0.0, "Grouping writers")
    axes = axis_section(judged, gains, params)
    axes = replace(axes, notes=(*axes.notes, *([lack] if lack else [])))
    return Trained(model, (axes, group_section(found)), corpus.lines())


def _vectors(
    found: Material, encoder: Encoder | None, progress: Progress, cancelled: Callable[[], bool]
) -> tuple[Floats | None, str, str]:
    """Give unit vectors of what writers mean, the encoder's name, and why there are none where there are none."""
    try:
        encoder = encoder or find()
        vectors = meanings(found.writers, encoder, progress=progress, cancelled=cancelled)
    except ModelError as error:
        return None, "", f"What posts mean was not tried: {error}"
    return unit_rows(vectors), model_id(encoder), ""


def _ways(found: Material, vectors: Floats | None, seed: int) -> list[Way]:
    ways = [plain_way(learner, TRAITS, found.values, seed) for learner in LEARNERS]
    if vectors is not None:
        # boosted stumps over 512 directions that mean nothing one by one are not worth their hours
        others = [learner for learner in LEARNERS if learner.grid and learner.key != ADA]
        ways += [plain_way(learner, MEANING, vectors, seed) for learner in others]
        ways.append(way_on_top(found.values, vectors, BOTH))
    return ways


def _card(judged: Judged, made_at: str, data: str) -> dict[str, Any]:
    found = {axis: f"{_line(judged, axis)}, from {judged.kept[axis]}" for axis in AXES}
    alone = {axis: _line(judged, axis, TRAITS) for axis in AXES if judged.kept[axis] == BOTH}
    agreed = {}
    for axis in AXES:
        if any(len(one) > 1 for one in judged.readers(axis)):
            share = estimate(reader_agreement(judged.readers(axis), judged.draws)[0])
            agreed[axis] = written(share, "share").line
    return {
        "data": data,
        "writers": len(judged.material.writers),
        "people": int(judged.material.people.max()) + 1,
        "made_at": made_at,
        "version": VERSION,
        "figures": found,
        **({"figures of profiles that are not embedded": alone} if alone else {}),
        **({"two readers agree": agreed} if agreed else {}),
        "use": "A style descriptor of an account's posts, not a diagnosis. Coefficients over closed features and "
        "dimensions of an encoder; no word of the posts is in it.",
    }


def _line(judged: Judged, axis: str, features: str | None = None) -> str:
    names = {"accuracy": "accuracy", "balanced": "balanced", "macro-F1": "macro_f1", "MCC": "mcc"}
    return ", ".join(f"{said} {told(judged, axis, name, features)}" for said, name in names.items())
