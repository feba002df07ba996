"""Work that takes time: one runner a server, one heavy job at a time, a queue behind it.

A job outlives the tab that began it, not the process; what it finished is on disk. Every session
that asks for the same key gets the same job.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

import streamlit as st

from components import notices
from components.theme import escaped
from core.errors import CancelledError, DoppelscopeError

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[float, str], None]
    Cancelled = Callable[[], bool]

T = TypeVar("T")
State = Literal["queued", "running", "done", "failed", "cancelled"]
KEPT = 32
"""Finished jobs that are remembered; of older ones only what they wrote to disk is left."""


@dataclass(frozen=True, slots=True)
class Status(Generic[T]):
    """What is known of a job at one moment.

    ``fraction`` is in [0, 1]. ``result`` is there once the job is done, ``error`` once it failed: the
    message of an error of ours, or None where ``reference`` names the place in the log.
    """

    state: State = "queued"
    fraction: float = 0.0
    message: str = ""
    result: T | None = None
    error: str | None = None
    reference: str | None = None

    @property
    def finished(self) -> bool:
        """Tell whether nothing more will happen."""
        return self.state in ("done", "failed", "cancelled")


class Job(Generic[T]):
    """One piece of work, made by :meth:`Runner.submit` only.

    Attributes
    ----------
    key : str
        What the work is; equal keys are equal work.
    work : callable
        Given ``progress(fraction, message)`` and ``cancelled()``; looks at the latter at least every
        half second and raises :class:`~core.errors.CancelledError` once it says yes.
    """

    def __init__(self, key: str, work: Callable[[Progress, Cancelled], T]) -> None:
        self.key = key
        self.work = work
        self._lock = threading.Lock()
        self._status: Status[T] = Status()
        self._stop = threading.Event()
        self._end = threading.Event()

    @property
    def status(self) -> Status[T]:
        """What is known of the job now; one consistent value, which does not change afterwards."""
        return self._status

    @property
    def stopping(self) -> bool:
        """Tell whether somebody has asked the job to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the job to stop; a queued one never starts, a running one stops at its next look."""
        self._stop.set()
        with self._lock:
            if self._status.state == "queued":
                self._finish("cancelled")

    def wait(self, timeout: float | None = None) -> Status[T]:
        """Wait until the job is finished or ``timeout`` seconds are over, and give its status."""
        self._end.wait(timeout)
        return self._status

    def run(self) -> None:
        """Do the work, in the runner's thread; whatever it raises becomes the status."""
        with self._lock:
            if self._status.finished:
                return
            self._status = replace(self._status, state="running")
        try:
            result = self.work(self._progress, self._stop.is_set)
        except CancelledError:
            self._finish("cancelled")
        except DoppelscopeError as error:
            self._finish("failed", error=str(error))
        except BaseException as error:  # noqa: BLE001 - the runner must outlive its jobs
            self._finish("failed", reference=notices.reference(error))
        else:
            self._finish("done", result=result)

    def _progress(self, fraction: float, message: str) -> None:
        self._status = replace(self._status, fraction=min(1.0, max(0.0, fraction)), message=message)

    def _finish(
        self, state: State, *, result: T | None = None, error: str | None = None, reference: str | None = None
    ) -> None:
        self._status = replace(self._status, state=state, result=result, error=error, reference=reference)
        self._end.set()


class Runner:
    """One thread and its queue; the thread starts with the first job."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._waiting: deque[Job[Any]] = deque()
        self._jobs: dict[str, Job[Any]] = {}
        self._thread: threading.Thread | None = None

    def submit(self, key: str, work: Callable[[Progress, Cancelled], T], *, again: bool = False) -> Job[T]:
        """Put work into the queue, unless the same work is known already (see :func:`submit`)."""
        with self._change:
            known = self._jobs.get(key)
            if known is not None and not (again and known.status.finished):
                return known
            job = Job(key, work)
            self._jobs.pop(key, None)
            self._jobs[key] = job
            self._forget()
            self._waiting.append(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="doppelscope-jobs", daemon=True)
                self._thread.start()
            self._change.notify()
        return job

    def find(self, key: str) -> Job[Any] | None:
        """Give the job of a key, or None."""
        return self._jobs.get(key)

    def ahead(self, job: Job[Any]) -> int:
        """Count the jobs that will be done before a queued one begins."""
        with self._change:
            unfinished = [known for known in self._jobs.values() if not known.status.finished]
        return unfinished.index(job) if job in unfinished else 0

    def _forget(self) -> None:
        finished = [key for key, job in self._jobs.items() if job.status.finished]
        for key in finished[: max(0, len(finished) - KEPT)]:
            del self._jobs[key]

    def _serve(self) -> None:
        while True:
            with self._change:
                while not self._waiting:
                    self._change.wait()
                job = self._waiting.popleft()
            job.run()


# One a server is the point: sessions share the machine, so they share the queue.
_RUNNER = Runner()


def submit(key: str, work: Callable[[Progress, Cancelled], T], *, again: bool = False) -> Job[T]:
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

    Returns
    -------
    Job
        To be drawn by :func:`draw`.
    """
    return _RUNNER.submit(key, work, again=again)


def find(key: str) -> Job[Any] | None:
    """Give the job of a key, whoever submitted it, or None."""
    return _RUNNER.find(key)


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
        on_click=_restart,
        args=(job,),
    )


def _restart(job: Job[Any]) -> None:
    _RUNNER.submit(job.key, job.work, again=True)


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
