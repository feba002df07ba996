"""The sidebar's pickers: workspace, profile A, profile B."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import compute, state
from components.theme import count, escaped
from core.text import counted
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.gallery import Gallery

MOST = 1_000
"""So many profiles stand in a list; a browser takes a second and more to build one of twenty thousand."""

_HELP = "The {n} largest of {all} profiles are listed. Type part of any handle or name and press Enter to find it."
_SIDES: tuple[tuple[state.Choice, str, str], ...] = (
    ("a", "A, the first profile", ":small[:blue[**● A**] profile]"),
    ("b", "B, the second profile", ":small[:orange[**◆ B**] profile]"),
)
"""Each with its name for those who hear the page, and as it is drawn: a field's own label is read out as it is typed."""


def draw() -> None:
    """Draw the pickers and settle what is chosen, for this run and for the address bar."""
    state.read_url()
    galleries = {name: compute.gallery(folder) for name, folder in state.folders().items()}
    sizes = {name: len(compute.profiles(gallery)) for name, gallery in galleries.items()}
    names = {name: name for name in galleries} | {state.OWN: "Your data", state.DEMO: "Demo"}
    asked = state.chosen("w")
    if asked not in galleries:
        state.choose("w", state.OWN if sizes[state.OWN] else state.DEMO)
        if asked is not None:
            _say_unknown(asked, names[state.chosen("w") or state.DEMO])
    state.set_widgets({"pick_w": state.chosen("w")})
    st.selectbox(
        "Workspace",
        list(galleries),
        format_func=lambda name: (
            f"{names[name]}, {counted(sizes[name], 'profiles')}" if sizes[name] else names[name]
        ),
        key="pick_w",
        on_change=_workspace_changed,
    )
    gallery = galleries[state.chosen("w") or state.DEMO]
    _settle_pair(gallery)
    with st.container(gap="xsmall"):
        _draw_sides(gallery)
    state.write_url()


def _say_unknown(asked: str, shown: str) -> None:
    """Say that a link's workspace is not here; its pair is of that workspace and is not looked up in another."""
    state.choose("a", None)
    state.choose("b", None)
    st.toast(
        f"There is no workspace “{escaped(plain(asked, 40))}” here. What you see is *{shown}*.",
        icon=":material/warning:",
        duration="infinite",
    )


def _workspace_changed() -> None:
    state.choose("w", str(state.widget("pick_w")))
    state.choose("a", None)
    state.choose("b", None)


def _settle_pair(gallery: Gallery) -> None:
    """Where nothing is chosen yet, take the pair the workspace opens with, else its two largest."""
    keys = compute.profiles(gallery)["key"].tolist()
    opening = [key for key in gallery.workspace.opening or () if key in keys]
    candidates = [*opening, *(key for key in keys if key not in opening)]
    for choice, other in (("a", "b"), ("b", "a")):
        if state.chosen(choice) is None:  # type: ignore[arg-type]
            free = (key for key in candidates if key != state.chosen(other))  # type: ignore[arg-type]
            state.choose(choice, next(free, None))  # type: ignore[arg-type]


def _draw_sides(gallery: Gallery) -> None:
    labels = compute.labels(gallery)
    is_long = len(labels) > MOST
    for choice, spoken, drawn in _SIDES:
        widget, current = f"pick_{choice}", state.chosen(choice)
        wanted = state.wanted(choice) if is_long else None
        found = _matching(labels, wanted) if wanted else list(labels)
        listed = found[:MOST]
        if current is not None and current in labels and current not in listed:
            listed.insert(0, current)
        state.set_widgets({widget: current if current in labels else None})
        st.markdown(
            drawn,
            help=_HELP.format(n=count(MOST), all=count(len(labels))) if is_long else None,
        )
        st.selectbox(
            spoken,
            listed,
            format_func=lambda key: labels.get(key, key),
            key=widget,
            on_change=_picker(choice, labels),
            placeholder="Type a handle or a name",
            filter_mode="contains",
            accept_new_options=is_long,
            label_visibility="collapsed",
        )
        if wanted:
            n = f"{count(len(found))} profiles match" if found else "No profile matches"
            st.caption(f"{n} “{escaped(plain(wanted, 40))}”{': choose one' if found else ''}.")
    st.button(
        "Swap A and B",
        icon=":material/swap_vert:",
        width="stretch",
        type="tertiary",
        on_click=state.swap,
        disabled=not labels,
    )


def _picker(choice: state.Choice, labels: Mapping[str, str]) -> Callable[[], None]:
    def changed() -> None:
        value = state.widget(f"pick_{choice}")
        said = str(value) if value else None
        found = [said] if said is None or said in labels else _matching(labels, said)
        if len(found) == 1:
            state.choose(choice, found[0])
        else:
            state.want(choice, said)

    return changed


def _matching(labels: Mapping[str, str], text: str) -> list[str]:
    """Give the profiles whose line holds a text; where one is called just so, it alone."""
    text = text.strip().casefold()
    found = [key for key, label in labels.items() if text in label.casefold() or text == key]
    called = f"@{text.removeprefix('@')}"
    exact = [key for key in found if text == key or labels[key].casefold().partition(" ")[0] == called]
    return exact if len(exact) == 1 else found
