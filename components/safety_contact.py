"""Earlier contact of the two: who named whom, in what tone, and the posts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, evidence, persona_numbers, theme
from components.audience_kind import NAMES
from core.model import INTERACTION_KINDS
from core.model.persona import CAVEAT
from core.text import counted

if TYPE_CHECKING:
    from components.shell import Scene
    from core.model.safety import ContactTone, Safety

_TONES = ("n_positive", "n_negative", "n_abusive")
_ROWS = ("Posts", "Read for tone", "Positive", "Negative", "Abusive words")


_CAUTION = (
    "Tone is read by VADER, from English posts of their own words, and is wrong about every third; abusive words are "
    f"counted by a list, which knows neither irony nor quotation. Read the posts below. {CAVEAT}"
)


def draw(safety: Safety) -> None:
    """Draw the counts, both ways."""
    table = frame(safety)
    with card.card("Earlier contact", persona_numbers.noted(table), "safety-contact", height="stretch"):
        there = [tone for tone in (safety.a_to_b, safety.b_to_a) if tone is not None and tone.n_posts]
        if safety.a_to_b is None and safety.b_to_a is None:
            st.markdown("Neither timeline was asked.")
        elif not there:
            st.markdown(f"Neither names the other in this data{unseen(safety)}.")
        else:
            st.markdown(f"{_posts('A', 'B', safety.a_to_b)}, {_posts('B', 'A', safety.b_to_a)}.")
            st.dataframe(
                shown(table),
                hide_index=True,
                height="content",
                row_height=30,
                alt="Earlier contact by kind, direction and tone",
                column_config={
                    "Of them": st.column_config.TextColumn(width=120),
                    "A to B": st.column_config.TextColumn("● A names ◆ B", width=112, alignment="right"),
                    "B to A": st.column_config.TextColumn("◆ B names ● A", width=112, alignment="right"),
                },
            )
        st.caption(_CAUTION if there else f"Being silent says nothing: data is never whole. {CAVEAT}")


def _posts(source: str, target: str, tone: ContactTone | None) -> str:
    if tone is None:  # of whom it met nothing is known: that is not none
        return f"{source} names nobody at all in this data"
    return f"{source} names {target} in **{counted(tone.n_posts, 'posts')}**"


def unseen(safety: Safety) -> str:
    """Say of which of the two nothing could have been seen.

    Examples
    --------
    >>> from core.model.safety import ContactTone, HybridSimilarity, Safety
    >>> nothing = HybridSimilarity(None, None, None, {}, None)
    >>> tone = ContactTone({}, 0, 0, 0, 0, 0)
    >>> unseen(Safety("a", "b", "default", None, None, (), nothing, tone, None, ""))
    '; B names nobody at all'
    """
    sides = [name for name, tone in (("A", safety.a_to_b), ("B", safety.b_to_a)) if tone is None]
    return f"; {' and '.join(sides)} {'name' if len(sides) > 1 else 'names'} nobody at all" if sides else ""


def frame(safety: Safety) -> pd.DataFrame:
    """Count both ways: posts by kind, then by tone."""
    sides = {"A to B": safety.a_to_b, "B to A": safety.b_to_a}
    kinds = [
        kind
        for kind in INTERACTION_KINDS
        if any(tone is not None and tone.kinds.get(kind) for tone in sides.values())
    ]
    rows = [NAMES[kind] for kind in kinds]
    return pd.DataFrame(
        {"Of them": [_ROWS[0], *rows, *_ROWS[1:]]}
        | {
            name: None
            if tone is None
            else [
                tone.n_posts,
                *(tone.kinds.get(kind, 0) for kind in kinds),
                tone.n_read,
                # who was not read has no tone, and is not free of abuse
                *(getattr(tone, field) if tone.n_read else None for field in _TONES),
            ]
            for name, tone in sides.items()
        }
    )


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """Give the counts as they are read: a dash where there is none."""
    return table.assign(
        **{
            name: [theme.MISSING if pd.isna(n) else theme.count(int(n)) for n in table[name]]
            for name in ("A to B", "B to A")
        }
    )


def posts(scene: Scene, safety: Safety) -> None:
    """Open the posts in which the two name each other, where there are any."""
    tones = (safety.a_to_b, safety.b_to_a)
    if not any(tone is not None and tone.positions for tone in tones):
        return
    with st.expander("Posts in which they name each other", icon=":material/forum:"):
        only = any(tone is not None and tone.abusive for tone in tones) and st.toggle(
            "Only those with abusive words", key="safety_abusive"
        )
        found = [() if tone is None else tone.abusive if only else tone.positions for tone in tones]
        evidence.both(scene, found[0], found[1], "safety-contact-posts")
