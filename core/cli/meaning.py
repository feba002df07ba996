"""What posts mean: embedding those of a workspace."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from core.cli.output import Answer, said, telling
from core.content.embedding.encoder import DEFAULT, encoders, find
from core.content.embedding.params import EmbeddingParams
from core.content.embedding.translation import translated
from core.embedded import Embedded
from core.text import counted
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def embed(folder: Path, options: argparse.Namespace) -> Answer:
    """Embed the posts of every profile that is not embedded yet; or list the models there are."""
    if options.list:
        return _listed()
    workspace = Workspace(folder)
    last = Embedded(workspace).params
    params = EmbeddingParams(
        model=options.model or last.model,
        translation=options.translate or last.translation,
        n_texts=last.n_texts if options.texts is None else options.texts,
    )
    encoder = None
    if options.download:
        encoder = translated(find(params.model, download=True), params.translation)
    embedded = Embedded(workspace, params, encoder)
    with telling() as progress:
        n_encoded = embedded.embed(progress=progress)
    n_profiles = len(workspace.profiles) - len(embedded.missing())
    record = {
        "workspace": said(folder),
        "label": workspace.label,
        "model": embedded.model,
        "licence": embedded.encoder.licence,
        "params": asdict(params),
        "n_profiles": n_profiles,
        "n_encoded": n_encoded,
    }
    lines = [workspace.label] if workspace.label else []
    lines.append(f"{counted(n_profiles, 'profiles')} embedded by {embedded.model}")
    lines.append(
        f"at most {params.n_texts} texts of each, drawn by a seeded hash; {counted(n_encoded, 'texts')} encoded now"
    )
    return Answer(record, lines)


def _listed() -> Answer:
    choices = encoders()
    lines = []
    for choice in choices:
        default = " (default)" if choice.spec == DEFAULT else ""
        lines.append(f"{choice.spec}{default}: {choice.label}; {choice.about}; {choice.licence}")
        if choice.absent:
            lines.append(f"    {choice.absent}")
    return Answer({"models": [asdict(choice) for choice in choices]}, lines)
