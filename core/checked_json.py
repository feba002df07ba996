"""What is asked of every number and name in a JSON file that somebody may have written by hand, or to harm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from core.errors import FormatError, InputError

if TYPE_CHECKING:
    from pathlib import Path

MOST = 1e6
_LONGEST_NAME = 200
_SHOWN = 40


def refuse(why: str) -> NoReturn:
    """Give up reading, with a reason that the reader of the whole puts into its own message."""
    raise ValueError(why)


def number(value: Any, most: float = MOST, least: float | None = None) -> float:
    """Read a number from ``least`` (``-most`` where None) to ``most``.

    Raises
    ------
    ValueError
        If it is none, or beyond.

    Examples
    --------
    >>> number(3), number(-2.5)
    (3.0, -2.5)
    """
    lowest = -most if least is None else least
    if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= most:
        refuse(f"{str(value)[:_SHOWN]} is no number that it can have")
    return float(value)


def name(value: Any) -> str:
    """Read a name of at most 200 characters.

    Raises
    ------
    ValueError
        If it is none, or longer.

    Examples
    --------
    >>> name("one")
    'one'
    """
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        refuse(f"{str(value)[:_SHOWN]} is no name that it can have")
    return str(value)


def content_of(path: Path, most_bytes: int, noun: str) -> bytes:
    """Read a whole file that must not be large; ``noun`` is what it should hold.

    Raises
    ------
    InputError
        If it cannot be read.
    FormatError
        If it is larger.
    """
    try:
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror or error})"
        raise InputError(message) from error
    if len(content) > most_bytes:
        message = f"{path} is too large for {noun}"
        raise FormatError(message)
    return content
