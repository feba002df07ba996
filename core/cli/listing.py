"""What a workspace holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from core.cli.output import Answer, said
from core.labels import labels_of
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_NO_PROFILES = "the workspace has no profiles; `import` reads files, folders and archives"


def list_profiles(folder: Path, _: argparse.Namespace) -> Answer:
    """List the profiles of a workspace, most posts first."""
    workspace = Workspace(folder)
    labels = labels_of(workspace)
    frame = workspace.profiles.drop(columns=["fingerprint", "account", "fetched_at"])
    frame["label"] = frame["key"].map(labels)
    records = [{name: _json(value) for name, value in row.items()} for row in frame.to_dict("records")]
    head = f"{'key':<28} {'handle':<24} {'posts':>8}  first       last{'        label' if labels else ''}"
    lines = [head] if records else [_NO_PROFILES]
    for record in records:
        first, last = (record[name][:10] for name in ("first", "last"))
        who = f"{record['key']:<28} {record['handle'] or '—':<24} {record['n_posts']:>8,}"
        lines.append(f"{who}  {first}  {last}  {record['label'] or ''}".rstrip())
    return Answer({"workspace": said(folder), "label": workspace.label, "profiles": records}, lines)


def _json(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 — NaN
        return None
    return value.isoformat() if isinstance(value, pd.Timestamp) else value
