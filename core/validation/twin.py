"""The table twin of a chart and of a confusion matrix: the same numbers for those who read tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model import Column, Estimate, Table

if TYPE_CHECKING:
    from core.model import Cell, Chart, Confusion, Curve

RATES = (1e-4, 1e-3, 1e-2, 1e-1)
"""Shares of different pairs wrongly accepted at which a detection curve is read."""


def chart_table(chart: Chart) -> Table:
    """Give a chart's numbers: every point of a reliability curve, a detection curve at four rates.

    Examples
    --------
    >>> from core.model import Chart, Curve
    >>> table = chart_table(Chart("d", "D", (Curve("sum", "detection", (0.001, 0.1), (0.6, 0.9)),)))
    >>> [column.name for column in table.columns]
    ['Curve', 'at 0.01%', 'at 0.1%', 'at 1%', 'at 10%']
    >>> table.rows
    (('sum', None, 0.6, 0.6, 0.9),)
    """
    if any(curve.kind == "detection" for curve in chart.curves):
        return _detection_table(chart)
    columns = (
        Column("Curve"),
        Column("Said", "share", "mean probability that was said of a group of pairs"),
        Column("Was so", "share", "share of the group that was so, with its 95% interval"),
    )
    rows = tuple(
        (curve.name, said, _was_so(curve, i)) for curve in chart.curves for i, said in enumerate(curve.x)
    )
    return Table(chart.key, chart.title, "Each row is a group of pairs of like probability.", columns, rows)


def _detection_table(chart: Chart) -> Table:
    columns = (
        Column("Curve"),
        *(Column(f"at {rate:.4g}%", "share") for rate in (100 * rate for rate in RATES)),
    )
    rows = tuple((curve.name, *(found_at(curve, rate) for rate in RATES)) for curve in chart.curves)
    note = "Share of the same pairs found where no more than so many of the different pairs are wrongly accepted."
    return Table(chart.key, chart.title, note, columns, rows)


def found_at(curve: Curve, rate: float) -> float | None:
    """Read a detection curve: the share found where at most ``rate`` of the different pairs is accepted.

    None where the curve begins above: then no threshold is known that wrong pairs pass so rarely.
    """
    return max((y for x, y in zip(curve.x, curve.y, strict=True) if x <= rate), default=None)


def _was_so(curve: Curve, i: int) -> Estimate:
    low = curve.low[i] if curve.low else None
    high = curve.high[i] if curve.high else None
    return Estimate(curve.y[i], low, high, curve.n[i] if curve.n else None)


def confusion_table(confusion: Confusion) -> Table:
    """Give a confusion matrix as a table: a row for each truth, and the share of it that was said right.

    Examples
    --------
    >>> from core.model import Confusion
    >>> confusion_table(Confusion("c", "C", ("same", "different"), ((8, 2), (1, 99)))).rows
    (('same', 8, 2, 0.8), ('different', 1, 99, 0.99))
    """
    columns = (
        Column("Truth"),
        *(Column(f"said {label}", "count") for label in confusion.labels),
        Column("Right", "share", "share of the row that was said right"),
    )
    rows: list[tuple[Cell, ...]] = []
    for i, (label, counts) in enumerate(zip(confusion.labels, confusion.counts, strict=True)):
        total = sum(counts)
        rows.append((label, *counts, counts[i] / total if total else None))
    note = "Counts: rows are what is so, columns what was said."
    return Table(confusion.key, confusion.title, note, columns, tuple(rows))
