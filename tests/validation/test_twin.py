"""The table twin of a chart or matrix holds the same numbers."""

import math

from hypothesis import given
from hypothesis import strategies as st

from core.model import Chart, Confusion, Curve, Estimate
from core.validation.twin import RATES, chart_table, confusion_table, found_at
from tests.validation.made_study import charts, confusions, reliability


def test_a_detection_curve_is_read_at_the_highest_point_not_above_the_rate():
    curve = Curve("c", "detection", (0.0, 0.002, 0.5, 0.002), (0.1, 0.3, 1.0, 0.4))
    assert [found_at(curve, rate) for rate in (*RATES, 1.0)] == [0.1, 0.1, 0.4, 0.4, 1.0]


def test_a_curve_that_begins_above_the_rate_says_nothing_there():
    assert found_at(Curve("c", "detection", (0.02,), (0.9,)), 1e-2) is None


def test_a_point_at_the_rate_itself_counts():
    assert found_at(Curve("c", "detection", (1e-2,), (0.7,)), 1e-2) == 0.7


def test_every_point_of_a_reliability_curve_has_its_row_with_bounds_and_pairs():
    curve = reliability("open", 1.2)
    table = chart_table(Chart("r", "R", (curve,)))
    assert len(table.rows) == len(curve.x)
    assert table.rows[2] == ("open", curve.x[2], Estimate(curve.y[2], curve.low[2], curve.high[2], 203))


def test_a_row_of_a_matrix_without_cases_has_no_share():
    table = confusion_table(Confusion("c", "C", ("a", "b"), ((0, 0), (3, 1))))
    assert table.rows == (("a", 0, 0, None), ("b", 3, 1, 0.25))


@given(charts)
def test_every_chart_has_a_twin(chart):
    table = chart_table(chart)
    assert {len(row) for row in table.rows} <= {len(table.columns)}


@given(confusions())
def test_every_matrix_has_a_twin(confusion):
    table = confusion_table(confusion)
    assert len(table.rows) == len(confusion.labels)
    assert {len(row) for row in table.rows} <= {len(table.columns)}


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=8), st.floats(0, 1), st.floats(0, 1))
def test_what_is_found_never_falls_with_the_rate(points, one, other):
    curve = Curve("c", "detection", tuple(x for x, _ in points), tuple(y for _, y in points))
    low, high = (found_at(curve, rate) for rate in sorted((one, other)))
    assert (-math.inf if low is None else low) <= (-math.inf if high is None else high)
