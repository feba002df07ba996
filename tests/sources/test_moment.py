"""A time is read in the one way it can be meant, or refused."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sources.moment import AMBIGUOUS, NO_TIME, NO_ZONE, UNREADABLE, moments, reasons_in

TEN = datetime(2020, 4, 10, 10, tzinfo=UTC)
SECONDS = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(lambda t: t.replace(microsecond=0))  # noqa: DTZ001
# Texts that look like times, or nearly so, are what breaks a parser; any text may stand in a cell.
NEARLY = st.lists(
    st.sampled_from(
        [
            *"0123456789-:/+., TZ",
            "AM",
            "UTC",
            "GMT+2",
            "Jan",
            "Monday",
            "2020",
            "now",
            "\x00",
            "٢",
            "e9",
            "st",
        ]
    ),
    max_size=14,
).map("".join)


def one(value, zone=None, kind=None):
    found = moments(pa.chunked_array([pa.array([value], kind)]), zone).iloc[0]
    reason = found["reason"] if isinstance(found["reason"], str) else None
    return (None if reason else found["time"].to_pydatetime()), found["offset_minutes"], reason


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2020-04-10T10:00:00Z", 0),
        ("2020-04-10T10:00:00.000Z", 0),
        ("2020-04-10 10:00:00+00:00", 0),
        ("2020-04-10 10:00 UTC", 0),
        ("2020/04/10 10:00:00 GMT", 0),
        ("Fri Apr 10 10:00:00 +0000 2020", 0),
        ("Fri, 10 Apr 2020 10:00:00 GMT", 0),
        ("April 10, 2020, 10:00 AM UTC", 0),
        ("10th Apr 2020 at 10:00 UTC", 0),
        ("  2020-04-10T10:00:00Z \n", 0),
        ("2020-04-10T12:00:00+02:00", 120),
        ("2020-04-10T12:00:00 +0200", 120),
        ("2020-04-10T12:00+02", 120),
        ("2020-04-10 12:00 UTC+2:00".replace("+2", "+02"), 120),
        ("2020-04-10 12:00 GMT+0200", 120),
        ("Fri Apr 10 05:30:00 -0430 2020", -270),
        ("2020-04-10T09:30:00-00:30", -30),
        ("2020-04-10T15:30:00+05:30", 330),
    ],
)
def test_a_time_with_a_zone_is_that_moment_and_keeps_its_offset(text, offset):
    assert one(text) == (TEN, offset, None)
    assert one(text, "Europe/Berlin") == (TEN, offset, None)


@pytest.mark.parametrize(
    "text",
    [
        "2020-04-10T12:00:00",
        "2020-04-10 12:00",
        "2020/4/10 12:00",
        "10 Apr 2020 12:00",
        "Fri Apr 10 12:00:00 2020",
    ],
)
def test_a_time_without_a_zone_is_refused_unless_one_is_named(text):
    time, _, reason = one(text)
    assert (time, reason) == (None, NO_ZONE)
    assert "name the zone" in reason
    assert one(text, "Europe/Berlin") == (TEN, 120, None)


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2020 10:00",
        "03.04.2020",
        "3-4-2020 10:00:00",
        "03.04.2020 10:00",
        "03.04.2020 10:00 UTC",
        "3/4/2020 10:00 +02:00",
        "13/04/20 10:00",
        "01-02-2020",
    ],
)
@pytest.mark.parametrize("zone", [None, "UTC"])
def test_a_date_that_may_be_two_days_is_refused_and_told_so(text, zone):
    assert one(text, zone)[2] == AMBIGUOUS


@pytest.mark.parametrize(
    "text",
    [
        "now",
        "today",
        "10:00Z",
        "10:00",
        "Z",
        "2020",
        "20200410",
        "2020-04-10T10:00:00 EST",
        "2020-04-10T10:00:00 CET",
        "2020-13-01T00:00Z",
        "2020-02-30T00:00Z",
        "2020-04-10T25:00Z",
        "2020-04-10T10:00+99:99",
        "0020-04-10T10:00Z",
        "9999-12-31T23:59Z",
        "1234567890123456789012",
        "NaN",
        "null",
        "２０２０-04-10T10:00Z",
        "10 04 2020 10:00 UTC",
        "5 Sep 20 10:00 UTC",
        "Sep 5 10:00 UTC",
        "Friday 10:00 UTC",
        "2020.04 10:00 Z",
        "</script>",
        "=NOW()",
    ],
)
@pytest.mark.parametrize("zone", [None, "America/New_York"])
def test_what_is_no_time_is_refused_not_guessed(text, zone):
    assert one(text, zone)[::2] == (None, UNREADABLE)


@pytest.mark.parametrize("blank", ["", "  ", None])
def test_a_blank_cell_has_no_time(blank):
    assert one(blank, kind=pa.string())[2] == NO_TIME


@pytest.mark.parametrize(
    "kind", [pa.float64(), pa.timestamp("ns", "UTC"), pa.timestamp("s"), pa.int32(), pa.null()]
)
def test_a_missing_value_of_any_type_has_no_time(kind):
    assert one(None, kind=kind)[2] == NO_TIME


@given(SECONDS)
def test_an_epoch_number_is_read_by_its_size(moment):
    aware = moment.replace(tzinfo=UTC)
    seconds = int(aware.timestamp())
    for number in (seconds, seconds * 10**3, seconds * 10**6, seconds * 10**9):
        assert one(number, kind=pa.int64())[0] == aware
        assert one(str(number))[0] == aware


@pytest.mark.parametrize(
    "number", [0, -5, 1, 10**11 - 1, 2**63 - 1, -(2**63), float("inf"), float("nan"), 1e300]
)
def test_a_number_that_is_no_moment_of_social_media_is_refused(number):
    assert one(number)[0] is None


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_timestamp_of_any_unit_is_that_moment(unit):
    kind = pa.timestamp(unit, "Asia/Tokyo")
    assert one(TEN, kind=kind)[0] == TEN
    naive = TEN.replace(tzinfo=None)
    assert one(naive, kind=pa.timestamp(unit))[2] == NO_ZONE
    assert one(naive + timedelta(hours=2), "Europe/Berlin", pa.timestamp(unit)) == (TEN, 120, None)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("ticks", [2**63 - 1, -(2**63) + 1, 0])
@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_a_timestamp_out_of_range_is_refused(unit, ticks, zone):
    assert one(ticks, zone, pa.timestamp(unit, "Not/AZone"))[2] == UNREADABLE
    assert one(ticks, zone, pa.timestamp(unit))[0] is None


def test_a_day_alone_needs_a_zone():
    assert one(date(2020, 4, 10))[2] == NO_ZONE
    assert one(date(2020, 4, 10), "UTC")[0] == datetime(2020, 4, 10, tzinfo=UTC)


@pytest.mark.parametrize("value", [True, Decimal("1.5"), b"x"])
def test_other_types_are_refused_not_raised(value):
    assert one(value)[2] == UNREADABLE


def test_the_hour_that_a_clock_shows_twice_is_the_first():
    assert one("2020-10-25 02:30", "Europe/Berlin")[0] == datetime(2020, 10, 25, 0, 30, tzinfo=UTC)


def test_the_hour_that_a_clock_leaves_out_is_its_end():
    assert one("2020-03-29 02:30", "Europe/Berlin")[0] == datetime(2020, 3, 29, 1, tzinfo=UTC)


def test_a_column_is_read_row_by_row():
    column = pa.chunked_array([["2020-04-10T10:00Z", "x"], ["", "1586512800"]])
    found = moments(column, None)
    assert reasons_in(found) == [None, UNREADABLE, NO_TIME, None]
    assert found["time"].iloc[3].to_pydatetime() == TEN


def test_no_rows_are_no_times():
    assert moments(pa.chunked_array([], pa.string()), None).empty
    assert moments(pa.chunked_array([pa.array([], pa.timestamp("us"))]), "UTC").empty


@given(
    SECONDS, st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "Pacific/Chatham", "America/St_Johns", "UTC"])
)
def test_reading_a_clock_is_what_the_standard_library_makes_of_it(moment, zone):
    there = moment.replace(tzinfo=ZoneInfo(zone))
    time, offset, reason = one(moment.isoformat(" "), zone)
    assert reason is None
    # in a gap the library takes the offset before it, we the end of it: only then may the two differ
    if there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == moment:
        assert time == there.astimezone(UTC)
        assert offset == there.utcoffset() / timedelta(minutes=1)


@given(
    st.lists(st.one_of(NEARLY, st.text(max_size=20)), max_size=6),
    st.sampled_from([None, "UTC", "Europe/Berlin"]),
)
def test_no_text_raises_and_every_row_gets_a_time_or_a_reason(texts, zone):
    found = moments(pa.chunked_array([pa.array(texts, pa.string())]), zone)
    assert len(found) == len(texts)
    assert [isinstance(reason, str) for reason in found["reason"]] == found["time"].isna().tolist()
