"""The controls of the Map page: what is shown, laid out how, coloured by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from components import control, state
from core.maps.params import MIN_DISTS, MOST_SEED, NEIGHBOURS, PERPLEXITIES, MapParams
from core.params import ComparisonParams

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.map_making import About
    from core.model import MapMethod

ABOUT: dict[About, str] = {"pairs": "Pairs", "profiles": "Profiles"}
METHODS: dict[MapMethod, str] = {"tsne": "t-SNE", "umap": "UMAP"}
_USUAL = MapParams()
_SETTINGS = "map_settings"
Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class Asked:
    """A map as the analyst asks for it: of what, by which measures, laid out how."""

    about: About
    comparison: ComparisonParams
    params: MapParams


def about() -> About:
    """Let the analyst choose what is shown."""
    return _one_of("Points", ABOUT, "map_about")


def method() -> MapMethod:
    """Let the analyst choose how it is laid out."""
    return _one_of("Laid out by", METHODS, "map_method")


def colour(choices: Mapping[str, str]) -> str:
    """Let the analyst choose by what the points are coloured, of names and labels; the first until then."""
    return _one_of("Coloured by", choices, "map_colour")


def _one_of(title: str, labels: Mapping[Name, str], key: str) -> Name:
    """Let the analyst choose one of some names, the first until then, and when the chosen one has gone."""
    if state.widget(key) not in labels:  # labels may come and go, and pairs have others than profiles
        state.set_widgets({key: next(iter(labels))})
    chosen = st.segmented_control(
        title,
        list(labels),
        format_func=lambda name: labels[name],
        required=True,
        key=key,
        persist_state="session",
    )
    return chosen or next(iter(labels))


def settings(shown: About, by: MapMethod) -> Asked:
    """Let the analyst change the parameters; the map follows when the form is sent."""
    with (
        st.popover("Settings", icon=":material/tune:", key=_SETTINGS, on_change="rerun"),
        st.form("map_form", border=False),
    ):
        st.caption("Measures of pairs")
        comparison = control.mode("map_mode")
        perplexity = _number("Perplexity (t-SNE)", "perplexity", PERPLEXITIES, 5.0)
        neighbours = _number("Neighbours (UMAP)", "n_neighbors", NEIGHBOURS, 1)
        distance = _number("Least distance (UMAP)", "min_dist", MIN_DISTS, 0.05)
        seed = _number("Seed", "seed", (0, MOST_SEED), 1)
        st.form_submit_button(
            "Make the map", width="stretch", on_click=state.set_widgets, args=({_SETTINGS: False},)
        )
    params = MapParams(
        by,
        perplexity=float(perplexity),
        n_neighbors=int(neighbours),
        min_dist=float(distance),
        seed=int(seed),
    )
    # a map of profiles reads no measure of pairs: one is made, whatever the mode
    used = comparison if shown == "pairs" else ComparisonParams()
    return Asked(shown, used, _without_unused(params))


def _number(label: str, name: str, ends: tuple[float, float], step: float) -> float:
    key = f"map_{name}"
    state.start_widgets({key: getattr(_USUAL, name)})
    low, high = (type(getattr(_USUAL, name))(end) for end in ends)
    found = st.number_input(
        label, min_value=low, max_value=high, step=type(low)(step), key=key, persist_state="session"
    )
    return float(getattr(_USUAL, name)) if found is None else found


def _without_unused(params: MapParams) -> MapParams:
    """Set what the method does not read to what is usual: it must not make another map.

    >>> _without_unused(MapParams("umap", perplexity=50.0)) == MapParams("umap")
    True
    """
    if params.method == "tsne":
        return MapParams("tsne", perplexity=params.perplexity, seed=params.seed)
    return MapParams("umap", n_neighbors=params.n_neighbors, min_dist=params.min_dist, seed=params.seed)
