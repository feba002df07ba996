"""What pictures and videos show, as a block of the space in which profiles are grouped: four vectors side by side.

Each vector is centred, no value counts for more than four standard deviations, and each is scaled to the same total
variance, so that eighty kinds of things do not outweigh seven expressions. [A] joins its vectors end to end, without
a word on their units: the scaling is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.model.media import VECTORS
from core.persona.media.vector import LAYOUT

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from core.model.media import Vector

    Floats = npt.NDArray[np.float64]

LENGTHS: tuple[int, ...] = tuple(len(LAYOUT[name]) for name in VECTORS)
"""How many values each of :data:`core.model.media.VECTORS` has, in its order."""
WIDTH = sum(LENGTHS)
LEAST_SHOWN = 3
"""Of fewer profiles nothing can be said of what is usual: a vector that fewer have takes no part."""
_CLIP = 4.0  # standard deviations that one value may count for
_ALIKE = 1e-9  # of the largest value: a smaller spread is rounding


def media_row(vectors: Mapping[str, Vector]) -> Floats:
    """Lay the vectors of one profile end to end.

    Parameters
    ----------
    vectors : mapping
        By name of :data:`core.model.media.VECTORS`; one that is missing, of another length than its layout says, or not
        finite is not known.

    Returns
    -------
    ndarray of shape (163,)
        NaN throughout a vector that is not known.

    Examples
    --------
    >>> row = media_row({"emotion": np.full(7, 1 / 7)})
    >>> row.shape, int(np.isnan(row).sum())
    ((163,), 156)
    """
    found = [np.full(length, np.nan) for length in LENGTHS]
    for place, name in enumerate(VECTORS):
        vector = np.asarray(vectors.get(name, ()), dtype=np.float64)
        if vector.shape == found[place].shape and np.isfinite(vector).all():
            found[place] = vector
    return np.concatenate(found)


@dataclass(frozen=True, slots=True, eq=False)
class MediaScale:
    """What is usual of each value, and what it is multiplied by.

    ``mean``, ``bound`` (the most that it counts for, either way) and ``factor`` are (163,), or (0,) where the block takes
    no part; ``factor`` is 0 throughout a vector that takes none. ``n_profiles`` is how many profiles have any vector.
    """

    mean: Floats
    bound: Floats
    factor: Floats
    n_profiles: int

    @property
    def width(self) -> int:
        """Count the columns."""
        return len(self.mean)

    def place(self, media: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """Place profiles, those it was fitted on or later ones.

        Parameters
        ----------
        media : ndarray of shape (m, 163) or (m, 0)
            NaN where a vector is missing.

        Returns
        -------
        coordinates : ndarray of shape (m, width)
            0, the mean, in a vector that is missing.
        known : ndarray of bool, shape (m,)
            Whether a profile has any vector that takes part.
        """
        if not self.width or not media.shape[1]:
            return np.zeros((len(media), self.width)), np.zeros(len(media), dtype=np.bool_)
        there = ~np.isnan(media)
        away = np.where(there, media - self.mean, 0.0)
        known = np.asarray((there & (self.factor > 0)).any(axis=1))
        return np.clip(away, -self.bound, self.bound) * self.factor, known


def fit_media(media: Floats) -> MediaScale:
    """Learn what is usual of some profiles' vectors.

    Parameters
    ----------
    media : ndarray of shape (n, 163) or (n, 0)
        NaN where a vector is missing.

    Returns
    -------
    MediaScale
        Without columns where no vector takes part: each needs :data:`LEAST_SHOWN` profiles that have it, and not all
        alike.

    Notes
    -----
    O(n). Deterministic; each vector that takes part has a total variance of 1 over the profiles that have it, before what
    is wild is cut.
    """
    n_profiles = int((~np.isnan(media)).any(axis=1).sum())
    if n_profiles < LEAST_SHOWN:
        return _none(n_profiles)
    mean, bound, factor = np.zeros(WIDTH), np.zeros(WIDTH), np.zeros(WIDTH)
    start = 0
    for length in LENGTHS:
        at = slice(start, start + length)
        start += length
        known = media[~np.isnan(media[:, at]).any(axis=1), at]
        if len(known) < LEAST_SHOWN:
            continue
        spread = known.std(axis=0)
        spread[spread <= np.abs(known).max(axis=0) * _ALIKE] = 0.0
        if (total := float(np.square(spread).sum())) > 0:
            mean[at], bound[at], factor[at] = known.mean(axis=0), _CLIP * spread, 1 / np.sqrt(total)
    return MediaScale(mean, bound, factor, n_profiles) if factor.any() else _none(n_profiles)


def _none(n_profiles: int) -> MediaScale:
    return MediaScale(np.zeros(0), np.zeros(0), np.zeros(0), n_profiles)
