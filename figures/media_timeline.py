"""What is seen and heard in a video or sound, along its time: faces by expression, things, actions, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.model.media import EXPRESSIONS
from figures.label import label
from figures.media_arrangement import CHARACTER, arrange, end_of, is_late, span_of
from figures.media_mark import LANES, WORDS, moment, stretch
from figures.template import SEQUENTIAL, TOKENS, blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

    from figures.media_arrangement import Arrangement
    from figures.media_mark import MediaMark
    from figures.template import Theme

INK = "#101720"
"""What is written on a bar of an expression, in both themes."""

# Tol's "light" set: told apart without colour vision, and light enough to be written on. No hue is good or bad.
_COLOURS = ("#EE8866", "#44BB99", "#BBCC33", "#EEDD88", "#99DDFF", "#FFAABB", "#DDDDDD")
EXPRESSION_COLOURS: Mapping[str, str] = dict(zip(EXPRESSIONS, _COLOURS, strict=True))
_FACE = "#C7CDD6"
_ROW, _EDGE, _LEGEND, _LOWEST = 27, 34, 26, 100  # px; of a lower one plotly leaves the times out
_HALF = 0.4  # of a row
_HOVER, _ACT = 90, 16  # characters of a line, and of an action that a row is named after
_STEPS = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_MOST_TICKS = 8


def media_timeline_figure(
    marks: Sequence[MediaMark],
    seconds: float,
    theme: Theme,
    *,
    chosen: int | None = None,
    width: int = 560,
) -> go.Figure:
    """Draw what was found in a file along its time.

    Parameters
    ----------
    marks : sequence of MediaMark
        Words in them are foreign text.
    seconds : float
        Length of the file.
    theme : {"light", "dark"}
        Which set of colours.
    chosen : int, optional
        Number of the mark that is outlined.
    width : int
        CSS pixels that the time has, about: so much of a label is written as fits its bar.

    Returns
    -------
    plotly.graph_objects.Figure
        Bars for what lasts, squares for things; ``customdata`` of each holds the mark's number, by which a click can be
        read back. A face has the colour of its leading expression, its share written in it and the others in the hover.
    """
    at = arrange(marks, seconds, width)
    span = span_of(marks, seconds)
    a_pixel = span / width
    expressions = [name for name in EXPRESSIONS if any(marks[one].expression == name for one in at.rows)]
    is_told = len(expressions) > 1
    height = max(_ROW * at.n_rows + _EDGE + (_LEGEND if is_told else 0), _LOWEST)
    figure = blank(theme, height, barmode="overlay", showlegend=is_told)
    for lane in at.lanes:
        for expression in (*expressions, None) if lane == "faces" else (None,):
            chosen_marks = [n for n in at.rows if marks[n].lane == lane and marks[n].expression == expression]
            if chosen_marks and lane == "objects":
                _add_things(figure, marks, chosen_marks, at, (a_pixel, span), theme)
            elif chosen_marks:
                _add_bars(figure, marks, chosen_marks, at, a_pixel, theme)
    _lay_out(figure, at, span, theme)
    if chosen is not None and chosen in at.rows:
        _outline(figure, marks[chosen], at.rows[chosen], a_pixel, theme)
    return figure


def _add_bars(
    figure: go.Figure,
    marks: Sequence[MediaMark],
    numbers: Sequence[int],
    at: Arrangement,
    a_pixel: float,
    theme: Theme,
) -> None:
    first = marks[numbers[0]]
    colour, ink = _look(first, theme)
    ends = [end_of(marks[n], a_pixel) for n in numbers]
    figure.add_bar(
        x=[end - marks[n].first for n, end in zip(numbers, ends, strict=True)],
        base=[marks[n].first for n in numbers],
        y=[at.rows[n] for n in numbers],
        width=2 * _HALF,
        orientation="h",
        name=first.expression or LANES[first.lane],
        showlegend=first.expression is not None,
        marker={"color": colour, "line": {"width": 1, "color": TOKENS[theme]["axis"]}},
        text=[_fitting(marks[n], end, a_pixel) for n, end in zip(numbers, ends, strict=True)],
        textposition="inside",
        insidetextanchor="start",
        constraintext="none",
        textangle=0,
        insidetextfont={"size": 13, "color": ink},
        **_told(marks, numbers),
        **_still(marker={"opacity": 1}),
    )


def _add_things(
    figure: go.Figure,
    marks: Sequence[MediaMark],
    numbers: Sequence[int],
    at: Arrangement,
    scale: tuple[float, float],
    theme: Theme,
) -> None:
    colours = TOKENS[theme]
    figure.add_scatter(
        x=[marks[n].second for n in numbers],
        y=[at.rows[n] for n in numbers],
        mode="markers+text",
        marker={
            "symbol": "square",
            "size": 12,
            "color": colours["shared"],
            "line": {"width": 0},
            "opacity": 1,
        },
        text=[label(marks[n].label, None) for n in numbers],
        textposition=["middle left" if is_late(marks[n], *scale) else "middle right" for n in numbers],
        textfont={"size": 13, "color": colours["text"]},
        cliponaxis=False,
        showlegend=False,
        **_told(marks, numbers),
        **_still(marker={"opacity": 1}, textfont={"color": colours["text"]}),
    )


def _told(marks: Sequence[MediaMark], numbers: Sequence[int]) -> dict[str, Any]:
    return {
        "customdata": [[n] for n in numbers],
        "hovertext": [hover(marks[n]) for n in numbers],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _still(**look: Any) -> dict[str, Any]:
    """Keep all marks as they are when one is clicked: the outline says which."""
    return {"selected": look, "unselected": look}


def _look(mark: MediaMark, theme: Theme) -> tuple[str, str]:
    """Give the colour of a bar, and that of what is written on it."""
    if mark.lane == "faces":
        return EXPRESSION_COLOURS.get(mark.expression or "", _FACE), INK
    greys = SEQUENTIAL[theme]
    return greys[3 if mark.lane == "actions" else 2 if mark.lane == "speech" else 1], TOKENS[theme]["text"]


def _fitting(mark: MediaMark, end: float, a_pixel: float) -> str:
    """Give so much of a label as its bar has room for; an action's row has its name beside it."""
    if mark.lane == "actions":
        return ""
    room = int(((end - mark.first) / a_pixel - 10) / CHARACTER)
    written = mark.expression or mark.label if len(mark.label) > room else mark.label
    if len(written) <= room:
        return label(written, None)
    return label(written, room) if mark.lane in WORDS and room >= 4 else ""  # noqa: PLR2004 — a letter or two say nothing


def hover(mark: MediaMark) -> str:
    """Say all of a mark that a line or two hold; escaped for plotly."""
    when = stretch(mark.first, mark.last)
    if mark.lane in WORDS:
        said = f"“{label(mark.label, _HOVER)}”"
        return f"{said}<br>{LANES[mark.lane].lower()}, {when}, {mark.score:.0%} sure"
    what = "face" if mark.lane == "faces" else label(mark.label, _HOVER)
    more = f"<br>{label(mark.detail, _HOVER)}" if mark.detail else ""
    return f"{what}, {when}, {mark.score:.0%} sure{more}"


def _lay_out(figure: go.Figure, at: Arrangement, span: float, theme: Theme) -> None:
    colours = TOKENS[theme]
    step = next((step for step in _STEPS if span / step <= _MOST_TICKS), _STEPS[-1])
    ticks = [n * step for n in range(int(span / step) + 1)]
    figure.update_xaxes(
        range=(-0.004 * span, 1.004 * span),
        tickvals=ticks,
        ticktext=[moment(tick, tenths=step < 1) for tick in ticks],
        showgrid=True,
        ticklabeloverflow="allow",
        fixedrange=True,
    )
    named = {(first + (n - 1) / 2): LANES[lane] for lane, (first, n) in at.lanes.items() if lane != "actions"}
    if "actions" in at.lanes:
        named |= {at.lanes["actions"][0] + row: label(name, _ACT) for row, name in enumerate(at.acts)}
    figure.update_yaxes(
        range=(at.n_rows - 0.5, -0.5),
        tickvals=list(named),
        ticktext=list(named.values()),
        tickfont={"size": 14, "color": colours["text"]},
        showgrid=False,
        fixedrange=True,
    )
    for first, _ in list(at.lanes.values())[1:]:
        figure.add_hline(y=first - 0.5, line={"color": colours["grid"], "width": 1}, layer="below")
    legend = {
        "orientation": "h",
        "x": 0,
        "y": 1,
        "yanchor": "bottom",
        "itemclick": False,
        "itemdoubleclick": False,
    }
    figure.update_layout(margin={"l": 0, "r": 16, "t": 4, "b": 4}, legend={**legend, "font": {"size": 13}})


def _outline(figure: go.Figure, mark: MediaMark, row: int, a_pixel: float, theme: Theme) -> None:
    around = 9 * a_pixel if mark.lane == "objects" else a_pixel
    begin, end = (mark.second, mark.second) if mark.lane == "objects" else (mark.first, end_of(mark, a_pixel))
    figure.add_shape(
        type="rect",
        x0=begin - around,
        x1=end + around,
        y0=row - _HALF,
        y1=row + _HALF,
        line={"color": TOKENS[theme]["text"], "width": 2.5},
    )
