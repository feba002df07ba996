"""The habits of both profiles side by side: each number, its name, its cut-off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, compute, habit, theme
from core.behaviour.trait import CUT_OFFS, all_traits
from core.content.sentiment import TONE_CUT
from core.model import Missing

if TYPE_CHECKING:
    from components.shell import Scene
    from core.model import Trait

_NAMES = {
    "spreader": "Spreads or writes",
    "early_riser": "Early",
    "nocturnal": "Night",
    "weekend": "Week or weekend",
    "burstiness": "Steadiness",
    "tone": "Tone of English posts",
}
_CUT_OFFS = CUT_OFFS | {"tone": f"A tone from {TONE_CUT:.0%} of the English posts on; VADER"}


def found(scene: Scene, key: str) -> dict[str, Trait | Missing]:
    """Give every habit of one profile, or why it is not known."""
    portrait = compute.portrait(scene.gallery, key)
    return all_traits(portrait.activity, portrait.kinds) | {"tone": habit.tone(scene.gallery, key)}


def words(trait: Trait | Missing) -> str:
    """Say a habit in a cell: its name and its number.

    Examples
    --------
    >>> from core.model import Trait
    >>> words(Trait("spreader", "Spreader", 0.51, "")), words(Trait("burstiness", "Steady", -0.25, ""))
    ('Spreader · 51%', 'Steady · −0.25')
    >>> words(Missing("3 posts, 50 needed"))
    '—'
    """
    if isinstance(trait, Missing):
        return theme.MISSING
    number = theme.decimal(trait.value) if trait.name == "burstiness" else theme.percent(trait.value)
    return f"{trait.label} · {number}"


def frame(one: dict[str, Trait | Missing], other: dict[str, Trait | Missing]) -> pd.DataFrame:
    """Lay the habits of two profiles out, a row each, with what each number is made from."""
    return pd.DataFrame(
        [
            {
                "Habit": said,
                "A": words(one[name]),
                "B": words(other[name]),
                "Cut-off": _CUT_OFFS[name],
                "A in full": _in_full(one[name]),
                "B in full": _in_full(other[name]),
            }
            for name, said in _NAMES.items()
        ]
    )


def _in_full(trait: Trait | Missing) -> str:
    return f"missing: {trait.reason}" if isinstance(trait, Missing) else trait.explanation


def draw(scene: Scene) -> None:
    """Draw the habits of both, each against its cut-off."""
    one, other = (found(scene, key) for key in (scene.a, scene.b))
    table = frame(one, other)
    with card.card("Habits, side by side", table, "habits"):
        st.dataframe(
            table[["Habit", "A", "B", "Cut-off"]],
            hide_index=True,
            height="content",
            row_height=34,
            key="habits",
            alt="Habits of both profiles with numbers and cut-offs",
            column_config={
                "Habit": st.column_config.TextColumn(width=150),
                "A": st.column_config.TextColumn("● A", width=164),
                "B": st.column_config.TextColumn("◆ B", width=164),
                "Cut-off": st.column_config.TextColumn(width=320),
            },
        )
        for side, of in (("A", one), ("B", other)):
            if reasons := list(dict.fromkeys(t.reason for t in of.values() if isinstance(t, Missing))):
                st.caption(f"{theme.MISSING} {side}: {'; '.join(reasons)}.")
        st.caption(
            "Hours are UTC: they describe a clock in London, not the author’s. *Table* holds what each number is "
            "made from."
        )
