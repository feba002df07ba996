"""When an author writes: hours awake, week, moods, bursts and silences."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.sample.dice import Dice

WINDOW_DAYS = 304  # ten months
DAY = 86_400
HOUR = 3_600
_ASLEEP = 0.05  # between the least of a curve's waking hours and the most of its sleeping ones
# Fixed offsets, not named zones: the demo must not change with a machine's zone database.
OFFSETS = (-480, -300, -180, 0, 0, 60, 60, 120, 180, 330, 540)


@dataclass(frozen=True, slots=True, eq=False)
class Rhythm:
    """The habits of one author.

    ``curve`` is (24,), activity by local hour; ``week`` is (7,), Monday first; ``mood`` is
    (WINDOW_DAYS,), a factor for each day of the window; all ≥ 0, in no unit. ``thread`` is the share
    of posts that follow the one before within minutes.
    """

    offset_minutes: int
    curve: npt.NDArray[np.float64]
    week: npt.NDArray[np.float64]
    mood: npt.NDArray[np.float64]
    thread: float

    def awake(self, seconds: float) -> bool:
        """Tell whether the author is up at a time (seconds since 1970)."""
        hour = int(seconds + self.offset_minutes * 60) % DAY // HOUR
        return bool(self.curve[hour] > _ASLEEP)


def _curve(dice: Dice) -> npt.NDArray[np.float64]:
    wake, awake = dice.pick((5.0, 6.0, 6.5, 7.0, 7.5, 8.0, 9.5, 13.0)), dice.between(14.5, 17.5)
    since = (np.arange(24) + 0.5 - wake) % 24
    curve = np.full(24, 0.1)
    for place, width in ((0.07, 1.2), (0.4, 1.5), (0.85, 2.0)):
        curve += dice.between(0.1, 1.0) * np.exp(-0.5 * ((since - place * awake) / width) ** 2)
    return np.where(since < awake, curve, 0.003)


def _mood(dice: Dice) -> npt.NDArray[np.float64]:
    """Make a slow random walk round 1, with a few days of fervour and a holiday or two."""
    level, levels = 0.0, []
    for shock in dice.generator.normal(0, 0.3, WINDOW_DAYS).tolist():
        level = 0.75 * level + shock
        levels.append(math.exp(level))
    mood = np.array(levels)
    for _ in range(dice.whole(2, 7)):
        mood[dice.whole(0, WINDOW_DAYS - 1)] *= dice.between(2.5, 5)
    for _ in range(dice.whole(0, 2)):
        start = dice.whole(0, WINDOW_DAYS - 1)
        mood[start : start + dice.whole(3, 11)] *= 0.001  # not 0: a short span must keep some rate
    return mood


def invented_rhythm(dice: Dice, offset_minutes: int | None = None) -> Rhythm:
    """Make up the habits of an author, in a zone of its own unless one is given."""
    weekend = dice.pick((0.4, 0.7, 0.9, 1.1, 1.6))
    week = np.array([1.0] * 5 + [weekend, weekend * dice.between(0.8, 1.2)])
    return Rhythm(
        offset_minutes=dice.pick(OFFSETS) if offset_minutes is None else offset_minutes,
        curve=_curve(dice),
        week=week * dice.generator.uniform(0.8, 1.25, 7),
        mood=_mood(dice),
        thread=dice.between(0.02, 0.2),
    )


def second_phone(rhythm: Rhythm, dice: Dice) -> Rhythm:
    """Give the rhythm of the same person on another account: same sleep, small differences."""
    return replace(
        rhythm,
        curve=rhythm.curve * dice.generator.uniform(0.8, 1.25, 24),
        mood=rhythm.mood * dice.generator.uniform(0.7, 1.4, WINDOW_DAYS),
    )


def post_times(rhythm: Rhythm, n: int, days: tuple[int, int], window_start: int, dice: Dice) -> list[int]:
    """Draw the times of n posts, in seconds since 1970, oldest first.

    Counts per hour are Poisson with the rate that the rhythm gives; conditioned on their sum, as
    here, they are multinomial. ``days`` are the first day of the window and the one after the last.
    """
    hours = np.arange(days[0] * 24, days[1] * 24)
    local = window_start + hours * HOUR + rhythm.offset_minutes * 60
    rate = (
        rhythm.curve[local % DAY // HOUR]
        * rhythm.week[(local // DAY + 3) % 7]  # 1970-01-01 was a Thursday
        * rhythm.mood[hours // 24]
    )
    counts = dice.generator.multinomial(n, rate / rate.sum())
    starts = np.repeat(window_start + hours * HOUR, counts)
    times: list[int] = np.sort(starts + dice.generator.integers(0, HOUR, n)).tolist()
    for position in range(1, n):
        if dice.chance(rhythm.thread):
            # never later than it was, so that nothing passes the end of the window
            times[position] = min(times[position], times[position - 1] + dice.whole(40, 400))
    return times
