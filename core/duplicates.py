"""[B]'s suspected duplicates: the pairs of a workspace that are nearest by hybrid distance, beside chance.

Some pair is always nearest. What says something is how many pairs are as near as that where chance alone
would put fewer: chance is a world in which the aspects have nothing to do with one another (METHODS 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.hybrid import HYBRID_ASPECTS, Hybrid, hybrid, is_part
from core.measures import all_measures
from core.params import ComparisonParams
from core.progress import ignore_progress, never, part
from core.standing import sampled_keys
from core.survey import OnDemand, count_pairs, survey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from core.gallery import Gallery

    Parts = Mapping[str, npt.NDArray[np.float64]]

LEAST_ASPECTS = 2
"""Aspects a pair must be known by: nearest by one alone is what one measure says, not a hybrid."""

_MODE = ComparisonParams.of("paper")
_STEPS = 4_096
_FITTING = 0.35  # of the progress, where percentiles have to be fitted first


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """The hybrid distances of the pairs of a workspace, or of those among a seeded sample of its profiles.

    ``pairs`` are profile keys, p of them; ``found`` has their distances, (p,), and parts; ``n_profiles``
    of the workspace's ``n_all`` profiles were measured.
    """

    pairs: tuple[tuple[str, str], ...]
    found: Hybrid
    n_profiles: int
    n_all: int


@dataclass(frozen=True, slots=True)
class Suspect:
    """A pair among the nearest.

    ``distance`` in [0, 1] is the mean of ``parts``, one an aspect that is known. ``expected`` is how many
    pairs as near or nearer chance would make; ``found`` is how many there are.
    """

    a: str
    b: str
    distance: float
    parts: Mapping[str, float]
    found: int
    expected: float


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The nearest pairs, nearest first, of ``n_ranked`` that are known by two aspects or more.

    ``n_left_out`` pairs are known by fewer.
    """

    suspects: tuple[Suspect, ...]
    n_ranked: int
    n_left_out: int


def hybrid_distances(
    gallery: Gallery,
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Distances:
    """Measure the workspace's pairs by every part of the hybrid distance, in paper mode.

    Parameters
    ----------
    gallery : Gallery
        What it lacks of portraits, reference and percentiles is made first, and kept.
    progress : callable
        Given the share done and words for it.
    cancelled : callable
        Asked at least every 0.5 s whether to stop.

    Returns
    -------
    Distances
        Of more than 200 profiles, the pairs of 200 drawn by chance, the same each time.

    Raises
    ------
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    About 30 s for 19,900 pairs of 3,200 posts on two cores. Deterministic. METHODS 5.

    Examples
    --------
    >>> from pathlib import Path
    >>> from core.gallery import Gallery
    >>> from core.workspace import Workspace
    >>> hybrid_distances(Gallery(Workspace(Path("no/such/folder")))).pairs
    ()
    """
    profiles = gallery.workspace.profiles["key"].tolist()
    keys = sampled_keys(profiles, 0)
    if count_pairs(len(keys)) == 0:
        return Distances((), hybrid({}, None), len(keys), len(profiles))  # type: ignore[arg-type]
    before = 0.0 if gallery.is_ranked(_MODE) else _FITTING
    if before:
        gallery.complete(part(progress, 0, before / 2), cancelled)
        gallery.fit_standing(_MODE, part(progress, before / 2, before), cancelled)
    standing = gallery.standing(_MODE)
    if standing is None:  # somebody has deleted it since; what is asked next makes it anew
        return Distances((), hybrid({}, None), 0, len(profiles))  # type: ignore[arg-type]
    pairs: list[tuple[str, str]] = []
    parts: list[Hybrid] = []
    for stretch in survey(
        OnDemand(gallery, keys),
        gallery.reference,
        _MODE,
        measures=[measure for measure in all_measures() if is_part(measure)],
        progress=part(progress, before, 1),
        cancelled=cancelled,
    ):
        pairs += [(stretch.keys[one], stretch.keys[other]) for one, other in stretch.pairs.tolist()]
        parts.append(hybrid(stretch.scores, standing))
    aspects = [aspect for aspect in HYBRID_ASPECTS if all(aspect in part.parts for part in parts)]
    return Distances(
        tuple(pairs),
        Hybrid(
            np.concatenate([part.distance for part in parts]),
            {aspect: np.concatenate([part.parts[aspect] for part in parts]) for aspect in aspects},
        ),
        len(keys),
        len(profiles),
    )


def suspected_duplicates(pairs: Sequence[tuple[str, str]], found: Hybrid, n: int = 20) -> Duplicates:
    """Give the pairs of the smallest hybrid distance, and how many as near chance would make.

    A list has a first whatever it is made of: being first is no evidence by itself. More pairs than
    expected say that likeness in one aspect goes with likeness in another, which it also does among
    friends, colleagues and people who follow one event.

    Parameters
    ----------
    pairs : sequence of (str, str)
        Profile keys, p pairs.
    found : Hybrid
        Of these pairs.
    n : int
        How many to give.

    Returns
    -------
    Duplicates
        Pairs of equal distance stand in the order of their keys.

    Notes
    -----
    O(p log p). Deterministic. [B] 4, METHODS 5; expectation: :func:`expected_by_chance`.

    Examples
    --------
    >>> found = Hybrid(np.array([0.5, 0.1]), {"audience": np.array([0.4, 0.1]), "content": np.array([0.6, 0.1])})
    >>> suspected_duplicates([("x:1", "x:2"), ("x:1", "x:3")], found, 1).suspects[0].b
    'x:3'
    """
    if not found.parts:
        return Duplicates((), 0, len(pairs))
    n_known = np.sum([~np.isnan(part) for part in found.parts.values()], axis=0)
    ranked = np.flatnonzero(n_known >= LEAST_ASPECTS)
    order = sorted(ranked.tolist(), key=lambda row: (found.distance[row], pairs[row]))
    shown = order[:n]
    near = found.distance[shown]
    within = {aspect: part[ranked] for aspect, part in found.parts.items()}
    expected = expected_by_chance(within, near)
    n_found = np.searchsorted(found.distance[order], near, side="right")
    suspects = [
        Suspect(
            *pairs[row],
            float(found.distance[row]),
            {aspect: float(part[row]) for aspect, part in found.parts.items() if not np.isnan(part[row])},
            int(n_found[place]),
            float(expected[place]),
        )
        for place, row in enumerate(shown)
    ]
    return Duplicates(tuple(suspects), len(ranked), len(pairs) - len(ranked))


def expected_by_chance(parts: Parts, distances: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Say how many pairs would be as near or nearer if the aspects had nothing to do with one another.

    That is the mean number over all shuffles of each aspect's parts across the pairs that have it, each
    aspect by itself; shuffling profiles in place of pairs has the same mean. It is worked out, not drawn.

    Parameters
    ----------
    parts : mapping of str to ndarray of shape (p,)
        Each aspect's part in [0, 1] of p pairs, NaN where it is not known.
    distances : array_like of shape (k,)
        In [0, 1].

    Returns
    -------
    ndarray of shape (k,)
        In [0, p]. Parts are cut down to the next 4,096th: what is expected is never told too low.

    Notes
    -----
    One convolution an aspect, milliseconds. Deterministic. METHODS 5.

    Examples
    --------
    Two aspects, two pairs: of the four ways to put 0 and 1 beside 0 and 1 one has the mean 0.

    >>> half = np.array([0.0, 1.0])
    >>> expected_by_chance({"audience": half, "content": half}, [0.0, 0.5, 1.0]).tolist()
    [0.5, 1.5, 2.0]
    """
    asked = np.asarray(distances, dtype=np.float64)
    values = np.stack(list(parts.values())) if parts else np.zeros((0, 0))
    known = ~np.isnan(values)
    laws = [_law(row[there]) for row, there in zip(values, known, strict=True)]
    total = np.zeros(asked.shape)
    for pattern, n in zip(*np.unique(known.T, axis=0, return_counts=True), strict=True):
        n_aspects = int(pattern.sum())
        if not n_aspects:
            continue
        law = np.ones(1)
        for there, of_aspect in zip(pattern, laws, strict=True):
            law = np.convolve(law, of_aspect) if there else law
        reached = np.floor(asked * n_aspects * _STEPS + 1e-6).astype(np.int64)
        total += n * np.cumsum(law)[reached.clip(0, law.size - 1)]
    return total


def _law(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give how probable each step is among some parts."""
    steps = np.floor(values * _STEPS + 1e-6).astype(np.int64).clip(0, _STEPS)
    counts = np.bincount(steps, minlength=_STEPS + 1).astype(np.float64)
    return counts / np.float64(max(counts.sum(), 1.0))
