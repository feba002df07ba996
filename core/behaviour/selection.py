"""What of many pairs is compared in time: the rule of :mod:`core.behaviour.window`, without copies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from core.behaviour.activity import HOURS_PER_DAY, HOURS_PER_WEEK, daily, hour_of_day, hour_of_week, row_of
from core.behaviour.bank import Bank
from core.behaviour.month import month_of, monthly_counts, whole_months
from core.behaviour.window import (
    CARRIED,
    MAX_CELLS,
    carriers,
    evidence_reason,
    no_data_reason,
    nothing_reason,
    too_long_reason,
    unshared_reason,
)
from core.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.behaviour.bank import Slices
    from core.behaviour.params import BehaviourParams
    from core.model.portrait import Activity

MONTH: Final = "month"
Bins = int | Literal["month"] | None
"""24 or 168 hours, months, or (None) days."""

_KINDS: dict[Bins, Callable[[Activity, str], npt.NDArray[np.int64]]] = {
    None: daily,
    MONTH: monthly_counts,
    HOURS_PER_DAY: hour_of_day,
    HOURS_PER_WEEK: hour_of_week,
}
_unshared = lru_cache(maxsize=4_096)(unshared_reason)


class Selection(NamedTuple):
    """What of the pairs that can be compared is compared, and why the others cannot be.

    ``kept`` is (p,): which of the pairs asked for. ``slices`` and ``counted`` have a row a kept pair;
    the latter tells where the counts are small enough for 32 bits, None where rates are compared.
    ``reason_of`` gives the reason of a pair that was not kept, by its place among those asked for.
    """

    kept: npt.NDArray[np.bool_]
    slices: Slices
    counted: npt.NDArray[np.bool_] | None
    reason_of: Callable[[int], str]


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """One series of many profiles, prepared once for any number of pairs.

    ``held`` are the profiles of both sides; the right side begins at ``after``. ``firsts`` is (n,): the
    day or month of each profile's first bin; ``since`` and ``until`` are (n,): the first one that was
    wholly observed, and the one after the last. ``usable`` is (n,): who has posts, and a source that
    gives the series. ``running`` and ``carried`` are (total + 1,): what was counted before each bin of
    the bank, of the series and of the posts that can bring it (:func:`core.behaviour.window.carriers`).
    """

    held: Sequence[Activity]
    after: int
    series: str
    bins: Bins
    bank: Bank
    firsts: npt.NDArray[np.int64]
    since: npt.NDArray[np.int64]
    until: npt.NDArray[np.int64]
    usable: npt.NDArray[np.bool_]
    running: npt.NDArray[np.int64]
    carried: npt.NDArray[np.int64]

    @classmethod
    def of(cls, left: Sequence[Activity], right: Sequence[Activity], series: str, bins: Bins = None) -> Sides:
        """Prepare a series of the profiles that pairs take their sides from.

        Where ``left`` is ``right``, its profiles are held once.

        Raises
        ------
        ParameterError
            If there is no such series, or ``bins`` is none of :data:`Bins`.
        """
        row_of(series)
        if bins not in _KINDS:
            message = f"bins is {bins!r}; give {HOURS_PER_DAY}, a day's hours, or {HOURS_PER_WEEK}, a week's"
            raise ParameterError(message)
        held = left if left is right else [*left, *right]
        count = _KINDS[bins]
        counts = [count(activity, series) for activity in held]
        running = _running(counts)
        firsts, since, until = _observed(held, bins)
        usable = [activity.daily.shape[1] > 0 and series in activity.known for activity in held]
        return cls(
            held=held,
            after=0 if left is right else len(left),
            series=series,
            bins=bins,
            bank=Bank.of(counts),
            firsts=firsts,
            since=since,
            until=until,
            usable=np.array(usable, dtype=np.bool_),
            running=running,
            carried=_running([carriers(count, activity, series) for activity in held])
            if series in CARRIED
            else running,
        )

    def select(self, pairs: npt.NDArray[np.int64], params: BehaviourParams) -> Selection:
        """Choose what of each pair is compared; ``pairs`` is (p, 2), positions in left and in right."""
        paper = params.mode == "paper"
        both = pairs + np.array([0, self.after])
        kept = self.usable[both].all(axis=1)
        slices = self.bank.whole(both)
        if not paper and self._is_calendar:
            slices = self._shared(both, slices)
            kept &= slices.lengths[:, 0] >= self._least_overlap(params)
        if paper:
            kept &= (_totals(self.running, slices) > 0).any(axis=1)
        else:
            totals, least = _totals(self.running, slices), self._least(params)
            kept &= (totals >= least).all(axis=1) & (_totals(self.carried, slices) >= least).all(axis=1)
            slices = slices._replace(scales=totals / np.maximum(slices.lengths, 1))
        if self._is_calendar:
            kept &= _short_enough(slices.lengths, self._band(params))
        return Selection(
            kept,
            slices.at(kept),
            self.bank.fits_counts(both[kept]) if paper else None,
            lambda place: self._reason(both[[place]], slices.at(np.array([place])), params),
        )

    @property
    def _is_calendar(self) -> bool:
        return self.bins in (None, MONTH)

    def _shared(self, both: npt.NDArray[np.int64], slices: Slices) -> Slices:
        """Cut two spans to the days or months in which both were observed, none if there are none."""
        start = self.since[both].max(axis=1, keepdims=True)
        end = self.until[both].min(axis=1, keepdims=True)
        shared = np.maximum(end - start, 0)
        inside = np.where(shared > 0, start - self.firsts[both], 0)
        return slices._replace(
            starts=slices.starts + inside, lengths=np.broadcast_to(shared, both.shape).copy()
        )

    def _least_overlap(self, params: BehaviourParams) -> int:
        return params.min_overlap_days if self.bins is None else params.min_overlap_months

    def _band(self, params: BehaviourParams) -> int | None:
        if params.mode == "paper":
            return None
        return params.band_days if self.bins is None else params.band_months

    def _least(self, params: BehaviourParams) -> int:
        if self.bins is None:
            return params.min_events_daily
        if isinstance(self.bins, str):
            return params.min_events_monthly
        return max(params.min_events_hourly, self.bins if self.bins == HOURS_PER_WEEK else 0)

    def _reason(self, both: npt.NDArray[np.int64], chosen: Slices, params: BehaviourParams) -> str:
        """Give the words of :mod:`core.behaviour.window` for one pair, from sums that are there already."""
        x, y = (self.held[k] for k in both.ravel().tolist())
        if said := no_data_reason(x, y, self.series):
            return said
        unit = "day" if self.bins is None else MONTH
        events, posts = (_totals(running, chosen).reshape(2, 1) for running in (self.running, self.carried))
        n, m = chosen.lengths.ravel().tolist()
        if params.mode == "paper":
            said = nothing_reason(events[0], events[1], self.series)
        elif self._is_calendar and n < self._least_overlap(params):
            return _unshared(n, self._least_overlap(params), unit)
        else:
            where = f" in the {n:,} shared {unit if n == 1 else f'{unit}s'}" if self._is_calendar else ""
            said = evidence_reason(
                (events[0], events[1]), (posts[0], posts[1]), self.series, self._least(params), where
            )
        return said or too_long_reason(n, m, self._band(params), f"{unit}s") or "it cannot be compared"


def _observed(
    held: Sequence[Activity], bins: Bins
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give the first bin of each profile, the first wholly observed one, and the one after the last."""
    if bins == MONTH:
        spans = [(month_of(activity.first_day), *whole_months(activity)) for activity in held]
    else:
        spans = [
            (activity.first_day, activity.first_day, activity.first_day + activity.daily.shape[1])
            for activity in held
        ]
    columns = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    return columns[0], columns[1], columns[2]


def _running(counts: Sequence[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    return np.cumsum(np.concatenate([np.zeros(1, dtype=np.int64), *counts]))


def _totals(running: npt.NDArray[np.int64], slices: Slices) -> npt.NDArray[np.int64]:
    totals: npt.NDArray[np.int64] = running[slices.starts + slices.lengths] - running[slices.starts]
    return totals


def _short_enough(lengths: npt.NDArray[np.int64], band: int | None) -> npt.NDArray[np.bool_]:
    """Hold :func:`core.behaviour.window.n_cells` of many pairs against the most that is warped."""
    width = lengths[:, 1] if band is None else np.minimum(lengths[:, 1], 2 * band + 1)
    short: npt.NDArray[np.bool_] = lengths[:, 0] * width <= MAX_CELLS
    return short
