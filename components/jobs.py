"""Work that takes time: one runner a server, one heavy job at a time, a queue behind it.

A job outlives the tab that began it, not the process; what it finished is on disk. Every session
that asks for the same key gets the same job. Jobs that mostly wait for other machines have a lane of
their own, so that a rate limit of fifteen minutes holds up nobody; what they compute they compute in
their :func:`turn`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from components import notices
from components.runner import Cancelled, Job, Lane, Progress, Runner, Status
from components.theme import escaped

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

__all__ = [
    "Cancelled",
    "Job",
    "Lane",
    "Progress",
    "Status",
    "draw",
    "find",
    "restart",
    "submit",
    "turn",
    "unseen",
]

T = TypeVar("T")

# One a server is the point: sessions share the machine, so they share the queue.
_RUNNER = Runner()


def submit(
    key: str, work: Callable[[Progress, Cancelled], T], *, again: bool = False, lane: Lane = "work"
) -> Job[T]:
    """Have work done in the background; safe to call on every run of a page.

    Parameters
    ----------
    key : str
        What the work is, parameters and fingerprints included: a job of this key that is queued,
        running or finished is given back as it is, to every session.
    work : callable
        Given ``progress(fraction, message)`` and ``cancelled()``. It runs in another thread and must
        not touch Streamlit.
    again : bool
        Whether a finished job of this key makes room for a new one.
    lane : {"work", "network"}
        "network" is for what mostly waits for other machines: a few such jobs run side by side, and
        beside heavy work.

    Returns
    -------
    Job
        To be drawn by :func:`draw`.
    """
    return _RUNNER.submit(key, work, again=again, lane=lane)


def turn(cancelled: Cancelled) -> AbstractContextManager[None]:
    """Have a job of the lane "network" wait until it may compute, as one of the lane "work" would.

    Raises
    ------
    CancelledError
        If it was stopped while it waited.

    Examples
    --------
    ::

        arrived = fetch(targets)
        with jobs.turn(cancelled):
            draw_portraits(arrived)
    """
    return _RUNNER.turn(cancelled)


def find(key: str) -> Job[Any] | None:
    """Give the job of a key, whoever submitted it, or None."""
    return _RUNNER.find(key)


def unseen(start: str) -> list[Job[Any]]:
    """Give the jobs whose keys begin so and whose end no page has shown, whoever submitted them."""
    return _RUNNER.unseen(start)


def draw(job: Job[Any], title: str) -> None:
    """Show how far a job is, or how it ended; the page draws the result of one that is done.

    While the job is unfinished this refreshes every second by itself, and reruns the page once it
    ends.

    Parameters
    ----------
    job : Job
        As :func:`submit` gave it.
    title : str
        What is being done, in a few words of ours: "Reading 3 files".
    """
    status = job.status
    if not status.finished:
        _watch(job, title)
        return
    if status.state == "done":
        return
    if status.state == "cancelled":
        notices.remark(f"**{title}** · stopped; nothing is lost", icon="stop_circle")
    elif status.reference is not None:
        notices.failed(status.reference)
    else:
        st.error(escaped(status.error or ""), icon=":material/error:")
    st.button(
        "Start again",
        icon=":material/refresh:",
        key=f"job-again-{job.key}",
        on_click=restart,
        args=(job,),
    )


def restart(job: Job[Any]) -> None:
    """Do the work of a finished job once more."""
    _RUNNER.submit(job.key, job.work, again=True, lane=job.lane)


@st.fragment(run_every=1)
def _watch(job: Job[Any], title: str) -> None:
    status = job.status
    if status.finished:
        st.rerun()
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.progress(status.fraction, text=f"**{title}** · {_said(job, status)}")
        st.button(
            "Stopping" if job.stopping else "Cancel",
            icon=":material/close:",
            key=f"job-cancel-{job.key}",
            disabled=job.stopping,
            on_click=job.cancel,
        )


def _said(job: Job[Any], status: Status[Any]) -> str:
    if status.state == "running":
        return escaped(status.message) or "working"
    ahead = _RUNNER.ahead(job)
    return f"waiting for {ahead} other {'job' if ahead == 1 else 'jobs'}" if ahead else "about to start"
