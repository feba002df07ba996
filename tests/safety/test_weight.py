"""The one place of weights and cut-offs: what it takes, and what its defaults promise."""

import math
from dataclasses import FrozenInstanceError, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ParameterError
from core.safety.part import parts_of
from core.safety.weight import WEIGHTS, SafetyParams, reach
from tests.safety.made_pair import evidences

NUMBERS = [field.name for field in fields(SafetyParams) if field.name != "mode"]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.5, 1e9, "1", None, True])
def test_a_value_that_is_none_is_refused_and_named(name, value):
    with pytest.raises(ParameterError, match=f"^{name} is a .*number"):
        replace(SafetyParams(), **{name: value})


@pytest.mark.parametrize("name", ["tone_posts", "approaches", "new_days"])
def test_what_is_counted_is_whole(name):
    with pytest.raises(ParameterError, match=f"^{name} is a whole number, not 5.5"):
        replace(SafetyParams(), **{name: 5.5})


def test_there_are_two_modes():
    with pytest.raises(ParameterError, match="'default' or 'paper', not 'other'"):
        SafetyParams(mode="other")


def test_it_is_a_value_and_every_part_has_a_weight():
    params = SafetyParams()
    assert replace(params, tone=params.tone) == params
    assert hash(replace(params, tone=0.7)) != hash(params)
    with pytest.raises(FrozenInstanceError):
        params.tone = 1.0
    assert set(WEIGHTS) <= set(NUMBERS)


def test_every_parameter_is_explained_where_it_is_declared():
    for name in NUMBERS:
        assert f"\n    {name} : " in SafetyParams.__doc__


@given(evidences())
def test_what_all_but_the_classes_may_come_to_is_told_and_stays_below_ln_five(found):
    low, high = reach(SafetyParams())
    assert -math.log(5) < low < high < math.log(5)
    parts = parts_of(found, SafetyParams())
    own = [part.logits for part in parts[1:4]]
    assert math.fsum(own) <= high + 1e-12
    total = math.fsum(part.logits for part in parts)
    assert total - min(0.0, parts[0].logits) >= low - 1e-12


@given(st.sampled_from(WEIGHTS), evidences())
def test_at_the_largest_weights_a_belief_is_still_neither_0_nor_1(name, found):
    most = replace(SafetyParams(most_classes=3.0), **dict.fromkeys(WEIGHTS, 3.0))
    x = math.fsum(part.logits for part in parts_of(found, most))
    assert 0 < 1 / (1 + math.exp(-x)) < 1
