"""What is not on a finished map: offered to be put into it, marked once it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import compute_map, jobs, map_making, state, theme
from core.text import counted

if TYPE_CHECKING:
    from pathlib import Path

    from components.compute_map import Fetched
    from components.map_control import Asked
    from components.map_making import Key, Made
    from components.shell import Scene
    from core.gallery import Gallery

_LAST = "map_last"


@dataclass(frozen=True, slots=True, eq=False)
class Last:
    """The map that a session saw last: of which workspace, as it was asked for, and how it was coloured."""

    folder: Path
    asked: Asked
    made: Made
    coloured: str


def remember(gallery: Gallery, asked: Asked, made: Made, coloured: str) -> None:
    """Note the map that is shown: until another is there it stays."""
    state.set_widgets({_LAST: Last(gallery.workspace.folder, asked, made, coloured)})


def last(gallery: Gallery) -> Last | None:
    """Give the map that was shown last, if it was of this workspace and its profiles are still as they were."""
    found = state.widget(_LAST)
    if not isinstance(found, Last) or found.folder != gallery.workspace.folder:
        return None
    return found if map_making.is_of(found.made, gallery) else None


def watch(job: jobs.Job[Any], title: str) -> None:
    """Show how far a job is that the page has found unfinished; run the page anew if it has ended since."""
    jobs.draw(job, title)
    if job.status.state == "done":
        st.rerun()


def draw(scene: Scene, asked: Asked, fetched: Fetched) -> None:
    """Offer to put into the map what is not on it, or to make it anew."""
    made = fetched.made
    if made is None:
        return
    n_placed = int(made.placed.sum())
    if n_placed:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                f"{counted(n_placed, made.measured.about)} (open marks) were put into the finished map: each beside what "
                "it is most like, nothing else moved."
            )
            _anew(scene, asked)
    if fetched.placing is not None:
        watch(fetched.placing, "Placing new points")
    elif fetched.new:
        _offer(scene, asked, made, fetched.new)


def _offer(scene: Scene, asked: Asked, made: Made, new: tuple[Key, ...]) -> None:
    n, about = len(new), made.measured.about
    what = f"{theme.count(n)} new {about}" if n > 1 else ("this pair" if about == "pairs" else "this profile")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"{what[0].upper()}{what[1:]} {'are' if n > 1 else 'is'} not on this map. Placing moves nothing; the map "
            "is kept in memory until the app is closed.",
            width="content",
        )
        st.button(
            f"Place {what}",
            icon=":material/add_location_alt:",
            key="map-place",
            on_click=compute_map.place,
            args=(scene.gallery, asked, made, new),
        )
        if n > 1 and not made.placed.any():  # else it is offered above
            _anew(scene, asked)


def _anew(scene: Scene, asked: Asked) -> None:
    st.button(
        "Make it anew",
        icon=":material/refresh:",
        key="map-anew",
        on_click=compute_map.forget,
        args=(scene.gallery, asked),
    )
