"""Hybrid similarity: three parts stacked, each with what it was made from and the way there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, persona_numbers, state, theme
from core.model.persona import CAVEAT
from figures.hybrid import PARTS, hybrid_figure

if TYPE_CHECKING:
    from core.model.safety import HybridSimilarity, Safety
    from core.safety.weight import SafetyParams

_PAGES = Path(__file__).resolve().parent.parent / "pages"
SOURCES: dict[str, tuple[str, str, str | None]] = {
    "ss": ("Style", "content", "Style, languages"),
    "cs": ("Meaning", "content", "Meaning"),
    "im": ("Audience", "audience", None),
}
"""What each part is made from: in words, on which page, and on which tab of it."""

_MEANINGS = {
    "ss": "Cosine of writing styles, 0 where they are less alike than usual",
    "cs": "Cosine of what the posts mean, above what is usual in this workspace",
    "im": "Rare accounts that both name, and naming each other",
}


def draw(safety: Safety, params: SafetyParams) -> None:
    """Draw the card."""
    hybrid = safety.hybrid
    with card.card("Hybrid similarity", persona_numbers.noted(frame(hybrid)), "hybrid", height="stretch"):
        if hybrid.present is None:
            st.markdown("Nothing of it is known here.")
        else:
            theme.draw(hybrid_figure(hybrid, theme.mode()), alt(hybrid), "hybrid")
        for column, name in zip(st.columns(len(PARTS)), PARTS, strict=True):
            with column, st.container(gap="xxsmall"):
                _part(hybrid, name)
        for name, words in PARTS.items():
            if getattr(hybrid, name) is None:
                reason = theme.escaped(hybrid.missing.get(name, "not known"))
                st.caption(f"{theme.MISSING} {words}: {reason}.")
        part = "" if hybrid.total is not None else "HS takes all three. "
        st.caption(f"{part}{weight(safety, params)} {CAVEAT}")


def weight(safety: Safety, params: SafetyParams) -> str:
    """Say what likeness does to the factor, as it is weighed now.

    Examples
    --------
    >>> from core.model.safety import HybridSimilarity, Safety, SafetyPart
    >>> from core.safety.weight import SafetyParams
    >>> hybrid = HybridSimilarity(0.2, None, 0.5, {}, 0.2)
    >>> parts = (SafetyPart("hybrid", "Hybrid similarity", 0.5, "more alike than 83% of the pairs here"),)
    >>> weight(Safety("a", "b", "default", 1, 0.62, parts, hybrid, None, None, ""), SafetyParams())
    'By its rank among the pairs here it moves the factor by up to ±0.75 log-odds. Alike is not safe.'
    """
    if params.mode == "paper":
        said = "It does not count in the factor of the paper."
    elif not params.hybrid:
        said = "Its weight is 0: it does not count."
    elif not any(part.name == "hybrid" and part.missing is None for part in safety.parts):
        said = "It does not count here, for what is usual is not known."
    else:
        most = f"±{params.hybrid:.2f}"
        said = f"By its rank among the pairs here it moves the factor by up to {most} log-odds."
    return f"{said} Alike is not safe."


def _part(hybrid: HybridSimilarity, name: str) -> None:
    source, page, tab = SOURCES[name]
    card.metric(
        card.Cell(
            f"{PARTS[name]}, {name.upper()}",
            theme.decimal(getattr(hybrid, name)),
            help=f"{_MEANINGS[name]}. Between 0 and 1.",
        )
    )
    clicked = st.button(
        source,
        type="tertiary",
        icon=":material/arrow_forward:",
        icon_position="right",
        key=f"hybrid-open-{name}",
        help="Opens the page that shows what this was made from",
    )
    if clicked:
        if tab is not None:
            state.set_widgets({"content_tab": tab})
        st.switch_page(_PAGES / f"{page}.py", query_params=state.address())


def frame(hybrid: HybridSimilarity) -> pd.DataFrame:
    """Lay the parts out, their sum last, and what is usual here."""
    rows = [
        {
            "Part": f"{words} ({name.upper()})",
            "Value": _rounded(getattr(hybrid, name)),
            "Made from": SOURCES[name][0],
            "Missing": "" if getattr(hybrid, name) is not None else hybrid.missing.get(name, "not known"),
        }
        for name, words in PARTS.items()
    ]
    whole = "Hybrid similarity (HS)" if hybrid.total is not None else "Sum of what is there"
    rows.append({"Part": whole, "Value": _rounded(hybrid.present), "Made from": "", "Missing": ""})
    rows.append(
        {"Part": "Usual in this workspace", "Value": _rounded(hybrid.usual), "Made from": "", "Missing": ""}
    )
    return pd.DataFrame(rows)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def alt(hybrid: HybridSimilarity) -> str:
    """Say in words what the bar shows."""
    parts = [f"{words} {theme.decimal(getattr(hybrid, name))}" for name, words in PARTS.items()]
    usual = "" if hybrid.usual is None else f" Usual here {theme.decimal(hybrid.usual)}."
    return (
        f"Stacked bar, 0 to 3: {', '.join(parts)}; together {theme.decimal(hybrid.present)}.{usual} {CAVEAT}"
    )
