"""The maps of a server: made by jobs, kept for whoever comes back, and for what is put into them later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import jobs, map_making
from core.duplicates import Distances, hybrid_distances
from core.verdict.score import judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.map_control import Asked
    from components.map_making import Key, Made
    from core.gallery import Gallery
    from core.verdict.judged import Judged

_MOST_KEPT = 6  # maps of a workspace; each may hold some 40 MB


@dataclass(frozen=True, slots=True)
class Fetched:
    """A map, or the job that is to make it; ``new`` is what could be put into it, ``placing`` who does it."""

    made: Made | None
    job: jobs.Job[Any] | None = None
    new: tuple[Key, ...] = ()
    placing: jobs.Job[Made] | None = None

    @property
    def is_refused(self) -> bool:
        """Tell whether there can be no such map, for a reason that is ours to say."""
        return self.job is not None and self.job.status.state == "failed" and bool(self.job.status.error)


@st.cache_resource(max_entries=8, show_spinner=False)
def _shelf(folder: str) -> dict[Asked, Made]:  # noqa: ARG001 — the key
    """Give the maps of a workspace that were looked at last: they outlive the state they were made of."""
    return {}


def _keep(shelf: dict[Asked, Made], asked: Asked, made: Made) -> None:
    shelf.pop(asked, None)
    shelf[asked] = made
    for oldest in list(shelf)[:-_MOST_KEPT]:
        shelf.pop(oldest, None)


def state_of(gallery: Gallery) -> str:
    """Name what everything on the page rests on: timelines, and what is known of their meanings."""
    return f"{gallery.workspace.fingerprint}:{gallery.meaning_state()}"


def fetch(gallery: Gallery, asked: Asked, pair: tuple[str, str]) -> Fetched:
    """Give the map that is asked for; where there is none yet, have it made.

    A map of a workspace to which profiles were added since is still one; one of a workspace that lost
    or changed any is forgotten.
    """
    shelf = _shelf(str(gallery.workspace.folder))
    for known in [known for known, made in shelf.items() if not map_making.is_of(made, gallery)]:
        shelf.pop(known, None)
    if (made := shelf.get(asked)) is not None:
        return _with_new(gallery, asked, made, pair)
    measuring = jobs.submit(
        f"map-rows:{state_of(gallery)}:{asked.about}:{asked.comparison!r}",
        lambda p, c: map_making.measure(gallery, asked.about, asked.comparison, p, c),
    )
    measured = measuring.status.result
    if measured is None:
        return Fetched(None, measuring)
    laying = jobs.submit(
        f"map:{state_of(gallery)}:{asked!r}", lambda p, c: map_making.make(measured, asked.params, p, c)
    )
    if laying.status.result is None:
        return Fetched(None, laying)
    _keep(shelf, asked, laying.status.result)
    return _with_new(gallery, asked, laying.status.result, pair)


def _with_new(gallery: Gallery, asked: Asked, made: Made, pair: tuple[str, str]) -> Fetched:
    new = tuple(map_making.added(made, gallery, pair))
    placing = jobs.find(_placing_key(gallery, asked, made, new)) if new else None
    if placing is None or placing.status.result is None:
        return Fetched(made, None, new, placing)
    _keep(_shelf(str(gallery.workspace.folder)), asked, placing.status.result)
    return Fetched(placing.status.result, None, tuple(map_making.added(placing.status.result, gallery, pair)))


def _placing_key(gallery: Gallery, asked: Asked, made: Made, new: Sequence[Key]) -> str:
    return f"map-place:{state_of(gallery)}:{asked!r}:{len(made.keys)}:{new[0]}:{len(new)}"


def place(gallery: Gallery, asked: Asked, made: Made, new: tuple[Key, ...]) -> None:
    """Have new pairs or profiles put into a map."""
    jobs.submit(
        _placing_key(gallery, asked, made, new),
        lambda p, c: map_making.place(gallery, made, new, p, c),
        again=True,
    )


def forget(gallery: Gallery, asked: Asked) -> None:
    """Forget a map, so that it is made anew of the workspace as it is now."""
    _shelf(str(gallery.workspace.folder)).pop(asked, None)


def _distances_key(gallery: Gallery) -> str:
    return f"hybrid:{state_of(gallery)}"


def distances(gallery: Gallery) -> jobs.Job[Distances]:
    """Have the hybrid distances of the workspace's pairs measured."""
    return jobs.submit(
        _distances_key(gallery),
        lambda p, c: hybrid_distances(gallery, progress=p, cancelled=c),
    )


def known_distances(gallery: Gallery) -> Distances | None:
    """Give the hybrid distances if they have been measured; nothing is begun."""
    job = jobs.find(_distances_key(gallery))
    return None if job is None else job.status.result


def judged(gallery: Gallery, made: Made) -> jobs.Job[Judged]:
    """Have the one-operator bits of a map's pairs worked out, in the order of its points."""
    pairs = [(key[0], key[-1]) for key in made.keys]
    return jobs.submit(
        f"map-bits:{state_of(gallery)}:{len(pairs)}:{pairs[0]}:{pairs[-1]}",
        lambda p, c: judge(gallery, pairs, progress=p, cancelled=c),
    )
