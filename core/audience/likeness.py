"""How alike audiences are, for a list of pairs or for all that reach a cut-off."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import pairwise as neighbours
from typing import TYPE_CHECKING

import numpy as np

from core.audience.kernel import COUNTS, VALUES, measure_above, measure_pairs
from core.errors import CancelledError, ParameterError
from core.progress import never
from core.spread import spread

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from core.audience.incidence import Incidence

    Found = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]

_LOOK_UP_SECONDS = 0.2
_TASKS_A_CORE = 16


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """What p pairs of audiences have in common, both profiles left out of both.

    ``pairs`` is (p, 2): rows of the incidence. All others are (p,): the numbers of ``shared`` targets
    and of those of each side, how often each names the other, and three values in [0, 1], NaN where
    an audience is empty.
    """

    pairs: npt.NDArray[np.int64]
    shared: npt.NDArray[np.int64]
    n_a: npt.NDArray[np.int64]
    n_b: npt.NDArray[np.int64]
    a_to_b: npt.NDArray[np.int64]
    b_to_a: npt.NDArray[np.int64]
    jaccard: npt.NDArray[np.float64]
    weighted_jaccard: npt.NDArray[np.float64]
    rarity_cosine: npt.NDArray[np.float64]


def _likeness(
    pairs: npt.NDArray[np.int64], counts: npt.NDArray[np.int64], values: npt.NDArray[np.float64]
) -> Likeness:
    return Likeness(pairs, *counts.T.copy(), *values.T.copy())


def likeness(
    incidence: Incidence, pairs: npt.ArrayLike, *, cancelled: Callable[[], bool] = never
) -> Likeness:
    """Lay the audiences of each pair over each other.

    *Jaccard* counts shared targets. *Weighted Jaccard*, ``Σ min / Σ max`` of the shares that each
    target has in a profile's interactions, asks whether the two spend their attention alike; one
    target that takes most of it decides. *Rarity cosine*, of ``(1 + ln count) × rarity``, lets a small
    account that both name say more than a famous one; do not trust it where rarity was learned from
    a handful of profiles.

    Parameters
    ----------
    incidence : Incidence
    pairs : array_like of int, shape (p, 2)
        Rows of it; a row with itself is allowed.
    cancelled : callable
        Asked every 0.2 s whether to stop.

    Returns
    -------
    Likeness

    Raises
    ------
    ParameterError
        If a pair names no row.
    CancelledError
        If ``cancelled`` said so.

    Notes
    -----
    O(n_a + n_b) a pair. The same pair has the same bits whatever else is in the list, whichever of the
    two comes first, and in :func:`likeness_above`. METHODS 2; Jaccard is [B]'s, the others are ours.

    Examples
    --------
    >>> from core.audience.incidence import incidence
    >>> from core.model import Audience
    >>> one = Audience(("x:1", "x:2", "x:3"), np.array([[1, 0, 0, 0], [3, 0, 0, 0], [0, 0, 0, 6]]))
    >>> other = Audience(("x:2",), np.array([[0, 2, 0, 0]]))
    >>> found = likeness(incidence([one, other], [{"x:9"}, {"x:1"}]), [[0, 1]])
    >>> found.jaccard.tolist(), found.weighted_jaccard.tolist(), found.a_to_b.tolist()
    ([0.5], [0.2], [1])
    """
    asked = np.ascontiguousarray(pairs, dtype=np.int64).reshape(-1, 2)
    counts = np.zeros((len(asked), len(COUNTS)), dtype=np.int64)
    values = np.full((len(asked), len(VALUES)), np.nan)
    if len(asked) and not 0 <= asked.min() <= asked.max() < incidence.n_profiles:
        message = f"pairs name rows from 0 to {incidence.n_profiles - 1}"
        raise ParameterError(message)

    def work(first: int, end: int, stop: npt.NDArray[np.uint8]) -> None:
        if not stop[0]:
            measure_pairs(incidence.sheet, asked[first:end], counts[first:end], values[first:end])

    spread(work, len(asked), cancelled=cancelled)
    return _likeness(asked, counts, values)


@dataclass(frozen=True, slots=True)
class LikenessCuts:
    """From which value on a pair is kept: it is where it reaches any; None asks nothing of a measure.

    ``min_targets``: a pair of which either has fewer is not kept.

    >>> LikenessCuts(jaccard=0.1).min_targets
    10
    """

    jaccard: float | None = None
    weighted_jaccard: float | None = None
    rarity_cosine: float | None = None
    min_targets: int = 10

    def __post_init__(self) -> None:
        """Check that some measure is asked for, and that pairs with nothing in common are not."""
        asked = [cut for cut in (getattr(self, name) for name in VALUES) if cut is not None]
        if not asked or not all(0 < cut <= 1 for cut in asked):
            message = "name one cut-off or more, each above 0 and at most 1: pairs that share nothing are not listed"
            raise ParameterError(message)
        if self.min_targets < 1:
            message = f"min_targets is 1 or more, not {self.min_targets}"
            raise ParameterError(message)


def _bounds(incidence: Incidence, n_tasks: int) -> list[int]:
    """Cut the rows so that each piece has as much to do: later rows meet fewer that follow them."""
    sheet = incidence.sheet
    ends = sheet.column_starts[sheet.targets + 1]
    work = np.concatenate(([0], np.cumsum(ends - sheet.place)))[sheet.starts]
    cuts = np.searchsorted(work, np.linspace(0, work[-1], n_tasks + 1)[1:-1])
    return sorted({0, incidence.n_profiles, *cuts.tolist()})


def _waited(future: Future[Found], cancelled: Callable[[], bool]) -> Found:
    while True:
        if cancelled():
            message = "stopped as asked: no pair was kept"
            raise CancelledError(message)
        if wait([future], _LOOK_UP_SECONDS).done:
            return future.result()


def likeness_above(
    incidence: Incidence,
    cuts: LikenessCuts,
    *,
    progress: Callable[[float], None] = lambda share: None,  # noqa: ARG005 — nobody wants to know
    cancelled: Callable[[], bool] = lambda: False,
) -> Likeness:
    """Find every pair of profiles whose likeness reaches a cut-off.

    Parameters
    ----------
    incidence : Incidence
    cuts : LikenessCuts
    progress : callable
        Given the share that is done.
    cancelled : callable
        Asked every 0.2 s whether to stop.

    Returns
    -------
    Likeness
        Sorted by pair, the smaller row first; every value of a pair as in :func:`likeness`.

    Raises
    ------
    CancelledError
        If ``cancelled`` said so.

    Notes
    -----
    O(Σ popularity²) over the targets, on every core; memory for the pairs that are kept and 30 bytes a
    profile and core. Exact: no pair that reaches a cut is missed.

    Examples
    --------
    >>> from core.audience.incidence import incidence
    >>> from core.model import Audience
    >>> one = Audience(("x:1", "x:2"), np.array([[1, 0, 0, 0], [3, 0, 0, 0]]))
    >>> other = Audience(("x:3",), np.array([[0, 2, 0, 0]]))
    >>> three = incidence([one, other, one], [{"x:7"}, {"x:8"}, {"x:9"}])
    >>> likeness_above(three, LikenessCuts(jaccard=0.5, min_targets=1)).pairs.tolist()
    [[0, 2]]
    """
    if incidence.n_profiles == 0:
        return likeness(incidence, np.empty((0, 2), dtype=np.int64))
    stop = np.zeros(1, dtype=np.uint8)
    least = np.array([np.inf if (cut := getattr(cuts, name)) is None else cut for name in VALUES])
    n_cores = os.cpu_count() or 1
    bounds = _bounds(incidence, n_cores * _TASKS_A_CORE)
    with ThreadPoolExecutor(n_cores) as pool:
        try:
            waiting = [
                pool.submit(measure_above, incidence.sheet, first, last, least, cuts.min_targets, stop)
                for first, last in neighbours(bounds)
            ]
            found = []
            for n_done, future in enumerate(waiting):
                found.append(_waited(future, cancelled))
                progress((n_done + 1) / len(waiting))
        finally:
            stop[0] = 1
            pool.shutdown(cancel_futures=True)
    pairs, counts, values = (np.concatenate(pieces) for pieces in zip(*found, strict=True))
    return _likeness(pairs, counts, values)
