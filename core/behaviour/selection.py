"""What of many pairs is compared in time: the rule of :mod:`core.behaviour.window`, without copies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.behaviour.activity import HOURS_PER_DAY, HOURS_PER_WEEK, daily, hour_of_day, hour_of_week, row_of
from core.behaviour.bank import Bank
from core.behaviour.window import MAX_CELLS, daily_pair, hourly_pair, too_long_reason, unshared_reason
from core.errors import ParameterError
from core.model.result import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.behaviour.bank import Slices
    from core.behaviour.params import BehaviourParams
    from core.model.portrait import Activity

_KINDS = {None: daily, HOURS_PER_DAY: hour_of_day, HOURS_PER_WEEK: hour_of_week}
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

    ``held`` are the profiles of both sides; the right side begins at ``after``. ``bins`` is None for
    days, else 24 or 168. ``usable`` is (n,): who has posts, and a source that gives the series.
    ``running`` is (total + 1,): what was counted before each bin of the bank.
    """

    held: Sequence[Activity]
    after: int
    series: str
    bins: int | None
    bank: Bank
    first_days: npt.NDArray[np.int64]
    usable: npt.NDArray[np.bool_]
    running: npt.NDArray[np.int64]

    @classmethod
    def of(
        cls, left: Sequence[Activity], right: Sequence[Activity], series: str, bins: int | None = None
    ) -> Sides:
        """Prepare a series of the profiles that pairs take their sides from.

        Where ``left`` is ``right``, its profiles are held once.

        Raises
        ------
        ParameterError
            If there is no such series, or ``bins`` is neither None nor 24 nor 168.
        """
        row_of(series)
        if bins not in _KINDS:
            message = f"bins is {bins!r}; give {HOURS_PER_DAY}, a day's hours, or {HOURS_PER_WEEK}, a week's"
            raise ParameterError(message)
        held = left if left is right else [*left, *right]
        counts = [_KINDS[bins](activity, series) for activity in held]
        usable = [activity.daily.shape[1] > 0 and series in activity.known for activity in held]
        return cls(
            held=held,
            after=0 if left is right else len(left),
            series=series,
            bins=bins,
            bank=Bank.of(counts),
            first_days=np.array([activity.first_day for activity in held], dtype=np.int64),
            usable=np.array(usable, dtype=np.bool_),
            running=np.cumsum(np.concatenate([np.zeros(1, dtype=np.int64), *counts])),
        )

    def select(self, pairs: npt.NDArray[np.int64], params: BehaviourParams) -> Selection:
        """Choose what of each pair is compared; ``pairs`` is (p, 2), positions in left and in right."""
        paper = params.mode == "paper"
        both = pairs + np.array([0, self.after])
        kept = self.usable[both].all(axis=1)
        slices = self.bank.whole(both)
        if not paper and self.bins is None:
            slices = self._shared_days(both, slices)
            kept &= slices.lengths[:, 0] >= params.min_overlap_days
        if not paper:
            totals = self._totals(slices)
            kept &= (totals >= self._least(params)).all(axis=1)
            slices = slices._replace(scales=totals / np.maximum(slices.lengths, 1))
        if self.bins is None:
            kept &= _short_enough(slices.lengths, None if paper else params.band_days)
        return Selection(
            kept,
            slices.at(kept),
            self.bank.fits_counts(both[kept]) if paper else None,
            lambda place: self._reason(both[place], slices.lengths[place], params),
        )

    def _shared_days(self, both: npt.NDArray[np.int64], slices: Slices) -> Slices:
        """Cut two spans of days to the days on which both were observed, none if there are none."""
        first = self.first_days[both]
        start = first.max(axis=1, keepdims=True)
        end = (first + slices.lengths).min(axis=1, keepdims=True)
        shared = np.maximum(end - start, 0)
        inside = np.where(shared > 0, start - first, 0)
        return slices._replace(
            starts=slices.starts + inside, lengths=np.broadcast_to(shared, both.shape).copy()
        )

    def _totals(self, slices: Slices) -> npt.NDArray[np.int64]:
        totals: npt.NDArray[np.int64] = (
            self.running[slices.starts + slices.lengths] - self.running[slices.starts]
        )
        return totals

    def _least(self, params: BehaviourParams) -> int:
        if self.bins is None:
            return params.min_events_daily
        return max(params.min_events_hourly, self.bins if self.bins == HOURS_PER_WEEK else 0)

    def _reason(
        self, both: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], params: BehaviourParams
    ) -> str:
        """Give the words of :mod:`core.behaviour.window`: those that most pairs get without a detour."""
        paper, n_days = params.mode == "paper", int(lengths[0])
        if self.bins is None and not paper and n_days < params.min_overlap_days and self.usable[both].all():
            return _unshared(n_days, params.min_overlap_days)
        x, y = (self.held[k] for k in both.tolist())
        if self.bins is None:
            pair = daily_pair(x, y, params, self.series)
        else:
            pair = hourly_pair(x, y, params, self.series, self.bins)
        if isinstance(pair, Missing):
            return pair.reason
        band = None if paper else params.band_days
        return too_long_reason(pair.a.size, pair.b.size, band) or "it cannot be compared"


def _short_enough(lengths: npt.NDArray[np.int64], band: int | None) -> npt.NDArray[np.bool_]:
    """Hold :func:`core.behaviour.window.n_cells` of many pairs against the most that is warped."""
    width = lengths[:, 1] if band is None else np.minimum(lengths[:, 1], 2 * band + 1)
    short: npt.NDArray[np.bool_] = lengths[:, 0] * width <= MAX_CELLS
    return short
