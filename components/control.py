"""The few controls of a page, kept across pages, never more than three in a row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from components import state
from core.measures.behaviour_series import name_of
from core.model import INTERACTION_KINDS
from core.params import BehaviourParams, ComparisonParams

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from core.behaviour.selection import Bins
    from core.model.result import Mode

T = TypeVar("T", bound="Hashable")
_MODES: dict[Mode, str] = {"default": "Recommended", "paper": "As the paper"}
SERIES = {
    "posts": "Posts",
    "originals": "Originals",
    "reposts": "Reposts",
    "quotes": "Quotes",
    "replies": "Replies",
    "mentions": "Mentions",
    "likes_received": "Likes received",
    "reposts_received": "Reposts received",
}
BINS = {"hour_of_day": "Hour of day", "hour_of_week": "Hour of week", "day": "Day", "month": "Month"}
ENDINGS = {
    "hour_of_day": "by_hour",
    "hour_of_week": "by_hour_of_week",
    "day": "per_day",
    "month": "per_month",
}
N_BINS: dict[str, Bins] = {"hour_of_day": 24, "hour_of_week": 168, "day": None, "month": "month"}
SERIES_KEY, BINS_KEY = "behaviour_series", "behaviour_bins"
_BANDS: dict[str, dict[str, int | None]] = {
    "day": {"1 day": 1, "3 days": 3, "7 days": 7, "Free": None},
    "hour_of_day": {"1 h": 1, "2 h": 2, "4 h": 4, "Free": None},
    "hour_of_week": {"1 h": 1, "2 h": 2, "4 h": 4, "Free": None},
    "month": {"0 months": 0, "1 month": 1, "3 months": 3, "Free": None},
}
_KINDS = {kind: f"{kind.capitalize()}s" if kind != "reply" else "Replies" for kind in INTERACTION_KINDS}
STRONG_FROM = (2, 3, 5, 10)


def mode(key: str) -> ComparisonParams:
    """Let the analyst choose between our measures and the paper's."""
    return ComparisonParams.of(recommended_or_paper("Measures", key))


def recommended_or_paper(label: str, key: str) -> Mode:
    """Let the analyst choose between our rule and the paper's."""
    return one_of(label, _MODES, key)


def one_of(label: str, choices: Mapping[T, str], key: str) -> T:
    """Let the analyst choose one of a few by its name, at first the first one; the label is heard and not seen.

    Parameters
    ----------
    label : str
        Plain words.
    choices : mapping
        What each choice is called.
    key : str
        Of the widget; the choice is kept under it across pages.
    """
    chosen = st.segmented_control(
        label,
        list(choices),
        format_func=lambda name: choices[name],
        default=next(iter(choices)),
        required=True,
        key=key,
        persist_state="session",
        label_visibility="collapsed",
        width="content",
    )
    # what a browser sends is not always one of them
    return next((choice for choice in choices if choice == chosen), next(iter(choices)))


def behind(measure: str) -> tuple[str, str] | None:
    """Give the series and the bin that a measure warps, None where it warps nothing.

    >>> behind("behaviour.dtw_quotes_per_month"), behind("audience.jaccard")
    (('quotes', 'month'), None)
    """
    named = {name_of(series, ending): (series, cut) for series in SERIES for cut, ending in ENDINGS.items()}
    return named.get(measure)


def in_detail() -> bool:
    """Let the analyst see the families of measures too: each series, each kind of interaction."""
    return st.toggle("In detail", key="compare_detail", persist_state="session")


def series() -> str:
    """Let the analyst choose what is counted."""
    return str(
        st.selectbox(
            "Count",
            list(SERIES),
            format_func=lambda name: SERIES[name],
            key=SERIES_KEY,
            persist_state="session",
            width=160,
        )
    )


def bins() -> str:
    """Let the analyst choose how time is cut."""
    return str(
        st.segmented_control(
            "Bin",
            list(BINS),
            format_func=lambda name: BINS[name],
            # once a table may have set it, a default would be a second opinion
            default="hour_of_day" if state.widget(BINS_KEY) is None else None,
            required=True,
            key=BINS_KEY,
            persist_state="session",
        )
    )


def band(cut: str) -> BehaviourParams:
    """Let the analyst choose how far the curves may be bent."""
    choices = _BANDS[cut]
    usual = list(choices)[1]
    label = st.segmented_control(
        "Warp at most",
        list(choices),
        default=usual,
        required=True,
        key=f"behaviour_band_{cut}",
        persist_state="session",
    )
    width = choices[str(label)]
    if cut == "month":
        return BehaviourParams(band_months=width)
    return BehaviourParams(band_days=width) if cut == "day" else BehaviourParams(band_hours=width)


def interaction_kinds() -> tuple[str, ...]:
    """Let the analyst choose which ways of naming count; none chosen means all."""
    chosen = st.pills(
        "Named by",
        list(_KINDS),
        format_func=lambda kind: _KINDS[kind],
        default=list(_KINDS),
        selection_mode="multi",
        key="audience_kinds",
        persist_state="session",
    )
    return tuple(kind for kind in _KINDS if kind in chosen) or tuple(_KINDS)


def audience() -> ComparisonParams:
    """Let the analyst choose which ways of naming count, what makes a strong friendship, and whose measures."""
    kinds = interaction_kinds()
    strong = st.segmented_control(
        "Strong friendship from",
        list(STRONG_FROM),
        format_func=lambda n: f"{n} contacts" if n == STRONG_FROM[-1] else str(n),
        default=3,
        required=True,
        key="audience_strong",
        persist_state="session",
    )
    chosen = mode("audience_mode")
    params = replace(chosen.audience, kinds=kinds, strong_weight=int(strong or 3))
    return replace(chosen, audience=params)
