"""The synthetic demo, for a first look."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.cli.output import Answer, said, telling
from core.demo import make_demo
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def make_example(folder: Path, _: argparse.Namespace) -> Answer:
    """Make the synthetic demo."""
    with telling() as progress:
        opening = make_demo(folder, now=datetime.now(UTC), progress=progress)
    workspace = Workspace(folder)
    record = {
        "workspace": said(folder),
        "label": workspace.label,
        "n_profiles": len(workspace.profiles),
        "opening": {"a": opening[0], "b": opening[1]},
    }
    lines = [
        f"{workspace.label}",
        f"{len(workspace.profiles)} profiles in {folder}",
        f"try: python -m core compare {opening[0]} {opening[1]} --workspace {folder}",
    ]
    return Answer(record, lines)
