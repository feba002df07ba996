"""A key of its own for every test."""

from __future__ import annotations

import pytest

from core.pseudonyms import Pseudonyms


@pytest.fixture
def names():
    return Pseudonyms(bytes(range(32)))


@pytest.fixture
def safe(tmp_path):
    """Make a key file with its register, outside every workspace."""
    return Pseudonyms.create(tmp_path / "case.key")
