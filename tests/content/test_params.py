"""Parameters are refused at birth, with a message that says what would be accepted."""

from __future__ import annotations

import pytest

from core.content.params import ContentParams
from core.errors import ParameterError


def test_defaults_are_those_of_the_methods():
    assert ContentParams() == ContentParams(mode="default", min_words=3, min_texts=20)


@pytest.mark.parametrize("fields", [{"mode": "fast"}, {"min_words": 0}, {"min_texts": 0}])
def test_a_parameter_outside_its_range_is_named(fields):
    with pytest.raises(ParameterError, match=next(iter(fields))):
        ContentParams(**fields)
