"""What is usual for each profile of a workspace: how like it its nearest others are, in each view.

A raw likeness says little: two who speak about one state are alike, and so are each of them and their
colleagues. So each is measured against the profile's own *cohort*, the others most like it ("adaptive
s-norm" of speaker verification; LINKAGE: recall .48 to .88 at one false pair in a thousand). Left out
of it are the other of the pair itself, and profiles that share texts with it: another capture of one
account in the cohort would push its mate down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.block import Block
from core.content.sheet import shared_keys
from core.progress import check, ignore_progress, never
from core.verdict.view import VIEWS, each

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from core.model import Portrait
    from core.reference import Reference

    Floats = npt.NDArray[np.float64]
    Pairs = npt.NDArray[np.int64]

LEAST_PROFILES = 30
MOST_MEMBERS = 400  # some 2 MB each while they are looked at; 336 did in the experiments
MOST_NEAREST, LEAST_NEAREST = 30, 5
_SHARE_NEAREST = 8  # one in eight others counts as near, up to the thirty of the experiments
LINKED_SHARE, LINKED_TEXTS = 0.03, 3
_AT_ONCE = 200
_FLOOR = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """The nearest others of n profiles, by view.

    ``members`` are the profiles that others are compared with, all or a seeded sample of
    :data:`MOST_MEMBERS`. The arrays are (n, views, ``n_nearest`` + 1): likenesses of each profile of
    ``keys`` with those nearest to it, largest first, NaN where there are fewer. ``linked`` maps a
    profile to those that share texts with it and are in nobody's cohort with it. ``floors`` (views,)
    is the least standard deviation that counts.
    """

    keys: tuple[str, ...]
    members: frozenset[str]
    nearest: Floats
    linked: Mapping[str, frozenset[str]]
    floors: Floats

    @property
    def n_nearest(self) -> int:
        """Count the others that make a profile's cohort."""
        return int(self.nearest.shape[2]) - 1


def n_nearest(n_members: int) -> int:
    """Give how many of some members make a cohort.

    >>> n_nearest(30), n_nearest(100), n_nearest(400)
    (5, 12, 30)
    """
    return min(MOST_NEAREST, max(LEAST_NEAREST, n_members // _SHARE_NEAREST))


def sampled_members(keys: Sequence[str], seed: int = 0) -> list[str]:
    """Give the profiles that others are compared with, in order.

    >>> sampled_members(["x:2", "x:1"])
    ['x:1', 'x:2']
    """
    ordered = sorted(keys)
    if len(ordered) <= MOST_MEMBERS:
        return ordered
    return sorted(np.random.default_rng(seed).choice(ordered, MOST_MEMBERS, replace=False).tolist())


def fit_cohort(
    portraits: Sequence[Portrait],
    keys: Sequence[str],
    reference: Reference,
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Cohort:
    """Learn what is usual for each profile.

    Parameters
    ----------
    portraits : sequence of Portrait
        Of ``keys``, in their order; each is asked for once or twice and not held after.
    keys : sequence of str
    reference : Reference
        Of the same profiles.

    Raises
    ------
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    O(n × members): 200 profiles of 3,200 posts take some seconds on two cores, and the portraits of 600
    profiles are held at most.
    """
    place = {key: at for at, key in enumerate(keys)}
    members = [place[key] for key in sampled_members(keys)]
    n_near = n_nearest(len(members))
    nearest = np.full((len(keys), len(VIEWS), n_near + 1), np.nan)
    linked: dict[str, frozenset[str]] = {}
    progress(0.0, "Learning whom each profile is most like: reading portraits")
    held = _held(portraits, members, cancelled)
    others = [at for at in range(len(keys)) if at not in held]
    chunks = [members, *(others[first : first + _AT_ONCE] for first in range(0, len(others), _AT_ONCE))]
    done = 0
    for chunk in chunks:

        def tell(share: float, done: int = done, size: int = len(chunk)) -> None:
            now = done + share * size
            progress(
                now / len(keys), f"Learning whom each profile is most like: {int(now):,} of {len(keys):,}"
            )

        tell(0.0)
        more = {} if chunk is members else _held(portraits, chunk, cancelled)
        block = Block([*held.values(), *more.values()], progress=tell, cancelled=cancelled)
        rows = np.arange(len(held), len(block)) if more else np.arange(len(held))
        alike, apart = _alike(block, rows, len(held), reference)
        for row, at in enumerate(chunk):
            linked[keys[at]] = frozenset(keys[members[m]] for m in np.flatnonzero(apart[row]).tolist())
        nearest[chunk] = _largest(alike, n_near + 1)
        done += len(chunk)
    deviations = _deviations(nearest)
    floors = np.array(
        [
            _FLOOR * np.median(column[~np.isnan(column)]) if (~np.isnan(column)).any() else 0.0
            for column in deviations.T
        ]
    )
    return Cohort(
        tuple(keys), frozenset(keys[at] for at in members), nearest, linked, np.maximum(floors, 1e-9)
    )


def _held(
    portraits: Sequence[Portrait], places: Sequence[int], cancelled: Callable[[], bool]
) -> dict[int, Portrait]:
    held = {}
    for place in places:
        check(cancelled)
        held[place] = portraits[place]
    return held


def _alike(
    block: Block, rows: Pairs, n_members: int, reference: Reference
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Compare rows of a block with its first members: (rows, views, members), NaN where they are none of a cohort.

    Second: who shares texts with whom, (rows, members).
    """
    grid = np.stack(np.meshgrid(rows, np.arange(n_members), indexing="ij"), axis=-1).reshape(-1, 2)
    # a pair is as alike as the same two the other way round, and looked at once
    pairs, back = np.unique(np.sort(grid, axis=1), axis=0, return_inverse=True)
    different = pairs[:, 0] != pairs[:, 1]
    texts = [portrait.content.post_keys for portrait in block]
    shared = shared_keys(texts, pairs, cancelled=block.cancelled)
    least = np.minimum(*np.array([len(keys) for keys in texts])[pairs].T)
    apart = different & (shared >= LINKED_TEXTS) & (shared >= LINKED_SHARE * least)
    found = np.stack([raw.values for raw in each(block, pairs, reference)], axis=1)
    found[~different | apart] = np.nan
    return (
        found[back.ravel()].reshape(len(rows), n_members, len(VIEWS)).transpose(0, 2, 1),
        apart[back.ravel()].reshape(len(rows), n_members),
    )


def _largest(values: Floats, n: int) -> Floats:
    """Give the n largest of the last axis, largest first, NaN where there are fewer."""
    ordered = -np.sort(-values, axis=-1)[..., :n]  # NaN sorts last
    return np.pad(ordered, [(0, 0), (0, 0), (0, n - ordered.shape[-1])], constant_values=np.nan)


def _deviations(nearest: Floats) -> Floats:
    """Give the standard deviation of each profile's cohort, (n, views); NaN where it is too small to have one."""
    some = nearest[:, :, :-1]
    return np.where(np.isnan(some).any(axis=2), np.nan, some.std(axis=2))


def usual(cohort: Cohort, sides: Pairs, others: Sequence[str], values: Floats) -> tuple[Floats, Floats]:
    """Give mean and standard deviation of the cohorts of one side of p pairs, by view.

    Parameters
    ----------
    cohort : Cohort
    sides : ndarray of int64, shape (p,)
        Rows of the cohort.
    others : sequence of str
        The key of the other of each pair, which is left out of the cohort where it is in it.
    values : ndarray of shape (p, views)
        The raw likeness of each pair, by which it is found among the nearest.

    Returns
    -------
    tuple of ndarrays of shape (p, views)
        NaN where a profile has too few others to compare it with.
    """
    k = cohort.n_nearest
    near = cohort.nearest[sides]
    is_member = np.array(
        [
            other in cohort.members and other not in cohort.linked[cohort.keys[at]]
            for at, other in zip(sides.tolist(), others, strict=True)
        ],
        dtype=np.bool_,
    )
    # a likeness that was computed twice may differ in its last bits
    gone = is_member[:, None] & (values >= near[:, :, k - 1] - 1e-12)
    place = np.abs(near[:, :, :k] - values[:, :, None]).argmin(axis=2)
    kept = near[:, :, :k].copy()
    rows, views = np.nonzero(gone)
    kept[rows, views, place[rows, views]] = near[rows, views, k]
    spread = np.maximum(kept.std(axis=2), cohort.floors)
    return kept.mean(axis=2), spread
