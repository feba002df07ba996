"""When two accounts were made, and how many follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model import Missing

if TYPE_CHECKING:
    from datetime import datetime

_DAY_SECONDS = 86_400


def creation_gap_days(a: datetime | None, b: datetime | None) -> float | Missing:
    """Give how far apart two accounts were made, in days.

    Accounts made in one batch lie hours apart; so do a few of any two thousand strangers.

    >>> from datetime import datetime, timezone
    >>> made = datetime(2020, 1, 1, tzinfo=timezone.utc)
    >>> creation_gap_days(made, made.replace(day=2, hour=12)), creation_gap_days(None, made).reason
    (1.5, 'when A was made is not in this data')
    """
    if a is None or b is None:
        return Missing(f"when {'A' if a is None else 'B'} was made is not in this data")
    return abs((a - b).total_seconds()) / _DAY_SECONDS


def follower_ratio(a: int | None, b: int | None) -> float | Missing:
    """Give the smaller number of followers over the larger, in [0, 1].

    An imitation has far fewer followers than what it imitates: a low ratio beside names that are
    alike points to impersonation, and to nothing by itself.

    >>> follower_ratio(50, 200), follower_ratio(0, 0).reason
    (0.25, 'nobody follows either')
    """
    if a is None or b is None:
        return Missing(f"how many follow {'A' if a is None else 'B'} is not in this data")
    if min(a, b) < 0:
        return Missing("a number of followers below 0 is an error of the source")
    if max(a, b) == 0:
        return Missing("nobody follows either")
    return min(a, b) / max(a, b)
