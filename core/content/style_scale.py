"""What is usual in how a workspace's profiles write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.content.style import MIN_TEXTS, N_RATES
from core.model import StyleScale

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from core.model import Style


class StyleTally:
    """Means and spreads of styles, added up: of 20,000 profiles all rates at once would be 360 MB.

    Examples
    --------
    >>> tally = StyleTally()
    >>> tally.add(np.array([[0.0] * N_RATES, [2.0] * N_RATES], np.float32), np.array([50, 50]))
    >>> float(tally.scale().mean[0]), float(tally.scale().spread[0]).__round__(3)
    (1.0, 1.0)
    """

    def __init__(self) -> None:
        self._n, self._mean, self._squares = 0, np.zeros(N_RATES), np.zeros(N_RATES)

    def add(self, rates: npt.NDArray[np.float32], n_texts: npt.NDArray[np.int64]) -> None:
        """Add profiles, one a row of ``rates``; those of too few texts teach nothing (Chan et al. 1983)."""
        enough = rates[n_texts >= MIN_TEXTS].astype(np.float64)
        if not len(enough):
            return
        mean = enough.mean(axis=0)
        n, gap = self._n + len(enough), mean - self._mean
        self._squares += ((enough - mean) ** 2).sum(axis=0) + gap**2 * self._n * len(enough) / n
        self._mean += gap * len(enough) / n
        self._n = n

    def scale(self) -> StyleScale:
        """Give what is usual so far."""
        if not self._n:
            return StyleScale(np.zeros(N_RATES, np.float32), np.ones(N_RATES, np.float32), 0)
        spread = np.sqrt(self._squares / self._n)
        # An entry that is the same everywhere tells nobody apart; a hair's breadth must not count as much.
        floor = 1e-6 + np.median(spread) / 10
        usual = np.maximum(spread, floor).astype(np.float32)
        return StyleScale(self._mean.astype(np.float32), usual, self._n)


def fit_style(styles: Iterable[Style]) -> StyleScale:
    """Learn what is usual from profiles that have texts enough.

    >>> from core.model import Style
    >>> rates = np.zeros(N_RATES, np.float32)
    >>> fit_style([Style(rates, 50), Style(rates + 1, 50), Style(rates, 3)]).n_profiles
    2
    """
    tally = StyleTally()
    for one in styles:
        tally.add(one.rates[None, :], np.array([one.n_texts]))
    return tally.scale()
