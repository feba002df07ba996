"""Many series end to end in one array: what the kernels read, without a copy a pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

MOST_COST = 2**31 - 2  # what 32 bits hold besides the mark of what has not been reached


class Slices(NamedTuple):
    """What of a bank is compared, a row a pair and a column a side.

    ``starts`` and ``lengths`` are (p, 2): where in the bank, and how many bins; ``scales`` is (p, 2):
    what the values are divided by.
    """

    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    scales: npt.NDArray[np.float64]

    def at(self, places: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> Slices:
        """Copy the rows of some pairs."""
        return Slices(self.starts[places], self.lengths[places], self.scales[places])


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """Series end to end.

    ``values`` and ``counts`` are (total,); ``counts`` is right only where ``squares`` is finite.
    ``starts`` and ``lengths`` are (n,): where each series begins, and its bins. ``squares`` is (n,):
    the sum of squares of a series of whole numbers from 0 on, infinite for any other; ``firsts`` is
    (n,): the square of the first value.
    """

    values: npt.NDArray[np.float64]
    counts: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    squares: npt.NDArray[np.float64]
    firsts: npt.NDArray[np.float64]

    @classmethod
    def of(cls, series: Sequence[npt.ArrayLike]) -> Bank:
        """Lay series end to end.

        Raises
        ------
        ParameterError
            If one holds what is not a number, or is not a row of numbers.

        Examples
        --------
        >>> bank = Bank.of([[3, 4], [0.5]])
        >>> bank.values, bank.starts, bank.squares
        (array([3. , 4. , 0.5]), array([0, 2]), array([25., inf]))
        """
        rows = [np.asarray(row) for row in series]
        for k, row in enumerate(rows):
            if row.ndim != 1 or not (np.issubdtype(row.dtype, np.number) or row.dtype == np.bool_):
                message = f"series {k} is not a row of numbers; give one of shape (n_bins,)"
                raise ParameterError(message)
        values = np.concatenate([np.zeros(0), *rows]).astype(np.float64, copy=False)
        lengths = np.array([row.size for row in rows], dtype=np.int64)
        starts = np.cumsum(lengths) - lengths
        if not np.isfinite(values).all():
            bad = int(np.searchsorted(starts, np.flatnonzero(~np.isfinite(values))[0], side="right")) - 1
            message = f"series {bad} holds what is not a number; give finite values"
            raise ParameterError(message)
        with np.errstate(over="ignore"):  # a square beyond every float is beyond every bound too
            squares = values * values
        squares[(values < 0) | (values != np.floor(values))] = np.inf
        small = np.where(squares <= MOST_COST, values, 0).astype(np.int32)
        return cls(
            values,
            small,
            starts,
            lengths,
            _sums_of(squares, starts, lengths),
            _firsts(squares, starts, lengths),
        )

    def whole(self, pairs: npt.NDArray[np.int64]) -> Slices:
        """Give the slices of pairs of whole series, (p, 2) positions."""
        return Slices(self.starts[pairs], self.lengths[pairs], np.ones(pairs.shape))

    def fits_counts(self, pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Tell for which pairs of whole series no cost on the way can leave 32 bits.

        Of whole numbers from 0 on, ``(x - y)² ≤ x² + y²``. A cell right of the diagonal is reached
        along the first row, where each step costs at most the first value's square and the column's
        own, and then down a diagonal that meets each row and column once. Hence no cell costs more
        than both sums of squares and the longer side times the first square.
        """
        longest = self.lengths[pairs].max(axis=1)
        most = self.squares[pairs].sum(axis=1) + longest * self.firsts[pairs].max(axis=1)
        fits: npt.NDArray[np.bool_] = most <= MOST_COST
        return fits


def _sums_of(
    squares: npt.NDArray[np.float64], starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    sums = np.zeros(lengths.size)
    filled = lengths > 0  # an empty stretch would be given the first value of the next
    if filled.any():
        sums[filled] = np.add.reduceat(squares, starts[filled])
    return sums


def _firsts(
    squares: npt.NDArray[np.float64], starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    firsts = np.zeros(lengths.size)
    filled = lengths > 0
    firsts[filled] = squares[starts[filled]]
    return firsts
