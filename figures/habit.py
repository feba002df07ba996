"""How two profiles write: the named words and habits that carry a style cosine, and those against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from figures.label import label
from figures.template import A_MARK, A_SIGN, B_MARK, B_SIGN, TOKENS, blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from figures.template import Theme

_ROW, _FRAME = 25, 66  # px a line, px for axis and title
_APART = 0.12  # of a line: A above and B below it, so that neither hides the other
_EDGE = 4.0  # standard deviations; one entry counts for no more


class HabitLine(NamedTuple):
    """One line of the figure: ``rate_a`` and ``rate_b`` are words for people, ``unit`` is said after both."""

    habit: str
    rate_a: str
    rate_b: str
    unit: str
    deviation_a: float
    deviation_b: float
    part: float


def habit_figure(toward: Sequence[HabitLine], against: Sequence[HabitLine], theme: Theme) -> go.Figure:
    """Draw where both stand beside the workspace, habit by habit.

    Two marks on one side of 0 speak for a like style, the farther out the more; marks on either side
    of it speak against.

    Parameters
    ----------
    toward, against : sequence of HabitLine
        What adds most to the cosine, and what takes most from it, each in its order.
    theme : {"light", "dark"}
        Which set of colours.

    Returns
    -------
    plotly.graph_objects.Figure
        A line a habit, with both rates beside it; marks beyond 4 deviations stand at the edge, the
        hover has the number.
    """
    rows: list[HabitLine | str] = []
    for title, lines in (("Speak for a like style", toward), ("Speak against", against)):
        rows += [title, *lines] if lines else []
    drawn = [(y, row) for y, row in enumerate(rows) if isinstance(row, HabitLine)]
    figure = blank(theme, _FRAME + _ROW * max(1, len(rows)))
    _draw_marks(figure, drawn, theme)
    _write_rates(figure, drawn, theme)
    colours = TOKENS[theme]
    figure.update_yaxes(
        range=(len(rows) - 0.4, -0.6),
        tickvals=list(range(len(rows))),
        ticktext=[f"<b>{row}</b>" if isinstance(row, str) else label(row.habit, 36) for row in rows],
        tickfont={"size": 14, "color": colours["text"]},
        showgrid=False,
    )
    figure.update_xaxes(
        title_text="standard deviations from the workspace's mean",
        range=(-_EDGE - 0.3, _EDGE + 0.3),
        tickvals=list(range(-4, 5, 2)),
        ticktext=["−4", "−2", "0", "+2", "+4"],
        showgrid=True,
    )
    return figure.update_layout(margin={"r": 236})


def _within(deviation: float) -> float:
    return float(np.clip(deviation, -_EDGE, _EDGE))


def _draw_marks(figure: go.Figure, drawn: Sequence[tuple[int, HabitLine]], theme: Theme) -> None:
    """Draw both marks of every line, and what lies between them."""
    colours = TOKENS[theme]
    figure.add_vline(x=0, line={"color": colours["axis"], "width": 1})
    for y, line in drawn:
        between = {"x0": _within(line.deviation_a), "x1": _within(line.deviation_b), "y0": y, "y1": y}
        figure.add_shape(type="line", line={"color": colours["axis"], "width": 2}, **between)
    for sign, symbol, colour, shift, ends in (
        (A_SIGN, A_MARK, colours["a"], -_APART, [(line.deviation_a, line.rate_a) for _, line in drawn]),
        (B_SIGN, B_MARK, colours["b"], _APART, [(line.deviation_b, line.rate_b) for _, line in drawn]),
    ):
        figure.add_scatter(
            x=[_within(deviation) for deviation, _ in ends],
            y=[y + shift for y, _ in drawn],
            mode="markers",
            marker={"symbol": symbol, "size": 11, "color": colour, "opacity": 0.9},
            customdata=[
                (label(line.habit, 40), deviation, label(rate), label(line.unit, None), line.part)
                for (_, line), (deviation, rate) in zip(drawn, ends, strict=True)
            ],
            hovertemplate=(
                f"<b>%{{customdata[0]}}</b><br>{sign} %{{customdata[2]}} %{{customdata[3]}}"
                "<br>%{customdata[1]:+.1f} deviations from the workspace's mean"
                "<br>%{customdata[4]:+.4f} of the cosine<extra></extra>"
            ),
            cliponaxis=False,
        )


def _write_rates(figure: go.Figure, drawn: Sequence[tuple[int, HabitLine]], theme: Theme) -> None:
    """Write both rates beside every line."""
    colours = TOKENS[theme]
    for y, line in drawn:
        said = (
            f"<span style='color:{colours['a_text']}'>{A_SIGN} {label(line.rate_a, None)}</span>  "
            f"<span style='color:{colours['b_text']}'>{B_SIGN} {label(line.rate_b, None)}</span>  "
            f"{label(line.unit, None)}"
        )
        place = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 14, "y": y}
        figure.add_annotation(text=said, font={"color": colours["text"]}, **place)
