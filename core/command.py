"""What each command does, and how it says so: as text for people or as one JSON document."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import orjson
import pandas as pd

from core.comparison import compare
from core.gallery import Gallery
from core.intake import import_items
from core.measures import get
from core.params import ComparisonParams
from core.sources.options import ReadOptions
from core.workspace import Workspace, default_path

if TYPE_CHECKING:
    import argparse

    from core.model import Comparison
    from core.workspace import ImportReport

_EVERY_SECONDS = 0.5
_SHOWN_REASONS = 5
_NO_PROFILES = "the workspace has no profiles; `import` reads files, folders and zips"


def run(options: argparse.Namespace) -> None:
    """Run the command that the options name.

    Raises
    ------
    DoppelscopeError
        If it cannot be done; nothing has been printed then.
    """
    command = {"import": _import, "profiles": _profiles, "compare": _compare, "demo": _demo}[options.command]
    record, lines = command(_folder(options), options)
    text = _document(record) if options.json else "".join(f"{printable(line)}\n" for line in lines)
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _document(record: dict[str, Any]) -> str:
    text = orjson.dumps(record, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    if (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8":
        return text
    return json.dumps(orjson.loads(text), indent=2) + "\n"  # in escapes that JSON knows


def printable(line: str) -> str:
    r"""Give a line as a terminal may show it: names and handles are other people's text.

    Control characters could move the cursor and bidirectional ones reorder the line; the joiner of
    emoji is let through.

    >>> printable("ann\x1b[2J \u202eknip")
    'ann�[2J �knip'
    """
    return "".join(c if c.isprintable() or c == "\u200d" else "�" for c in line)


def _folder(options: argparse.Namespace) -> Path:
    if options.workspace:
        return Path(options.workspace)
    # invented profiles get a folder of their own, beside the analyst's
    return default_path() / "demo" if options.command == "demo" else default_path()


def _said(path: Path) -> str:
    """Give a path as text that JSON can hold, whatever bytes its name has."""
    return os.fsencode(path).decode("utf-8", "replace")


class _Progress:
    """Says on stderr how far the work is: one line in place on a terminal, nothing in a pipe."""

    def __init__(self) -> None:
        self._said = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._said:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

    def __call__(self, share: float, message: str) -> None:
        if sys.stderr.isatty() and time.monotonic() - self._said > _EVERY_SECONDS:
            self._said = time.monotonic()
            sys.stderr.write(f"\r\033[K{share:4.0%} {printable(message)}")
            sys.stderr.flush()


def _import(folder: Path, options: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    read = ReadOptions.parse(options.map, options.zone)
    paths = [Path(path) for path in options.paths]
    with _Progress() as progress:
        report = import_items(Workspace(folder), paths, read, now=datetime.now(UTC), progress=progress)
        Gallery(Workspace(folder)).complete(progress)
    return {"workspace": _said(folder), **asdict(report)}, _report_lines(report)


def _report_lines(report: ImportReport) -> list[str]:
    counts = f"{report.kept:,} posts kept, {report.duplicates:,} already there, {report.refused:,} refused"
    lines = [f"{counts}, {report.profiles:,} profiles changed"]
    left_out = [file for file in report.files if file.skipped]
    lines += [f"left out {file.name}: {file.skipped}" for file in left_out[:_SHOWN_REASONS]]
    if report.left_out > _SHOWN_REASONS:
        lines.append(f"left out {report.left_out - _SHOWN_REASONS:,} more files")
    for file in report.files:
        for place, why in file.reasons[:_SHOWN_REASONS]:
            lines.append(f"refused {file.name}, {place}: {why}")
        if file.refused > _SHOWN_REASONS:
            lines.append(f"refused {file.name}: {file.refused - _SHOWN_REASONS:,} more")
    return lines


def _profiles(folder: Path, _: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    workspace = Workspace(folder)
    frame = workspace.profiles.drop(columns=["fingerprint", "account", "fetched_at"])
    records = [{name: _json(value) for name, value in row.items()} for row in frame.to_dict("records")]
    lines = [f"{'key':<28} {'handle':<24} {'posts':>8}  first       last"] if records else [_NO_PROFILES]
    for record in records:
        first, last = (record[name][:10] for name in ("first", "last"))
        lines.append(
            f"{record['key']:<28} {record['handle'] or '—':<24} {record['n_posts']:>8,}  {first}  {last}"
        )
    return {"workspace": _said(folder), "label": workspace.label, "profiles": records}, lines


def _json(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 — NaN
        return None
    return value.isoformat() if isinstance(value, pd.Timestamp) else value


def _compare(folder: Path, options: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    workspace = Workspace(folder)
    keys = [workspace.find(name) for name in (options.a, options.b)]
    gallery = Gallery(workspace)
    a, b = (gallery.portrait(key) for key in keys)
    params = ComparisonParams.of("paper" if options.paper else "default")
    comparison = compare(a, b, None if options.paper else gallery.reference, params)
    record = {
        "workspace": _said(folder),
        "label": workspace.label,
        "a": comparison.a,
        "b": comparison.b,
        "mode": comparison.mode,
        "measurements": [asdict(m) | {"n_evidence": m.n_evidence} for m in comparison.measurements],
    }
    return record, _comparison_lines(comparison, workspace.label)


def _comparison_lines(comparison: Comparison, label: str | None) -> list[str]:
    lines = [label] if label else []
    lines.append(f"{comparison.a} and {comparison.b}, {comparison.mode} mode")
    for found in comparison.measurements:
        measure = get(found.measure)
        value = "—" if found.value is None else f"{found.value:.{measure.digits}f}"
        why = found.missing or f"{found.unit}; {found.n_a:,} and {found.n_b:,} {found.items}"
        lines.append(f"{found.aspect:<10} {measure.label:<28} {value:>10}  {why}")
    return lines


def _demo(folder: Path, _: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    from core.demo import make_demo  # noqa: PLC0415 — the other commands need none of its vocabulary

    with _Progress() as progress:
        opening = make_demo(folder, now=datetime.now(UTC), progress=progress)
    workspace = Workspace(folder)
    record = {
        "workspace": _said(folder),
        "label": workspace.label,
        "n_profiles": len(workspace.profiles),
        "opening": {"a": opening[0], "b": opening[1]},
    }
    return record, [
        f"{workspace.label}",
        f"{len(workspace.profiles)} profiles in {folder}",
        f"try: python -m core compare {opening[0]} {opening[1]} --workspace {folder}",
    ]
