"""The examples in the docstrings of the figures run."""

import doctest
import importlib
from pathlib import Path

import pytest

import figures

MODULES = sorted(path.stem for path in Path(figures.__file__).parent.glob("[!_]*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_examples_say_the_truth(name):
    assert doctest.testmod(importlib.import_module(f"figures.{name}")).failed == 0
