"""How long a service wants to be left alone: read off the headers of its answer.

Services say it in three ways: seconds (``Retry-After``), a moment (``Retry-After`` as a date,
``X-RateLimit-Reset`` as an ISO time on Mastodon), or an epoch number (X, Bluesky).
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_RESETS = ("x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset")
_EPOCH = 10**8  # a smaller number cannot be a moment since 1970, so it counts seconds
_MARGIN = 1.0  # clocks of services show whole seconds


def rest_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """Give how many seconds a service wants to rest, or None where it does not say.

    Parameters
    ----------
    headers : mapping
        Names in lower case. A moment is counted from the service's own ``Date``, since our clock
        and its clock may differ; where it gives none, from ``now``.
    now : datetime
        The present moment, aware.

    Examples
    --------
    >>> now = datetime(2024, 5, 1, 12, tzinfo=UTC)
    >>> rest_seconds({"retry-after": "42"}, now), rest_seconds({}, now)
    (42.0, None)
    >>> rest_seconds({"x-ratelimit-reset": "2024-05-01T12:05:00.000Z"}, now)
    301.0
    """
    start = _moment(headers.get("date", "")) or now
    waits = [_wait(headers.get("retry-after", ""), start)]
    waits += [_wait(headers.get(name, ""), start) for name in _RESETS]
    return next((wait for wait in waits if wait is not None), None)


def _wait(text: str, start: datetime) -> float | None:
    try:
        number = float(text)
    except ValueError:
        moment = _moment(text)
    else:
        if not math.isfinite(number) or number < 0:
            return None
        if number < _EPOCH:
            return number
        moment = _moment_of_epoch(number)
    return None if moment is None else max(0.0, (moment - start).total_seconds()) + _MARGIN


def _moment_of_epoch(number: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(number, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _moment(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
