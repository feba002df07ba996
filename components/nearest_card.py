"""The profiles of the workspace that are most like A, each to be opened as B."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import compute, jobs, ranking, state, theme
from core.hybrid import HYBRID_ASPECTS
from core.nearest import nearest
from figures.label import plain

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

    from components.shell import Scene
    from core.nearest import Nearest
    from core.params import ComparisonParams
    from core.standing import Standing

_SHOWN = 10


def draw(scene: Scene, params: ComparisonParams, standing: Standing | None) -> None:
    """Offer the ten profiles most like A; they are looked for once the analyst asks."""
    asked = st.expander("Ten most like A", icon=":material/group_search:", on_change="rerun", key="nearest")
    with asked:
        if not asked.open:
            return
        if standing is None:
            st.markdown("Pending: where pairs stand in this workspace must be known first.")
            return
        if reason := ranking.withheld(standing):
            st.markdown(f"Nobody can be called near by rank here: {reason}.")
            return
        ranked = f"{scene.gallery.meaning_state()}:{compute.is_ranked(scene.gallery, params)}"
        key = f"nearest:{scene.gallery.workspace.fingerprint}:{ranked}:{scene.a}:{params!r}"
        job = jobs.submit(
            key,
            lambda progress, cancelled: nearest(
                scene.gallery, scene.a, standing, params, _SHOWN, progress=progress, cancelled=cancelled
            ),
        )
        jobs.draw(job, "Comparing A with every profile")
        if job.status.result is not None:
            _table(scene, job.status.result)


def _bar(label: str | None = None) -> ColumnConfig:
    return st.column_config.ProgressColumn(
        label, min_value=0, max_value=100, format="%.0f%%", color="gray", width=112
    )


def _frame(scene: Scene, found: Nearest) -> pd.DataFrame:
    labels = compute.labels(scene.gallery)
    return pd.DataFrame(
        [
            {
                "Profile": plain(labels.get(one.key, one.key), 40),
                "All": 100 * (1 - one.distance),
                **{
                    aspect.capitalize(): 100 * (1 - one.parts[aspect]) if aspect in one.parts else None
                    for aspect in HYBRID_ASPECTS
                },
                "Measures": one.n_measures,
                "Open": "Shown" if one.key == scene.b else "Compare",
            }
            for one in found.neighbours
        ]
    )


def _table(scene: Scene, found: Nearest) -> None:
    if not found.neighbours:
        st.markdown("No other profile of this workspace has evidence enough to be compared with A.")
        return
    st.dataframe(
        _frame(scene, found),
        hide_index=True,
        height="content",
        row_height=34,
        alt="The ten profiles most like A, with their rank in each aspect",
        column_config={
            "Profile": st.column_config.TextColumn(width=200),
            "All": _bar("All aspects"),
            **{aspect.capitalize(): _bar() for aspect in HYBRID_ASPECTS},
            "Measures": st.column_config.NumberColumn("Measures", width=80),
            "Open": st.column_config.ButtonColumn("", key="nearest-open", type="tertiary", width=90),
        },
    )
    some = (
        ""
        if found.n_compared == found.n_others
        else f"the {theme.count(found.n_compared)} with most posts of "
    )
    st.caption(
        f"Of {some}{theme.count(found.n_others)} others. Each bar is the mean share of the workspace's pairs that "
        "are less alike, over the measures of an aspect; *All aspects* is the mean of the three. Somebody is always "
        "nearest: being first in this list is no evidence by itself."
    )
    clicked = state.clicked_row("nearest-open")
    if clicked is not None:
        state.choose("b", found.neighbours[clicked].key)
        st.rerun()
