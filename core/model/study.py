"""What a validation found, as plain values: one document for page, command line, report and JSON.

A study has sections, one a question; a section has an answer in words, tables, curves and confusion
matrices. Whoever draws one needs to know nothing of how it was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnKind = Literal["text", "count", "share", "number"]
CurveKind = Literal["reliability", "detection"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval (95 %) and the number of cases it rests on; None says there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None


Cell = str | int | float | Estimate | None


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column. ``kind`` says how its cells are written: a share 0.853 is "85.3%"."""

    name: str
    kind: ColumnKind = "text"
    help: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``key`` names it in files, ``note`` says what is counted and how."""

    key: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a chart.

    "reliability": ``x`` is the mean probability that was said of each of some groups of pairs, ``y`` the
    share of them that was so, ``n`` the pairs of each; ``low`` and ``high`` bound ``y``. "detection":
    ``x`` is the share of different pairs wrongly accepted, ``y`` the share of same pairs found.
    """

    name: str
    kind: CurveKind
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    n: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Curves of one kind that are drawn together."""

    key: str
    title: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of truth (rows) against what was said (columns), both in the order of ``labels``."""

    key: str
    title: str
    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One question, its answer in words made from the numbers, and the numbers."""

    key: str
    question: str
    answer: str
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """All sections of one run. ``made_at`` is ISO 8601 UTC; ``data`` says line by line what was read."""

    title: str
    made_at: str
    version: str
    command: str
    data: tuple[str, ...]
    sections: tuple[Section, ...]
