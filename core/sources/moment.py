"""Times in tables: with a zone, as epoch numbers, or in a zone the analyst names; never guessed.

Only what can be read in one way is read: ``03/04/2020`` is two days, ``10:00 EST`` is the time of
several zones, ``now`` is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_TIME = "it has no time"
UNREADABLE = "its time cannot be read; write it like 2020-04-03T10:00:00+02:00"
AMBIGUOUS = "its date may be day or month first; write it like 2020-04-03"
NO_ZONE = "its time names no zone; name the zone, such as UTC or Europe/Berlin"
DATE_ORDERS = ("day", "month")

_MICRO = "datetime64[us]"
_NO_TIME = np.datetime64("NaT", "us")
_EARLIEST, _LATEST = np.datetime64("1990-01-01", "us"), np.datetime64("2100-01-01", "us")
_LARGEST = 2.0**53  # beyond it a number that is counted in floating point is not exact
# Below 1e11 a number counts seconds (to the year 5138), below 1e14 milliseconds, and so on.
_SIZES, _MICROS_PER_SIZE = (1e11, 1e14, 1e17, 1e20), (1e6, 1e3, 1.0, 1e-3)
_MICROS_PER_UNIT = {"s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}

# RE2, in which \d and \w are ASCII.
_EPOCH = r"^\d{9,19}(?:\.\d+)?$"
_DAY_OR_MONTH_FIRST = r"^\d{1,2}[-/.]\d{1,2}[-/.](?:\d{2}|\d{4})\b"
# Of a date that begins with its day or month, as the analyst tells: each form and what it becomes.
_YEAR_FIRST_FORM = {"day": r"\3-\2-\1\4", "month": r"\3-\1-\2\4"}
_NUMBERED = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}),?(\s|$)"
_NUMBERED_SHORT = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}),?(\s|$)"
_PADDED = (
    (r"^(\d{4})-(\d)-", r"\1-0\2-"),
    (r"^(\d{4}-\d{2})-(\d)(\s|$)", r"\1-0\2\3"),
    (r"^(\d{4}-\d{2}-\d{2}\s+)(\d):", r"\1" + r"0\2:"),
)
_MONTH = (
    r"(?i)\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_YEAR = r"\b(?:19|20)\d{2}\b"
_WEEKDAY = r"(?i)\b(?:mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b"
_WORD = rf"(?:{_MONTH}|{_WEEKDAY}|\bat\b)"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s*[ap]m)?"
_YEAR_FIRST = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
_NAMED_MONTH = rf"(?:{_WORD}|\d{{1,2}}(?:st|nd|rd|th)?\b|\d{{4}}\b|[\s,.])+"
_SIGN = r"\s*(?:Z|UTC|GMT|(?:UTC|GMT)?\s*[+-]\d{2}(?::?\d{2})?)"
_YEAR_LAST = r"(?:\s+\d{4})?"
_ZONED = rf"(?i)^(?:{_YEAR_FIRST}[T\s]\s*|{_NAMED_MONTH}){_CLOCK}{_SIGN}{_YEAR_LAST}$"
_BARE = rf"(?i)^(?:{_YEAR_FIRST}(?:[T\s]\s*{_CLOCK})?|{_NAMED_MONTH}{_CLOCK}{_YEAR_LAST})$"
_OFFSET = r"(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?(?:\s+\d{4})?$"
_X_FORMAT = "%a %b %d %H:%M:%S %z %Y"


# Times, offsets in minutes (NaN where none is said) and the reason where there is no time.
_Found = tuple[npt.NDArray[np.datetime64], npt.NDArray[np.float64] | float, npt.NDArray[np.str_] | str]


def _sane(times: npt.NDArray[np.datetime64]) -> npt.NDArray[np.datetime64]:
    """Blank what lies outside the years of social media: a damaged number rather than a post."""
    with np.errstate(invalid="ignore"):
        inside = (times >= _EARLIEST) & (times < _LATEST)
    return np.where(inside, times, _NO_TIME)


def _from_micros(micros: npt.NDArray[np.float64]) -> npt.NDArray[np.datetime64]:
    """Make times of microseconds since 1970; exact to the year 2255."""
    safe = np.where(np.abs(micros) < _LARGEST, micros, 0).round()
    return _sane(safe.astype(np.int64).astype("datetime64[us]"))


def _from_epoch(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.datetime64]:
    """Read epoch numbers; their size tells seconds from milli-, micro- and nanoseconds."""
    per_number = np.select([np.abs(numbers) < size for size in _SIZES], _MICROS_PER_SIZE, np.nan)
    return _from_micros(numbers * per_number)


def _localised(
    naive: npt.NDArray[np.datetime64], zone: str
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.float64]]:
    """Read clock readings of a zone: of two the first, of a gap its end. Offsets in minutes."""
    first = np.ones(len(naive), dtype=np.bool_)
    local = pd.DatetimeIndex(naive).tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    moved, shown = (
        times.to_numpy() for times in (local.tz_convert("UTC").tz_localize(None), local.tz_localize(None))
    )
    return moved, (shown - moved) / np.timedelta64(1, "m")


def _parsed(text: pd.Series[str]) -> npt.NDArray[np.datetime64]:
    """Parse texts that have passed one of the patterns above, the common forms first."""
    found = np.full(len(text), _NO_TIME)
    for form in ("ISO8601", _X_FORMAT, "mixed"):
        left = np.isnat(found)
        if left.any():
            times = pd.to_datetime(text[left], utc=True, errors="coerce", format=form)
            found[left] = times.dt.tz_localize(None).to_numpy().astype(_MICRO)
    return _sane(found)


def _numpy(array: pa.Array) -> npt.NDArray[Any]:
    found: npt.NDArray[Any] = array.to_numpy(zero_copy_only=False)
    return found


def _offsets(text: pa.Array) -> npt.NDArray[np.float64]:
    """Give the offset that ends each text, in minutes; UTC itself is 0."""
    parts = pc.extract_regex(text, _OFFSET)
    hours, minutes = (
        pd.to_numeric(pc.struct_field(parts, name).to_pandas(), errors="coerce").fillna(0).to_numpy(float)
        for name in ("hours", "minutes")
    )
    west = _numpy(pc.fill_null(pc.equal(pc.struct_field(parts, "sign"), "-"), False))  # noqa: FBT003
    total: npt.NDArray[np.float64] = np.where(west, -1, 1) * (hours * 60 + minutes)
    return total


def _year_first(texts: pa.Array, date_order: str) -> pa.Array:
    """Write dates that begin with their day or month year first; two digits are a year of this century."""
    form = _YEAR_FIRST_FORM[date_order]
    texts = pc.replace_substring_regex(texts, _NUMBERED, form)
    texts = pc.replace_substring_regex(texts, _NUMBERED_SHORT, f"20{form}")
    for pattern, padded in _PADDED:  # parsers are fast where every part has its digits
        texts = pc.replace_substring_regex(texts, pattern, padded)
    return texts


class _Texts:
    """Times as texts, sorted by what can be said of each."""

    def __init__(self, texts: pa.Array, date_order: str | None) -> None:
        trimmed = pc.utf8_trim_whitespace(texts)
        if date_order:
            trimmed = _year_first(trimmed, date_order)
        # To everybody who writes UTC+2 it is east of Greenwich; to POSIX, and to parsers, west.
        self.texts = pc.replace_substring_regex(trimmed, r"(?i)(?:UTC|GMT)\s*([+-]\d)", r"\1")
        self.empty = ~self._where(r"\S")
        self.epoch = self._where(_EPOCH)
        self.ambiguous = self._where(_DAY_OR_MONTH_FIRST)
        year_first, named_month = self._where(f"^{_YEAR_FIRST}"), self._where(_MONTH) & self._where(_YEAR)
        dated = year_first | named_month
        self.zoned = self._where(_ZONED) & dated
        self.bare = self._where(_BARE) & dated

    def _where(self, pattern: str) -> npt.NDArray[np.bool_]:
        return _numpy(pc.fill_null(pc.match_substring_regex(self.texts, pattern), False))  # noqa: FBT003

    def of(self, mask: npt.NDArray[np.bool_]) -> pa.Array:
        return self.texts.filter(pa.array(mask))


def _from_texts(array: pa.Array, zone: str | None, date_order: str | None) -> _Found:
    texts = _Texts(array, date_order)
    time, offset = np.full(len(array), _NO_TIME), np.full(len(array), np.nan)
    if texts.epoch.any():
        time[texts.epoch] = _from_epoch(_numpy(texts.of(texts.epoch).cast(pa.float64())))
    if texts.zoned.any():
        zoned = texts.of(texts.zoned)
        time[texts.zoned], offset[texts.zoned] = _parsed(zoned.to_pandas()), _offsets(zoned)
    if zone and texts.bare.any():
        naive = _parsed(texts.of(texts.bare).to_pandas())
        time[texts.bare], offset[texts.bare] = _localised(naive, zone)
    reasons = [NO_TIME, AMBIGUOUS, NO_ZONE if zone is None else UNREADABLE]
    return time, offset, np.select([texts.empty, texts.ambiguous, texts.bare], reasons, UNREADABLE)


def _from_timestamps(array: pa.Array, zone: str | None) -> _Found:
    ticks = _numpy(array.cast(pa.int64()).cast(pa.float64(), safe=False))
    time = _from_micros(ticks * _MICROS_PER_UNIT[array.type.unit])
    if array.type.tz is not None:
        return time, np.nan, UNREADABLE
    if zone is None:
        return np.full(len(array), _NO_TIME), np.nan, NO_ZONE
    return *_localised(time, zone), UNREADABLE


def moments(column: pa.ChunkedArray, zone: str | None, date_order: str | None = None) -> pd.DataFrame:
    """Read a column of times of any type.

    Parameters
    ----------
    zone : str or None
        The zone of times that name none; without it they are refused.
    date_order : {"day", "month"} or None
        What dates such as 03/04/2020 begin with; without it they are refused.

    Returns
    -------
    DataFrame
        ``time`` (UTC), ``offset_minutes`` (NaN where the source does not say) and ``reason``
        (why there is no time; None where there is one). Rows as given.

    Notes
    -----
    O(n), vectorised for ISO 8601 and the form of X; other forms with a named month take about
    0.1 ms each. Of a time that a clock shows twice the first is meant; one that it leaves out is
    moved to the end of the gap.

    Examples
    --------
    >>> moments(pa.chunked_array([["2020-01-01T10:00:00+02:00", "2020-01-01 10:00"]]), None)["reason"].tolist()
    [None, 'its time names no zone; name the zone, such as UTC or Europe/Berlin']
    >>> moments(pa.chunked_array([["3/4/2020 9:05"]]), "UTC", "day")["time"].tolist()
    [Timestamp('2020-04-03 09:05:00+0000', tz='UTC')]
    """
    array = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    kind = array.type
    if pa.types.is_timestamp(kind):
        time, offset, reason = _from_timestamps(array, zone)
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind):
        time = _from_epoch(_numpy(array.cast(pa.float64(), safe=False)))
        offset, reason = np.nan, UNREADABLE
    else:
        time, offset, reason = _from_texts(array.cast(pa.string()), zone, date_order)
    empty = _numpy(array.is_null(nan_is_null=True))
    why = np.where(empty, NO_TIME, reason).astype(object)
    why[~np.isnat(time)] = None
    utc = pd.DatetimeIndex(time).tz_localize("UTC")
    return pd.DataFrame({"time": utc, "offset_minutes": offset, "reason": pd.Series(why, dtype=object)})


def reasons_in(frame: pd.DataFrame) -> Sequence[str | None]:
    """Give the reasons as a list, None where the time stands."""
    return [reason if isinstance(reason, str) else None for reason in frame["reason"].tolist()]
