"""Every measure of a pair as one table: value, percentile, evidence, and the way to its posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from components import control, state, theme
from core.measures import DETAIL, get
from core.standing import LEAST_PAIRS

if TYPE_CHECKING:
    from core.model import Comparison, Measurement
    from core.standing import Standing

_TOP, _ALL = 99.4, 100.0  # per cent; a bar says 100 only where every other pair is less alike
_PAGES = ("behaviour", "audience", "content")


def value_words(found: Measurement) -> str:
    """Write a measurement's value, or the dash that stands for a missing one."""
    return theme.decimal(found.value, get(found.measure).digits)


def evidence_words(found: Measurement) -> str:
    """Say what a measurement rests on, or why there is none."""
    if found.missing:
        return f"missing: {found.missing}"
    counts = f"{theme.count(found.n_a)} and {theme.count(found.n_b)} {found.items}"
    return counts if found.shared is None else f"{theme.count(found.shared)} of {counts}"


def frame(comparison: Comparison, standing: Standing | None, *, in_detail: bool = False) -> pd.DataFrame:
    """Lay a comparison out, one row a measure, the aspect named on its first row; families only in detail."""
    rows: list[dict[str, Any]] = []
    for found in comparison.measurements:
        measure = get(found.measure)
        if DETAIL in measure.tags and not in_detail:
            continue
        named = bool(rows) and rows[-1]["aspect"] == measure.aspect
        share = standing.more_alike_than(found) if standing else None
        rows.append(
            {
                "aspect": measure.aspect,
                "measure": measure.name,
                "Aspect": "" if named else measure.aspect.capitalize(),
                "Measure": measure.label,
                "Value": value_words(found),
                "More alike than": None if share is None else min(100 * share, _TOP) if share < 1 else _ALL,
                "Evidence": evidence_words(found),
                "Open": "Open" if measure.aspect in _PAGES else "",
            }
        )
    return pd.DataFrame(rows)


def draw(comparison: Comparison, standing: Standing | None, key: str, *, in_detail: bool = False) -> None:
    """Draw the table; its last column opens the page that explains the row."""
    table = frame(comparison, standing, in_detail=in_detail)
    # where no pair has a percentile, the reasons have the room of the bars
    unranked = ["More alike than"] if standing and standing.n_pairs < LEAST_PAIRS else []
    st.dataframe(
        table.drop(columns=["aspect", "measure", *unranked]),
        hide_index=True,
        height="content",
        row_height=34,
        key=key,
        alt="Every measure with value, percentile and evidence",
        column_config={
            "Aspect": st.column_config.TextColumn(width=82),
            "Measure": st.column_config.TextColumn(width=190),
            "Value": st.column_config.TextColumn(width=72, alignment="right"),
            "More alike than": st.column_config.ProgressColumn(
                min_value=0,
                max_value=100,
                format="%.0f%%",
                width=140,
                color="gray",
                help="Share of the workspace's pairs that are less alike by this measure; 50% is ordinary",
            ),
            "Evidence": st.column_config.TextColumn(width=376 if unranked else 236),
            "Open": st.column_config.ButtonColumn("", key=f"{key}-open", type="tertiary", width=64),
        },
    )
    lacking = _missing(comparison, in_detail=in_detail)
    st.caption("  \n".join(f"{theme.MISSING} {', '.join(labels)}: {why}." for why, labels in lacking.items()))
    clicked = state.clicked_row(f"{key}-open")
    if clicked is not None and (aspect := str(table.loc[clicked, "aspect"])) in _PAGES:
        if (series := control.behind(str(table.loc[clicked, "measure"]))) is not None:
            state.set_widgets({control.SERIES_KEY: series[0], control.BINS_KEY: series[1]})
        st.switch_page(f"pages/{aspect}.py", query_params=state.address())


def _missing(comparison: Comparison, *, in_detail: bool) -> dict[str, list[str]]:
    """Gather the measures that are missing by the reason why."""
    reasons: dict[str, list[str]] = {}
    for found in comparison.measurements:
        if found.missing and (in_detail or DETAIL not in get(found.measure).tags):
            reasons.setdefault(found.missing, []).append(get(found.measure).label)
    return reasons


def export_frame(comparison: Comparison, standing: Standing | None) -> pd.DataFrame:
    """Give the comparison as the CSV has it: names of measures, raw values, reasons."""
    return pd.DataFrame(
        [
            {
                "a": comparison.a,
                "b": comparison.b,
                "mode": comparison.mode,
                "measure": found.measure,
                "value": found.value,
                "missing": found.missing,
                "unit": found.unit,
                "direction": found.direction,
                "more_alike_than": standing.more_alike_than(found) if standing else None,
                "n_a": found.n_a,
                "n_b": found.n_b,
                "items": found.items,
                "shared": found.shared,
            }
            for found in comparison.measurements
        ]
    )
