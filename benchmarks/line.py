"""One measured claim, and how many of them become a table."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Unit = Literal["posts/s", "Mcells/s", "s", "ms", "MB"]
HEAD = ("measured", "data", "ours", "reference", "ratio", "target", "met")
_DIGITS: dict[Unit, int] = {"posts/s": 0, "Mcells/s": 0, "s": 2, "ms": 1, "MB": 1}


@dataclass(frozen=True, slots=True)
class Line:
    """One claim: a value a repeat of ours and of the reference; a line without ours says why.

    A line without a target is told for comparison only.
    """

    claim: str
    unit: Unit
    data: str
    ours: tuple[float, ...] = ()
    against: str = ""
    reference: tuple[float, ...] = ()
    target: float | None = None
    skipped: str | None = None

    @property
    def larger_is_better(self) -> bool:
        """Tell a speed from a time or a size."""
        return self.unit.endswith("/s")

    @property
    def ratio(self) -> float | None:
        """Give our median over the reference's."""
        return median(self.ours) / median(self.reference) if self.ours and self.reference else None

    @property
    def met(self) -> bool | None:
        """Tell whether our median keeps the target; None where there is none, or nothing was measured."""
        if self.target is None or not self.ours:
            return None
        found = median(self.ours)
        return found >= self.target if self.larger_is_better else found <= self.target

    def record(self) -> dict[str, Any]:
        """Give the line as it is written in JSON."""
        return {
            "claim": self.claim,
            "data": self.data,
            "unit": self.unit,
            "ours": median(self.ours) if self.ours else None,
            "ours_repeats": list(self.ours),
            "against": self.against,
            "reference": median(self.reference) if self.reference else None,
            "ratio": self.ratio,
            "target": self.target,
            "met": self.met,
            "skipped": self.skipped,
        }

    def cells(self) -> tuple[str, ...]:
        """Give the line as it is written in the table, under :data:`HEAD`."""
        if self.skipped:
            return (self.claim, self.data, f"skipped: {self.skipped}", "", "", self._goal(), "—")
        ours = f"{self._number(median(self.ours))} {self.unit}"
        if len(self.ours) > 1:
            ours += f" ({self._number(min(self.ours))} to {self._number(max(self.ours))})"
        against = f"{self._number(median(self.reference))}: {self.against}" if self.reference else "—"
        ratio = "—" if self.ratio is None else f"{self.ratio:.2g} ×"
        met = {None: "—", True: "yes", False: "NO"}[self.met]
        return (self.claim, self.data, ours, against, ratio, self._goal(), met)

    def _number(self, value: float) -> str:
        return f"{value:,.{_DIGITS[self.unit]}f}"

    def _goal(self) -> str:
        if self.target is None:
            return "—"
        return f"{'≥' if self.larger_is_better else '≤'} {self.target:,g} {self.unit}"


def table(lines: Sequence[Line]) -> str:
    """Lay lines out as a Markdown table that is legible as it stands.

    >>> print(table([Line("read", "s", "9 posts", (2.0, 1.0, 3.0), "pandas", (4.0,), 2.5)]))
    | measured | data    | ours                  | reference    | ratio | target  | met |
    | -------- | ------- | --------------------- | ------------ | ----- | ------- | --- |
    | read     | 9 posts | 2.00 s (1.00 to 3.00) | 4.00: pandas | 0.5 × | ≤ 2.5 s | yes |
    """
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        for row in rows
    )
