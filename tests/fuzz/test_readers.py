"""Every format has a seed, and no damage to a file breaks a reader: those of no group of their own."""

import pytest

from core.sources import discover
from tests.fuzz.examination import TABLES, X, examine
from tests.seed import seeds_of

EVERY = [source.name for source in discover()]


@pytest.mark.parametrize("source", EVERY)
def test_every_format_has_a_seed(source):
    assert seeds_of(source), f"add a small valid file of {source} to tests/seed"


@pytest.mark.parametrize("source", [name for name in EVERY if name not in {*X, *TABLES}])
def test_no_damage_to_a_file_breaks_its_reader_or_an_import(source):
    examine(source)
