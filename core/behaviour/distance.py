"""Warping distances of profiles, without the path: what a survey of many pairs asks for.

One pair is a block of one, so that a page and a survey give the same number to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.behaviour.activity import HOURS_PER_DAY
from core.behaviour.block import CHUNK, slice_distances
from core.behaviour.plan import Shape
from core.behaviour.selection import MONTH, Sides
from core.model.result import Missing
from core.progress import check, ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.behaviour.params import BehaviourParams
    from core.model.portrait import Activity

_ONE_PAIR = np.zeros((1, 2), dtype=np.int64)
_PAPER = Shape()


class Distances(NamedTuple):
    """The distances of p pairs: ``values`` is (p,), NaN where ``missing`` has a reason."""

    values: npt.NDArray[np.float64]
    missing: tuple[str | None, ...]


def daily_distances(
    left: Sequence[Activity],
    right: Sequence[Activity],
    pairs: npt.NDArray[np.int64],
    params: BehaviourParams,
    series: str = "posts",
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Distances:
    """Give the distances that :func:`core.behaviour.warping.daily_warping` gives, for many pairs.

    Parameters
    ----------
    left, right : sequence of Activity
        The profiles a pair takes its sides from; give the same sequence twice rather than a copy.
    pairs : ndarray of shape (p, 2)
        Positions in ``left`` and in ``right``.
    params, series
        As for that function.
    progress : callable
        Given the share done and words for it, several times a second.
    cancelled : callable
        Asked every 0.2 s whether to stop.

    Raises
    ------
    ParameterError
        If there is no such series.
    CancelledError
        If ``cancelled`` said so.

    Notes
    -----
    O(days · band) a pair in default mode, O(days of A · days of B) in paper mode ([B] 3.2), on every
    core; about 20 bytes a day of every profile, and a few hundred a pair of 2²⁰ at most.
    """
    sides = Sides.of(left, right, series)
    shape = _PAPER if params.mode == "paper" else Shape(params.band_days, steps=True)
    return _distances(sides, pairs, params, shape, progress, cancelled)


def hourly_distances(
    left: Sequence[Activity],
    right: Sequence[Activity],
    pairs: npt.NDArray[np.int64],
    params: BehaviourParams,
    series: str = "posts",
    bins: int = HOURS_PER_DAY,
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Distances:
    """Give the distances that :func:`core.behaviour.warping.hourly_warping` gives, for many pairs.

    Parameters are those of :func:`daily_distances`; ``bins`` is 24 or 168. O(bins² · band) a pair.

    Raises
    ------
    ParameterError
        If there is no such series, or ``bins`` is neither 24 nor 168.
    CancelledError
        If ``cancelled`` said so.
    """
    sides = Sides.of(left, right, series, bins)
    shape = _PAPER if params.mode == "paper" else Shape(params.band_hours, circular=True, steps=True)
    return _distances(sides, pairs, params, shape, progress, cancelled)


def monthly_distances(
    left: Sequence[Activity],
    right: Sequence[Activity],
    pairs: npt.NDArray[np.int64],
    params: BehaviourParams,
    series: str = "posts",
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Distances:
    """Give the distances that :func:`core.behaviour.month.monthly_warping` gives, for many pairs.

    Parameters are those of :func:`daily_distances`. O(months · band) a pair in default mode.

    Raises
    ------
    ParameterError
        If there is no such series.
    CancelledError
        If ``cancelled`` said so.
    """
    sides = Sides.of(left, right, series, MONTH)
    shape = _PAPER if params.mode == "paper" else Shape(params.band_months, steps=True)
    return _distances(sides, pairs, params, shape, progress, cancelled)


def daily_distance(
    x: Activity, y: Activity, params: BehaviourParams, series: str = "posts"
) -> float | Missing:
    """Give the distance that :func:`core.behaviour.warping.daily_warping` gives, in O(days) memory.

    Parameters, result and limits are those of that function.
    """
    return _only(daily_distances([x], [y], _ONE_PAIR, params, series))


def hourly_distance(
    x: Activity, y: Activity, params: BehaviourParams, series: str = "posts", bins: int = HOURS_PER_DAY
) -> float | Missing:
    """Give the distance that :func:`core.behaviour.warping.hourly_warping` gives."""
    return _only(hourly_distances([x], [y], _ONE_PAIR, params, series, bins))


def _only(found: Distances) -> float | Missing:
    reason = found.missing[0]
    return float(found.values[0]) if reason is None else Missing(reason)


def _distances(
    sides: Sides,
    pairs: npt.NDArray[np.int64],
    params: BehaviourParams,
    shape: Shape,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> Distances:
    n_pairs = pairs.shape[0]
    values = np.full(n_pairs, np.nan)
    missing: list[str | None] = [None] * n_pairs
    for first in range(0, n_pairs, CHUNK):
        chunk = pairs[first : first + CHUNK]

        def tell(share: float, first: int = first, size: int = chunk.shape[0]) -> None:
            done = first + share * size
            progress(done / n_pairs, f"Warping: {int(done):,} of {n_pairs:,} pairs")

        chosen = sides.select(chunk, params)
        places = first + np.flatnonzero(chosen.kept)
        values[places] = slice_distances(
            sides.bank, chosen.slices, shape, counted=chosen.counted, progress=tell, cancelled=cancelled
        )
        for place in np.flatnonzero(~chosen.kept).tolist():
            check(cancelled, "no distance was kept")
            missing[first + place] = chosen.reason_of(place)
    return Distances(values, tuple(missing))
