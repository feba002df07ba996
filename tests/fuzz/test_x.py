"""No damage to a file breaks the readers of X's formats."""

import pytest

from tests.fuzz.examination import X, examine


@pytest.mark.parametrize("source", X)
def test_no_damage_to_a_file_breaks_its_reader_or_an_import(source):
    examine(source)
