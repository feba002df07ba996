"""What the default one-operator model says of how it was made."""

from __future__ import annotations

import streamlit as st

from components import card, compute_study, study_table, theme
from core.validation.sheet import frame

TITLE = "The default one-operator model"


def draw() -> None:
    """Draw the training card of the model that the verdicts come from."""
    table = compute_study.training(TITLE)
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader(TITLE, anchor=False, width="content")
            card.download_csv(frame(table), "training-card")
        st.markdown(
            "Verdicts are made by a model that was fitted once, on public accounts, and comes with the program. What it "
            "reached there holds where your profiles are like those; the experiments above say what holds on yours."
        )
        study_table.grid(table, "training-card")
        st.caption(theme.escaped(table.note))
