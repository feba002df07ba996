"""Which profiles of a workspace are most like one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.hybrid import hybrid, is_part
from core.measures import all_measures
from core.progress import ignore_progress, never
from core.survey import OnDemand, survey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.gallery import Gallery
    from core.params import ComparisonParams
    from core.standing import Standing

MOST_PROFILES = 1_000


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A profile and its hybrid distance in [0, 1] to the one that was asked about.

    ``parts`` holds the distance by each aspect that has one; ``n_measures`` measures had a value.
    """

    key: str
    distance: float
    parts: Mapping[str, float]
    n_measures: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """The profiles nearest to one, nearest first; ``n_compared`` of ``n_others`` were compared."""

    neighbours: tuple[Neighbour, ...]
    n_compared: int
    n_others: int


def nearest(
    gallery: Gallery,
    key: str,
    standing: Standing,
    params: ComparisonParams,
    n: int = 10,
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Nearest:
    """Compare a profile with all others and give those of the smallest hybrid distance.

    Parameters
    ----------
    gallery : Gallery
        Its portraits drawn and its reference fitted.
    key : str
        Of the profile.
    standing : Standing
        Of the workspace, in the mode of ``params``.
    params : ComparisonParams
    n : int
        How many to give.
    progress, cancelled
        As for :func:`core.survey.survey`.

    Returns
    -------
    Nearest
        Of a workspace of more than 1,000 others the 1,000 with most posts are compared. Who lacks
        evidence in every aspect is left out.

    Raises
    ------
    ProfileError
        If the workspace has no such profile.
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    Some 10 ms a profile of 3,200 posts. Every value is that of the pair's own page.
    """
    gallery.workspace.profile(key)
    others = [other for other in gallery.workspace.profiles["key"] if other != key]  # most posts first
    chosen = sorted(others[:MOST_PROFILES])
    pairs = np.array([[0, place] for place in range(1, len(chosen) + 1)], dtype=np.int64)
    found: list[Neighbour] = []
    for stretch in survey(
        OnDemand(gallery, [key, *chosen]),
        gallery.reference,
        params,
        pairs,
        measures=[measure for measure in all_measures() if is_part(measure)],
        progress=progress,
        cancelled=cancelled,
    ):
        told = hybrid(stretch.scores, standing)
        n_known = np.sum([~np.isnan(scores.values) for scores in stretch.scores.values()], axis=0)
        for row, other in enumerate(stretch.pairs[:, 1].tolist()):
            parts = {aspect: float(told.parts[aspect][row]) for aspect in told.parts}
            present = {aspect: part for aspect, part in parts.items() if not np.isnan(part)}
            if present:
                found.append(
                    Neighbour(chosen[other - 1], float(told.distance[row]), present, int(n_known[row]))
                )
    found.sort(key=lambda one: (one.distance, one.key))
    return Nearest(tuple(found[:n]), len(chosen), len(others))
