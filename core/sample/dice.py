"""Chance with a name: every draw of the demo comes from one seeded stream."""

from __future__ import annotations

from bisect import bisect
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")
_BLOCK = 512


class Dice:
    """Draws from the stream that a path of integers names.

    Uniforms are drawn in blocks: single calls of a Generator cost more than the text they choose.

    >>> Dice(7, 1).pick("abc") == Dice(7, 1).pick("abc")
    True
    """

    def __init__(self, *path: int) -> None:
        self.generator = np.random.default_rng(path)
        self._left: list[float] = []

    def random(self) -> float:
        """Draw from [0, 1)."""
        if not self._left:
            self._left = self.generator.random(_BLOCK).tolist()
        return self._left.pop()

    def chance(self, share: float) -> bool:
        """Say yes in this share of cases."""
        return self.random() < share

    def between(self, low: float, high: float) -> float:
        """Draw from [low, high)."""
        return low + (high - low) * self.random()

    def whole(self, low: int, high: int) -> int:
        """Draw an integer from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """Draw one item."""
        return items[int(self.random() * len(items))]

    def weighted(self, items: Sequence[T], cumulative: Sequence[float]) -> T:
        """Draw one item by the running sums of the items' weights."""
        # the last item's bound is left out, so that rounding can never step past it
        return items[bisect(cumulative, self.random() * cumulative[-1], 0, len(items) - 1)]

    def some(self, items: Sequence[T], n: int) -> list[T]:
        """Draw n different items (all, where there are fewer), in the order drawn."""
        left = list(items)
        return [left.pop(int(self.random() * len(left))) for _ in range(min(n, len(left)))]

    def heavy(self, scale: float) -> int:
        """Draw a count with a heavy tail: Lomax with exponent 1.5, median about 0.6 of the scale."""
        return int(scale * ((1 - self.random()) ** (-1 / 1.5) - 1))


def running(weights: Iterable[float]) -> tuple[float, ...]:
    """Give the running sums that :meth:`Dice.weighted` reads.

    >>> running([1, 2, 1])
    (1, 3, 4)
    """
    return tuple(accumulate(weights))
