"""The Workspace page's way in: drop files, watch them being read, see what was kept and refused."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, cast
from uuid import uuid4

import pandas as pd
import streamlit as st

from components import card, jobs, notices, state, theme
from core.gallery import Gallery
from core.intake import import_items
from core.sources import discover
from core.sources.entries import from_bytes
from core.sources.options import ReadOptions
from core.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.sources.entries import Entry
    from core.workspace import ImportReport

MAX_UPLOAD_MB = 1024
_IMPORT_SHARE = 0.5  # of the progress bar; portraits are the other half
_SHOWN = 20


def draw() -> None:
    """Draw the form and, below it, the import that runs or has just ended."""
    folder = state.folders()[state.OWN]
    with st.form("import", clear_on_submit=True, border=True):
        files = st.file_uploader(
            "Timelines: files of any format below, or a zip of them",
            accept_multiple_files=True,
            max_upload_size=MAX_UPLOAD_MB,
            key="import_files",
            help="Any mix, zips included. Up to 1 GB a file; larger ones go by command line: "
            "`python -m core import FILE`. Nothing leaves this machine.",
        )
        with st.expander("Only for tables with other column names or times without a zone"):
            maps = st.text_input(
                "Column map",
                placeholder="profile=screen_name+capture, time=created, text=words",
                help="Our field = their column, separated by commas; profile may join several with +.",
                key="import_map",
            )
            zone = st.text_input(
                "Zone of times that carry none", placeholder="Europe/Berlin", key="import_zone"
            )
        st.caption(f"Reads: {' · '.join(source.label for source in discover())}.")
        submitted = st.form_submit_button("Import", icon=":material/upload:")
    if submitted and not files:
        st.info("Choose one or more files first.", icon=":material/info:")
    if submitted and files:
        with notices.guarded():
            options = ReadOptions.parse(
                [part for part in maps.split(",") if part.strip()], zone.strip() or None
            )
            entries = [from_bytes(file.name, file.getvalue()) for file in files]
            _begin(folder, entries, options)
    _watch()


def _begin(folder: Path, entries: Sequence[Entry], options: ReadOptions) -> None:
    key = f"import:{uuid4().hex}"
    jobs.submit(key, partial(_work, folder, entries, options, datetime.now(UTC)))
    state.remember_job(key)


def _work(
    folder: Path,
    entries: Sequence[Entry],
    options: ReadOptions,
    now: datetime,
    progress: jobs.Progress,
    cancelled: jobs.Cancelled,
) -> ImportReport:
    report = import_items(
        Workspace(folder),
        entries,
        options,
        now=now,
        progress=lambda share, said: progress(_IMPORT_SHARE * share, said),
        cancelled=cancelled,
    )
    Gallery(Workspace(folder)).complete(
        lambda share, said: progress(_IMPORT_SHARE + (1 - _IMPORT_SHARE) * share, said), cancelled
    )
    return report


def _watch() -> None:
    key = state.job_key()
    job = jobs.find(key) if key else None
    if job is None:
        return
    jobs.draw(job, "Importing")
    if job.status.state == "done":
        state.show_own_once(job.key)
        report_of(cast("ImportReport", job.status.result))


def report_of(report: ImportReport, name: str = "import-report") -> None:
    """Say what one import kept, refused and left out, and why."""
    span = theme.MISSING
    if report.first and report.last:
        span = " to ".join(
            theme.day(datetime.fromisoformat(moment)) for moment in (report.first, report.last)
        )
    with card.card("What the import did", _files_frame(report), name):
        card.metric_row(
            [
                card.Cell("Posts kept", theme.count(report.kept), f"of {theme.count(report.rows)} rows"),
                card.Cell(
                    "Already there", theme.count(report.duplicates), "same post, or twice in the files"
                ),
                card.Cell("Refused", theme.count(report.refused), "row by row, reasons below"),
                card.Cell("Profiles changed", theme.count(report.profiles), span),
            ]
        )
        _reasons(report)


def _files_frame(report: ImportReport) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "File": file.name,
                "Format": file.source or theme.MISSING,
                "Rows": file.rows,
                "Refused": file.refused,
                "Left out because": file.skipped or "",
                "SHA-256": file.sha256 or "",
            }
            for file in report.files
        ]
    )


def _reasons(report: ImportReport) -> None:
    left_out = [file for file in report.files if file.skipped]
    for file in left_out[:_SHOWN]:
        st.warning(
            f"{theme.escaped(file.name, 60)} was left out: {theme.escaped(file.skipped or '')}",
            icon=":material/warning:",
        )
    if len(left_out) > _SHOWN:
        st.caption(f"{theme.count(len(left_out) - _SHOWN)} more files were left out; the table has them all.")
    reasons = [
        {"File": file.name, "Place": place, "Reason": why}
        for file in report.files
        for place, why in file.reasons
    ]
    if reasons:
        st.caption(f"Refused rows: the first {len(reasons)} of {theme.count(report.refused)}.")
        st.dataframe(pd.DataFrame(reasons), hide_index=True, alt="Refused rows with file, place and reason")
