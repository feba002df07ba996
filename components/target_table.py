"""The users whom both name: what each is worth, and the posts that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from components import card, compute, evidence, theme
from core.evidence import naming
from core.model import Missing
from figures.label import plain

if TYPE_CHECKING:
    from components.audience_view import View

LISTED = 1_000
"""Rows of the table; the CSV holds all."""


def _strong(strong_a: bool, strong_b: bool) -> str:  # noqa: FBT001
    return "both" if strong_a and strong_b else "A" if strong_a else "B" if strong_b else ""


def keys(view: View) -> list[str]:
    """List the shared targets, what tells most first: by part of the rarity cosine, else by strength."""
    if isinstance(view.rare, Missing):
        return [target.key for target in view.overlap.shared]
    return [target.key for target in view.rare]


def frame(view: View) -> pd.DataFrame:
    """Lay the shared targets out, in the order of :func:`keys`; the parts add up to the rarity cosine."""
    listed = keys(view)
    labels = view.labels(listed)
    shared = {target.key: target for target in view.overlap.shared}
    table = pd.DataFrame(
        {
            "Target": [plain(labels[key], None) for key in listed],
            "A": [shared[key].weight_a for key in listed],
            "B": [shared[key].weight_b for key in listed],
            "Strong": [_strong(shared[key].strong_a, shared[key].strong_b) for key in listed],
        }
    )
    if isinstance(view.rare, Missing):
        return table
    return table.assign(
        Known=[target.n_profiles for target in view.rare],
        Rarity=[target.rarity for target in view.rare],
        Part=[target.part for target in view.rare],
    )


def draw(view: View) -> None:
    """Draw the table of shared targets; a row opens to the posts that name its target."""
    n = len(view.overlap.shared)
    st.subheader(f"Shared targets ({theme.count(n)})", anchor=False)
    if not n:
        st.markdown("None. An empty overlap of small audiences says little; see the counts above.")
        return
    whole = view.kept("targets", lambda: frame(view))
    table = whole.head(LISTED)
    st.caption(_order_words(view, n))
    row = evidence.chosen_row(
        table,
        "targets",
        "Shared targets with both weights and rarity",
        _columns(view, whole),
        most_rows=9,
    )
    card.download_csv(whole, "shared-targets", "Targets (CSV)")
    if row is not None:
        _posts_naming(view, keys(view)[row])


def _order_words(view: View, n: int) -> str:
    cut = f" The first {theme.count(LISTED)}; the CSV holds all." if n > LISTED else ""
    if isinstance(view.rare, Missing):
        return (
            f"The strongest first; rarity is pending: {view.rare.reason}.{cut} Click a row to read the posts."
        )
    return (
        f"What tells most first; the parts add up to the rarity cosine.{cut} Click a row to read the posts."
    )


def _columns(view: View, whole: pd.DataFrame) -> dict[str, Any]:
    """Lay the table's columns out; the most contacts of either fill a bar."""
    most = int(whole[["A", "B"]].to_numpy().max())
    reference = compute.reference(view.scene.gallery)
    n_profiles = reference.n_profiles if reference else 0
    bar: dict[str, Any] = {"format": "%d", "min_value": 0, "max_value": most, "width": 122}
    columns = {
        "Target": st.column_config.TextColumn(width=164),
        "A": st.column_config.ProgressColumn("● A contacts", color="blue", **bar),
        "B": st.column_config.ProgressColumn("◆ B contacts", color="orange", **bar),
        "Strong": st.column_config.TextColumn(width=60),
        "Known": st.column_config.NumberColumn(
            f"Named by, of {theme.count(n_profiles)}",
            help="How many profiles of the workspace name this user; few = rare = tells more",
            width=112,
        ),
        "Rarity": st.column_config.NumberColumn(
            format="%.2f", width=64, help="Its weight in the rarity cosine; 1 where everybody names it"
        ),
        "Part": st.column_config.NumberColumn(
            "Part of cosine", format="%.4f", width=100, help="What it adds to the rarity cosine"
        ),
    }
    return {name: column for name, column in columns.items() if name in whole}


def _posts_naming(view: View, target: str) -> None:
    scene = view.scene
    known = scene.gallery.workspace.identities
    found = [
        naming(timeline.posts, {target}, known.canonical, view.params.audience.kinds).tolist()
        for timeline in scene.timelines
    ]
    shown = theme.escaped(plain(view.labels([target])[target], None))
    st.markdown(f"**Posts that name {shown}**")
    evidence.both(scene, found[0], found[1], "naming")
