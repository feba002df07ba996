"""Compiled work over many pairs, on every core, that can be stopped in the middle.

Threads, since what is compiled lets others run beside it. What a pair comes to does not depend on how
the pairs are dealt out.
"""

from __future__ import annotations

import os
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from core.errors import CancelledError
from core.progress import never

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

T = TypeVar("T")

LOOK_UP_SECONDS = 0.2
_LEAST = 256  # fewer pairs are not worth a thread
_TASKS_A_CORE = 8


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
        work(0, n_pairs, stop)
        return
    n_cores = os.cpu_count() or 1
    step = max(_LEAST, -(-n_pairs // (n_cores * _TASKS_A_CORE)))
    with ThreadPoolExecutor(n_cores) as pool:
        try:
            waiting = {
                pool.submit(work, first, min(first + step, n_pairs), stop)
                for first in range(0, n_pairs, step)
            }
            while waiting:
                if cancelled():
                    message = "stopped as asked: no value was kept"
                    raise CancelledError(message)
                done, waiting = wait(waiting, LOOK_UP_SECONDS, FIRST_COMPLETED)
                for future in done:
                    future.result()
        finally:
            stop[0] = 1
            pool.shutdown(cancel_futures=True)


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
