"""``media train`` and ``media evaluate``: the network learned from labelled files, and how well it does."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.output import Answer, said, telling
from core.cli.output_file import check_new, write_whole
from core.errors import InputError
from core.media_training.file_reading import file_reading
from core.media_training.labelled import read_labelled
from core.media_training.planted import PlantedParams, planted
from core.media_training.run import NETWORK_FILE, evaluate, evaluate_network, train_network
from core.media_training.store import prepare
from core.media_training.training_params import TrainingParams
from core.model.media import EXPRESSIONS
from core.model.persona import CAVEAT
from core.persona.media.action import ACTIONS
from core.persona.media.analyse import analyse
from core.persona.media.instrument import Instruments
from core.persona.media.media_params import MediaParams
from core.persona.media.network_params import PAPER, SMALL
from core.persona.media.pretrained import load_pretrained
from core.persona.media.thing import THINGS
from core.persona.media.weight import FOLDER, Weights
from core.progress import part
from core.text import counted
from core.validation.decoding import encoded
from core.validation.record import recorded
from core.validation.report import html_report
from core.validation.text import study_lines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from core.media_training.clip import LabelledClips
    from core.persona.media.network_params import NetworkParams

    Progress = Callable[[float, str], None]

PLANTED = "planted"
"""The word that stands for the made-up set where a folder or a list is expected."""
TITLE = "How well does the network tell the classes of clips?"
_WORDS = ("speech", "text_in_frames")
_HEADS = {"object": THINGS, "emotion": EXPRESSIONS, "action": ACTIONS}
"""What a list may label besides the class, by column."""


@dataclass(frozen=True, slots=True)
class _Set:
    """What is learned from or judged by: the clips, how many files were refused and why."""

    clips: LabelledClips
    refused: tuple[tuple[str, str], ...]


def train(options: argparse.Namespace) -> Answer:
    """Train the network that is kept, on a labelled folder or list; begun again, it goes on where it was stopped."""
    out, shape, params = Path(options.out), _shape(options), _params(options)
    with telling() as progress:
        given = _given(options, shape, params, out, part(progress, 0, 1 / 5))
        card = {"made_at": _now(), "command": _command("train", options), "caveat": CAVEAT}
        start = _start(options)
        trained = train_network(
            given.clips, shape, params, out, card, start=start, progress=part(progress, 1 / 5, 1)
        )
    accuracy = trained.watched["validation_accuracy"]
    record: dict[str, Any] = {
        "network": said(out / NETWORK_FILE),
        "n_clips": len(given.clips.examples),
        "best_epoch": trained.best_epoch,
        "validation_accuracy": accuracy,
        "refused": _refused(given),
        "caveat": CAVEAT,
    }
    lines = [
        f"{counted(len(given.clips.examples), 'clips')} of {given.clips.title}; best after epoch {trained.best_epoch}",
        f"{accuracy:.1%} of the clips by which it was stopped: no judgement, for that run media evaluate",
        f"the network is {out / NETWORK_FILE}",
    ]
    return Answer(record, [*_refusal_lines(given), *lines, CAVEAT])


def judge(options: argparse.Namespace) -> Answer:
    """Judge by folds of persons, or a network that is kept on another set."""
    out, shape, params = Path(options.out), _shape(options), _params(options)
    report = Path(options.report) if options.report else None
    if report is not None:
        check_new(out, report, replace=options.yes)
    with telling() as progress:
        given = _given(options, shape, params, out, part(progress, 0, 1 / 5))
        rest = part(progress, 1 / 5, 1)
        if options.network:
            section = evaluate_network(Path(options.network), given.clips, params, progress=rest)
        else:
            folds, start = options.fold or None, _start(options)
            section = evaluate(
                given.clips, shape, params, out / "folds", folds=folds, start=start, progress=rest
            )
    data = [f"{given.clips.title}: {counted(len(given.clips.examples), 'clips')}", *_refusal_lines(given)]
    if options.network:
        data.append("whether the network has seen some of these persons, only who trained it knows")
    study = recorded([section], data, _command("evaluate", options), datetime.now(UTC), TITLE)
    if report is not None:
        write_whole(report, html_report(study, caveat=CAVEAT).encode())
    record = {"report": said(report) if report else None, "refused": _refused(given), "caveat": CAVEAT}
    return Answer({**record, **encoded(study)}, [*study_lines(study), CAVEAT])


def _shape(options: argparse.Namespace) -> NetworkParams:
    return PAPER if options.paper_size else SMALL


def _params(options: argparse.Namespace) -> TrainingParams:
    given = {name: getattr(options, name) for name in ("epochs", "threads", "seed")}
    return TrainingParams(**{name: value for name, value in given.items() if value is not None})


def _start(options: argparse.Namespace) -> Callable[[Any], object] | None:
    if not options.pretrained:
        return None
    return partial(load_pretrained, spec=options.pretrained, download=options.download)


def _given(
    options: argparse.Namespace, shape: NetworkParams, params: TrainingParams, out: Path, progress: Progress
) -> _Set:
    """Read the labelled files, or make the planted set."""
    if options.data == PLANTED:
        return _Set(planted(PlantedParams(seed=params.seed, heads=not options.classes_alone)), ())
    if options.classes_alone:
        message = f"--classes-alone is of the set {PLANTED!r}; in a list, leave out the columns of the heads"
        raise InputError(message)
    listed = read_labelled(Path(options.data), shape.classes)
    weights, wanted = (
        Weights(Path(options.models or FOLDER)),
        MediaParams(parts=_WORDS, threads=params.threads),
    )
    tools = Instruments(weights, wanted)
    heard = [one for one in (tools.listener and tools.listener.label, tools.reader and "rapidocr") if one]

    def words(file: Path) -> str | None:
        found = analyse(file, weights, wanted, tools=tools)
        return " ".join(one.text for one in (*found.speech, *found.text_in_frames)) or None

    faces = Instruments(weights, MediaParams(parts=("faces",), threads=params.threads)).faces
    reading = file_reading(faces=faces, words=words if heard else None, words_name=", ".join(heard))
    title = Path(options.data).name
    found = prepare(
        title, listed.files, reading, shape, params, out / "clips", heads=_HEADS, progress=progress
    )
    refused = (*listed.refused, *found.refused)
    if not found.data.examples:
        message = f"no file of {options.data} could be read: {refused[0][1] if refused else 'it names none'}"
        raise InputError(message)
    return _Set(found.data, refused)


def _refused(given: _Set) -> list[dict[str, str]]:
    return [{"file": name, "reason": why} for name, why in given.refused]


def _refusal_lines(given: _Set) -> list[str]:
    if not given.refused:
        return []
    name, why = given.refused[0]
    return [f"{counted(len(given.refused), 'files')} refused, the first of them {name}: {why}"]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _command(action: str, options: argparse.Namespace) -> str:
    parts = ["python", "-m", "core", "media", action, options.data, "--out", options.out]
    parts += [
        f"--{name}" for name in ("classes-alone", "paper-size") if getattr(options, name.replace("-", "_"))
    ]
    for name in ("epochs", "seed", "threads", "pretrained"):
        value = getattr(options, name)
        parts += [f"--{name}", str(value)] if value is not None else []
    return shlex.join(parts)
