"""The most memory that a process and those it began hold at one time."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

from benchmarks.clock import peak_megabytes

if TYPE_CHECKING:
    from types import TracebackType

_EVERY_SECONDS = 0.1
_PROCESSES = Path("/proc")


def _of_process(name: str) -> float:
    """Give the resident megabytes of a process and of all that it began, 0 where it has ended."""
    folder = _PROCESSES / name
    try:
        lines = (folder / "status").read_text().splitlines()
        own = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)
        tasks = [(task / "children").read_text().split() for task in (folder / "task").iterdir()]
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return own + sum(_of_process(child) for begun in tasks for child in begun)


class Resident(Thread):
    """Looks ten times a second how much this process and its children hold; ``megabytes`` is the most.

    Where the system does not tell of other processes it is the peak of this one, if that rose meanwhile.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.megabytes, self._before, self._done = 0.0, peak_megabytes(), Event()

    def run(self) -> None:
        """Look until told that it is done."""
        while not self._done.wait(_EVERY_SECONDS):
            self.megabytes = max(self.megabytes, _of_process("self"))

    def __enter__(self) -> Self:
        """Begin to look."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop looking."""
        self._done.set()
        self.join()
        peak = peak_megabytes()
        if peak > self._before:  # else it was reached before anybody looked
            self.megabytes = max(self.megabytes, peak)
