"""Time zones as an analyst writes them: by the name of a place, or as hours from UTC."""

from __future__ import annotations

import re
import zoneinfo
from functools import cache

from core.errors import ParameterError

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+\-−])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
# POSIX counts westwards, so that Etc/GMT-2 is the zone that everybody else writes UTC+2.
_FIXED = re.compile(r"Etc/GMT([+-])(\d{1,2})")
_MOST_EAST, _MOST_WEST = 14, 12
_AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


def zone_named(text: str) -> str:
    """Give the zone that a text means: the name of a place as it is, an offset as the zone that has it.

    Parameters
    ----------
    text : str
        ``Europe/Berlin``, ``UTC``, ``+02:00``, ``UTC-5``.

    Raises
    ------
    ParameterError
        If it is an offset that no zone without clock changes has; a name is not checked here.

    Examples
    --------
    >>> zone_named("Europe/Berlin"), zone_named("UTC+2"), zone_named("-05:00"), zone_named("+00:00")
    ('Europe/Berlin', 'Etc/GMT-2', 'Etc/GMT+5', 'UTC')
    """
    offset = _OFFSET.fullmatch(text.strip())
    if offset is None:
        return text.strip()
    is_west, hours = offset.group(1) != "+", int(offset.group(2))
    if int(offset.group(3) or 0) or hours > (_MOST_WEST if is_west else _MOST_EAST):
        message = f"no zone is {text} all year; name a place that has this time, such as Asia/Kolkata"
        raise ParameterError(message)
    return f"Etc/GMT{'+' if is_west else '-'}{hours}" if hours else "UTC"


def zone_label(name: str) -> str:
    """Say a zone to people, who count eastwards.

    >>> zone_label("Etc/GMT-2"), zone_label("America/New_York"), zone_label("UTC")
    ('UTC+02:00, no summer time', 'America/New York', 'UTC')
    """
    if fixed := _FIXED.fullmatch(name):
        return f"UTC{'-' if fixed.group(1) == '+' else '+'}{int(fixed.group(2)):02d}:00, no summer time"
    return name.replace("_", " ")


@cache
def zone_names() -> tuple[str, ...]:
    """List the zones to choose from: UTC, then places by name, then whole hours from UTC.

    >>> zone_names()[0], "Europe/Berlin" in zone_names(), zone_names()[-1]
    ('UTC', True, 'Etc/GMT-14')
    """
    places = sorted(name for name in zoneinfo.available_timezones() if name.split("/")[0] in _AREAS)
    west = [f"Etc/GMT+{hours}" for hours in range(_MOST_WEST, 0, -1)]
    east = [f"Etc/GMT-{hours}" for hours in range(1, _MOST_EAST + 1)]
    return ("UTC", *places, *west, *east)
