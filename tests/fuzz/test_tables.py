"""No damage to a file breaks the readers of tables."""

import pytest

from tests.fuzz.examination import TABLES, examine


@pytest.mark.parametrize("source", TABLES)
def test_no_damage_to_a_file_breaks_its_reader_or_an_import(source):
    examine(source)
