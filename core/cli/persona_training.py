"""The four axes learned anew from labelled writers; the product's default stays as it is."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.output import Answer, said, telling
from core.cli.output_file import check_new, write_whole
from core.errors import InputError
from core.model.persona import CAVEAT
from core.persona.model_file import to_json
from core.persona_training.training import train as learn
from core.validation.decoding import encoded
from core.validation.record import recorded
from core.validation.report import html_report
from core.validation.text import study_lines

if TYPE_CHECKING:
    import argparse

    from core.model import Study
    from core.persona.model import PersonaModel

TITLE = "How well do posts tell what readers said of their writers?"


def train(folder: Path, options: argparse.Namespace) -> Answer:
    """Learn the axes from a file of labelled writers, judge them on writers that were held out, and write both down.

    Raises
    ------
    InputError
        If no file is named, or one that would be written is there already.
    """
    if options.file is None:
        message = "name the labelled writers to learn from: python -m core persona train FILE"
        raise InputError(message)
    out, report = (Path(one) if one else None for one in (options.out, options.report))
    for file in (out, report):
        if file is not None:
            check_new(folder, file, replace=options.yes)
    source, now = Path(options.file), datetime.now(UTC)
    name = options.name or (out or source).stem
    with telling() as progress:
        found = learn(source, name, now.strftime("%Y-%m-%dT%H:%M:%SZ"), progress=progress)
    study = recorded(found.sections, found.data, _command(options), now, TITLE)
    if out is not None:
        write_whole(out, to_json(found.model))
    if report is not None:
        write_whole(report, html_report(study, CAVEAT).encode())
    return Answer(_record(found.model, study, out, report), _lines(found.model, study, out, report))


def _command(options: argparse.Namespace) -> str:
    """Give the line that learns it again."""
    parts = ["python", "-m", "core", "persona", "train", options.file]
    for flag, value in (("--out", options.out), ("--name", options.name), ("--report", options.report)):
        parts += [flag, value] if value else []
    return shlex.join(parts)


def _record(model: PersonaModel, study: Study, out: Path | None, report: Path | None) -> dict[str, Any]:
    return {
        "file": said(out) if out else None,
        "report": said(report) if report else None,
        "name": model.name,
        "card": dict(model.card),
        "caveat": CAVEAT,
        **encoded(study),
    }


def _lines(model: PersonaModel, study: Study, out: Path | None, report: Path | None) -> list[str]:
    written = (
        [
            f"{model.name} is written to {out}; describe a profile with it: python -m core persona --model {out} PROFILE"
        ]
        if out
        else ["no model was written; name a file for it: --out MODEL.json"]
    )
    return [
        *study_lines(study),
        "",
        *written,
        *([f"report: {report}"] if report else []),
        "it replaces nothing",
    ]
