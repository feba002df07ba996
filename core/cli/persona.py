"""What kind of account a profile's posts describe; ``persona train FILE`` learns the axes anew."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.output import Answer, said, telling
from core.cli.persona_media import media_record, media_words
from core.errors import InputError
from core.gallery import Gallery
from core.model.persona import CAVEAT, CLASSES, CLUSTER_METHODS
from core.persona.model_file import default_model, read_model
from core.safety.grouping import clustering, explain, is_kept
from core.safety.people import personas
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse

    from core.model import Missing
    from core.model.persona import Persona
    from core.persona.model import PersonaModel
    from core.safety.grouping import Whereabouts

TRAIN = "train"
"""The word that stands for a task where a profile is expected; a profile of that handle is written @train."""


def persona(folder: Path, options: argparse.Namespace) -> Answer:
    """Describe one profile, or learn a model of the axes where the first word says so."""
    if options.profile == TRAIN:
        from core.cli.persona_training import train  # noqa: PLC0415 — scikit-learn, when something is learned

        return train(folder, options)
    if options.file is not None:
        message = (
            f"one profile is described at a time; to learn from a file: python -m core persona {TRAIN} FILE"
        )
        raise InputError(message)
    gallery = Gallery(Workspace(folder))
    key = gallery.workspace.find(options.profile)
    with telling() as progress:
        found = personas(gallery, [key], model=_model(options), progress=progress)[key]
        groups = {
            method: clustering(gallery, method) for method in CLUSTER_METHODS if is_kept(gallery, method)
        }
    record = {"workspace": said(folder), "label": gallery.workspace.label, **persona_record(found)}
    record["clusters"] = {}
    for method, group in groups.items():
        of = {one.number: one for one in group.clusters}.get(group.members.get(key, -1))
        record["clusters"][method] = None if of is None else asdict(of)
    record["nearness"] = {method: _nearness(explain(gallery, method, key)) for method in groups}
    return Answer(record, _lines(found, record))


def _model(options: argparse.Namespace) -> PersonaModel | Missing:
    return read_model(Path(options.model)) if options.model else default_model()


def persona_record(found: Persona) -> dict[str, Any]:
    """Give a persona as a record; its caveat is part of it."""
    shares = None if found.classes is None else dict(zip(CLASSES, found.classes.tolist(), strict=True))
    return {
        "profile": found.key,
        "model": found.model,
        "axes": [asdict(axis) for axis in found.axes],
        "classes": shares,
        "leading": found.leading,
        "n_words": found.n_words,
        "n_texts": found.n_texts,
        "missing": found.missing,
        "media": media_record(found.media),
        "caveat": CAVEAT,
    }


def _nearness(found: Whereabouts | None) -> dict[str, Any] | None:
    """Give how far a profile is from the mean of each cluster, nearest first, and what is not known of it."""
    if found is None:
        return None
    return {
        "distances": [{"cluster": number, "distance": away} for number, away in found.distances],
        "lacks": list(found.lacks),
    }


def _lines(found: Persona, record: dict[str, Any]) -> list[str]:
    lines = [record["label"]] if record["label"] else []
    lines.append(f"{found.key}: {found.n_words:,} words of {found.n_texts:,} texts read")
    if found.missing:
        lines.append(f"persona    — {found.missing}")
    for axis in found.axes:
        pole, share, low, high = axis.lean
        lines.append(f"{axis.axis:<10} {share:>4.0%} {pole} ({low:.0%} to {high:.0%})")
    lines.append(f"media      {media_words(found.media)}")
    if found.leading:
        share = record["classes"][found.leading]
        lines.append(f"leading    {found.leading}, {share:.0%}; 1 in {len(CLASSES)} is chance")
    for method, of in record["clusters"].items():
        lines.append(f"{method:<10} {of['label'] + ': ' + ', '.join(of['terms']) if of else 'in no cluster'}")
    return [*lines, CAVEAT]
