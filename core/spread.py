"""Compiled work on every core, that can be stopped in the middle.

Threads, since what is compiled lets others run beside it; and not ``prange``: a kernel then has no thread
pool of its own, which on some systems may not be entered from two threads at once, and compiles in half
the time. What a pair comes to does not depend on how the pairs are dealt out.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numba import config

from core.errors import CancelledError
from core.progress import check, never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

T = TypeVar("T")

LOOK_UP_SECONDS = 0.2
N_THREADS: int = config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
_LEAST = 256  # fewer pairs are not worth a thread
_TASKS_A_CORE = 8


def _no_progress(_share: float) -> None:
    """Tell nobody how far work is."""


def work_through(
    tasks: Sequence[Callable[[], object]],
    weights: Sequence[float],
    stop: npt.NDArray[np.uint8],
    *,
    progress: Callable[[float], None] = _no_progress,
    cancelled: Callable[[], bool] = never,
) -> None:
    """Do every task, as many at once as there are cores.

    Parameters
    ----------
    tasks : sequence of callables
        Compiled work that lets other threads run, and ends soon after ``stop`` is set.
    weights : sequence of float
        How long each takes, in any unit.
    stop : ndarray of shape (1,)
        Set as soon as the tasks are to end, finished or not.
    progress : callable
        Given the share that is done.
    cancelled : callable
        Asked every 0.2 s whether to stop.

    Raises
    ------
    CancelledError
        If ``cancelled`` said so; what the tasks have written is then worth nothing.
    """
    total = sum(weights) or 1.0
    done = 0.0
    with ThreadPoolExecutor(N_THREADS) as pool:
        try:
            waiting: dict[Future[object], float] = {
                pool.submit(task): weight for task, weight in zip(tasks, weights, strict=True)
            }
            while waiting:
                if cancelled():
                    message = "stopped as asked: no value was kept"
                    raise CancelledError(message)
                for future in wait(waiting, LOOK_UP_SECONDS, FIRST_COMPLETED).done:
                    done += waiting.pop(future)
                    future.result()
                progress(done / total)
        finally:
            stop[0] = 1
            pool.shutdown(cancel_futures=True)


def spread(
    work: Callable[[int, int, npt.NDArray[np.uint8]], object],
    n_pairs: int,
    *,
    cancelled: Callable[[], bool] = never,
) -> None:
    """Have work done on stretches of pairs, as many at once as there are cores.

    Parameters
    ----------
    work : callable
        Given the first pair, the end, and a stop, (1,), which it looks at with every pair: once it is
        set the work ends, finished or not. It writes into arrays of its caller's.
    n_pairs : int
    cancelled : callable
        Asked every 0.2 s whether to stop.

    Raises
    ------
    CancelledError
        If ``cancelled`` said so; what was written is then worth nothing.

    Examples
    --------
    >>> seen = np.zeros(1_000)
    >>> def work(first, end, stop):
    ...     seen[first:end] += 1
    >>> spread(work, 1_000)
    >>> bool((seen == 1).all())
    True
    """
    stop = np.zeros(1, dtype=np.uint8)
    if n_pairs <= _LEAST:
        check(cancelled, "no value was kept")
        work(0, n_pairs, stop)
        return
    step = max(_LEAST, -(-n_pairs // (N_THREADS * _TASKS_A_CORE)))
    ends = [(first, min(first + step, n_pairs)) for first in range(0, n_pairs, step)]
    tasks = [partial(work, first, end, stop) for first, end in ends]
    work_through(tasks, [end - first for first, end in ends], stop, cancelled=cancelled)


def aside(work: Callable[[], T], cancelled: Callable[[], bool]) -> T:
    """Have work that cannot be interrupted done by another thread, and leave it alone where it is to stop.

    What was left alone goes on to its end, seconds later, and its result is dropped.

    Raises
    ------
    CancelledError
        If ``cancelled``, asked every 0.2 s, said so.

    Examples
    --------
    >>> aside(lambda: 42, lambda: False)
    42
    """
    pool = ThreadPoolExecutor(1)
    try:
        waiting = pool.submit(work)
        while not wait([waiting], LOOK_UP_SECONDS).done:
            if cancelled():
                message = "stopped as asked: no value was kept"
                raise CancelledError(message)
        return waiting.result()
    finally:
        pool.shutdown(wait=False)
