"""A one-operator model of the analyst's own, as a file; the product's default stays as it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.output import Answer, said, telling
from core.cli.output_file import check_new, write_whole
from core.errors import InputError
from core.gallery import Gallery
from core.labels import labels_of
from core.progress import never, part
from core.text import counted
from core.validation.apprenticeship import learned_model
from core.validation.collection import open_collection, second_handles
from core.validation.labelled_pair import model_of_decisions, read_decisions
from core.validation.model_figure import with_figures
from core.validation.pool import whole_pools
from core.validation.record import data_lines
from core.validation.same_account import LEAST_ACCOUNTS, find, gather, possible_sizes
from core.verdict.model_file import to_json
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

    from core.verdict.model import Model

    Progress = Callable[[float, str], None]

FOLDER = "validation"
"""Where within the workspaces' folder a collection is imported, once."""


def train(folder: Path, options: argparse.Namespace) -> Answer:
    """Learn a model from decided pairs, or from each account's own past and present."""
    out = Path(options.out)
    check_new(folder, out, replace=options.yes)
    now, name = datetime.now(UTC), options.name or out.stem
    with telling() as progress:
        model = _model(folder, options, name, now, progress)
    write_whole(out, to_json(model))
    record: dict[str, Any] = {
        "workspace": said(folder),
        "file": said(out),
        "name": model.name,
        "card": dict(model.card),
        "weights": {part.view: part.weight for part in model.parts},
    }
    return Answer(record, _lines(model, out))


def _model(folder: Path, options: argparse.Namespace, name: str, now: datetime, progress: Progress) -> Model:
    made_at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    first, tell = part(progress, 0, 1 / 4), part(progress, 1 / 4, 1)
    if options.data:
        collection = open_collection(Path(options.data), folder / FOLDER, now=now, progress=first)
        galleries, labels, unknown = list(collection.files.values()), collection.kinds(), second_handles()
        data = [line for key, one in collection.files.items() for line in data_lines(one.workspace, key, {})]
        return _of_timelines(galleries, labels, unknown, name, made_at, data, tell)
    gallery = Gallery(Workspace(folder))
    gallery.complete(first)
    if options.pairs:
        decided = read_decisions(Path(options.pairs), gallery.workspace)
        return model_of_decisions(gallery, decided, name, made_at, progress=tell)
    data = list(data_lines(gallery.workspace, folder.name))
    return _of_timelines([gallery], labels_of(gallery.workspace), frozenset(), name, made_at, data, tell)


def _of_timelines(
    galleries: Sequence[Gallery],
    labels: Mapping[str, str],
    unknown: frozenset[frozenset[str]],
    name: str,
    made_at: str,
    data: Sequence[str],
    tell: Progress,
) -> Model:
    if not possible_sizes(galleries):
        message = f"{LEAST_ACCOUNTS} profiles of 100 posts and more are needed to learn from their own past and present"
        raise InputError(message)
    cut, fit, judge = (part(tell, *ends) for ends in ((0, 1 / 2), (1 / 2, 3 / 4), (3 / 4, 1)))
    material = gather(galleries, labels, unknown, seed=0, progress=cut, cancelled=never)
    whole = whole_pools(galleries)
    model = learned_model(material.taught, material.numbers, name, made_at, data, whole=whole, progress=fit)
    return with_figures(model, find(galleries, labels, material, seed=0, progress=judge, cancelled=never))


def _lines(model: Model, out: Path) -> list[str]:
    card = model.card
    lines = [
        f"{model.name}, learned from {card['n_same']:,} pairs of one account and {card['n_different']:,} others"
    ]
    lines += [f"{part.view:<10} weight {part.weight:+.2f}" for part in model.parts]
    lines.append(f"written to {out}; score with it: python -m core score --model {out} …")
    lines.append(f"{counted(len(model.parts), 'views')}; it replaces nothing")
    return lines
