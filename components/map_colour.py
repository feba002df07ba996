"""By what the points of a map are coloured: labels, how near a pair is, how many posts a profile has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from components import compute, compute_map, map_control, theme
from core.labels import labels_of
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from components import jobs
    from components.map_making import About, Key, Made
    from core.gallery import Gallery

SAME, DIFFERENT, ONE_OF_EACH, NO_LABEL = "same group", "different groups", "one of each", "no label"
_BITS = "One-operator bits"
_NEAR = "1 − hybrid distance"
_FEW_LABELS = 2  # of which every combination is told apart: three colours, as many as the eye holds


@dataclass(frozen=True, slots=True, eq=False)
class Colour:
    """How points are told apart: by ``groups`` or by ``numbers``, one a point; neither while a job is on it.

    ``label`` says what the colour is, ``note`` what it rests on; ``is_count`` that the numbers are counts
    of one and more, which are told apart by their size's logarithm.
    """

    label: str
    groups: tuple[str | None, ...] | None = None
    numbers: npt.NDArray[np.float64] | None = None
    note: str | None = None
    job: jobs.Job[Any] | None = None
    is_count: bool = False

    def words(self, number: float | None) -> str:
        """Write one of the numbers."""
        return theme.count(number) if self.is_count else theme.decimal(number)


def choose(gallery: Gallery, about: About) -> str:
    """Let the analyst choose the colour of the points, of those that there are."""
    own = {"near": "Hybrid closeness", "bits": "One-operator bits"}
    choices = own if about == "pairs" else {"posts": "Number of posts"}
    return map_control.colour(({"label": "Label"} if labels_of(gallery.workspace) else {}) | choices)


def of(gallery: Gallery, made: Made, chosen: str) -> Colour:
    """Give the colour of a map's points, or the job that works it out."""
    if chosen == "label":
        return by_label(made.keys, labels_of(gallery.workspace))
    if chosen == "posts":
        return _by_posts(gallery, made)
    if chosen == "bits":
        return _by_bits(gallery, made)
    return _by_distance(gallery, made)


def by_label(keys: tuple[Key, ...], labels: Mapping[str, str]) -> Colour:
    """Tell profiles apart by their labels; pairs by both, or by whether they are of one group.

    Examples
    --------
    >>> labels = {"x:1": "press", "x:2": "fans", "x:3": "fans"}
    >>> by_label((("x:1", "x:2"), ("x:2", "x:3"), ("x:3", "x:4")), labels).groups
    ('one of each', 'both fans', None)
    """
    if all(len(key) == 1 for key in keys):
        return Colour("Label", tuple(labels.get(key[0]) for key in keys))
    few = len(set(labels.values())) <= _FEW_LABELS
    return Colour(
        "Labels of the two" if few else "Groups of the two",
        tuple(_of_pair([labels.get(one) for one in key], few=few) for key in keys),
    )


def _of_pair(labels: list[str | None], *, few: bool) -> str | None:
    known = sorted(label for label in labels if label)
    if len(known) < len(labels):
        return None
    if known[0] != known[-1]:
        return ONE_OF_EACH if few else DIFFERENT
    return f"both {known[0]}" if few else SAME


def _by_posts(gallery: Gallery, made: Made) -> Colour:
    posts = compute.profiles(gallery).set_index("key")["n_posts"]
    return Colour(
        "Posts",
        numbers=np.array([posts[key[0]] for key in made.keys], dtype=np.float64),
        note="Coloured by posts: a map that follows them shows volume, not habit.",
        is_count=True,
    )


def _by_distance(gallery: Gallery, made: Made) -> Colour:
    found = compute_map.distances(gallery).status.result
    if found is None:  # the list of suspected duplicates shows how far that is
        return Colour(_NEAR, note="Colours follow once the distances below are measured.")
    rows = {tuple(sorted(pair)): row for row, pair in enumerate(found.pairs)}
    places = [rows.get(tuple(sorted(key)), -1) for key in made.keys]
    return Colour(_NEAR, numbers=1 - np.append(found.found.distance, np.nan)[places])


def _by_bits(gallery: Gallery, made: Made) -> Colour:
    job = compute_map.judged(gallery, made)
    if (found := job.status.result) is None:
        return Colour(_BITS, job=job)
    reasons = Counter(why for why in found.missing if why)
    if len(known := found.bits[~np.isnan(found.bits)]) == 0:
        why = reasons.most_common(1)[0][0] if reasons else "there is no evidence"
        return Colour(_BITS, note=f"No pair has a one-operator score: {theme.escaped(why)}.")
    without = len(found.bits) - len(known)
    left = f" {counted(without, 'pairs')} have none, for want of evidence." if without else ""
    unlike = (
        " This workspace is unlike those the score was learned from: read its order." if found.doubts else ""
    )
    return Colour(
        _BITS,
        numbers=found.bits,
        note="Bits for (up) or against (down) one operator, before any base rate: most pairs of any crowd are "
        f"against.{left}{unlike}",
    )
