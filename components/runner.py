"""The machine room of :mod:`components.jobs`: a job, what is known of it, and who runs it."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from components import notices
from core.errors import CancelledError, DoppelscopeError

if TYPE_CHECKING:
    from collections.abc import Iterator

Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]
T = TypeVar("T")
State = Literal["queued", "running", "done", "failed", "cancelled"]
Lane = Literal["work", "network"]
WIDTH: dict[Lane, int] = {"work": 1, "network": 4}
"""How many jobs of a lane run at the same time."""

KEPT = 32
"""Finished jobs that are remembered; of older ones only what they wrote to disk is left."""

_LOOK_SECONDS = 0.25
_ENDS = itertools.count()


@dataclass(frozen=True, slots=True)
class Status(Generic[T]):
    """What is known of a job at one moment.

    ``fraction`` is in [0, 1]. ``result`` is there once the job is done, ``error`` once it failed: the
    message of an error of ours, or None where ``reference`` names the place in the log. ``ended``
    rises from each job of this server that ended to the next.
    """

    state: State = "queued"
    fraction: float = 0.0
    message: str = ""
    result: T | None = None
    error: str | None = None
    reference: str | None = None
    ended: int | None = None

    @property
    def finished(self) -> bool:
        """Tell whether nothing more will happen."""
        return self.state in ("done", "failed", "cancelled")


def _spent(_progress: Progress, _cancelled: Cancelled) -> Any:
    message = "this work is done; begin it anew"
    raise CancelledError(message)


class Job(Generic[T]):
    """One piece of work, made by :meth:`Runner.submit` only.

    Attributes
    ----------
    key : str
        What the work is; equal keys are equal work.
    work : callable
        Given ``progress(fraction, message)`` and ``cancelled()``; looks at the latter at least every
        half second and raises :class:`~core.errors.CancelledError` once it says yes.
    lane : {"work", "network"}
        With which other jobs it shares a queue.
    is_seen : bool
        Whether some page has shown how it ended.
    """

    def __init__(self, key: str, work: Callable[[Progress, Cancelled], T], lane: Lane = "work") -> None:
        self.key = key
        self.work = work
        self.lane: Lane = lane
        self.is_seen = False
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
            if self.lane == "work":
                self.work = _spent  # what it held, an upload of a gigabyte perhaps, is not kept with it
            self._finish("done", result=result)

    def _progress(self, fraction: float, message: str) -> None:
        self._status = replace(self._status, fraction=min(1.0, max(0.0, fraction)), message=message)

    def _finish(
        self, state: State, *, result: T | None = None, error: str | None = None, reference: str | None = None
    ) -> None:
        self._status = replace(
            self._status, state=state, result=result, error=error, reference=reference, ended=next(_ENDS)
        )
        self._end.set()


class Runner:
    """A queue and its threads for each lane; they start when there is something to do."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._waiting: dict[Lane, deque[Job[Any]]] = {lane: deque() for lane in WIDTH}
        self._threads = dict.fromkeys(WIDTH, 0)
        self._jobs: dict[str, Job[Any]] = {}
        self._turn = threading.Lock()

    def submit(
        self,
        key: str,
        work: Callable[[Progress, Cancelled], T],
        *,
        again: bool = False,
        lane: Lane = "work",
    ) -> Job[T]:
        """Put work into the queue, unless the same work is known already (see :func:`components.jobs.submit`)."""
        with self._change:
            known = self._jobs.get(key)
            if known is not None and not (again and known.status.finished):
                return known
            job = Job(key, work, lane)
            self._jobs.pop(key, None)
            self._jobs[key] = job
            self._forget()
            self._waiting[lane].append(job)
            if self._threads[lane] < WIDTH[lane]:
                self._threads[lane] += 1
                name = f"doppelscope-{lane}-{self._threads[lane]}"
                threading.Thread(target=self._serve, args=(lane,), name=name, daemon=True).start()
            self._change.notify_all()
        return job

    def find(self, key: str) -> Job[Any] | None:
        """Give the job of a key, or None."""
        return self._jobs.get(key)

    def unseen(self, start: str) -> list[Job[Any]]:
        """Give the jobs whose keys begin so and whose end no page has shown, the latest first."""
        with self._change:
            known = list(reversed(self._jobs.items()))
        return [job for key, job in known if key.startswith(start) and not job.is_seen]

    def ahead(self, job: Job[Any]) -> int:
        """Count the jobs that will be done before a queued one begins."""
        with self._change:
            known = [other for other in self._jobs.values() if other.lane == job.lane]
        unfinished = [other for other in known if not other.status.finished]
        place = unfinished.index(job) if job in unfinished else 0
        return max(0, place - WIDTH[job.lane] + 1)

    @contextmanager
    def turn(self, cancelled: Cancelled) -> Iterator[None]:
        """Wait until no heavy work is under way, and keep other such work waiting (see :func:`components.jobs.turn`)."""
        while not self._turn.acquire(timeout=_LOOK_SECONDS):
            if cancelled():
                raise CancelledError
        try:
            yield
        finally:
            self._turn.release()

    def _forget(self) -> None:
        finished = [key for key, job in self._jobs.items() if job.status.finished]
        for key in finished[: max(0, len(finished) - KEPT)]:
            del self._jobs[key]

    def _serve(self, lane: Lane) -> None:
        waiting = self._waiting[lane]
        while True:
            with self._change:
                while not waiting:
                    self._change.wait()
                job = waiting.popleft()
            with self._turn if lane == "work" else nullcontext():
                job.run()
