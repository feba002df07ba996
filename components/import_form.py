"""The Workspace page's way in for files: drop them, say how unknown tables are read, have them read."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import streamlit as st

from components import (
    arrival,
    compute,
    drawing,
    mapping_check,
    mapping_form,
    notices,
    path_field,
    secrecy,
    state,
)
from core import saved_mapping
from core.intake import import_items
from core.progress import part
from core.sources import discover
from core.sources.entries import from_bytes
from core.sources.mapping import Options
from core.sources.options import ReadOptions
from core.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from components import jobs
    from core.pseudonyms import Pseudonyms
    from core.sources.entries import Entry
    from core.sources.mapping import Unknown
    from core.workspace import ImportReport

MAX_UPLOAD_MB = 1024
_IMPORT_SHARE = 0.5  # of the progress bar; portraits are the other half


def draw() -> None:
    """Draw the form and, where files are tables that nobody knows, the step that asks about them."""
    folder = state.destination()
    with st.container(border=True):
        files = st.file_uploader(
            "Timelines: files of any format below, or archives of them",
            accept_multiple_files=True,
            max_upload_size=MAX_UPLOAD_MB,
            key=state.uploader(),
            help="Any mix, archives (zip, tar) and packed files (gz, zst) included. Up to 1 GB a file; larger ones "
            "are named by their path, or go by command line: `python -m core import FILE`. Nothing leaves this "
            "machine.",
        )
        places = path_field.draw()
        with st.expander("Only for times without a zone"):
            zone = mapping_check.ask_zone("import_zone", "Zone of times that carry none, in all files")
        st.caption(f"Reads: {' · '.join(source.label for source in discover())}.")
    entries = [*(from_bytes(file.name, file.getvalue()) for file in files), *places.files]
    tables: tuple[Unknown, ...] = ()
    with notices.guarded():
        marks = (*(file.file_id for file in files), *places.marks)
        tables = compute.unknown_tables(marks, zone, entries)
    _finish(folder, [*entries, *places.folders], tables, zone)


def _finish(folder: Path, items: Sequence[Entry | Path], tables: Sequence[Unknown], zone: str | None) -> None:
    """Ask about the unknown tables, and import.

    The button waits for the files: the browser shows one some moments before the server knows it.
    """
    with notices.guarded():
        answers = [mapping_form.draw(folder, table, zone) for table in tables]
        is_ready = all(answer.is_ready for answer in answers)
        submitted = st.button(
            "Import",
            icon=":material/upload:",
            key="import_begin",
            disabled=not (items and is_ready),
            help=None if items else "Choose one or more files first.",
        )
        if not is_ready:
            st.caption("A table above has no row yet that could be read: complete it, or skip it.")
        if submitted:
            _begin(folder, items, answers, ReadOptions(zone=zone))
            state.empty_uploader()
            st.rerun()


def _begin(
    folder: Path,
    items: Sequence[Entry | Path],
    answers: Sequence[mapping_form.Answer],
    otherwise: ReadOptions,
) -> None:
    for answer in answers:
        if answer.name and answer.options:
            saved_mapping.save(folder, answer.name, answer.options, answer.seen.names)
    options = Options(otherwise, {answer.seen.header: answer.options for answer in answers})
    names = secrecy.pseudonyms(folder)
    work = partial(_work, folder, items, options, names, datetime.now(UTC))
    arrival.begin_import(uuid4().hex, work)


def _work(
    folder: Path,
    items: Sequence[Entry | Path],
    options: Options,
    names: Pseudonyms | None,
    now: datetime,
    progress: jobs.Progress,
    cancelled: jobs.Cancelled,
) -> ImportReport:
    report = import_items(
        Workspace(folder),
        items,
        options,
        now=now,
        progress=part(progress, 0, _IMPORT_SHARE),
        cancelled=cancelled,
        pseudonyms=names,
    )
    drawing.complete(folder, progress, cancelled, done=_IMPORT_SHARE)
    return report
