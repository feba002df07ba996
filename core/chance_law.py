"""How many targets two audiences share by chance: the whole law, to be drawn and summed up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.significance import overlap_tails

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.significance import OverlapNull

_RARE = 1e-4
_AT_ONCE = 32


@dataclass(frozen=True, slots=True, eq=False)
class ChanceLaw:
    """How probable each number of shared targets is under the null.

    ``probability`` is (k,): of ``first``, ``first`` + 1, … shared targets; what lies outside has
    less than 2 in 10,000 in all, and the k add up to 1.

    >>> law = ChanceLaw(3, np.array([0.25, 0.5, 0.25]))
    >>> law.expected, law.range()
    (4.0, (3, 5))
    """

    first: int
    probability: npt.NDArray[np.float64]

    @property
    def numbers(self) -> npt.NDArray[np.int64]:
        """List the numbers of shared targets that have a probability, (k,)."""
        return self.first + np.arange(self.probability.size)

    @property
    def expected(self) -> float:
        """Give the mean."""
        return float(self.numbers @ self.probability)

    def range(self, share: float = 0.95) -> tuple[int, int]:
        """Give the middle of the law: below and above it lies no more than half of the rest each."""
        outside = (1 - share) / 2 + 1e-12
        below = np.cumsum(self.probability)
        low = int(np.searchsorted(below, outside, side="right"))
        high = int(np.searchsorted(below, 1 - outside, side="left"))
        last = self.probability.size - 1
        return self.first + min(low, last), self.first + min(high, last)


def chance_law(null: OverlapNull, size_a: int, size_b: int) -> ChanceLaw:
    """Say how many targets two audiences of given sizes share by chance.

    Parameters
    ----------
    null : OverlapNull
    size_a, size_b : int
        Targets of each, the two profiles themselves left out.

    Returns
    -------
    ChanceLaw
        Its tails are those of :func:`core.significance.overlap_tails`, so that the p-value of an
        overlap is the area at and beyond it.

    Notes
    -----
    Half a millisecond a number drawn, of which there are about eight standard deviations: tens of
    milliseconds for audiences of hundreds. Deterministic. METHODS 2.

    Examples
    --------
    >>> from core.significance import fit_null
    >>> law = chance_law(fit_null([10] * 30, [3] * 100), 10, 10)
    >>> round(law.expected, 1), law.range()
    (0.7, (0, 2))
    """
    most = min(size_a, size_b)
    first = _last_above(null, size_a, size_b, 1 - _RARE)
    last = _last_above(null, size_a, size_b, _RARE)
    tails = np.append(_tails(null, size_a, size_b, np.arange(first, min(last + 1, most) + 1)), 0.0)
    probability = np.maximum(tails[:-1] - tails[1:], 0.0)
    if not probability.sum():
        return ChanceLaw(first, np.ones(1))
    return ChanceLaw(first, probability / probability.sum())


def _tails(
    null: OverlapNull, size_a: int, size_b: int, shared: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    return overlap_tails(null, np.full(shared.shape, size_a), np.full(shared.shape, size_b), shared).p


def _last_above(null: OverlapNull, size_a: int, size_b: int, level: float) -> int:
    """Find the largest number that so many or more are shared with at least this probability."""
    low, high = 0, min(size_a, size_b)
    while low < high:
        asked = np.unique(np.linspace(low + 1, high, _AT_ONCE).astype(np.int64))
        holds = np.flatnonzero(_tails(null, size_a, size_b, asked) >= level)
        if not holds.size:
            high = int(asked[0]) - 1
            continue
        low = int(asked[holds[-1]])
        if holds[-1] + 1 < asked.size:
            high = int(asked[holds[-1] + 1]) - 1
    return low
