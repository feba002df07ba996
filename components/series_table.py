"""The distance of every count in every bin, in both modes; a click on a row shows it above, and says so here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from components import card, compute, control, measure_table, ranking, state, theme
from core.comparison import compare
from core.measures.behaviour_series import name_of
from core.params import ComparisonParams

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.shell import Scene
    from core.model import Comparison, Measurement
    from core.model.result import Mode
    from core.standing import Standing

ROWS = tuple((series, cut) for cut in control.BINS for series in control.SERIES)
CURVES = {
    cut: f"Which {noun} answers which"
    for cut, noun in {
        "hour_of_day": "hour",
        "hour_of_week": "hour of the week",
        "day": "day",
        "month": "month",
    }.items()
}
"""The title of the card of the curves, by which a link finds it."""
_KEY = "series-rows"
_TOP, _ALL = 99.4, 100.0  # per cent; a bar says 100 only where every other pair is less alike
_SHOWN = 12  # rows; the rest scrolls


def measured(scene: Scene, mode: Mode) -> Comparison:
    """Give the measures of behaviour of the pair, with the recommended parameters of a mode."""
    params = ComparisonParams.of(mode)
    work = partial(compare, aspect="behaviour")
    return compute.kept(scene.gallery, "behaviour", scene.a, scene.b, params, work)


def measurement(scene: Scene, series: str, cut: str, mode: Mode = "default") -> Measurement:
    """Give the distance of one count in one bin."""
    return measured(scene, mode)[name_of(series, control.ENDINGS[cut])]


def frame(
    default: Comparison, paper: Comparison, standing: Standing | None, shown: tuple[str, str] | None
) -> pd.DataFrame:
    """Lay the distances out, the bin named on its first row."""
    return pd.DataFrame([_row(default, paper, standing, shown, series, cut) for series, cut in ROWS])


def _row(
    default: Comparison,
    paper: Comparison,
    standing: Standing | None,
    shown: tuple[str, str] | None,
    series: str,
    cut: str,
) -> dict[str, Any]:
    name = name_of(series, control.ENDINGS[cut])
    found, raw = default[name], paper[name]
    share = standing.more_alike_than(found) if standing else None
    return {
        "Bin": control.BINS[cut] if series == next(iter(control.SERIES)) else "",
        "Count": f"{control.SERIES[series]}{' ▴' if (series, cut) == shown else ''}",
        "Per step": theme.decimal(found.value),
        "More alike than": None if share is None else min(100 * share, _TOP) if share < 1 else _ALL,
        "Paper mode": theme.MISSING
        if raw.value is None
        else theme.decimal(raw.value, 0 if raw.value > 99 else 1),  # noqa: PLR2004 — three digits are enough
        "Evidence": found.missing or measure_table.evidence_words(found),
    }


def export_frame(default: Comparison, paper: Comparison) -> pd.DataFrame:
    """Give the distances as the CSV has them: names of measures, raw values, reasons."""
    table = pd.concat([measure_table.export_frame(one, None) for one in (default, paper)], ignore_index=True)
    wanted = {name_of(series, control.ENDINGS[cut]) for series, cut in ROWS}
    return table[table["measure"].isin(wanted)].drop(columns=["more_alike_than"]).reset_index(drop=True)


def choice(selection: Mapping[str, Any]) -> tuple[str, str] | None:
    """Give the count and the bin of a clicked row or cell, None where nothing is chosen.

    Examples
    --------
    >>> choice({"rows": [1], "cells": []}), choice({"rows": [], "cells": [(8, "Count")]})
    (('originals', 'hour_of_day'), ('posts', 'hour_of_week'))
    >>> choice({"rows": [], "cells": []}) is None
    True
    """
    rows = [*selection.get("rows", ()), *(cell[0] for cell in selection.get("cells", ()))]
    return ROWS[rows[0]] if rows and rows[0] < len(ROWS) else None


def said(default: Comparison, standing: Standing | None, series: str, cut: str) -> str:
    """Say beside the table what a click on it has changed, with the way to the curves, as Markdown."""
    found = default[name_of(series, control.ENDINGS[cut])]
    what = f"▴ **{control.SERIES[series]}, {control.BINS[cut].lower()}**"
    if found.value is None:
        return f"{what}: {theme.MISSING} {found.missing}."
    rank = ranking.words(found, standing)
    return (
        f"{what}: {theme.decimal(found.value)} apart per step{f', {rank}' if rank else ''}. "
        f"[Up to its curves](#{CURVES[cut].casefold().replace(' ', '-')})"
    )


def _show(key: str) -> None:
    """Let a click set the controls of the page, before they are drawn anew."""
    event: Any = state.widget(key)
    if event is not None and (chosen := choice(event["selection"])):
        series, cut = chosen
        state.set_widgets({control.SERIES_KEY: series, control.BINS_KEY: cut})
    state.set_widgets({key: {"selection": {"rows": [], "cells": []}}})


def draw(scene: Scene, series: str, cut: str) -> None:
    """Draw the table."""
    default, paper = measured(scene, "default"), measured(scene, "paper")
    params = ComparisonParams.of("default")
    standing = ranking.fetch(scene, params)
    table = frame(default, paper, standing, (series, cut))
    with card.card("Every count in every bin", export_frame(default, paper), "series"):
        lacking = sum(default[name_of(one, control.ENDINGS[other])].value is None for one, other in ROWS)
        lack = f" {lacking} of {len(table)} lack evidence and say so." if lacking else ""
        st.caption(f"Click a row to see its curves above and its posts below; ▴ is there now.{lack}")
        st.dataframe(
            table,
            hide_index=True,
            row_height=34,
            height=36 + 34 * _SHOWN,
            key=_KEY,
            on_select=partial(_show, _KEY),
            selection_mode="single-cell",
            alt="Distance of every count in every bin, in both modes",
            column_config={
                "Bin": st.column_config.TextColumn(width=92),
                "Count": st.column_config.TextColumn(width=122),
                "Per step": st.column_config.TextColumn(width=66, alignment="right"),
                "More alike than": st.column_config.ProgressColumn(
                    min_value=0,
                    max_value=100,
                    format="%.0f%%",
                    width=108,
                    color="gray",
                    help="Share of the workspace's pairs that are less alike by this measure; 50% is ordinary",
                ),
                "Paper mode": st.column_config.TextColumn(width=82, alignment="right"),
                "Evidence": st.column_config.TextColumn("Evidence, or what is missing", width=326),
            },
        )
        st.markdown(said(default, standing, series, cut))
        ranking.note(scene, params, standing)
