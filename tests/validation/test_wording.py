"""Cells in words: never more than was found, bounds around the value, one way everywhere."""

import math
import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.model import Column, Estimate, Table
from core.validation.wording import Written, laid_out, moment, written
from tests.validation.made_study import cells, tables


@pytest.mark.parametrize(
    ("cell", "kind", "line"),
    [
        (0.853, "share", "85.3%"),
        (0, "share", "0%"),
        (1.0, "share", "100%"),
        (0.9996, "share", "99.96%"),
        (0.0001, "share", "0.01%"),
        (1e-9, "share", "<0.0001%"),
        (1 - 1e-9, "share", ">99.9999%"),
        (-0.067, "share", "−6.7%"),
        (0.9604, "number", "0.960"),
        (0.99987, "number", "0.9999"),
        (1.0, "number", "1.000"),
        (0.0, "number", "0.000"),
        (-0.0, "number", "0.000"),
        (-0.3, "number", "−0.300"),
        (7.25, "number", "7.25"),
        (123.456, "number", "123"),
        (12.34, "number", "12.3"),
        (4.4e-8, "number", "4.4 × 10⁻⁸"),
        (36_000, "number", "36,000"),
        (36_000, "count", "36,000"),
        (3.5, "count", "3.5"),
        (-1_200.0, "count", "−1,200"),
        (None, "share", "—"),
        (math.nan, "number", "—"),
        (math.inf, "number", "∞"),
        (-math.inf, "number", "−∞"),
        (1e20, "number", "1.0 × 10²⁰"),
        ("too few posts", "share", "too few posts"),
        ("", "text", ""),
        (2_026, "text", "2,026"),
    ],
)
def test_a_cell_is_written_by_the_kind_of_its_column(cell, kind, line):
    assert written(cell, kind).line == line


@pytest.mark.parametrize(
    ("estimate", "kind", "line"),
    [
        (Estimate(0.853, 0.8, 0.9, 204), "number", "0.853 (0.80 to 0.90), n 204"),
        (Estimate(0.853, 0.801, 0.903, 1_204), "share", "85.3% (80 to 90%), n 1,204"),
        (Estimate(0.853, 0.851, 0.856), "share", "85.3% (85.1 to 85.6%)"),
        (Estimate(0.9985, 0.997, 0.9996), "number", "0.999 (0.9970 to 0.9996)"),
        (Estimate(1.0, 0.982, 1.0, 204), "share", "100% (98.2 to 100%), n 204"),
        (Estimate(0.0, 0.0, 0.018, 204), "share", "0% (0 to 1.8%), n 204"),
        (Estimate(0.9, 0.9, 0.9), "share", "90.0% (90 to 90%)"),
        (Estimate(-0.3, -0.52, 0.1), "number", "−0.300 (−0.52 to 0.10)"),
        (Estimate(0.5, None, 0.9, 3), "number", "0.500, n 3"),
        (Estimate(None, 0.1, 0.9, 12), "number", "—, n 12"),
        (Estimate(None), "share", "—"),
        (Estimate(1.5, 0.2, math.inf), "number", "1.50 (0.200 to ∞)"),
    ],
)
def test_an_estimate_is_written_with_its_interval_and_its_cases(estimate, kind, line):
    assert written(estimate, kind).line == line


@given(st.floats(0, 1), st.sampled_from(["share", "number"]))
def test_only_none_is_written_as_none_and_only_all_as_all(value, kind):
    line = written(value, kind).line
    assert (line in {"0%", "0.000"}) == (value == 0)
    assert (line in {"100%", "1.000"}) == (value == 1)


def read(number):
    """Give the number that a text says, a share as one."""
    plain = number.replace("−", "-").replace(",", "").strip("<>%")
    value = float(re.sub(r" × 10(.*)", lambda m: f"e{m[1].translate(_PLAIN)}", plain))
    return value / 100 if number.endswith("%") else value


_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@given(st.floats(-0.99, 0.99) | st.floats(-9_999, 9_999), st.sampled_from(["share", "number"]))
def test_what_is_written_is_near_what_was_found(value, kind):
    assert read(written(value, kind).line) == pytest.approx(value, rel=0.006, abs=6e-4)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted), st.sampled_from(["share", "number"]))
@example([1e-150, 0.6875, 0.6875], "share")
@example([0.703125, 0.703125, 0.99999], "share")
@example([0.109375, 0.109375, 0.111328125], "share")
@example([0.0, 0.0005, 0.0005], "share")
@example([0.00390625, 0.0078125, 0.9999999999999999], "share")
def test_written_bounds_stand_around_the_written_value(numbers, kind):
    low, value, high = numbers
    assume(high - low > 2e-4)
    found = written(Estimate(value, low, high), kind)
    first, last = (
        read(f"{part.rstrip('%')}{'%' * (kind == 'share')}") for part in found.interval.split(" to ")
    )
    assert first < last
    if not found.value.startswith(("<", ">")) and "×" not in found.value:
        assert first <= read(found.value) <= last


@given(cells, st.sampled_from(["text", "count", "share", "number"]))
def test_every_cell_can_be_written(cell, kind):
    found = written(cell, kind)
    assert all(isinstance(part, str) for part in found)
    if not isinstance(cell, str):
        assert "-" not in found.line
        assert "nan" not in found.line


def test_a_long_text_is_cut():
    assert written("x" * 5_000).line == "x" * 3_999 + "…"
    assert written("x" * 4_000).line == "x" * 4_000


def head(*columns):
    return tuple(Column(name, "share") for name in columns)


def test_cases_that_a_row_shares_stand_once():
    rows = ((Estimate(0.5, 0.4, 0.6, 40), Estimate(0.7, None, None, 40)), (Estimate(0.1, n=7), None))
    sheet = laid_out(Table("t", "", "", head("a", "b"), rows))
    assert sheet.heads == ("a", "b", "n")
    assert [cell.line for cell in sheet.rows[0]] == ["50.0% (40 to 60%)", "70.0%", "40"]
    assert [cell.line for cell in sheet.rows[1]] == ["10.0%", "—", "7"]
    assert len(sheet.heads) == len(sheet.helps) == len(sheet.is_number)


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (("a", "b"), (Estimate(0.5, n=40), Estimate(0.7, n=41))),
        (("a", "N"), (Estimate(0.5, n=40), 3)),
    ],
)
def test_cases_stay_in_their_cells_where_they_differ_or_the_name_is_taken(columns, row):
    sheet = laid_out(Table("t", "", "", head(*columns), (row,)))
    assert sheet.heads == columns
    assert sheet.rows[0][0].line == "50.0%, n 40"


@given(tables())
def test_every_table_can_be_laid_out_and_stays_a_rectangle(table):
    sheet = laid_out(table)
    assert {len(row) for row in sheet.rows} <= {len(sheet.heads)}
    assert len(sheet.rows) == len(table.rows)
    assert all(isinstance(cell, Written) for row in sheet.rows for cell in row)


@given(st.text())
def test_a_time_that_is_none_stays_as_it_is_said(text):
    said = moment(text)
    assert said == text or said.endswith(" UTC")
