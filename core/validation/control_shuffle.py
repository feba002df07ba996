"""Audiences that are independent by construction: who names whom, traded at random.

Two profiles put what only one of them names into a pot and deal it out again, each as many as before:
every profile keeps how many it names, every target by how many it is named. It is another
randomisation than the law that the p-values come from (a model of maximum entropy,
:mod:`core.significance`), so that one is a check on the other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.audience.incidence import incidence
from core.keys import own_keys
from core.model import INTERACTION_KINDS, Audience
from core.progress import check, never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.audience.incidence import Incidence
    from core.model import Portrait

    Codes = npt.NDArray[np.int32]

TRADES_BEFORE, TRADES_BETWEEN = 20, 5  # a profile; of the tests of the law of overlaps 20 and 3
_LOOK_UP = 200


class Shuffle:
    """Audiences that are traded at random, for as long as one asks.

    Parameters
    ----------
    portraits : sequence of Portrait
        Their audiences unified.
    seed : int
    cancelled : callable
        Asked every 200 trades, some 20 ms.

    Notes
    -----
    Curveball trades (Strona et al. 2014), 20 a profile before the first and 5 between two rounds; 0.1 ms
    each. No profile is given a target that is itself. How often a profile names its targets is dealt
    out anew among them.

    Examples
    --------
    >>> Shuffle([], 0).deal()
    []
    """

    def __init__(
        self, portraits: Sequence[Portrait], seed: int, *, cancelled: Callable[[], bool] = never
    ) -> None:
        self._portraits, self._cancelled = list(portraits), cancelled
        self._rng = np.random.default_rng(seed)
        own = [own_keys(portrait.profile) for portrait in portraits]
        laid = incidence([portrait.audience for portrait in portraits], own)
        self._targets = np.array(laid.targets.to_pylist(), dtype=object)
        self._rows, self._counts, self._own = _rows(laid)
        self._trade(TRADES_BEFORE * len(self._rows))

    @property
    def margins(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Give how many targets each profile names, and how many profiles each target that is named."""
        popularity = np.bincount(np.concatenate([np.zeros(0, np.int32), *self._rows]))
        sizes = np.array([row.size for row in self._rows], dtype=np.int64)
        return sizes, popularity[popularity > 0].astype(np.int64)

    def deal(self) -> list[Portrait]:
        """Trade on and give the portraits, each with the audience that it has now."""
        self._trade(TRADES_BETWEEN * len(self._rows))
        return [
            replace(portrait, audience=self._audience(row, counts))
            for portrait, row, counts in zip(self._portraits, self._rows, self._counts, strict=True)
        ]

    def _audience(self, row: Codes, counts: npt.NDArray[np.int64]) -> Audience:
        weights = np.zeros((row.size, len(INTERACTION_KINDS)), dtype=np.int64)
        weights[:, -1] = self._rng.permutation(counts)
        return Audience(tuple(self._targets[row].tolist()), weights)

    def _trade(self, n_trades: int) -> None:
        if len(self._rows) < 2:  # noqa: PLR2004 — it takes two
            return
        for n in range(n_trades):
            if n % _LOOK_UP == 0:
                check(self._cancelled)
            i, j = self._rng.choice(len(self._rows), 2, replace=False).tolist()
            self._rows[i], self._rows[j] = _traded(
                (self._rows[i], self._rows[j]), (self._own[i], self._own[j]), self._rng
            )


def _rows(laid: Incidence) -> tuple[list[Codes], list[npt.NDArray[np.int64]], list[Codes]]:
    """Give whom each profile names, how often, and which targets are itself."""
    sheet = laid.sheet
    rows = [sheet.targets[a:b] for a, b in zip(sheet.starts[:-1], sheet.starts[1:], strict=True)]
    counts = [sheet.counts[a:b] for a, b in zip(sheet.starts[:-1], sheet.starts[1:], strict=True)]
    own = [sheet.own[a:b] for a, b in zip(sheet.own_starts[:-1], sheet.own_starts[1:], strict=True)]
    return rows, counts, own


def _traded(
    rows: tuple[Codes, Codes], own: tuple[Codes, Codes], rng: np.random.Generator
) -> tuple[Codes, Codes]:
    """Deal out anew what only one of two names; whom the other may not name stays where it is."""
    a, b = rows
    of_both = np.isin(a, b, assume_unique=True)
    of_b = np.isin(b, a, assume_unique=True)
    stays_a, stays_b = of_both | np.isin(a, own[1]), of_b | np.isin(b, own[0])
    pot = rng.permutation(np.concatenate([a[~stays_a], b[~stays_b]]))
    n_a = int((~stays_a).sum())
    return (
        np.sort(np.concatenate([a[stays_a], pot[:n_a]])),
        np.sort(np.concatenate([b[stays_b], pot[n_a:]])),
    )
