"""What each view adds to the evidence: bars that begin where the one above ends, and their sum."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from figures.label import label
from figures.template import TOKENS, blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from core.model import Contribution, Verdict
    from figures.template import Theme, Tokens

TOTAL = "All evidence"
MOST_BARS = 8
SMALL = 0.05
"""Bits below which a view's bar is too thin to be seen by itself: they print as none."""
_ROW, _FOOT = 44, 74  # px: a bar with two lines of words, and the axis below all
_LABEL = 30  # characters
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: from ``start`` on it adds ``bits``; ``note`` stands small under its label."""

    label: str
    start: float
    bits: float
    note: str = ""

    @property
    def end(self) -> float:
        """Give where the bar ends and the next one begins."""
        return self.start + self.bits


def steps(contributions: Sequence[Contribution], most: int = MOST_BARS) -> tuple[Step, ...]:
    """Lay contributions end to end: most for it first, most against it last, the small ones in one.

    Parameters
    ----------
    contributions : sequence of Contribution
        Those that are missing have no bar.
    most : int
        Most bars; what has the fewest bits, either way, is folded into one "n others".

    Returns
    -------
    tuple of Step
        Their bits add up to those of the contributions.

    Examples
    --------
    >>> from core.model import Contribution
    >>> def view(label, bits):
    ...     return Contribution("", label, "", bits, None, None, None, 0, 0, "")
    >>> [(one.label, one.start, one.bits) for one in steps([view("style", -1.0), view("words", 3.0)])]
    [('words', 0.0, 3.0), ('style', 3.0, -1.0)]
    """
    known = sorted((one for one in contributions if one.missing is None), key=lambda one: -abs(one.bits))
    small = [one for one in known if abs(one.bits) < SMALL]
    if len(small) < 2:  # noqa: PLR2004 — one alone is better named
        small = []
    large = known[: len(known) - len(small)]
    room = most - 1 if small or len(large) > most else most
    small = large[room:] + small
    found, start = [], 0.0
    for one in sorted(large[:room], key=lambda one: -one.bits):
        found.append(Step(one.label, start, one.bits, _note(one)))
        start = found[-1].end
    if small:
        found.append(Step(f"{len(small)} others", start, math.fsum(one.bits for one in small)))
    return tuple(found)


def _note(one: Contribution) -> str:
    """Say what the bits were made from: the likeness, and what is usual for the two."""
    if one.value is None or one.usual is None:
        return ""
    value, usual = (f"{number:.{_DIGITS}f}".replace("-", "−") for number in (one.value, one.usual))
    return f"{value}, usual {usual}"


def waterfall_figure(verdict: Verdict, theme: Theme, *, height: int | None = None) -> go.Figure:
    """Draw what each view adds to the bits of a verdict, and the sum with its interval.

    Parameters
    ----------
    verdict : Verdict
        With bits: of one without there is nothing to draw.
    theme : {"light", "dark"}
        Which set of colours.
    height : int or None
        CSS pixels; as many as the bars need where None.

    Returns
    -------
    plotly.graph_objects.Figure
        The first trace holds a bar for each step (:func:`steps`), solid where it speaks for one
        operator and hatched where against it; the second the total, with its interval. Zero, where
        one operator and strangers are equally likely, is a line.
    """
    colours = TOKENS[theme]
    parts, total = steps(verdict.contributions), verdict.bits or 0.0
    rows = [_words(part, colours) for part in parts]
    figure = blank(theme, height or _FOOT + _ROW * (len(parts) + 1), barmode="overlay", bargap=0.42)
    figure.update_layout(margin={"l": 0, "r": 8, "t": 8, "b": 0})
    figure.add_bar(
        y=rows,
        x=[part.bits for part in parts],
        base=[part.start for part in parts],
        orientation="h",
        marker={
            "color": [colours["toward" if part.bits >= 0 else "against"] for part in parts],
            "pattern": _hatch([part.bits < 0 for part in parts], colours),
        },
        customdata=[round(part.bits, 2) + 0.0 for part in parts],
        hovertemplate="%{customdata:+.2f} bits<extra></extra>",
    )
    _add_total(figure, verdict, total, colours)
    _join(figure, parts, colours)
    _write(figure, rows, parts, verdict, colours)
    _axes(figure, [*rows, TOTAL], parts, verdict, colours)
    return figure


def _hatch(is_against: Sequence[bool], colours: Tokens) -> dict[str, object]:
    return {
        "shape": ["/" if one else "" for one in is_against],
        "fillmode": "overlay",  # else the bars vanish
        "fgcolor": colours["page"],
        "size": 7,
        "solidity": 0.3,
    }


def _words(part: Step, colours: Tokens) -> str:
    """Write a row's label, its numbers small below."""
    named = label(part.label, _LABEL)
    if not part.note:
        return named
    return f"{named}<br><span style='color:{colours['muted']};font-size:12px'>{part.note}</span>"


def _add_total(figure: go.Figure, verdict: Verdict, total: float, colours: Tokens) -> None:
    low, high = verdict.low, verdict.high
    known = low is not None and high is not None
    whisker = {
        "type": "data",
        "symmetric": False,
        "array": [(high or 0.0) - total],
        "arrayminus": [total - (low or 0.0)],
        "color": colours["text"],
        "thickness": 1.5,
        "width": 5,
        "visible": known,
    }
    said = f"%{{x:+.2f}} bits, 95% {low:+.2f} to {high:+.2f}" if known else "%{x:+.2f} bits"
    figure.add_bar(
        y=[TOTAL],
        x=[total],
        orientation="h",
        marker={"color": colours["muted"]},
        error_x=whisker,
        hovertemplate=f"{said.replace('-', '−')}<extra></extra>",
    )


def _join(figure: go.Figure, parts: Sequence[Step], colours: Tokens) -> None:
    """Lead the eye from where a bar ends to where the next one begins."""
    for n, part in enumerate(parts):
        figure.add_shape(
            type="line",
            x0=part.end,
            x1=part.end,
            # rows count from below, the total being row 0
            y0=len(parts) - n,
            y1=len(parts) - n - 1,
            line={"color": colours["faint"], "width": 1, "dash": "dot"},
            layer="below",
        )


def _write(
    figure: go.Figure, rows: Sequence[str], parts: Sequence[Step], verdict: Verdict, colours: Tokens
) -> None:
    """Write each bar's bits to its right."""
    total = verdict.bits or 0.0
    for row, part in zip(rows, parts, strict=True):
        _number(figure, row, max(part.start, part.end), part.bits, colours)
    _number(figure, TOTAL, max(total, 0.0, verdict.high or 0.0), total, colours, is_bold=True)


def _number(
    figure: go.Figure, row: str, x: float, bits: float, colours: Tokens, *, is_bold: bool = False
) -> None:
    written = f"{round(bits, 1) + 0.0:+,.1f}".replace("-", "−")
    figure.add_annotation(
        y=row,
        x=x,
        text=f"<b>{written}</b>" if is_bold else written,
        xanchor="left",
        xshift=6,
        font={"color": colours["text"], "size": 14},
    )


def _axes(
    figure: go.Figure, rows: Sequence[str], parts: Sequence[Step], verdict: Verdict, colours: Tokens
) -> None:
    ends = [0.0, verdict.bits or 0.0, verdict.low or 0.0, verdict.high or 0.0]
    ends += [part.end for part in parts]
    low, high = min(ends), max(ends)
    reach = max(high - low, 1.0)
    key = (
        f"<span style='color:{colours['against_text']}'>▨ against</span>, "
        f"<span style='color:{colours['toward']}'>■ for</span> one operator"
    )
    figure.add_vline(x=0, line={"color": colours["faint"], "width": 1})
    figure.update_xaxes(
        title={"text": f"bits: {key}<br>0: strangers are just as likely"},
        range=(low - 0.03 * reach, high + 0.22 * reach),
        showgrid=True,
        nticks=6,
        tickformat="~d" if reach >= 4 else None,  # noqa: PLR2004 — below, ticks fall between whole bits
    )
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=list(rows)[::-1],
        tickfont={"size": 14, "color": colours["text"]},
        showgrid=False,
    )
