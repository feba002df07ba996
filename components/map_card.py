"""The map itself: its points to click, its table to walk through, what it was made of, what may be put into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from components import map_colour, map_duplicates, map_later, map_table, notices, theme
from components.map_colour import NO_LABEL
from core.maps.layout import MIN_ROWS
from core.text import counted
from figures.map import map_figure
from figures.map_mark import Mark, mark_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.compute_map import Fetched
    from components.map_colour import Colour
    from components.map_control import Asked
    from components.map_making import Made
    from components.shell import Scene
    from figures.template import Side

_NAME_LENGTH = 26
_CROWD, _SMALL = 1_000, 6
_HEIGHT = 370  # px: title, controls and map fit a projector
_CAVEAT = (
    "**Distances on a map are not evidence**: neighbours mean something, gaps, sizes and empty room do not."
)


def pending(fetched: Fetched) -> None:
    """Show how far a map is, or say why there is none."""
    job = fetched.job
    if job is None:
        return
    if fetched.is_refused:
        why = job.status.error or ""
        notices.empty("No map of these", f"{theme.escaped(why[:1].upper() + why[1:])}.")
    else:
        map_later.watch(job, "Measuring" if job.key.startswith("map-rows:") else "Making the map")


def too_few(n_profiles: int) -> bool:
    """Say that there is nothing to lay out, where all pairs and all profiles together make no map.

    Of four profiles there are six pairs; of fewer neither is enough.
    """
    if n_profiles >= MIN_ROWS:
        return False
    pairs = "one pair" if n_profiles == 2 else "three pairs"  # noqa: PLR2004 — a pair is the least
    notices.empty(
        f"No map of {counted(n_profiles, 'profiles')}",
        f"They make {pairs}, and a map needs {MIN_ROWS} points or more: with so few, one is the nearest "
        "whatever they are like. The Compare page says how alike two of them are.",
    )
    return True


def draw(scene: Scene, asked: Asked, fetched: Fetched, coloured: str) -> None:
    """Draw a map in its card; a click on a point opens its pair, or makes its profile B.

    While it is being made, and where that was stopped, the one that stood there before stays below.
    """
    if fetched.made is not None:
        map_later.remember(scene.gallery, asked, fetched.made, coloured)
        _card(scene, fetched.made, coloured, (asked, fetched))
        return
    pending(fetched)
    before = map_later.last(scene.gallery)
    if before is None or fetched.is_refused:
        return
    notices.remark(
        "**This is the map that was made before**; the new one takes its place once it is there.", "history"
    )
    _card(scene, before.made, coloured if before.asked.about == asked.about else before.coloured)


def _card(scene: Scene, made: Made, coloured: str, later: tuple[Asked, Fetched] | None = None) -> None:
    names, colour = _names(scene, made), map_colour.of(scene.gallery, made, coloured)
    with st.container(border=True, gap="xsmall"):
        _head(scene, made, colour, names)
        if colour.job is not None:
            map_later.watch(colour.job, f"Coloured by {colour.label.lower()} once that is measured")
        _points(scene, made, colour, names)
        _caption(made, colour)
        if later is not None:
            map_later.draw(scene, *later)


def _names(scene: Scene, made: Made) -> list[str]:
    labels = map_duplicates.names(scene, _NAME_LENGTH)
    return [" and ".join(labels.get(one, one) for one in key) for key in made.keys]


def _marks(scene: Scene, made: Made) -> list[Mark]:
    """Say what is ringed: the chosen pair, or A and B, as far as they are on the map."""
    if made.measured.about == "pairs":
        row = made.row(scene.a, scene.b)
        return [] if row is None else [Mark(row, "this pair")]
    places: tuple[tuple[str, Side], ...] = ((scene.a, "a"), (scene.b, "b"))
    rows = [(made.row(key), side) for key, side in places]
    return [Mark(row, side.upper(), side) for row, side in rows if row is not None]


def _points(scene: Scene, made: Made, colour: Colour, names: list[str]) -> None:
    figure = map_figure(
        made.points,
        colour.groups,
        colour.numbers,
        _hover(colour, names),
        None,
        theme.mode(),
        value_label=colour.label,
        logarithmic=colour.is_count,
        height=_HEIGHT,
    )
    if len(names) > _CROWD:
        figure.update_traces(marker_size=_SMALL)
    mark_points(figure, made.points, _marks(scene, made), made.placed, theme.mode())
    # What was clicked is remembered under the key: another pair is another element, nothing clicked.
    event = st.plotly_chart(
        figure,
        theme=None,
        key=f"points-{theme.mode()}-{made.measured.about}-{scene.a}-{scene.b}",
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False, "scrollZoom": False, "typesetMath": False},
        alt=f"Map of {counted(len(made.keys), made.measured.about)}, coloured by {colour.label.lower()}",
    )
    if clicked := event["selection"]["points"]:
        map_table.open_point(scene, made.keys[row_of(clicked[0]["customdata"])])


def row_of(custom: Mapping[str, int] | Sequence[int]) -> int:
    """Read a point's row back: what was sent as an array of numbers comes back as a mapping.

    >>> row_of([7]), row_of({"0": 7})
    (7, 7)
    """
    return int(custom["0"] if isinstance(custom, Mapping) else custom[0])


def _hover(colour: Colour, names: list[str]) -> list[str]:
    """Say which point it is, and what its colour says."""
    if colour.groups is not None:
        return [f"{name}\n{group or NO_LABEL}" for name, group in zip(names, colour.groups, strict=True)]
    if colour.numbers is None:
        return names
    numbers = [None if np.isnan(number) else number for number in colour.numbers.tolist()]
    return [
        f"{name}\n{colour.label}: {colour.words(number)}" for name, number in zip(names, numbers, strict=True)
    ]


def _head(scene: Scene, made: Made, colour: Colour, names: list[str]) -> None:
    about = made.measured.about
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(f"{theme.count(len(made.keys))} {about} on a map", anchor=False, width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="xsmall"):
            _made_how(made)
            shown = st.popover(
                "Table", icon=":material/table_rows:", type="tertiary", key="table-points", on_change="rerun"
            )
    if shown.open:
        with shown:
            map_table.draw(scene, made, colour, names)


def _made_how(made: Made) -> None:
    layout = made.mapped.layout
    with st.popover("How it was made", icon=":material/info:", type="tertiary", key="map-how"):
        st.markdown(f"**Made of** {', '.join(made.measured.rows.parts)}")
        settings = pd.DataFrame(list(layout.settings), columns=["Setting", "As used"])
        st.dataframe(settings, hide_index=True, height="content", alt="Settings of the map, as used")
        for note in layout.notes:
            st.markdown(f"- {theme.escaped(note)}.")


def _caption(made: Made, colour: Colour) -> None:
    layout, measured = made.mapped.layout, made.measured
    used = dict(layout.settings)
    trust = (
        "too few points for a trustworthiness"
        if layout.trustworthiness is None
        else f"trustworthiness {theme.decimal(layout.trustworthiness)} of 1"
    )
    settings = ", ".join(
        f"{name} {used[name]}"
        for name in ("perplexity", "neighbours", "least distance", "seed")
        if name in used
    )
    left = measured.n_all - len(made.keys)
    sample = (
        f" {theme.count(left)} of {counted(measured.n_all, measured.about)} are left out." if left > 0 else ""
    )
    what = "A click opens the pair." if measured.about == "pairs" else "A click makes that profile B."
    st.caption(
        f"{what} {used.get('method', layout.method)}: {settings.replace(', the row itself among them', '')}; {trust}.{sample} "
        f"{colour.note + ' ' if colour.note else ''}{_CAVEAT}"
    )
