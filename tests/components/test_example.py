"""The examples in the docstrings run."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["card", "embed", "theme"])
def test_examples_say_the_truth(name):
    result = doctest.testmod(importlib.import_module(f"components.{name}"))
    assert result.attempted
    assert not result.failed
