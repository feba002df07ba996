"""How the cells of a study are written: one way for page, terminal and report.

A share is written as per cent, a number with three significant digits, a missing one as a dash. Rounding
never says more than was found: what is below 100% is not written "100%", what is not 0 not "0%".
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from core.model import Estimate

if TYPE_CHECKING:
    from core.model import Cell, Table
    from core.model.study import ColumnKind

MISSING = "—"
"""What stands where there is no value."""

_MOST_DIGITS = {"share": 4, "number": 5, "count": 1, "text": 5}
_MOST_LETTERS = 4_000  # of a cell; files for other programs have all of it
_HUGE = 1e15
_LEAST_APART = 3  # units of the last digit of two bounds
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Written(NamedTuple):
    """A cell in words: ``interval`` and ``cases`` are empty where there are none."""

    value: str
    interval: str = ""
    cases: str = ""

    @property
    def line(self) -> str:
        """Give all of it on one line.

        Examples
        --------
        >>> Written("0.853", "0.80 to 0.90", "204").line
        '0.853 (0.80 to 0.90), n 204'
        """
        within = f" ({self.interval})" if self.interval else ""
        return f"{self.value}{within}{self._cases}"

    @property
    def short(self) -> str:
        """Give all of it where room is scarce; bounds below 0 keep their word, for a dash would be a minus.

        Examples
        --------
        >>> Written("85.3%", "80 to 90%").short, Written("−0.10", "−0.3 to 0.1").short
        ('85.3% (80–90)', '−0.10 (−0.3 to 0.1)')
        """
        bounds = self.interval if "−" in self.interval else self.interval.replace(" to ", "–").rstrip("%")
        return f"{self.value}{f' ({bounds})' if bounds else ''}{self._cases}"

    @property
    def _cases(self) -> str:
        return f", n {self.cases}" if self.cases else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in words: ``is_number`` says which columns are set to the right."""

    heads: tuple[str, ...]
    helps: tuple[str, ...]
    is_number: tuple[bool, ...]
    rows: tuple[tuple[Written, ...], ...]


def written(cell: Cell, kind: ColumnKind = "number") -> Written:
    """Write one cell of a column.

    Parameters
    ----------
    cell : str, int, float, Estimate or None
        Text is foreign: it is cut where it is long, and whoever shows it makes it harmless. NaN is missing.
    kind : {"text", "count", "share", "number"}
        Of the column.

    Returns
    -------
    Written
        With a true minus. Bounds have one digit less than the value where that keeps them apart and
        around it.

    Examples
    --------
    >>> written(0.853, "share").line, written(0.00012, "share").line, written(0.99999, "share").line
    ('85.3%', '0.01%', '99.999%')
    >>> written(Estimate(0.853, 0.8, 0.9, 204)).line, written(Estimate(0.853, 0.8, 0.9), "share").line
    ('0.853 (0.80 to 0.90), n 204', '85.3% (80 to 90%)')
    >>> written(-3.25).line, written(36_000, "count").line, written(None).line
    ('−3.25', '36,000', '—')
    """
    if isinstance(cell, str):
        return Written(cell if len(cell) <= _MOST_LETTERS else f"{cell[: _MOST_LETTERS - 1]}…")
    if not isinstance(cell, Estimate):
        return Written(_number(cell, kind))
    cases = "" if cell.n is None else f"{cell.n:,}"
    return Written(_number(cell.value, kind), _interval(cell, kind), cases)


def laid_out(table: Table) -> Sheet:
    """Write a table; where all estimates of each row rest on the same cases, these get a column of their own.

    Examples
    --------
    >>> from core.model import Column, Table
    >>> rows = (("words", Estimate(0.9, 0.8, 0.95, 40)),)
    >>> sheet = laid_out(Table("t", "T", "", (Column("View"), Column("Recall", "share")), rows))
    >>> sheet.heads, [cell.line for cell in sheet.rows[0]]
    (('View', 'Recall', 'n'), ['words', '90.0% (80 to 95%)', '40'])
    """
    rows = tuple(
        tuple(written(cell, column.kind) for cell, column in zip(row, table.columns, strict=True))
        for row in table.rows
    )
    heads = tuple(column.name for column in table.columns)
    helps = tuple(column.help for column in table.columns)
    is_number = tuple(column.kind != "text" for column in table.columns)
    cases = [{cell.cases for cell in row if cell.cases} for row in rows]
    if not any(cases) or max(map(len, cases)) > 1 or "n" in {head.casefold() for head in heads}:
        return Sheet(heads, helps, is_number, rows)
    short = tuple(
        (*(cell._replace(cases="") for cell in row), Written(next(iter(some), MISSING)))
        for row, some in zip(rows, cases, strict=True)
    )
    return Sheet((*heads, "n"), (*helps, "cases that the row rests on"), (*is_number, True), short)


def moment(made_at: str) -> str:
    """Write when a study was made; what is no ISO 8601 time stays as it is.

    Examples
    --------
    >>> moment("2026-11-22T10:15:00Z"), moment("2026-11-22T12:15:00+02:00"), moment("long ago")
    ('22 Nov 2026, 10:15 UTC', '22 Nov 2026, 10:15 UTC', 'long ago')
    """
    with suppress(ValueError, OverflowError):
        time = datetime.fromisoformat(made_at)
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
        return f"{time.day} {_MONTHS[time.month - 1]} {time.year}, {time:%H:%M} UTC"
    return made_at


def _number(value: float | None, kind: ColumnKind) -> str:
    if value is None or math.isnan(value):
        return MISSING
    if math.isinf(value) or abs(value) >= _HUGE:
        return _true_minus("∞" if value > 0 else "-∞") if math.isinf(value) else _scientific(value)
    if isinstance(value, int) and kind != "share":
        return _true_minus(f"{value:,}")
    digits = _digits(value, kind)
    is_tiny = kind != "share" and value <= 1 / 2
    return _scientific(value) if is_tiny and _is_false_end(value, digits, kind) else _end(value, digits, kind)


def _scientific(value: float) -> str:
    digits, _, power = f"{value:.1e}".partition("e")
    return f"{_true_minus(digits)} × 10{str(int(power)).translate(_SUPERSCRIPT)}"


def _digits(value: float, kind: ColumnKind) -> int:
    """Choose the decimals of a value: the fewest of its kind by which it is not rounded to 0 or 1."""
    if kind == "count":
        return 0 if value == int(value) else 1
    least = 1 if kind == "share" else 3 if abs(value) <= 1 else 2 - math.floor(math.log10(abs(value)))
    least = max(0, least)
    most = max(least, _MOST_DIGITS[kind])
    return next((d for d in range(least, most) if not _is_false_end(value, d, kind)), most)


def _is_false_end(value: float, digits: int, kind: ColumnKind) -> bool:
    """Tell whether a value between −1 and 1 would be written as 0 or 1 and is not."""
    return kind != "count" and 0 < abs(value) < 1 and round(value, _places(digits, kind)) in (0, 1)


def _interval(found: Estimate, kind: ColumnKind) -> str:
    value, low, high = found.value, found.low, found.high
    if value is None or low is None or high is None or math.isnan(low) or math.isnan(high):
        return ""
    if not all(abs(number) < _HUGE for number in (value, low, high)):
        return f"{_number(low, kind)} to {_number(high, kind)}"
    own = _digits(value, kind)
    most = max(own, _MOST_DIGITS[kind])
    fit = [d for d in range(max(0, own - 1), most + 1) if _holds((low, value, high), d, own, kind)]
    true = (d for d in fit if not any(_is_false_end(end, d, kind) for end in (low, high)))
    # where no number of digits is enough for both, an end that is nearly 0 or 1 is written as beyond a bound
    digits = next(true, next((d for d in fit if d >= own), None))
    if digits is None:
        digits, unit = own, 10.0 ** _places(own, kind)
        low, high = math.floor(low * unit) / unit, math.ceil(high * unit) / unit
    return f"{_end(low, digits, kind).removesuffix('%')} to {_end(high, digits, kind)}"


def _end(value: float, digits: int, kind: ColumnKind) -> str:
    if not _is_false_end(value, digits, kind):
        return _true_minus(_fixed(value, digits, kind))
    edge = 10.0 ** -_places(digits, kind)
    if value > 1 / 2:
        return f">{_fixed(1 - edge, digits, kind)}"
    return f"{'<' if value > 0 else '>−'}{_fixed(edge, digits, kind)}"


def _holds(numbers: tuple[float, float, float], digits: int, own: int, kind: ColumnKind) -> bool:
    """Tell whether bounds of so many digits stand apart and around the value."""
    low, value, high = numbers
    places = _places(digits, kind)
    first, last = round(low, places), round(high, places)
    around = first <= round(value, _places(own, kind)) <= last or not low <= value <= high
    apart = (last - first) * 10**places > _LEAST_APART - 1 / 2 or low == high
    return around and apart


def _places(digits: int, kind: ColumnKind) -> int:
    return digits + 2 if kind == "share" else digits


def _fixed(value: float, digits: int, kind: ColumnKind) -> str:
    if kind == "share":
        return f"{value:.0%}" if value in (0, 1) else f"{value:,.{digits}%}"
    return f"{value:,.{digits}f}"


def _true_minus(number: str) -> str:
    return number.replace("-", "−") if any(c in "123456789∞" for c in number) else number.lstrip("-")
