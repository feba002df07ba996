"""Compiled work on every core: threads, since what is compiled lets others run beside it.

Threads and not ``prange``: a kernel then has no thread pool of its own, which on some systems may not
be entered from two threads at once, and compiles in half the time; and the one who waits can look up.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from numba import config

from core.errors import CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt

LOOK_UP_SECONDS = 0.2


def work_through(
    tasks: Sequence[Callable[[], None]],
    weights: Sequence[float],
    stop: npt.NDArray[np.uint8],
    *,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
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
    with ThreadPoolExecutor(config.NUMBA_NUM_THREADS) as pool:  # type: ignore[attr-defined]
        try:
            waiting: dict[Future[None], float] = {
                pool.submit(task): weight for task, weight in zip(tasks, weights, strict=True)
            }
            while waiting:
                if cancelled():
                    message = "stopped as asked: no distance was kept"
                    raise CancelledError(message)
                for future in wait(waiting, LOOK_UP_SECONDS, FIRST_COMPLETED).done:
                    done += waiting.pop(future)
                    future.result()
                progress(done / total)
        finally:
            stop[0] = 1
            pool.shutdown(cancel_futures=True)
