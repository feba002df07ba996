"""What an analyst may set about the comparison of behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from core.errors import ParameterError
from core.model.result import Mode

_BANDS = ("band_days", "band_hours", "band_months")
_MINIMA = (
    "min_overlap_days",
    "min_overlap_months",
    "min_events_daily",
    "min_events_hourly",
    "min_events_monthly",
)


@dataclass(frozen=True, slots=True)
class BehaviourParams:
    """Parameters of the behaviour aspect; the defaults are the recommended choice (METHODS 1).

    Attributes
    ----------
    mode : {"default", "paper"}
        "paper" compares raw counts over whole spans, unconstrained, as the paper does, and reads
        none of the other parameters.
    band_days, band_hours, band_months : int or None
        How far a bin may be bent onto another, in days, hours and months; 0 compares bin with bin,
        None is free.
    min_overlap_days, min_overlap_months : int
        Days on which, and whole months in which both must have been observed for a comparison by day
        and by month.
    min_events_daily, min_events_hourly, min_events_monthly : int
        Events that each profile must have for a daily, an hourly and a monthly comparison, and posts
        that can carry them. Below, two independent accounts often look alike only because both did
        next to nothing.

    Raises
    ------
    ParameterError
        If a band is negative, or a minimum below 1, or either is not a whole number.

    Examples
    --------
    >>> BehaviourParams(band_days=7).band_days
    7
    >>> BehaviourParams(band_days=-1)
    Traceback (most recent call last):
    core.errors.ParameterError: band_days is -1; give a whole number from 0 on, or None for no band
    """

    mode: Mode = "default"
    band_days: int | None = 3
    band_hours: int | None = 2
    min_overlap_days: int = 28
    min_events_daily: int = 30
    min_events_hourly: int = 48
    band_months: int | None = 1
    min_overlap_months: int = 6
    min_events_monthly: int = 30

    def __post_init__(self) -> None:
        """Check every value at birth."""
        if self.mode not in get_args(Mode):
            message = f"mode is {self.mode!r}; give one of {', '.join(get_args(Mode))}"
            raise ParameterError(message)
        for name in _BANDS:
            band = getattr(self, name)
            if band is not None and not _is_whole(band, least=0):
                message = f"{name} is {band!r}; give a whole number from 0 on, or None for no band"
                raise ParameterError(message)
        for name in _MINIMA:
            if not _is_whole(minimum := getattr(self, name), least=1):
                message = f"{name} is {minimum!r}; give a whole number from 1 on"
                raise ParameterError(message)


def _is_whole(value: object, *, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
