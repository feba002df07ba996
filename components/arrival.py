"""What files and fetches share: their work begins, is watched, and ends in a report."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from components import arrival_report, jobs, state

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.workspace import ImportReport

    Work = Callable[[jobs.Progress, jobs.Cancelled], ImportReport]

FILES, FETCH = "import", "fetch"
_TITLES = {FILES: "Importing", FETCH: "Fetching"}


def begin_import(name: str, work: Work) -> None:
    """Have files read in the background; ``name`` tells this import from all others."""
    _begin(FILES, name, work, "work")


def begin_fetch(name: str, work: Work) -> None:
    """Have timelines fetched in the background; equal names are the same fetch while it runs."""
    _begin(FETCH, name, work, "network")


def _begin(kind: str, name: str, work: Work, lane: jobs.Lane) -> None:
    """Begin; what has ended before has been seen, and makes room."""
    key = f"{kind}:{_place()}:{name}"
    running = [job.key for job in _known() if not job.status.finished and job.key != key]
    jobs.submit(key, work, again=True, lane=lane)
    state.remember_jobs([key, *running])


def _place() -> str:
    """Name the workspace that imports go to, and its folder, as keys of jobs do."""
    folder = state.destination()
    return f"{state.name_of(folder)}:{hashlib.blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()}"


def _adopt() -> None:
    """Take up what another session, or this one before its page was loaded anew, began here."""
    known = state.job_keys()
    found = [job.key for kind in (FILES, FETCH) for job in jobs.unseen(f"{kind}:{_place()}:")]
    if new := [key for key in found if key not in known]:
        state.remember_jobs([*new, *known])


def _known() -> list[jobs.Job[Any]]:
    return [job for key in state.job_keys() if (job := jobs.find(key)) is not None]


def watch() -> None:
    """Draw the imports and fetches of this session that are under way, and what came of the last."""
    _adopt()
    here = state.name_of(state.destination())
    known = [
        job for job in _known() if not job.status.finished or _is_news(job) or job.key.split(":")[1] == here
    ]
    running = [job for job in known if not job.status.finished]
    for job in running:
        jobs.draw(job, _title(job))
    # one that failed since it was drawn as running has said so there
    over = [job for job in known if job.status.state == "done" or _is_over(job, running)]
    over.sort(key=lambda job: job.status.ended or 0, reverse=True)
    for n, job in enumerate(over):
        job.is_seen = True
        jobs.draw(job, _title(job))
        if job.status.state == "done":
            state.turn_to_once(f"{job.key} {job.status.ended}", job.key.split(":")[1])
            report = cast("ImportReport", job.status.result)
            arrival_report.draw(report, f"import-report-{n + 1}" if n else "import-report")
            _go_on(job, report)


def _is_news(job: jobs.Job[Any]) -> bool:
    """Tell whether a job has just ended and the page has yet to turn to what it filled."""
    return job.status.state == "done" and not state.has_turned(f"{job.key} {job.status.ended}")


def _title(job: jobs.Job[Any]) -> str:
    return _TITLES[job.key.partition(":")[0]]


def _is_over(job: jobs.Job[Any], running: list[jobs.Job[Any]]) -> bool:
    return job.status.finished and job not in running


def _go_on(job: jobs.Job[Any], report: ImportReport) -> None:
    """Offer to go on with a fetch that did not come to its end."""
    if not arrival_report.is_fetched(report) or not any(f.stopped or f.skipped for f in report.files):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Go on",
            icon=":material/play_arrow:",
            key=f"arrival_go_on-{job.key}",
            on_click=jobs.restart,
            args=(job,),
        )
        st.caption(
            "Goes on from where it stopped, and asks again for what failed. No page is asked for twice.",
            width="content",
        )
