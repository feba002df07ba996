"""To which group each profile belongs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.output import Answer, said
from core.label_list import read_labels
from core.labels import labels_of, set_labels
from core.text import counted
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse

    from core.label_list import LabelList

_SHOWN = 20


def label_profiles(folder: Path, options: argparse.Namespace) -> Answer:
    """Label the profiles that a list names; lines that are not understood are said, the others are done."""
    workspace = Workspace(folder)
    before = labels_of(workspace)
    listed = read_labels(Path(options.file), workspace)
    set_labels(workspace, listed.labels)
    after = labels_of(workspace)
    groups = Counter(after.values())
    record: dict[str, Any] = {
        "workspace": said(folder),
        "label": workspace.label,
        "n_labelled": sum(label is not None for label in listed.labels.values()),
        "n_removed": len(before.keys() - after.keys()),
        "refused": [{"line": line, "reason": why} for line, why in listed.refused],
        "n_repeated": listed.n_repeated,
        "groups": dict(sorted(groups.items())),
        "n_unlabelled": len(workspace.profiles) - len(after),
    }
    return Answer(record, _lines(record, groups, listed))


def _lines(record: dict[str, Any], groups: Counter[str], listed: LabelList) -> list[str]:
    taken = f", {counted(record['n_removed'], 'labels')} taken off" if record["n_removed"] else ""
    lines = [f"{counted(record['n_labelled'], 'profiles')} labelled{taken}"]
    ranked = sorted(groups.items(), key=lambda group: (-group[1], group[0]))
    lines += [f"{n:>8,}  {label}" for label, n in ranked[:_SHOWN]]
    if len(ranked) > _SHOWN:
        lines.append(f"{'':>8}  and {counted(len(ranked) - _SHOWN, 'more labels')}")
    lines.append(f"{record['n_unlabelled']:>8,}  without a label")
    lines += [f"refused line {line}: {why}" for line, why in listed.refused[:_SHOWN]]
    if len(listed.refused) > _SHOWN:
        lines.append(f"refused {len(listed.refused) - _SHOWN:,} more lines")
    if listed.n_repeated:
        lines.append(f"{counted(listed.n_repeated, 'lines')} named a profile once more; the last one stands")
    return lines
