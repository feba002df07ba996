"""Where the bins of an activity series lie on an axis, and what they are called.

Every time axis is a date axis, so that one rule places and formats bins of any size. Hours of the
day and of the week are laid on the week of Monday 2024-01-01, whose date is never shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Moments = npt.NDArray[np.datetime64]

Bins = Literal["hour_of_day", "hour_of_week", "day", "month"]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HOUR_TICKS = (0, 6, 12, 18, 23)

_MONDAY = np.datetime64("2024-01-01T00:00", "m")
_HOUR = np.timedelta64(60, "m")
_DAY = 24 * _HOUR
_DAYS_OF_MONTH = 30
# d3's formats for what a hovered cell of a heat map is called.
_FORMATS: dict[Bins, str] = {
    "hour_of_day": "%H:%M",
    "hour_of_week": "%a %H:%M",
    "day": "%-d %b %Y",
    "month": "%b %Y",
}
_STOPS = [
    {"dtickrange": [None, "M1"], "value": "%-d %b\n%Y"},
    {"dtickrange": ["M1", "M12"], "value": "%b\n%Y"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]


def is_clock(bins: Bins) -> bool:
    """Tell whether the bins go round a day or a week, rather than along the calendar.

    Examples
    --------
    >>> is_clock("hour_of_week"), is_clock("day")
    (True, False)
    """
    return bins in ("hour_of_day", "hour_of_week")


def moments(bins: Bins, start: int, n: int) -> Moments:
    """Give the moment at which each bin is drawn.

    Parameters
    ----------
    bins : Bins
        What one bin is.
    start : int
        Days or months since January 1970, or the hour that bin 0 is called in the zone shown.
    n : int
        How many bins.

    Returns
    -------
    ndarray of datetime64[m] of shape (n,)
        Hours go round: with a start other than 0 they are not in order.

    Examples
    --------
    >>> moments("day", 18262, 2).astype(str).tolist()
    ['2020-01-01T00:00', '2020-01-02T00:00']
    """
    if is_clock(bins):
        return _MONDAY + ((np.arange(n) + start) % n) * _HOUR
    unit = "datetime64[D]" if bins == "day" else "datetime64[M]"
    return np.arange(start, start + n).astype(unit).astype("datetime64[m]")


def half(bins: Bins) -> np.timedelta64:
    """Give half the width of a bin, for edges and for room beside the first and last one."""
    if is_clock(bins):
        return _HOUR / 2
    return _DAY / 2 if bins == "day" else _DAYS_OF_MONTH * _DAY / 2


def names(bins: Bins, when: Moments) -> list[str]:
    """Name bins for a reader.

    Examples
    --------
    >>> names("hour_of_week", moments("hour_of_week", 0, 168)[[13, 167]])
    ['Mon 13:00', 'Sun 23:00']
    >>> names("day", moments("day", 18362, 1)), names("month", moments("month", 603, 1))
    (['10 Apr 2020'], ['Apr 2020'])
    """
    return [_name(bins, moment.item()) for moment in when]


def _name(bins: Bins, moment: Any) -> str:
    month = f"{MONTHS[moment.month - 1]} {moment.year}"
    if bins == "month":
        return month
    if bins == "day":
        return f"{moment.day} {month}"
    clock = f"{moment.hour:02d}:00"
    return clock if bins == "hour_of_day" else f"{DAYS[moment.weekday()]} {clock}"


def time_axis(bins: Bins, when: Moments) -> dict[str, Any]:
    """Give the properties of an axis on which the given moments lie.

    Parameters
    ----------
    bins : Bins
        What one bin is.
    when : ndarray of datetime64[m]
        The moments of all bins drawn.

    Returns
    -------
    dict
        For ``update_xaxes`` or ``update_yaxes``: type, range, ticks and hover format.
    """
    edge = half(bins)
    axis: dict[str, Any] = {
        "type": "date",
        "range": [str(when.min() - edge), str(when.max() + edge)],
        "hoverformat": _FORMATS[bins],
        "showgrid": False,
    }
    if bins == "hour_of_day":
        ticks = [_MONDAY + hour * _HOUR for hour in HOUR_TICKS]
        return axis | {"tickvals": ticks, "ticktext": [f"{hour:02d}" for hour in HOUR_TICKS]}
    if bins == "hour_of_week":
        noons = [_MONDAY + day * _DAY + 11 * _HOUR + edge for day in range(len(DAYS))]
        return axis | {"tickvals": noons, "ticktext": list(DAYS)}
    return axis | {"tickformatstops": _STOPS, "nticks": 8}


def weekend() -> tuple[str, str]:
    """Give the two ends of the weekend on an axis of the hours of the week."""
    return str(_MONDAY + 5 * _DAY - _HOUR / 2), str(_MONDAY + 7 * _DAY - _HOUR / 2)


def written(when: Moments) -> list[str | None]:
    """Write moments for a trace whose line is broken where there is none.

    plotly would draw numpy's "not a time" as a moment long ago, and a line to it.

    Examples
    --------
    >>> written(np.array(["2024-01-01", "NaT"], dtype="datetime64[m]"))
    ['2024-01-01T00:00', None]
    """
    return [None if text == "NaT" else text for text in np.datetime_as_string(when).tolist()]


def turn(bins: Bins, n: int) -> np.timedelta64:
    """Give the length of one turn of a clock of ``n`` bins."""
    return n * 2 * half(bins)
