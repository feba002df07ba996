"""Parameters are refused at birth, with a message that says what would be accepted."""

from __future__ import annotations

import pytest

from core.audience.params import AudienceParams, EgoCaps
from core.errors import ParameterError


def test_defaults_are_those_of_the_methods():
    params = AudienceParams()
    assert (params.mode, params.strong_weight, params.strong_quantile) == ("default", 3, 0.9)
    assert params.kinds == ("repost", "quote", "reply", "mention")


def test_equal_parameters_are_one_cache_key():
    assert hash(AudienceParams(min_targets=5)) == hash(AudienceParams(min_targets=5))


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"mode": "fast"}, "mode"),
        ({"kinds": ()}, "kinds"),
        ({"kinds": ("repost", "repost")}, "kinds"),
        ({"kinds": ("like",)}, "kinds"),
        ({"strong_weight": 0}, "strong_weight"),
        ({"strong_quantile": 1.01}, "strong_quantile"),
        ({"strong_quantile": float("nan")}, "strong_quantile"),
        ({"min_targets": 0}, "min_targets"),
    ],
)
def test_a_parameter_outside_its_range_is_named(fields, part):
    with pytest.raises(ParameterError, match=part):
        AudienceParams(**fields)


@pytest.mark.parametrize("fields", [{"shared": -1}, {"alone": -1}])
def test_a_negative_cap_is_refused(fields):
    with pytest.raises(ParameterError, match=next(iter(fields))):
        EgoCaps(**fields)
