"""What kind of accounts: four axes with their uncertainty, what carries them, and the class that leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, persona_numbers, theme
from core.model.persona import AXES, CAVEAT, CLASSES, POLES
from core.text import counted
from figures.axes import axes_figure, class_figure, class_order
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.persona import AxisScore, Persona

_SIGNS = ("● A", "◆ B")
_MOST_TRAITS = 5
_HEIGHT = 326  # px, of both figures
_AXES_COLUMNS = ("Profile", "Axis", "Leans to", "Share", "Low", "High", "Bits", "Read", "Words", "Missing")
_TRAIT_COLUMNS = ("Profile", "Axis", "Trait", "Rate", "Usual", "Unit", "Towards", "Bits")


def draw(a: Persona, b: Persona) -> None:
    """Draw both cards, side by side; who has not text enough has no marks and a reason."""
    left, right = st.columns([1.35, 1])
    with left, card.card("Four axes", persona_numbers.noted(axes_frame(a, b)), "axes", height="stretch"):
        if a.axes or b.axes:
            theme.draw(axes_figure(a, b, theme.mode(), height=_HEIGHT), axes_alt(a, b), "axes")
        _say_missing(a, b)
        if a.axes or b.axes:
            st.caption(
                f"Bar: 95% interval; a hollow mark's bar holds the middle. {_read_words(a, b)} {CAVEAT}"
            )
            _traits(a, b)
    with (
        right,
        card.card("Leading class", persona_numbers.noted(class_frame(a, b)), "classes", height="stretch"),
    ):
        if a.classes is not None or b.classes is not None:
            theme.draw(class_figure(a, b, theme.mode(), height=_HEIGHT), class_alt(a, b), "classes")
        st.caption(f"{_leading_words(a, b)} {CAVEAT}")


def _say_missing(a: Persona, b: Persona) -> None:
    for sign, persona in zip(_SIGNS, (a, b), strict=True):
        if persona.missing:
            st.markdown(
                f":gray[:material/info:] **{sign} cannot be read** · {theme.escaped(persona.missing).rstrip('.')} "
                f"({counted(persona.n_words, 'words')} of its own in {counted(persona.n_texts, 'texts')})."
            )


def _read_words(a: Persona, b: Persona) -> str:
    words = [
        f"{sign} {counted(one.n_words, 'words')} of {counted(one.n_texts, 'texts')}"
        for sign, one in zip(_SIGNS, (a, b), strict=True)
        if one.axes
    ]
    return f"Read: {', '.join(words)}."


def _leading_words(a: Persona, b: Persona) -> str:
    """Say who leads, and how little that may mean."""
    said = [
        f"{sign} {one.leading}, {theme.percent(float(one.classes.max()))}"
        for sign, one in zip(_SIGNS, (a, b), strict=True)
        if one.leading is not None and one.classes is not None
    ]
    return f"Leading: {'; '.join(said)}." if said else "None leads."


def _scores(a: Persona, b: Persona) -> Sequence[tuple[str, AxisScore]]:
    """Give the scores axis by axis, A's before B's."""
    return [
        (sign, score)
        for row in range(len(POLES))
        for sign, persona in zip(_SIGNS, (a, b), strict=True)
        for score in persona.axes[row : row + 1]
    ]


def axes_frame(a: Persona, b: Persona) -> pd.DataFrame:
    """Lay the scores out, one row an axis and profile; who has none has one row with the reason."""
    rows: list[dict[str, object]] = []
    counts = dict(zip(_SIGNS, (a, b), strict=True))
    for sign, score in _scores(a, b):
        pole, share, low, high = score.lean
        rows.append(
            {
                "Profile": sign,
                "Axis": score.axis,
                "Leans to": pole,
                "Share": round(share, 4),
                "Low": round(low, 4),
                "High": round(high, 4),
                "Bits": round(score.bits, 3),
                "Read": "undecided" if score.is_undecided else "clear of the middle",
                "Words": counts[sign].n_words,
                "Missing": "",
            }
        )
    rows += [
        {"Profile": sign, "Words": one.n_words, "Missing": one.missing}
        for sign, one in counts.items()
        if one.missing
    ]
    return pd.DataFrame(rows, columns=list(_AXES_COLUMNS))


def class_frame(a: Persona, b: Persona) -> pd.DataFrame:
    """Lay the eight classes out, likeliest first."""
    order = class_order(a, b)
    columns = {
        f"{sign}, chance": [None if one.classes is None else round(float(one.classes[n]), 4) for n in order]
        for sign, one in zip(_SIGNS, (a, b), strict=True)
    }
    return pd.DataFrame({"Class": [CLASSES[n] for n in order], **columns})


def trait_frame(a: Persona, b: Persona, most: int = _MOST_TRAITS) -> pd.DataFrame:
    """Lay out the traits that carry each axis most, of each profile."""
    rows = []
    for sign, score in _scores(a, b):
        poles = POLES[AXES.index(score.axis)]
        rows += [
            {
                "Profile": sign,
                "Axis": score.axis,
                "Trait": plain(part.label, 60),
                "Rate": part.value,
                "Usual": part.usual,
                "Unit": part.unit,
                "Towards": poles[1] if part.bits > 0 else poles[0],
                "Bits": abs(part.bits),
            }
            for part in score.parts[:most]
        ]
    return pd.DataFrame(rows, columns=list(_TRAIT_COLUMNS))


def _traits(a: Persona, b: Persona) -> None:
    with st.popover("What carries each axis", icon=":material/format_list_numbered:", type="tertiary"):
        table = trait_frame(a, b)
        st.dataframe(
            table,
            hide_index=True,
            height=420,
            row_height=34,
            alt="Traits that carry each axis, with their rates and bits",
            column_config={
                "Profile": st.column_config.TextColumn(width=56),
                "Axis": st.column_config.TextColumn(width=50),
                "Trait": st.column_config.TextColumn(width=172),
                "Rate": st.column_config.NumberColumn(format="%.3g", width=58),
                "Usual": st.column_config.NumberColumn(
                    format="%.3g", width=58, help="In the texts that the model was learned from"
                ),
                "Unit": st.column_config.TextColumn(width=118),
                "Towards": st.column_config.TextColumn(width=82),
                "Bits": st.column_config.NumberColumn(format="%.2f", width=54),
            },
        )
        card.download_csv(
            persona_numbers.noted(trait_frame(a, b, 10_000)), "persona-traits", "All traits (CSV)"
        )
        st.caption(
            f"The {_MOST_TRAITS} largest of each axis. Bits of all traits add up to the axis before it is drawn "
            f"towards the middle for what is uncertain. {CAVEAT}"
        )


def axes_alt(a: Persona, b: Persona) -> str:
    """Say in words what the axes show."""
    said = [
        f"{sign} {score.lean.pole} {theme.percent(score.lean.share)}{' (undecided)' if score.is_undecided else ''}"
        for sign, score in _scores(a, b)
    ]
    return f"Four axes. {', '.join(said)}. {CAVEAT}"


def class_alt(a: Persona, b: Persona) -> str:
    """Say in words what the bars show."""
    return f"Chance of each of eight classes to lead. {_leading_words(a, b)} {CAVEAT}"
