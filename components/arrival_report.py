"""What one import or fetch did: kept, refused and left out, and why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, notices, theme
from core.sources.options import zone_told

if TYPE_CHECKING:
    from core.workspace import FileReport, ImportReport

_SHOWN = 20
_NAME = 60  # characters of a name that a message shows
_FETCHED = "live_"  # how the sources of fetches begin


def is_fetched(report: ImportReport) -> bool:
    """Tell whether the posts came from services and not from files."""
    return any((file.source or "").startswith(_FETCHED) for file in report.files)


def draw(report: ImportReport, name: str = "import-report") -> None:
    """Say what one import or fetch kept, refused and left out, and why.

    Parameters
    ----------
    report : ImportReport
        As the workspace keeps it.
    name : str
        Of the table's file and of the widgets: once a page.
    """
    fetched = is_fetched(report)
    title = "What the fetch did" if fetched else "What the import did"
    table = _accounts_frame(report) if fetched else _files_frame(report)
    with card.card(title, table, name):
        card.metric_row(_cells(report, fetched=fetched))
        if not fetched:
            st.caption(_zones(report))
        _left_out(report, "was not fetched" if fetched else "was left out")
        _notes(report)
        _refusals(report, "Account" if fetched else "File")


def _cells(report: ImportReport, *, fetched: bool) -> list[card.Cell]:
    span = theme.MISSING
    if report.first and report.last:
        span = " to ".join(
            theme.day(datetime.fromisoformat(moment)) for moment in (report.first, report.last)
        )
    looked_at = f"of {theme.count(report.rows)} {'that arrived' if fetched else 'rows'}"
    again = "known from before" if fetched else "or twice in the files"
    return [
        card.Cell("Posts kept", theme.count(report.kept), looked_at),
        card.Cell("Already there", theme.count(report.duplicates), again),
        card.Cell("Refused", theme.count(report.refused), "reasons below" if report.refused else "no row"),
        card.Cell("Profiles changed", theme.count(report.profiles), span),
    ]


def _files_frame(report: ImportReport) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "File": file.name,
                "Format": file.source or theme.MISSING,
                "Rows": file.rows,
                "Refused": file.refused,
                "Zone told": zone_told(file.signature) or "",
                "Left out because": file.skipped or "",
                "SHA-256": file.sha256 or "",
            }
            for file in report.files
        ]
    )


def _zones(report: ImportReport) -> str:
    told = sorted({zone for file in report.files if (zone := zone_told(file.signature))})
    if not told:
        return "Times carried their own zone and are kept in UTC."
    return f"Times without a zone were read as {' and '.join(told)}; all are kept in UTC."


def _accounts_frame(report: ImportReport) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Account": file.name,
                "Posts": file.rows,
                "Refused": file.refused,
                "Not fetched because": file.skipped or "",
                "To be known": "; ".join(file.notes),
            }
            for file in report.files
        ]
    )


def _left_out(report: ImportReport, what: str) -> None:
    left_out = [file for file in report.files if file.skipped]
    for file in left_out[:_SHOWN]:
        st.warning(
            f"{theme.escaped(file.name, _NAME)} {what}: {theme.escaped(file.skipped or '')}",
            icon=":material/warning:",
        )
    if report.left_out > _SHOWN:
        st.caption(
            f"{theme.count(report.left_out - _SHOWN)} more were left out; the table has the first of them."
        )


def _notes(report: ImportReport) -> None:
    noted = [file for file in report.files if file.notes]
    for file in noted[:_SHOWN]:
        notices.remark(_note(file), icon="pause_circle" if file.stopped else "info")
    if len(noted) > _SHOWN:
        st.caption(f"{theme.count(len(noted) - _SHOWN)} more have something to be known; the table has it.")


def _note(file: FileReport) -> str:
    posts = f"{theme.count(file.rows)} {'post' if file.rows == 1 else 'posts'}"
    after = f" stopped after {posts}" if file.stopped else ""
    return f"**{theme.escaped(file.name, _NAME)}**{after} · {theme.escaped('; '.join(file.notes))}"


def _refusals(report: ImportReport, kind: str) -> None:
    refused = [
        {kind: file.name, "Place": place, "Reason": why}
        for file in report.files
        for place, why in file.refusals
    ]
    if refused:
        st.caption(f"Refused rows: the first {len(refused)} of {theme.count(report.refused)}.")
        st.dataframe(
            pd.DataFrame(refused),
            hide_index=True,
            alt=f"Refused rows with {kind.casefold()}, place and reason",
        )
