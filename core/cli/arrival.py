"""What brings timelines in: reading files, and asking the services."""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from core.cli.output import Answer, said, telling
from core.cli.secrecy import under_key
from core.errors import FormatError, InputError
from core.gallery import Gallery
from core.intake import import_items
from core.saved_mapping import named, save
from core.sources.options import ReadOptions
from core.sources.remedy import command_options
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from core.workspace import FileReport, ImportReport

INTERRUPTED = 130
"""The exit status of what was stopped by Ctrl-C, as shells have it."""

_SHOWN_REASONS = 5


def import_paths(folder: Path, options: argparse.Namespace) -> Answer:
    """Import files, folders and archives."""
    read = _options(folder, options)
    paths = [Path(path) for path in options.paths]
    names = under_key(options.pseudonyms, folder)
    with telling() as progress:
        try:
            report = import_items(
                Workspace(folder), paths, read, now=datetime.now(UTC), progress=progress, pseudonyms=names
            )
        except FormatError as error:
            raise FormatError("; ".join([str(error), *_hints([str(error)])])) from error
        Gallery(Workspace(folder)).complete(progress)
    if options.save_map:
        save(folder, options.save_map, read)
    reasons = [
        why for file in report.files for why in (file.skipped or "", *(why for _, why in file.reasons))
    ]
    return Answer({"workspace": said(folder), **asdict(report)}, [*_lines(report), *_hints(reasons)])


def _hints(reasons: list[str]) -> list[str]:
    return [f"try {option}" for option in command_options(*reasons)]


def _options(folder: Path, options: argparse.Namespace) -> ReadOptions:
    if not options.saved_map:
        return ReadOptions.parse(options.map, options.zone, options.dates)
    if options.map or options.zone or options.dates:
        message = "--saved-map says it all: leave out --map, --zone and --dates"
        raise InputError(message)
    return named(folder, options.saved_map).options


def fetch_targets(folder: Path, options: argparse.Namespace) -> Answer:
    """Fetch live timelines; Ctrl-C stops the fetch and what had arrived is imported."""
    from core.fetch import fetch  # noqa: PLC0415 — reading files needs none of it

    with telling() as progress, _interrupts() as interrupted:
        report = fetch(
            Workspace(folder),
            options.targets,
            credentials=os.environ,
            now=lambda: datetime.now(UTC),
            sleep=time.sleep,
            cap=options.cap,
            progress=progress,
            cancelled=interrupted.is_set,
            pseudonyms=under_key(options.pseudonyms, folder),
        )
    if not interrupted.is_set():
        with telling() as progress:
            Gallery(Workspace(folder)).complete(progress)
    record = {"workspace": said(folder), **asdict(report)}
    return Answer(record, _lines(report), INTERRUPTED if interrupted.is_set() else 0)


@contextmanager
def _interrupts() -> Iterator[Event]:
    """Turn the first Ctrl-C into a wish to stop; a second one stops at once."""
    wish = Event()

    def take(*_: object) -> None:
        wish.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, take)
    try:
        yield wish
    finally:
        signal.signal(signal.SIGINT, before)


def _lines(report: ImportReport) -> list[str]:
    counts = f"{report.kept:,} posts kept, {report.duplicates:,} already there, {report.refused:,} refused"
    lines = [f"{counts}, {report.profiles:,} profiles changed"]
    left_out = [file for file in report.files if file.skipped]
    lines += [f"left out {file.name}: {file.skipped}" for file in left_out[:_SHOWN_REASONS]]
    if report.left_out > _SHOWN_REASONS:
        lines.append(f"left out {report.left_out - _SHOWN_REASONS:,} more files")
    return [*lines, *(line for file in report.files for line in _file_lines(file))]


def _file_lines(file: FileReport) -> list[str]:
    lines = [f"{file.name}: {why}" for why in file.notes]
    lines += [f"refused {file.name}, {place}: {why}" for place, why in file.refusals[:_SHOWN_REASONS]]
    if file.refused > _SHOWN_REASONS:
        lines.append(f"refused {file.name}: {file.refused - _SHOWN_REASONS:,} more")
    return lines
