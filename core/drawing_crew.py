"""Portraits drawn on every core: as many processes as there are cores, each given one profile at a time.

They are programs of their own (:mod:`core.drawing_hand`) and not ``multiprocessing``'s children: those
import again whatever the main module is, which in a Streamlit app is the app.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO, TYPE_CHECKING, NamedTuple, cast

import orjson

from core.errors import WorkspaceError
from core.progress import check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LEAST = 16
"""So few portraits are drawn sooner by one process than others have begun."""

_ROOT = Path(__file__).resolve().parent.parent
_HAND = "core.drawing_hand"
_LOOK_UP_SECONDS = 0.2
_LAST_WORDS_SECONDS = 5.0
_STOPPED = "the portraits that were drawn are kept"


class _Answer(NamedTuple):
    """What a process has said: which profile is done and whether it is drawn; no profile: it has ended."""

    hand: _Hand
    key: str | None
    is_drawn: bool


class _Hand:
    """One process, and the thread that listens to it."""

    def __init__(self, folder: Path, answers: queue.SimpleQueue[_Answer]) -> None:
        # A session of its own: Ctrl-C reaches only the one who began it, and who then ends it.
        self._process = subprocess.Popen(  # noqa: S603 — it is this Python, and a module of ours
            [sys.executable, "-m", _HAND],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self.key: str | None = None
        self.is_understood = True
        self._orders, self._lines = (
            cast("IO[bytes]", pipe) for pipe in (self._process.stdin, self._process.stdout)
        )
        self._say(os.fsdecode(folder.resolve()))
        self._listener = Thread(target=self._listen, args=(answers,), daemon=True)
        self._listener.start()

    def _say(self, text: str) -> None:
        with suppress(BrokenPipeError):  # it has ended, which the listener says
            self._orders.write(orjson.dumps(text, option=orjson.OPT_APPEND_NEWLINE))
            self._orders.flush()

    def _listen(self, answers: queue.SimpleQueue[_Answer]) -> None:
        try:
            for line in self._lines:
                key, is_drawn = orjson.loads(line)
                answers.put(_Answer(self, str(key), bool(is_drawn)))
        except (OSError, TypeError, ValueError):  # what it says is no answer: it is of no more use
            self.is_understood = False
            self._process.kill()
        finally:  # whoever waits for it is always told
            answers.put(_Answer(self, None, is_drawn=False))

    def draw(self, key: str) -> None:
        """Give it a profile to draw."""
        self.key = key
        self._say(key)

    def end(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait(_LAST_WORDS_SECONDS)
        self._listener.join(_LAST_WORDS_SECONDS)
        self._lines.close()
        with suppress(BrokenPipeError):  # an order that nobody read
            self._orders.close()

    def status(self) -> int:
        """Give the exit status of a process that has ended, negative where it was a signal."""
        try:
            return self._process.wait(_LAST_WORDS_SECONDS)
        except subprocess.TimeoutExpired:  # it says nothing more, and lives
            self._process.kill()
            return self._process.wait(_LAST_WORDS_SECONDS)


def draw_portraits(
    folder: Path,
    keys: Sequence[str],
    draw: Callable[[str], object],
    *,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
    n_processes: int | None = None,
) -> None:
    """Draw portraits and keep them beside the workspace, on every core where there are many.

    Parameters
    ----------
    folder : Path
        The workspace.
    keys : sequence of str
        Whose; those of many posts first, so that no process is left alone with them.
    draw : callable
        Draws and keeps the portrait of a profile in this process: for a few, or what another process
        could not.
    progress : callable
        Given the share done and words for it.
    cancelled : callable
        Asked every 0.2 s whether to stop, while this process does not draw itself.
    n_processes : int, optional
        One a core where None; below two, this process draws.

    Raises
    ------
    CancelledError
        If the analyst stopped it; what was drawn is kept.
    WorkspaceError
        If a process was ended from outside; the message names the profile that it was at.

    Notes
    -----
    A process takes a second or two to begin, and some 250 MB beside the timeline it reads. An error of
    a profile is that of ``draw``, which is tried again here.
    """
    wanted = (os.cpu_count() or 1) if n_processes is None else n_processes
    left = list(keys)
    if len(left) >= LEAST and wanted > 1:
        left = _drawn_by_others(folder, left, wanted, progress, cancelled)
    done = len(keys) - len(left)
    for n, key in enumerate(left, done):
        check(cancelled, _STOPPED)
        _tell(progress, n, len(keys))
        draw(key)


def _tell(progress: Callable[[float, str], None], n: int, n_all: int) -> None:
    progress(n / n_all, f"Drawing portraits: {min(n + 1, n_all):,} of {n_all:,}")


def _drawn_by_others(
    folder: Path,
    keys: list[str],
    n_processes: int,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> list[str]:
    """Have others draw; give the profiles that they could not."""
    answers: queue.SimpleQueue[_Answer] = queue.SimpleQueue()
    hands: list[_Hand] = []
    waiting, failed, done = keys[::-1], [], 0
    try:
        for _ in range(min(n_processes, len(keys))):
            try:
                hands.append(_Hand(folder, answers))
            except OSError:
                return keys  # a machine that lets us begin no process: all of it is drawn here
        for hand in hands:
            hand.draw(waiting.pop())
        while done < len(keys):
            check(cancelled, _STOPPED)
            _tell(progress, done, len(keys))
            try:
                answer = answers.get(timeout=_LOOK_UP_SECONDS)
            except queue.Empty:
                continue
            if answer.key is None:
                _meet_end(answer.hand, done, len(keys))
                continue
            done += 1
            if not answer.is_drawn:
                failed.append(answer.key)
            if waiting:
                answer.hand.draw(waiting.pop())
            else:
                answer.hand.key = None
    finally:
        for hand in hands:
            hand.end()
    return failed


def _meet_end(hand: _Hand, done: int, n_all: int) -> None:
    """Give up where a process has ended before its work; one that had nothing more to draw is not missed."""
    if hand.key is None:
        return
    status = hand.status()
    how = f"signal {-status}; often there is too little memory" if status < 0 else f"status {status}"
    if not hand.is_understood:
        how = "what it said was no answer"
    message = (
        f"a process ended while it drew the portrait of {hand.key} ({how}); "
        f"{done:,} of {n_all:,} portraits are drawn and kept, try again for the others"
    )
    raise WorkspaceError(message)
