"""What is alike in one pair."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from core.cli.opinion import hybrid_record, verdict_lines, verdict_record
from core.cli.output import Answer, said, telling
from core.comparison import compare
from core.gallery import Gallery
from core.measures import DETAIL, get
from core.params import ComparisonParams
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from core.model import Comparison


def compare_pair(folder: Path, options: argparse.Namespace) -> Answer:
    """Measure one pair, each profile named by its key or its handle."""
    workspace = Workspace(folder)
    keys = [workspace.find(name) for name in (options.a, options.b)]
    gallery = Gallery(workspace)
    params = ComparisonParams.of("paper" if options.paper else "default")
    with telling() as progress:
        if gallery.kept_reference is None:
            gallery.complete(progress)
        a, b = (gallery.portrait(key) for key in keys)
        comparison = compare(a, b, gallery.reference, params)
        opinion: dict[str, Any] = {}
        if options.json:
            opinion = {
                "hybrid": hybrid_record(gallery, keys[0], keys[1], progress),
                "verdict": verdict_record(gallery, keys[0], keys[1], progress),
            }
        lines = [] if options.json else verdict_lines(gallery, keys[0], keys[1], progress)
    record = {
        "workspace": said(folder),
        "label": workspace.label,
        "a": comparison.a,
        "b": comparison.b,
        "mode": comparison.mode,
        "measurements": [asdict(m) | {"n_evidence": m.n_evidence} for m in comparison.measurements],
        **opinion,
    }
    return Answer(record, [*_lines(comparison, workspace.label), *lines])


def _lines(comparison: Comparison, label: str | None) -> list[str]:
    lines = [label] if label else []
    lines.append(f"{comparison.a} and {comparison.b}, {comparison.mode} mode")
    shown = [found for found in comparison.measurements if DETAIL not in get(found.measure).tags]
    for found in shown:
        measure = get(found.measure)
        value = "—" if found.value is None else f"{found.value:.{measure.digits}f}"
        why = found.missing or f"{found.unit}; {found.n_a:,} and {found.n_b:,} {found.items}"
        lines.append(f"{found.aspect:<10} {measure.label:<30} {value:>10}  {why}")
    left = len(comparison.measurements) - len(shown)
    lines.append(f"{left} more, one for each series or kind, are in --json")
    return lines
