"""How a command answers: as text for people or as one JSON document, and meanwhile on stderr."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found or did: a record (or a list of them) for programs, lines for people, the exit status."""

    record: dict[str, Any] | list[dict[str, Any]]
    lines: list[str] = field(default_factory=list)
    status: int = 0


def write(answer: Answer, *, as_json: bool) -> None:
    """Write an answer to stdout in whatever encoding that has."""
    text = document(answer.record) if as_json else "".join(f"{printable(line)}\n" for line in answer.lines)
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def document(record: dict[str, Any] | list[dict[str, Any]]) -> str:
    """Give a record as one JSON document that stdout can take."""
    text = orjson.dumps(record, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    if (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8":
        return text
    return json.dumps(orjson.loads(text), indent=2) + "\n"  # in escapes that JSON knows


def printable(line: str) -> str:
    r"""Give a line as a terminal may show it: names and handles are other people's text.

    Control characters could move the cursor and bidirectional ones reorder the line; the joiner of
    emoji is let through.

    >>> printable("ann\x1b[2J \u202eknip")
    'ann�[2J �knip'
    """
    return "".join(c if c.isprintable() or c == "\u200d" else "�" for c in line)


def said(path: Path) -> str:
    """Give a path as text that JSON can hold, whatever bytes its name has."""
    return os.fsencode(path).decode("utf-8", "replace")


@contextmanager
def telling() -> Iterator[Progress]:
    """Give the way to tell of progress, and take the line away when the work ends."""
    progress = Progress()
    try:
        yield progress
    finally:
        progress.clear()


class Progress:
    """Says on stderr how far the work is: one line in place on a terminal, nothing in a pipe."""

    def __init__(self) -> None:
        self._said = 0.0

    def clear(self) -> None:
        """Take the line away."""
        if self._said:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

    def __call__(self, share: float, message: str) -> None:
        """Say a share in [0, 1] and a line of words, twice a second at most."""
        if sys.stderr.isatty() and time.monotonic() - self._said > _EVERY_SECONDS:
            self._said = time.monotonic()
            sys.stderr.write(f"\r\033[K{share:4.0%} {printable(message)}")
            sys.stderr.flush()
