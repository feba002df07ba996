"""The overlap of two audiences for each way of naming on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, theme

if TYPE_CHECKING:
    from components.audience_view import View

NAMES = {"repost": "Reposts", "quote": "Quotes", "reply": "Replies", "mention": "Mentions"}


def frame(view: View) -> pd.DataFrame:
    """Lay the kinds out that are chosen: Jaccard, shared targets, those of each, or why there is none."""
    rows = []
    for kind in view.params.audience.kinds:
        found = view.found(f"audience.jaccard_{kind}")
        rows.append(
            {
                "Named by": NAMES[kind],
                "Jaccard": found.value,
                "Shared": found.shared,
                "A": found.n_a,
                "B": found.n_b,
                "Missing": found.missing or "",
            }
        )
    return pd.DataFrame(rows).astype({"Jaccard": "Float64", "Shared": "Int64"})


def draw(view: View) -> None:
    """Draw the table of kinds."""
    table = frame(view)
    lacks = bool(table["Missing"].any())
    with card.card("By way of naming", table, "kinds", height="stretch"):
        most = table["Jaccard"].max()
        st.dataframe(
            table.drop(columns=["Missing"]),
            hide_index=True,
            height="content",
            row_height=34,
            key="kinds",
            alt="Shared targets by way of naming",
            column_config={
                "Named by": st.column_config.TextColumn(width=74),
                "Jaccard": st.column_config.ProgressColumn(
                    format="%.3f",
                    min_value=0,
                    max_value=1.0 if pd.isna(most) or not most else float(most),
                    color="gray",
                    width=106,
                    help="The bar is drawn beside the largest of the kinds",
                ),
                "Shared": st.column_config.NumberColumn(width=58),
                "A": st.column_config.NumberColumn("● A", width=52, help="Targets that A names in this way"),
                "B": st.column_config.NumberColumn("◆ B", width=52, help="Targets that B names in this way"),
            },
        )
        for kind, why in zip(table["Named by"], table["Missing"], strict=True):
            if why:
                st.caption(f"{theme.MISSING} {kind}: {why}.")
        if not lacks:
            st.caption("Targets; a post names a target in its strongest way only.")
