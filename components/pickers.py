"""The sidebar's pickers: workspace, profile A, profile B."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import compute, state
from components.theme import count
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from core.gallery import Gallery

_SIDES: tuple[tuple[state.Choice, str], ...] = (
    ("a", ":blue[**● A**] profile"),
    ("b", ":orange[**◆ B**] profile"),
)


def draw() -> None:
    """Draw the pickers and settle what is chosen, for this run and for the address bar."""
    state.read_url()
    galleries = {name: compute.gallery(folder) for name, folder in state.folders().items()}
    sizes = {name: len(compute.profiles(gallery)) for name, gallery in galleries.items()}
    if state.chosen("w") not in galleries:
        state.choose("w", state.OWN if sizes[state.OWN] else state.DEMO)
    names = {name: name for name in galleries} | {state.OWN: "Your data", state.DEMO: "Demo"}
    state.set_widgets({"pick_w": state.chosen("w")})
    st.selectbox(
        "Workspace",
        list(galleries),
        format_func=lambda name: (
            f"{names[name]}, {count(sizes[name])} profiles" if sizes[name] else names[name]
        ),
        key="pick_w",
        on_change=_workspace_changed,
    )
    gallery = galleries[state.chosen("w") or state.DEMO]
    _settle_pair(gallery)
    with st.container(gap="xsmall"):
        _draw_sides(compute.profiles(gallery))
    state.write_url()


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


def _draw_sides(profiles: pd.DataFrame) -> None:
    keys = profiles["key"].tolist()
    labels = _labels(profiles)
    for choice, label in _SIDES:
        widget = f"pick_{choice}"
        current = state.chosen(choice)
        state.set_widgets({widget: current if current in labels else None})
        st.selectbox(
            label,
            keys,
            format_func=lambda key: labels.get(key, key),
            key=widget,
            on_change=_picker(choice),
            placeholder="Type a handle or a name",
            filter_mode="contains",
        )
    st.button(
        "Swap A and B",
        icon=":material/swap_vert:",
        width="stretch",
        type="tertiary",
        on_click=state.swap,
        disabled=not keys,
    )


def _picker(choice: state.Choice) -> Callable[[], None]:
    def changed() -> None:
        value = state.widget(f"pick_{choice}")
        state.choose(choice, str(value) if value else None)

    return changed


def _letters(text: str) -> str:
    """Give what a name and a handle have in common where one only repeats the other."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _labels(profiles: pd.DataFrame) -> dict[str, str]:
    """Say each profile so that no two are called alike: handle, name, and the key where handles repeat."""
    handles = profiles["handle"].fillna("").tolist()
    names = profiles["name"].fillna("").tolist()
    folded = [handle.casefold() for handle in handles]
    labels = {}
    for key, handle, name, fold in zip(profiles["key"], handles, names, folded, strict=True):
        shown = f"@{plain(handle, None)}" if handle else key
        if name and _letters(name) != _letters(handle):
            shown += f" · {plain(name, 24)}"
        labels[key] = f"{shown} ({key})" if handle and folded.count(fold) > 1 else shown
    return labels
