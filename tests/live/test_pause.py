"""How long services want to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sources.live_pause import rest_seconds

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "42"}, 42),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "Wed, 01 May 2024 12:00:30 GMT"}, 31),
        ({"x-rate-limit-reset": str(EPOCH + 42)}, 43),
        ({"x-rate-limit-reset": str(EPOCH - 42)}, 1),
        ({"x-ratelimit-reset": "2024-05-01T12:05:00.937143Z"}, 301.937143),
        ({"ratelimit-reset": str(EPOCH + 9)}, 10),
        ({"ratelimit-reset": "9"}, 9),
        ({"retry-after": "5", "x-rate-limit-reset": str(EPOCH + 900)}, 5),
        ({"retry-after": "soon", "x-rate-limit-reset": str(EPOCH + 9)}, 10),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"x-rate-limit-reset": "9e99"}, None),
    ],
)
def test_each_way_of_saying_it_is_understood(headers, seconds):
    assert rest_seconds(headers, NOW) == seconds


def test_a_moment_is_counted_from_the_clock_of_the_service():
    headers = {"x-rate-limit-reset": str(EPOCH + 42), "date": "Wed, 01 May 2024 12:00:00 GMT"}
    wrong = NOW.replace(hour=3)
    assert rest_seconds(headers, wrong) == 43
    assert rest_seconds({"x-rate-limit-reset": str(EPOCH + 42)}, wrong) == 9 * 3600 + 43


@given(st.dictionaries(st.sampled_from(["retry-after", "x-rate-limit-reset", "date"]), st.text(max_size=40)))
def test_whatever_is_sent_there_are_seconds_or_nothing(headers):
    seconds = rest_seconds(headers, NOW)
    assert seconds is None or seconds >= 0
