"""Zones as people write them."""

import zoneinfo

import pytest

from core.errors import ParameterError
from core.sources.options import ReadOptions
from core.sources.zone import zone_label, zone_named, zone_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" UTC ", "UTC"),
        ("+02:00", "Etc/GMT-2"),
        ("UTC+2", "Etc/GMT-2"),
        ("gmt -5", "Etc/GMT+5"),
        ("−03", "Etc/GMT+3"),
        ("+0000", "UTC"),
        ("+14:00", "Etc/GMT-14"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_offset_is_the_zone_that_has_it(text, name):
    assert zone_named(text) == name


@pytest.mark.parametrize("text", ["+05:30", "+15", "-13:00", "UTC+99"])
def test_an_offset_that_no_fixed_zone_has_asks_for_a_place(text):
    with pytest.raises(ParameterError, match="name a place"):
        ReadOptions.parse(zone=text)


def test_every_zone_on_offer_exists_and_is_called_by_a_name_of_its_own():
    names = zone_names()
    assert set(names) <= zoneinfo.available_timezones()
    labels = [zone_label(name) for name in names]
    assert len(set(labels)) == len(labels) > 400
    assert all(ReadOptions(zone=name).zone == name for name in (names[0], names[-1]))


def test_labels_count_eastwards():
    assert zone_label("Etc/GMT-2").startswith("UTC+02:00")
    assert zone_label("Etc/GMT+11").startswith("UTC-11:00")
    assert zone_named(zone_label("Etc/GMT-2").partition(",")[0]) == "Etc/GMT-2"
