"""Times in tables: with a zone, as epoch numbers, or in a zone the analyst names; never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

ZONED = r"(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})(?:\s+\d{4})?\s*$"
_OFFSET = r"([+-])(\d{2}):?(\d{2})(?:\s+\d{4})?\s*$"
_DIGITS = r"^\s*-?\d{9,19}(?:\.\d+)?\s*$"
# Below 1e11 a number counts seconds (to the year 5138), below 1e14 milliseconds, and so on.
_SIZES, _TO_MICROS = (0, 1e11, 1e14, 1e17, 1e20), (1e6, 1e3, 1.0, 1e-3)
NO_TIME = "it has no time"
UNREADABLE = "its time cannot be read"
NO_ZONE = "its time names no zone; say which with --zone, such as --zone UTC"
_EARLIEST, _LATEST = pd.Timestamp("1990-01-01", tz="UTC"), pd.Timestamp("2100-01-01", tz="UTC")


def _from_epoch(numbers: pd.Series[float]) -> pd.Series[pd.Timestamp]:
    """Read epoch numbers; their size tells seconds from milli-, micro- and nanoseconds."""
    per_micro = pd.cut(numbers.abs(), _SIZES, labels=False, right=False).map(dict(enumerate(_TO_MICROS)))
    micros = (numbers * per_micro).round()
    times: pd.Series[pd.Timestamp] = pd.to_datetime(micros, unit="us", utc=True, errors="coerce")
    return times.astype("datetime64[us, UTC]")


def _from_zone(naive: pd.Series[pd.Timestamp], zone: str) -> tuple[pd.Series[pd.Timestamp], pd.Series[float]]:
    local = naive.dt.tz_localize(zone, ambiguous=np.ones(len(naive), dtype=bool), nonexistent="shift_forward")
    moved = local.dt.tz_convert("UTC")
    offset = (naive - moved.dt.tz_localize(None)).dt.total_seconds() / 60
    return moved.astype("datetime64[us, UTC]"), offset


def _from_text(text: pd.Series[str], zone: str | None, reason: pd.Series[str]) -> pd.DataFrame:
    time = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us, UTC]")
    offset = pd.Series(np.nan, index=text.index, dtype=float)
    epoch = text.str.match(_DIGITS, na=False)
    zoned = text.str.contains(ZONED, na=False) & ~epoch
    if epoch.any():
        time[epoch] = _from_epoch(text[epoch].astype(float))
    if zoned.any():
        time[zoned] = pd.to_datetime(text[zoned], utc=True, errors="coerce", format="mixed").astype(
            time.dtype
        )
        parts = text[zoned].str.extract(_OFFSET)
        minutes = parts[1].astype(float) * 60 + parts[2].astype(float)
        offset[zoned] = minutes.where(parts[0] != "-", -minutes).fillna(0)
    bare = text.notna() & ~epoch & ~zoned
    if bare.any() and zone:
        naive = pd.to_datetime(text[bare], errors="coerce", format="mixed").astype("datetime64[us]")
        time[bare], offset[bare] = _from_zone(naive, zone)
    elif bare.any():
        reason[bare] = NO_ZONE
    return pd.DataFrame({"time": time, "offset_minutes": offset, "reason": reason})


def moments(column: pa.ChunkedArray, zone: str | None) -> pd.DataFrame:
    """Read a column of times of any type.

    Returns
    -------
    DataFrame
        ``time`` (UTC), ``offset_minutes`` (NaN where the source does not say) and ``reason``
        (why there is no time; None where there is one). Rows as given.

    Examples
    --------
    >>> moments(pa.chunked_array([["2020-01-01T10:00:00+02:00", "2020-01-01 10:00"]]), None)["reason"].tolist()
    [None, 'its time names no zone; say which with --zone, such as --zone UTC']
    """
    kind, values = column.type, column.to_pandas()
    reason = pd.Series([None] * len(values), index=values.index, dtype=object)
    result = pd.DataFrame({"time": pd.NaT, "offset_minutes": np.nan, "reason": reason}, index=values.index)
    if pa.types.is_timestamp(kind) and kind.tz:
        result["time"] = values.dt.tz_convert("UTC").astype("datetime64[us, UTC]")
    elif pa.types.is_timestamp(kind) and zone:
        result["time"], result["offset_minutes"] = _from_zone(values.astype("datetime64[us]"), zone)
    elif pa.types.is_timestamp(kind):
        result.loc[values.notna(), "reason"] = NO_ZONE
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind):
        result["time"] = _from_epoch(values.astype(float))
    else:
        text = values.astype("str").str.strip()
        result = _from_text(text.where(text.str.len() > 0), zone, reason)
        values = text
    result["time"] = result["time"].astype("datetime64[us, UTC]")
    empty = values.isna() | (values.astype("str") == "")
    absurd = result["time"].notna() & ~result["time"].between(_EARLIEST, _LATEST)
    result.loc[absurd, "time"] = pd.NaT
    undated = result["time"].isna() & result["reason"].isna()
    result.loc[undated, "reason"] = np.where(empty[undated], NO_TIME, UNREADABLE)
    return result


def reasons_in(frame: pd.DataFrame) -> Sequence[str | None]:
    """Give the reasons as a list, None where the time stands."""
    return [None if pd.isna(reason) else str(reason) for reason in frame["reason"]]
