"""How long work tells of itself, and how it is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable


def ignore_progress(share: float, words: str) -> None:
    """Take progress, a share in [0, 1] and a line of words, and say nothing of it."""


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
