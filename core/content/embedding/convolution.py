"""The two loops of the default encoder that are no matrix products, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Rows = npt.NDArray[np.int64]


@njit(cache=True, nogil=True)
def add_windows(
    values: Floats, parts: Floats, rows: Rows, first: Rows, last: Rows, bias: Floats, left: int, out: Floats
) -> None:
    """Add up the parts of every token's window, cut what is negative, add the token itself.

    Parameters
    ----------
    values : ndarray of shape (m, d)
        Of distinct tokens.
    parts : ndarray of shape (m, n * d)
        What each gives at each of the n places of a window.
    rows : ndarray of shape (t,)
        Which of them stands at each place of the batch.
    first, last : ndarray of shape (t,)
        Where the text of each token begins and ends: windows do not leave it.
    bias : ndarray of shape (d,)
    left : int
        How many tokens of a window stand before its own.
    out : ndarray of shape (t, d)
        Written to.
    """
    size = values.shape[1]
    total = np.empty_like(bias)
    for at in range(rows.size):
        total[:] = bias
        for place in range(parts.shape[1] // size):
            other = at + place - left
            if first[at] <= other < last[at]:
                row, start = rows[other], place * size
                for column in range(size):
                    total[column] += parts[row, start + column]
        row = rows[at]
        for column in range(size):
            out[at, column] = max(total[column], np.float32(0)) + values[row, column]


@njit(cache=True, nogil=True)
def add_normed(features: Floats, lengths: Rows, gain: Floats, bias: Floats, least: float) -> Floats:
    """Norm every token's features to mean 0 and variance 1, and add them up text by text.

    Parameters
    ----------
    features : ndarray of shape (t, d)
    lengths : ndarray of shape (n,)
        How many tokens each text has.
    gain, bias : ndarray of shape (d,)
        What normed features are multiplied by, and what is added.
    least : float
        Added to a variance.

    Returns
    -------
    ndarray of shape (n, d)
    """
    size = features.shape[1]
    sums = np.empty((lengths.size, size), np.float32)
    total = np.empty(
        size, np.float64
    )  # hundreds of like numbers: in 32 bits they lose what the dense layers see
    at = 0
    for text in range(lengths.size):
        total[:] = 0
        for _ in range(lengths[text]):
            row = features[at]
            mean = row.mean()
            spread = np.float32(0)
            for column in range(size):
                spread += (row[column] - mean) ** 2
            scale = np.float32(1 / np.sqrt(spread / size + least))
            for column in range(size):
                total[column] += (row[column] - mean) * scale
            at += 1
        for column in range(size):
            sums[text, column] = total[column] * gain[column] + lengths[text] * bias[column]
    return sums
