"""Direct contact of the two: by kind and direction, and the posts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, evidence, theme
from components.audience_kind import NAMES
from core.evidence import naming
from core.keys import own_keys

if TYPE_CHECKING:
    from components.audience_view import View

_TITLE = "Direct contact"
_CAVEAT = "Friends answer each other, and so may accounts of one operator: it speaks for neither by itself."


def frame(view: View) -> pd.DataFrame:
    """Count how often each names the other, by the kinds that are chosen."""
    kinds = view.params.audience.kinds
    return pd.DataFrame(
        {
            "By": [NAMES[kind] for kind in kinds],
            "A to B": [view.contact.a_to_b.get(kind, 0) for kind in kinds],
            "B to A": [view.contact.b_to_a.get(kind, 0) for kind in kinds],
        }
    )


def draw(view: View) -> None:
    """Draw the counts, which no overlap holds."""
    table = frame(view)
    to_b, to_a = int(table["A to B"].sum()), int(table["B to A"].sum())
    with card.card(_TITLE, table, "contact", height="stretch"):
        st.markdown(
            f"A names B **{_times(to_b)}**, B names A **{_times(to_a)}**."
            if to_a + to_b
            else "Neither names the other in this data."
        )
        if to_a + to_b:
            st.dataframe(
                table,
                hide_index=True,
                height="content",
                row_height=34,
                key="contact",
                alt="Direct contact by kind and direction",
                column_config={
                    "By": st.column_config.TextColumn(width=90),
                    "A to B": st.column_config.NumberColumn("● A names ◆ B", width=116),
                    "B to A": st.column_config.NumberColumn("◆ B names ● A", width=116),
                },
            )
        st.caption(_CAVEAT)


def _times(n: int) -> str:
    return "once" if n == 1 else f"{theme.count(n)} times" if n else "never"


def posts(view: View) -> None:
    """Open the posts in which the two name each other, where there are any."""
    table = frame(view)
    if not table[["A to B", "B to A"]].to_numpy().sum():
        return
    scene, kinds = view.scene, view.params.audience.kinds
    with st.expander("Posts in which they name each other", icon=":material/forum:"):
        known = scene.gallery.workspace.identities
        own_a, own_b = (own_keys(portrait.profile) for portrait in scene.portraits)
        timeline_a, timeline_b = scene.timelines
        a = naming(timeline_a.posts, own_b - own_a, known.canonical, kinds)
        b = naming(timeline_b.posts, own_a - own_b, known.canonical, kinds)
        evidence.both(scene, a.tolist(), b.tolist(), "contact")
