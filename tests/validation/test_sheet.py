"""A table for other programs: every number, and nothing that a spreadsheet would run."""

import csv
import io

import pytest
from hypothesis import given

from core.model import Column, Estimate, Table
from core.validation.sheet import frame, table_csv
from tests.validation.made_study import hostile_section, recall_table, tables


def rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_an_estimate_fills_four_columns_with_raw_numbers():
    head, first, *_ = rows(table_csv(recall_table()))
    assert head[2:6] == ["AUC", "AUC low", "AUC high", "AUC n"]
    assert first[:6] == ["50", "words", "0.9", "0.88", "0.92", "204"]
    assert first[head.index("at 1 in 10,000")] == ""


def test_a_column_with_its_estimates_further_down_is_split_too():
    table = Table("t", "", "", (Column("a"),), ((None,), ("why not",), (3,), (Estimate(0.5, 0.4),)))
    assert frame(table).to_numpy().tolist() == [
        [None, None, None, None],
        ["why not", None, None, None],
        [3, None, None, None],
        [0.5, 0.4, None, None],
    ]


def test_counts_stay_whole_beside_what_is_missing():
    table = Table("t", "", "", (Column("a", "count"),), ((None,), (3,)))
    assert rows(table_csv(table))[1:] == [[""], ["3"]]


def test_no_hostile_cell_begins_a_formula():
    (table,) = hostile_section().tables
    found = [cell for row in rows(table_csv(table)) for cell in row]
    assert any(cell.startswith("'=cmd") for cell in found)
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in found)


@given(tables())
def test_every_table_can_be_written_whatever_its_columns_are_called(table):
    found = frame(table)
    assert len(found) == (len(table.rows) if table.columns else 0)
    if table.columns:
        assert isinstance(table_csv(table), bytes)


@pytest.mark.parametrize("names", [("a", "a"), ("a", "a low")])
def test_two_columns_of_one_name_are_both_there(names):
    table = Table("t", "", "", tuple(map(Column, names)), ((Estimate(0.5), 2),))
    assert frame(table).shape == (1, 5)
