"""The Method page's text on the one-operator verdict: what is read, how it is weighed, when what is said."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import card, theme
from core.verdict.cohort import LEAST_PROFILES, MOST_NEAREST
from core.verdict.judged import LEAST_POSTS
from core.verdict.model_file import default_model
from core.verdict.view import VIEWS
from core.verdict.wording import CUT_OFFS, DECISIONS

_HOW = f"""
- **What is read.** Three views of what each profile writes: the words it chooses and whom it names, rare ones weighing
  most, and its character sequences. No handle, name, id, link, hashtag, client or time.
- **Against its own nearest.** A raw likeness is held against the profile's nearest others, up to {MOST_NEAREST} of the
  workspace, in standard deviations: two who speak about one trade are no more alike than each is to its colleagues.
- **Bits.** A joint model of the three gives the log2 likelihood ratio: +1 bit, one operator is twice as likely to look
  like this as two. The bits of the views add up exactly; a view that is missing adds none. Bits are never cut off.
- **Chance.** Bits and base rate make the probability. The base rate is one in the other profiles of the workspace, never
  above one in a hundred, until you move it.
- **Where it does not hold.** The model was fitted on public accounts, each split into its past and its present. A
  workspace unlike those shows bits and ranks, and no probability. Friends, colleagues and an office with its holder
  score high without one operator behind them; style disguised on purpose scores low with one.
- **Least evidence.** {LEAST_POSTS} posts of each, and {LEAST_PROFILES} profiles in the workspace.
"""


def verdict() -> None:
    """Draw how the one-operator verdict is made."""
    model = default_model()
    parts = {part.view: part for part in model.parts}
    table = pd.DataFrame(
        [
            {
                "View": view.label,
                "Weight": f"{parts[view.name].weight:.2f}",
                "Least evidence": f"{view.least:,} {view.items} of each",
            }
            for view in VIEWS
        ]
    )
    with card.card("The one-operator verdict", table, "method-verdict"):
        st.markdown(_HOW)
        st.dataframe(
            table,
            hide_index=True,
            height="content",
            row_height=34,
            width="content",
            alt="The views of the verdict with weight and least evidence",
        )
        for name, words in DECISIONS.items():
            st.markdown(f"**{words}.** {CUT_OFFS[name]}")
        st.caption(
            f"Default model: {theme.escaped(model.name)}. Its training, its figures and where it fails are on the "
            "Validation page."
        )
