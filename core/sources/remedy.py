"""What to add on the command line to what a reader of tables says is wrong; a page asks instead."""

from __future__ import annotations

from core.sources.column import UNKNOWN
from core.sources.moment import AMBIGUOUS, DATE_ORDERS, NO_ZONE

_OPTIONS = (
    (UNKNOWN, "--map FIELD=COLUMN"),
    (NO_ZONE, "--zone ZONE"),
    (AMBIGUOUS, " or ".join(f"--dates {order}" for order in DATE_ORDERS)),
)


def command_options(*said: str) -> tuple[str, ...]:
    """Give the options of the command line that would heal what messages complain of, each once.

    >>> command_options("a.csv: no known column says the time; name the column that does.", "else")
    ('--map FIELD=COLUMN',)
    """
    return tuple(option for mark, option in _OPTIONS if any(mark in one for one in said))
