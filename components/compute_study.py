"""What the Validation page asks the core for: experiments on a workspace, run as jobs and kept on disk."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import compute, jobs, state
from core.labels import labels_of
from core.progress import part
from core.validation import kept
from core.validation.record import TITLE, data_lines, recorded
from core.validation.report import html_report
from core.validation.subject import Subject
from core.validation.training import training_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.gallery import Gallery
    from core.model import Study, Table
    from core.validation.subject import Experiment

_DRAWING = 0.2  # the share of the progress that portraits have, where any is missing


def experiments() -> tuple[Experiment, ...]:
    """List the experiments; what they need is loaded now, for no other page needs it."""
    from core.validation.run import EXPERIMENTS  # noqa: PLC0415

    return EXPERIMENTS


def training(title: str) -> Table:
    """Give what the default model says of how it was made."""
    from core.verdict.model_file import default_model  # noqa: PLC0415 — read by this page and the verdict only

    return training_table(default_model().card, title)


def shelf(of: Gallery) -> kept.Shelf:
    """Give where the last studies of a workspace are, with the labels that it has now."""
    labels = labels_of(of.workspace)
    return _shelf(of.workspace.fingerprint, tuple(sorted(labels.items())), of.meaning_state(), of)


@st.cache_resource(max_entries=8, show_spinner=False)
def _shelf(
    fingerprint: str,  # noqa: ARG001 — the key
    labels: tuple[tuple[str, str], ...],
    meaning: str,  # noqa: ARG001
    _gallery: Gallery,
) -> kept.Shelf:
    return kept.Shelf(_gallery, dict(labels))


def study(of: Gallery, experiment: Experiment) -> Study | None:
    """Give the last study of an experiment, None where it was not made on these posts and labels."""
    place = shelf(of)
    name, stamp = place.name(experiment.key), place.stamp(experiment.key)
    found = None if stamp is None else _read(name, stamp, experiment.key, place)
    if found is None and (made := job(of, experiment)) is not None:
        result: Study | None = made.status.result
        return result
    return found


@st.cache_resource(max_entries=32, show_spinner=False, validate=lambda found: found is not None)
def _read(name: str, stamp: int, experiment: str, _place: kept.Shelf) -> Study | None:  # noqa: ARG001
    return _place.read(experiment)


def lack(of: Gallery, experiment: Experiment) -> str | None:
    """Say why an experiment cannot be made on a workspace, None where it can."""
    labels = labels_of(of.workspace)
    return _lack(of.workspace.fingerprint, experiment.key, tuple(sorted(labels.items())), of, experiment)


@st.cache_resource(max_entries=64, show_spinner=False)
def _lack(
    fingerprint: str,  # noqa: ARG001
    key: str,  # noqa: ARG001
    labels: tuple[tuple[str, str], ...],
    _gallery: Gallery,
    _experiment: Experiment,
) -> str | None:
    return _experiment.lack(Subject(_gallery, dict(labels)))


def job(of: Gallery, experiment: Experiment) -> jobs.Job[Any] | None:
    """Give the job that makes an experiment, whoever began it."""
    return jobs.find(_job_key(of, experiment))


def _job_key(of: Gallery, experiment: Experiment) -> str:
    return f"study:{of.workspace.folder}:{experiment.key}:{shelf(of).name(experiment.key)}"


def run(of: Gallery, wanted: Sequence[Experiment]) -> None:
    """Have experiments made in the background, one after the other."""
    labels, place = labels_of(of.workspace), shelf(of)
    for experiment in wanted:
        work = _work(of, experiment, labels, place)
        jobs.submit(_job_key(of, experiment), work, again=True)


def _work(of: Gallery, experiment: Experiment, labels: Mapping[str, str], place: kept.Shelf) -> Any:
    data = data_lines(of.workspace, state.name_of(of.workspace.folder), labels)
    again = f"{command(of)} --only {experiment.key}"

    def make(progress: jobs.Progress, cancelled: jobs.Cancelled) -> Study:
        before = _DRAWING if of.missing() else 0.0
        of.complete(part(progress, 0, before), cancelled)
        subject = Subject(
            of,
            labels,
            progress=part(progress, before, 1),
            cancelled=cancelled,
        )
        made = recorded([experiment.run(subject)], data, again, datetime.now(UTC))
        place.keep(experiment.key, made)
        return made

    return make


def command(of: Gallery) -> str:
    """Give the line by which all experiments are made again on a workspace."""
    return f"python -m core validate --workspace {shlex.quote(str(of.workspace.folder))}"


def report(of: Gallery, studies: Sequence[Study]) -> bytes:
    """Write what was found as one HTML file."""
    made = [
        one.key
        for one in experiments()
        if any(part.key == one.key for study in studies for part in study.sections)
    ]
    only = "" if len(made) == len(experiments()) else "".join(f" --only {key}" for key in made)
    return html_report(kept.joined(studies, TITLE, command(of) + only)).encode()


def n_profiles(of: Gallery) -> int:
    """Count the profiles of a workspace."""
    return len(compute.profiles(of))
