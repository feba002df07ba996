"""One section of a study on the page: tables, charts, matrices, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from components import card, study_table, theme
from core.validation.sheet import frame
from core.validation.twin import chart_table, confusion_table
from figures.confusion import confusion_figure
from figures.label import plain
from figures.study import detection_figure, reliability_figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.model import Chart, Confusion, Section, Table
    from figures.template import Theme

    Picture = tuple[Callable[[Theme], Any], Table]

_ACROSS = 2


def answer(section: Section) -> None:
    """Say what was found, in the words of the experiment."""
    for line in filter(None, map(str.strip, section.answer.split("\n"))):
        st.markdown(theme.escaped(line))


def draw(section: Section, name: str) -> None:
    """Draw everything below the answer.

    Parameters
    ----------
    section : Section
        May hold foreign text.
    name : str
        Of its elements, once a page.
    """
    for i, table in enumerate(section.tables):
        study_table.draw(table, study_table.name(name, f"{i}", table.key))
    _side_by_side([(_drawer(chart), chart_table(chart)) for chart in section.charts], f"{name}-chart")
    matrices = [(_matrix(confusion), confusion_table(confusion)) for confusion in section.confusions]
    _side_by_side(matrices, f"{name}-matrix")
    if section.notes:
        with st.expander("What to keep in mind", icon=":material/info:"):
            st.markdown("\n".join(f"- {theme.escaped(note)}" for note in section.notes))


def _side_by_side(pictures: Sequence[Picture], name: str) -> None:
    for start in range(0, len(pictures), _ACROSS):
        row = pictures[start : start + _ACROSS]
        for i, (column, (draw_it, twin)) in enumerate(zip(st.columns(_ACROSS), row, strict=False), start):
            with column:
                _picture(draw_it, twin, study_table.name(name, f"{i}", twin.key))


def _drawer(chart: Chart) -> Callable[[Theme], Any]:
    is_detection = any(curve.kind == "detection" for curve in chart.curves)
    draw_chart = detection_figure if is_detection else reliability_figure
    return lambda mode: draw_chart(chart, mode)


def _matrix(confusion: Confusion) -> Callable[[Theme], Any]:
    return lambda mode: confusion_figure(confusion, mode)


def _picture(draw_it: Callable[[Theme], Any], twin: Table, key: str) -> None:
    with st.container(gap="xsmall", height="stretch"):
        st.markdown(f"**{theme.escaped(twin.title)}**")
        theme.draw(draw_it(theme.mode()), plain(twin.title, 120) or "Chart", key)
        # below: beside a title of two lines it would take a line of its own
        with st.popover("Table", icon=":material/table_rows:", type="tertiary", key=f"twin-{key}"):
            study_table.grid(twin, key)
            card.download_csv(frame(twin), key)
