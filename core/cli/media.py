"""``media``: what is seen and heard in files, and the weights that this needs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.attachment import attach_files, detach_file, list_files
from core.cli.output import Answer, said, telling
from core.errors import ModelError
from core.model.media import EXPRESSIONS
from core.persona.media.analyse import analyse_all
from core.persona.media.media_params import PARTS, MediaParams
from core.persona.media.prepare import prepare
from core.persona.media.weight import FOLDER, Weights
from core.persona.media.weight_list import WEIGHTS

if TYPE_CHECKING:
    import argparse

    from core.model.media import MediaAnalysis

NOTE = "A face shows an expression, not what somebody feels. Nobody is recognised; age and gender are not guessed."

_TIED = {"attach": attach_files, "list": list_files, "detach": detach_file}


def media(folder: Path, options: argparse.Namespace) -> Answer:
    """Analyse files or tie them to a profile, prepare weights, train or judge the network, as the second word says."""
    if options.action in _TIED:
        return _TIED[options.action](folder, options)
    if options.action in {"train", "evaluate"}:
        return _learned(options)
    return _prepare(options) if options.action == "prepare" else _analyse(options)


def _learned(options: argparse.Namespace) -> Answer:
    try:
        from core.cli import media_training  # noqa: PLC0415 — torch, when something is learned
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(("torch", "safetensors")):
            raise
        message = "the network needs torch, which is not installed: run `make media`"
        raise ModelError(message) from error
    return media_training.train(options) if options.action == "train" else media_training.judge(options)


def _analyse(options: argparse.Namespace) -> Answer:
    parts = tuple(part for part in PARTS if part not in options.without)
    with telling() as progress:
        found = list(
            analyse_all(
                [Path(file) for file in options.files],
                Weights(Path(options.models or FOLDER)),
                MediaParams(parts=parts),
                progress=progress,
            )
        )
    records = [media_record(one, file) for one, file in zip(found, options.files, strict=True)]
    lines = [line for one in found for line in _lines(one)]
    return Answer(records, [*lines, NOTE], status=int(all(one.error for one in found)))


def media_record(found: MediaAnalysis, file: str) -> dict[str, Any]:
    """Give an analysis as one entry of the list: ``expressions`` are the means over all faces' frames."""
    emotion = found.vectors.get("emotion")
    record = asdict(found)
    vectors = {name: values.tolist() for name, values in record.pop("vectors").items()}
    shown = None if emotion is None else dict(zip(EXPRESSIONS, emotion.tolist(), strict=True))
    return {**record, "file": said(Path(file)), "expressions": shown, "vectors": vectors}


def _lines(found: MediaAnalysis) -> list[str]:
    if found.error:
        return [f"{found.file}: {found.error}"]
    size = f", {found.width} × {found.height}" if found.width else ""
    lines = [f"{found.file}: {found.seconds:.1f} s{size}, {found.n_frames} frames looked at"]
    for face in found.faces:
        shown = max(face.expressions, key=lambda name: face.expressions[name], default="")
        share = f", mostly {shown} ({face.expressions[shown]:.0%})" if shown else ""
        lines.append(f"  face     {face.first:.1f}-{face.last:.1f} s, {face.n_frames} frames{share}")
    lines += [f"  thing    {one.label} in {one.n_frames} frames ({one.score:.2f})" for one in found.objects]
    lines += [f"  action   {one.first:.1f}-{one.last:.1f} s {one.label}" for one in found.actions]
    lines += [f"  said     {one.first:.1f}-{one.last:.1f} s {one.text}" for one in found.speech]
    lines += [f"  written  {one.first:.1f}-{one.last:.1f} s {one.text}" for one in found.text_in_frames]
    lines += [f"  —        {name}: {reason}" for name, reason in found.missing.items()]
    return [*lines, *(f"  note     {note}" for note in found.notes)]


def _prepare(options: argparse.Namespace) -> Answer:
    folder = Path(options.models or FOLDER)
    names = [name for name in WEIGHTS if name not in options.without]
    with telling() as progress:
        found = prepare(folder, Path(options.fetched), names=names, progress=progress)
    lines = [
        f"{one.name:<18} {one.error or ('made' if one.made else 'there already')}; {one.licence}"
        for one in found
    ]
    failed = [one for one in found if one.error and not WEIGHTS[one.name].optional]
    record = {"models": said(folder), "weights": [asdict(one) for one in found]}
    return Answer(record, lines, status=int(bool(failed)))
