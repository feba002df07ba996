"""Over whom the two meet: shared targets that are profiles here and name one of them in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from components import card, compute, evidence, theme
from core.evidence import naming
from core.keys import own_keys
from core.model import INTERACTION_KINDS
from figures.label import plain

if TYPE_CHECKING:
    from components.audience_view import View
    from core.audience.second_step import SecondStep
    from figures.template import Side

_TITLE = "Over whom they meet"


def frame(view: View, beyond: SecondStep) -> pd.DataFrame:
    """Lay the bridges out: how often A and B name each, and it them."""
    labels = view.labels([bridge.key for bridge in beyond.bridges])
    return pd.DataFrame(
        {
            "Profile": [plain(labels[bridge.key], None) for bridge in beyond.bridges],
            "From A": [bridge.from_a for bridge in beyond.bridges],
            "From B": [bridge.from_b for bridge in beyond.bridges],
            "To A": [bridge.to_a for bridge in beyond.bridges],
            "To B": [bridge.to_b for bridge in beyond.bridges],
        }
    )


def draw(view: View) -> None:
    """Draw the table of bridges; a row opens to the posts in which that profile names A and B."""
    beyond = view.beyond
    if beyond is None:
        st.subheader(_TITLE, anchor=False)
        st.markdown(f"{theme.MISSING} pending: every portrait is needed for it.")
        return
    st.subheader(f"{_TITLE} ({theme.count(len(beyond.bridges))})", anchor=False)
    if not view.overlap.shared:
        st.markdown("Nobody: no target is shared.")
        return
    st.caption(_words(beyond))
    if not beyond.bridges:
        return
    table = frame(view, beyond)
    row = evidence.chosen_row(
        table,
        "bridges",
        "Shared targets that name A or B in turn",
        {
            "Profile": st.column_config.TextColumn(width=200),
            "From A": st.column_config.NumberColumn("● A names it", width=124),
            "From B": st.column_config.NumberColumn("◆ B names it", width=124),
            "To A": st.column_config.NumberColumn("It names ● A", width=124),
            "To B": st.column_config.NumberColumn("It names ◆ B", width=124),
        },
        most_rows=6,
    )
    card.download_csv(table, "bridges", "Bridges (CSV)")
    if row is not None:
        _posts(view, beyond.bridges[row].key)


def _words(beyond: SecondStep) -> str:
    """Say what was looked at, what was found, and what was not looked at.

    Examples
    --------
    >>> from core.audience.second_step import SecondStep
    >>> _words(SecondStep(1, 1))
    '1 shared target is a profile here; it names neither A nor B in turn.'
    >>> _words(SecondStep(340, 60))
    '340 shared targets are profiles here, of which the 60 heaviest were read; none of them names A or B in turn.'
    """
    if not beyond.n_known:
        return "No shared target is a profile of this workspace, so nothing is known of whom they name."
    if beyond.n_known == 1:
        lead = "1 shared target is a profile here"
        turn = "it names A or B in turn" if beyond.bridges else "it names neither A nor B in turn"
        return f"{lead}; {turn}."
    cut = f", of which the {theme.count(beyond.n_read)} heaviest were read"
    lead = f"{theme.count(beyond.n_known)} shared targets are profiles here"
    n = {0: "none of them names", 1: "1 of them names"}.get(len(beyond.bridges))
    n = n or f"{theme.count(len(beyond.bridges))} of them name"
    n_links = theme.count(len(beyond.links))
    among = f" They name other shared targets too: {n_links} links." if beyond.links else ""
    return f"{lead}{cut if beyond.n_read < beyond.n_known else ''}; {n} A or B in turn.{among}"


def _posts(view: View, key: str) -> None:
    scene = view.scene
    known = scene.gallery.workspace.identities
    timeline = compute.timeline(scene.gallery, key)
    own_a, own_b = (own_keys(portrait.profile) for portrait in scene.portraits)
    shown = theme.escaped(plain(view.labels([key])[key], None))
    st.markdown(f"**Posts of {shown} that name A, and B**")
    sides: tuple[Side, Side] = ("a", "b")
    columns, labels = st.columns(2), (scene.label_a, scene.label_b)
    for column, side, label, own in zip(columns, sides, labels, (own_a - own_b, own_b - own_a), strict=True):
        with column:
            found = naming(timeline.posts, own, known.canonical, INTERACTION_KINDS)
            evidence.posts(timeline, found.tolist(), side, label, "bridge", lead="Names ")
