"""The table of a map's points: the same, to be walked through by keyboard, opened and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from components import card, evidence, map_duplicates, state, theme
from components.map_colour import NO_LABEL

if TYPE_CHECKING:
    from components.map_colour import Colour
    from components.map_making import Key, Made
    from components.shell import Scene

NAME = "map"
ALT = "Table of the map's points, the nearest first"
_ROWS = 1_000


def table(made: Made, colour: Colour, names: list[str]) -> pd.DataFrame:
    """Lay the points out as a table: nearest first where values tell them apart, else by group."""
    frame = pd.DataFrame({"Point": names})
    if colour.numbers is not None:
        frame[colour.label] = colour.numbers
    if colour.groups is not None:
        frame[colour.label] = [group or NO_LABEL for group in colour.groups]
    keys = np.array([[*key, ""][:2] for key in made.keys])
    frame = frame.assign(
        Placed=np.where(made.placed, "later", ""),
        x=made.points[:, 0],
        y=made.points[:, 1],
        a=keys[:, 0],
        b=keys[:, 1],
    )
    if colour.numbers is not None:
        return frame.sort_values(colour.label, ascending=False, kind="stable")
    return frame.sort_values([colour.label, "Point"], kind="stable") if colour.label in frame else frame


def draw(scene: Scene, made: Made, colour: Colour, names: list[str]) -> None:
    """Draw the table; the row that the arrows have reached is opened by the button below it."""
    frame = table(made, colour, names)
    rows = frame.iloc[:_ROWS]
    about = made.measured.about
    row = evidence.chosen_row(
        rows.drop(columns=["x", "y", "a", "b", *([] if made.placed.any() else ["Placed"])]),
        f"{NAME}-{about}",
        ALT,
        {
            "Point": st.column_config.TextColumn("Pair" if about == "pairs" else "Profile", width=250),
            colour.label: st.column_config.TextColumn(width=110)
            if colour.numbers is None
            else st.column_config.NumberColumn(format="localized" if colour.is_count else "%.2f", width=110),
            "Placed": st.column_config.TextColumn(width=60),
        },
    )
    with st.container(horizontal=True):
        if row is not None:
            name = theme.escaped(str(rows.iloc[row]["Point"]))
            said = f"Compare {name}" if about == "pairs" else f"Make {name} B"
            if st.button(said, icon=":material/compare_arrows:", key="points-compare"):
                open_point(scene, made.keys[int(rows.index[row])])
        card.download_csv(frame, NAME)
    if len(frame) > _ROWS:
        st.caption(f"The first {theme.count(_ROWS)} of {theme.count(len(frame))}; the CSV holds all.")


def open_point(scene: Scene, key: Key) -> None:
    """Turn to a pair, or make a profile B; A stays A."""
    if len(key) > 1:
        map_duplicates.open_pair(scene, *key)
    elif key[0] == scene.a:
        st.caption("That is A. Choose another profile to be B.")
    elif key[0] != scene.b:
        state.choose("b", key[0])
        st.rerun()
