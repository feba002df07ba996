"""Time, and the peak of a process's memory."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_STATUS = Path("/proc/self/status")
_PEAK = "VmHWM:"
MEGABYTE = 1024**2


def seconds(work: Callable[[], object]) -> float:
    """Time one run of some work."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def repeated(work: Callable[[], object], n: int) -> tuple[float, ...]:
    """Time some work n times, in seconds."""
    return tuple(seconds(work) for _ in range(n))


def milliseconds(work: Callable[[], object], n: int = 1) -> list[float]:
    """Time some work n times, in milliseconds."""
    return [1e3 * spent for spent in repeated(work, n)]


def peak_megabytes() -> float:
    """Give the most memory this process has held.

    Linux hands the peak that ``getrusage`` tells down from parent to child, so a small child of a
    large parent would look large; the kernel's own status of the process does not.
    """
    if _STATUS.exists():
        lines = _STATUS.read_text().splitlines()
        return int(next(line for line in lines if line.startswith(_PEAK)).split()[1]) / 1024
    import resource  # noqa: PLC0415 — not every system has it

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (MEGABYTE if sys.platform == "darwin" else 1024)
