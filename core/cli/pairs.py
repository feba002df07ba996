"""What is alike in many pairs, as a table."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.cli.output import Answer, said, telling
from core.cli.output_file import check_new
from core.errors import InputError
from core.gallery import Gallery
from core.measures import all_measures
from core.pair_file import write_pairs
from core.pair_list import read_pairs
from core.params import ComparisonParams
from core.survey import OnDemand, count_pairs
from core.text import counted
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse

    import numpy.typing as npt

    from core.pair_file import PairFile
    from core.pair_list import PairList

_SHOWN_REASONS = 5


def measure(folder: Path, options: argparse.Namespace) -> Answer:
    """Measure all pairs of a workspace, or those of a list, and write them as one Parquet file."""
    file = Path(options.out)
    check_new(folder, file, replace=options.yes, ending=".parquet")
    workspace = Workspace(folder)
    listed = read_pairs(Path(options.pairs), workspace) if options.pairs else None
    keys = sorted(workspace.profiles["key"])
    pairs = None if listed is None else _places(listed, keys)
    if not count_pairs(len(keys), pairs):
        message = f"{counted(len(keys), 'profiles')} in {folder}: there is no pair to measure; import more"
        raise InputError(message)
    gallery, params = Gallery(workspace), ComparisonParams.of(options.mode)
    with telling() as progress:
        gallery.complete(progress)
        source = _source(gallery, keys)
        written = write_pairs(
            file, OnDemand(gallery, keys), gallery.reference, params, pairs, source=source, progress=progress
        )
    record = {
        "workspace": said(folder),
        "label": workspace.label,
        "file": said(file),
        "n_bytes": file.stat().st_size,
        "mode": params.mode,
        "n_pairs": written.n_pairs,
        "missing": dict(written.missing),
        **_told(listed),
    }
    return Answer(record, _lines(written, workspace.label, file, listed))


def _source(gallery: Gallery, keys: list[str]) -> dict[str, str]:
    """Say where the portraits come from: it differs whenever posts, or what is known of their meaning, do."""
    workspace, embedding = gallery.workspace, gallery.embedded.tag
    if embedding:
        state = hashlib.blake2b(gallery.meaning_state(*keys).encode("utf-8", "replace"), digest_size=8)
        embedding = f"{embedding}, state {state.hexdigest()}"
    return {"workspace": workspace.fingerprint, "label": workspace.label or "", "embedding": embedding}


def _places(listed: PairList, keys: list[str]) -> npt.NDArray[np.int64]:
    place = {key: at for at, key in enumerate(keys)}
    return np.array([(place[a], place[b]) for a, b in listed.pairs], dtype=np.int64)


def _told(listed: PairList | None) -> dict[str, Any]:
    """Say of a list what was made of it; nothing where all pairs were measured."""
    if listed is None:
        return {}
    refused = [{"line": line, "reason": why} for line, why in listed.refused]
    return {"refused": refused, "n_repeated": listed.n_repeated}


def _lines(written: PairFile, label: str | None, file: Path, listed: PairList | None) -> list[str]:
    lines = [label] if label else []
    lines.append(f"{counted(written.n_pairs, 'pairs')} in {file}")
    for measure_ in all_measures():
        n_known = written.n_pairs - written.missing[measure_.name]
        lines.append(f"{measure_.aspect:<10} {measure_.label:<32} {n_known:>10,} of them have a value")
    if listed is None:
        return lines
    lines += [f"refused line {line}: {why}" for line, why in listed.refused[:_SHOWN_REASONS]]
    if len(listed.refused) > _SHOWN_REASONS:
        lines.append(f"refused {len(listed.refused) - _SHOWN_REASONS:,} more lines")
    if listed.n_repeated:
        lines.append(f"{counted(listed.n_repeated, 'lines')} named a pair once more")
    return lines
