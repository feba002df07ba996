"""How long work tells of itself, and how it is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[float, str], None]


def ignore_progress(share: float, words: str) -> None:
    """Take progress, a share in [0, 1] and a line of words, and say nothing of it."""


def part(progress: Progress, first: float, end: float) -> Progress:
    """Give the progress of one step, as the stretch from ``first`` to ``end`` of the whole.

    >>> part(lambda share, words: print(share, words), 0.5, 1.0)(0.5, "half of the second half")
    0.75 half of the second half
    """
    return lambda share, words: progress(first + (end - first) * share, words)


def never() -> bool:
    """Answer that nobody has asked to stop."""
    return False


def check(cancelled: Callable[[], bool], left: str = "the workspace is as it was") -> None:
    """Stop where the analyst asked to; ``left`` says what there is then.

    Raises
    ------
    CancelledError
        If so.

    Examples
    --------
    >>> check(never)
    """
    if cancelled():
        message = f"it was stopped; {left}"
        raise CancelledError(message)
