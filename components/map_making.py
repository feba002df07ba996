"""The long work behind the Map page: measure what is to be shown, lay it out, put new things into it.

Nothing here touches Streamlit: it runs as jobs (:mod:`components.compute_map`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.errors import InputError, ParameterError
from core.maps.layout import Mapped, lay_out
from core.maps.row import Rows, map_measures, pair_rows, profile_rows
from core.progress import part
from core.standing import sampled_keys
from core.survey import OnDemand, survey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from core.gallery import Gallery
    from core.maps.params import MapParams
    from core.params import ComparisonParams

    Progress = Callable[[float, str], None]
    Cancelled = Callable[[], bool]

About = Literal["pairs", "profiles"]
Key = tuple[str, ...]
"""What a point is: the keys of the two profiles of a pair, or that of one profile."""

MOST_PROFILES = 2_000
"""Points on a map of profiles."""
MOST_NEW = 5_000
"""Pairs that are put into a map at once."""
_LEARNING = 0.3  # of the progress
_PLACING = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What a map is to show: one row a pair or profile, and of which.

    ``marks`` are the timelines' fingerprints, by profile, of the workspace as it was; ``meaning`` names how its
    posts were embedded, empty if they were not, and ``scaled`` tells whether it was known where meanings lie;
    ``n_all`` counts the pairs or profiles of the workspace.
    """

    about: About
    params: ComparisonParams
    rows: Rows
    keys: tuple[Key, ...]
    marks: Mapping[str, str]
    meaning: str
    scaled: bool
    n_all: int
    without: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A map: ``points`` is (n, 2), one a key; ``placed`` (n,) says which were put into it later."""

    measured: Measured
    mapped: Mapped
    keys: tuple[Key, ...]
    points: npt.NDArray[np.float64]
    placed: npt.NDArray[np.bool_]

    def row(self, *keys: str) -> int | None:
        """Give the row of a pair, in either order, or of a profile; None where it is not on the map."""
        wanted = sorted(keys)
        return next((row for row, key in enumerate(self.keys) if sorted(key) == wanted), None)


def marks_of(gallery: Gallery) -> dict[str, str]:
    """Give the fingerprint of each profile's timeline."""
    profiles = gallery.workspace.profiles
    return dict(zip(profiles["key"], profiles["fingerprint"], strict=True))


def measure(
    gallery: Gallery, about: About, params: ComparisonParams, progress: Progress, cancelled: Cancelled
) -> Measured:
    """Measure the pairs of a workspace, or describe its profiles, as rows of a map.

    Of more than 200 profiles the pairs of 200 are shown, drawn by chance, the same each time; of more
    than 2,000 profiles so many.

    Raises
    ------
    InputError
        If there are too few, or all are the same.
    CancelledError
        If the analyst stopped it.
    """
    marks = marks_of(gallery)
    before = 0.0 if gallery.kept_reference is not None and not gallery.missing() else _LEARNING
    if before:
        gallery.complete(part(progress, 0, before), cancelled)

    def tell(share: float, said: str) -> None:
        progress(before + (1 - before) * share, said)

    if about == "pairs":
        chosen = sampled_keys(list(marks), 0)
        rows, keys = _pair_rows(gallery, chosen, params, tell, cancelled)
        n_all = len(marks) * (len(marks) - 1) // 2
    else:
        chosen = sorted(marks)
        portraits = OnDemand(gallery, chosen)
        rows = profile_rows(
            portraits, gallery.reference, most=MOST_PROFILES, progress=tell, cancelled=cancelled
        )
        keys, n_all = [(key,) for key in chosen], len(marks)
    kept = tuple(keys[at] for at in rows.kept.tolist())
    is_sample = about == "profiles" and len(keys) > MOST_PROFILES
    without = frozenset() if is_sample else frozenset(keys) - frozenset(kept)
    tag, scaled = gallery.embedded.tag, gallery.meaning_scale is not None
    return Measured(about, params, rows, kept, marks, tag, scaled, n_all, without)


def _pair_rows(
    gallery: Gallery, chosen: Sequence[str], params: ComparisonParams, tell: Progress, cancelled: Cancelled
) -> tuple[Rows, list[Key]]:
    portraits, reference = OnDemand(gallery, chosen), gallery.reference
    found = list(
        survey(portraits, reference, params, measures=map_measures(), progress=tell, cancelled=cancelled)
    )
    keys: list[Key] = [(one.keys[a], one.keys[b]) for one in found for a, b in one.pairs.tolist()]
    return pair_rows(found, cancelled=cancelled), keys


def make(measured: Measured, params: MapParams, progress: Progress, cancelled: Cancelled) -> Made:
    """Lay out what was measured.

    Raises
    ------
    InputError
        If there are too few rows for a map.
    CancelledError
        If the analyst stopped it.
    """
    mapped = lay_out(measured.rows, params, progress=progress, cancelled=cancelled)
    points = mapped.layout.points
    return Made(measured, mapped, measured.keys, points, np.zeros(len(points), dtype=np.bool_))


def is_of(made: Made, gallery: Gallery) -> bool:
    """Tell whether every profile of a map is still as it was, and no more is known of them, so that it may be shown.

    Where profiles came since, it is not known any more where the meanings of all lie: that takes nothing from the map.
    """
    now, then = marks_of(gallery), made.measured
    same = all(now.get(key) == mark for key, mark in then.marks.items())
    return (
        same
        and then.meaning == gallery.embedded.tag
        and (then.scaled or not then.meaning or gallery.meaning_scale is None)
    )


def added(made: Made, gallery: Gallery, pair: tuple[str, str]) -> list[Key]:
    """List what could be put into a map: the pairs or profiles that came since, and the chosen ones.

    Parameters
    ----------
    made : Made
        As :func:`is_of` has it.
    gallery : Gallery
        Of the workspace as it is now.
    pair : (str, str)
        A and B, who may not be in the sample that the map shows.

    Returns
    -------
    list of tuple of str
        At most 5,000.
    """
    then = made.measured.marks
    there = {tuple(sorted(key)) for key in (*made.keys, *made.measured.without)}
    new = [key for key in sorted(marks_of(gallery)) if key not in then]
    if made.measured.about == "profiles":
        wanted: list[Key] = [(key,) for key in dict.fromkeys([*new, *sorted(pair)])]
    else:
        old = sorted({key for point in made.keys for key in point})
        wanted = [
            (min(pair), max(pair)),
            *combinations(new, 2),
            *((min(one, other), max(one, other)) for one in new for other in old),
        ]
    return [key for key in dict.fromkeys(wanted) if key not in there][:MOST_NEW]


def place(
    gallery: Gallery, made: Made, wanted: Sequence[Key], progress: Progress, cancelled: Cancelled
) -> Made:
    """Put new pairs or profiles into a map without moving what is there.

    They are measured by what the workspace teaches now, and stand on the scales of the map. Those that
    have no value by any of its measures are noted as such.

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    """
    gallery.complete(part(progress, 0, _LEARNING), cancelled)
    measured = replace(made.measured, marks=marks_of(gallery))
    try:
        rows, order = _new_rows(gallery, made.measured, wanted, progress, cancelled)
    except InputError:
        return replace(made, measured=replace(measured, without=measured.without | set(wanted)))
    progress(_PLACING, "Placing them among the others")
    points = made.mapped.place(rows.table, cancelled=cancelled)
    keys = tuple(order[row] for row in rows.kept.tolist())
    return replace(
        made,
        measured=replace(measured, without=measured.without | (set(order) - set(keys))),
        keys=(*made.keys, *keys),
        points=np.concatenate([made.points, points]),
        placed=np.concatenate([made.placed, np.ones(len(points), dtype=np.bool_)]),
    )


def _new_rows(
    gallery: Gallery, measured: Measured, wanted: Sequence[Key], progress: Progress, cancelled: Cancelled
) -> tuple[Rows, list[Key]]:
    """Give rows of new pairs or profiles, and what each position among them is."""
    keys = sorted({key for point in wanted for key in point})
    portraits, scale = OnDemand(gallery, keys), measured.rows.scale
    if scale is None:
        message = "rows of this map cannot be made anew: make the map again"
        raise ParameterError(message)
    if measured.about == "profiles":
        return scale.rows(portraits), [(key,) for key in keys]
    at = {key: place for place, key in enumerate(keys)}
    found = list(
        survey(
            portraits,
            gallery.reference,
            measured.params,
            [(at[a], at[b]) for a, b in wanted],
            measures=map_measures(),
            progress=part(progress, _LEARNING, _PLACING),
            cancelled=cancelled,
        )
    )
    return scale.rows(found), [(one.keys[a], one.keys[b]) for one in found for a, b in one.pairs.tolist()]
