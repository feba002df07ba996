"""How far the numbers can be trusted: the experiments, rerun."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.output import Answer, said, telling
from core.cli.output_file import check_new, write_whole
from core.cli.training import FOLDER
from core.gallery import Gallery
from core.labels import labels_of
from core.progress import never, part
from core.validation.collection import ALL, open_collection, second_handles
from core.validation.decoding import encoded
from core.validation.kept import Shelf, joined
from core.validation.record import TITLE, data_lines, recorded
from core.validation.report import html_report
from core.validation.run import EXPERIMENTS, made, steps_of
from core.validation.subject import Subject
from core.validation.text import study_lines
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from core.model import Study

    Progress = Callable[[float, str], None]

_DRAWING = 0.1  # the share of the progress in which portraits are drawn, or tables imported


def validate(folder: Path, options: argparse.Namespace) -> Answer:
    """Make the experiments on a workspace, or on a folder of tables, and write the report."""
    out = Path(options.out) if options.out else None
    if out is not None:
        check_new(folder, out, replace=options.yes)
    wanted = options.only or [one.key for one in EXPERIMENTS]
    command = _command(folder, options)
    with telling() as progress:
        parts: list[tuple[Shelf, str]] = []
        if options.data:
            study = _of_tables(Path(options.data), folder, wanted, options.seed, command, parts, progress)
        else:
            study = _of_workspace(folder, wanted, options.seed, command, progress)
    if out is not None:
        write_whole(out, html_report(study).encode())
    for shelf, name in parts:
        shelf.drop(name)
    record: dict[str, Any] = {
        "workspace": said(folder),
        "report": said(out) if out else None,
        **encoded(study),
    }
    lines = [*study_lines(study), *([f"report: {out}"] if out else [])]
    return Answer(record, lines)


def _command(folder: Path, options: argparse.Namespace) -> str:
    """Give the line that makes the study again."""
    parts = ["python", "-m", "core", "validate"]
    parts += ["--data", options.data] if options.data else ["--workspace", str(folder)]
    for key in options.only:
        parts += ["--only", key]
    return shlex.join([*parts, *(["--seed", str(options.seed)] if options.seed else [])])


def _of_workspace(folder: Path, wanted: list[str], seed: int, command: str, progress: Progress) -> Study:
    gallery = Gallery(Workspace(folder))
    if len(gallery.workspace.profiles):  # else a name that was mistyped would become a folder
        gallery.complete(part(progress, 0.0, _DRAWING))
    labels = labels_of(gallery.workspace)
    shelf = Shelf(gallery, labels, seed)
    data = data_lines(gallery.workspace, folder.name, labels)
    studies = []
    asked = [experiment for experiment in EXPERIMENTS if experiment.key in wanted]
    each = (1 - _DRAWING) / len(asked)
    for at, experiment in enumerate(asked):
        subject = Subject(
            gallery, labels, seed, part(progress, _DRAWING + at * each, _DRAWING + (at + 1) * each)
        )
        study = recorded([made(experiment, subject)], data, command, datetime.now(UTC))
        if experiment.lack(subject) is None:
            shelf.keep(experiment.key, study)
        studies.append(study)
    return joined(studies, TITLE, command)


def _of_tables(
    source: Path,
    folder: Path,
    wanted: list[str],
    seed: int,
    command: str,
    parts: list[tuple[Shelf, str]],
    progress: Progress,
) -> Study:
    """Make the experiments on a collection; where an earlier run broke off, go on from what it had finished.

    ``parts`` takes where each finished section lies until the whole has been told.
    """
    now = datetime.now(UTC)
    importing = part(progress, 0.0, _DRAWING)
    collection = open_collection(source, folder / FOLDER, now=now, progress=importing)
    tables = source / "timelines" if (source / "timelines").is_dir() else source
    named = {**collection.files, ALL: collection.whole}
    drawing = part(progress, _DRAWING, 2 * _DRAWING)
    for at, gallery in enumerate(named.values()):
        gallery.complete(part(drawing, at / len(named), (at + 1) / len(named)))
    steps = steps_of(collection, tables, wanted, unknown=second_handles(), seed=seed)
    rest, studies = part(progress, 2 * _DRAWING, 1.0), []
    for at, step in enumerate(steps):
        shelf, name = Shelf(step.gallery, step.labels, seed), f"part of a whole run: {step.name}"
        parts.append((shelf, name))
        study = shelf.read(name)
        if study is None:
            section = step.make(part(rest, at / len(steps), (at + 1) / len(steps)), never)
            study = recorded([section] if section else [], (), command, datetime.now(UTC))
            shelf.keep(name, study)
        studies.append(study)
    data = [line for name, gallery in named.items() for line in data_lines(gallery.workspace, name, {})]
    return recorded([one for study in studies for one in study.sections], data, command, datetime.now(UTC))
