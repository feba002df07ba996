"""Parameters are checked at birth."""

from __future__ import annotations

import pytest

from core.behaviour.params import BehaviourParams
from core.errors import ParameterError


def test_the_defaults_are_those_of_the_methods():
    params = BehaviourParams()
    assert (params.mode, params.band_days, params.band_hours) == ("default", 3, 2)
    assert (params.min_overlap_days, params.min_events_daily, params.min_events_hourly) == (28, 30, 48)


def test_equal_parameters_are_one_key():
    assert len({BehaviourParams(), BehaviourParams(band_days=3), BehaviourParams(mode="paper")}) == 2


@pytest.mark.parametrize("band", [None, 0, 1, 10_000])
def test_a_band_may_be_absent_or_any_whole_number(band):
    assert BehaviourParams(band_days=band, band_hours=band).band_days == band


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mode", "fast"),
        ("mode", None),
        *[(name, bad) for name in ("band_days", "band_hours") for bad in (-1, 1.5, True, "3")],
        *[
            (name, bad)
            for name in ("min_overlap_days", "min_events_daily", "min_events_hourly")
            for bad in (0, -1, 2.0, None, True)
        ],
    ],
)
def test_a_value_outside_its_range_is_refused_by_name(name, value):
    with pytest.raises(ParameterError, match=f"{name} is .*give"):
        BehaviourParams(**{name: value})
