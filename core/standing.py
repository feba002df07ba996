"""Where a pair stands among the pairs of its workspace: percentile curves, one a measure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from core.measures import all_measures
from core.progress import ignore_progress, never
from core.survey import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from core.measures import Measure
    from core.model import Measurement, Portrait
    from core.model.result import Direction
    from core.params import ComparisonParams
    from core.reference import Reference

MAX_PROFILES = 200
MAX_PAIRS = 1_000
LEAST_PAIRS = 10
"""Of fewer pairs no share is given: among three, the middle one is more alike than a third of them by nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The values of every measure over the pairs of a workspace, or a stated, seeded sample of them.

    ``values`` maps a measure's name to its sorted values; pairs for which it was missing are left out.
    ``n_pairs`` of the workspace's ``n_all`` pairs were measured.
    """

    n_pairs: int
    n_all: int
    values: Mapping[str, npt.NDArray[np.float64]]

    def more_alike_than(self, found: Measurement) -> float | None:
        """Give the share of pairs that are less alike by this measure; a tie is not less alike.

        In [0, 1], whichever way the measure runs; None where the value or the curve is missing, or the curve has
        fewer than :data:`LEAST_PAIRS` pairs.
        """
        if found.value is None or self.n_known(found.measure) < LEAST_PAIRS:
            return None
        share = float(self.shares(found.measure, np.array([found.value]), found.direction)[0])
        return None if math.isnan(share) else share

    def n_known(self, measure: str) -> int:
        """Count the pairs that have a value of a measure."""
        return len(self.values.get(measure, ()))

    def shares(
        self, measure: str, values: npt.NDArray[np.float64], direction: Direction
    ) -> npt.NDArray[np.float64]:
        """Give :meth:`more_alike_than` of many values of one measure, (p,); NaN where there is none.

        >>> standing = Standing(2, 2, {"a": np.array([0.2, 0.4])})
        >>> standing.shares("a", np.array([0.3, np.nan]), "similarity").tolist()
        [0.5, nan]
        """
        curve = self.values.get(measure)
        if curve is None or not curve.size:
            return np.full(len(values), np.nan)
        # values of one pair computed twice may differ in the last bits
        slack = 1e-9 * np.maximum(1.0, np.abs(values))
        if direction == "similarity":
            shares = np.searchsorted(curve, values - slack, side="left") / curve.size
        else:
            shares = 1 - np.searchsorted(curve, values + slack, side="right") / curve.size
        return np.where(np.isnan(values), np.nan, shares)


def sampled_pairs(n: int, seed: int) -> npt.NDArray[np.int64]:
    """Give all pairs of n profiles, (p, 2), or :data:`MAX_PAIRS` of them by chance.

    >>> sampled_pairs(3, 0).tolist()
    [[0, 1], [0, 2], [1, 2]]
    """
    pairs = np.array(list(combinations(range(n), 2)), dtype=np.int64).reshape(-1, 2)
    if len(pairs) <= MAX_PAIRS:
        return pairs
    chosen = np.random.default_rng(seed).choice(len(pairs), MAX_PAIRS, replace=False)
    return pairs[np.sort(chosen)]


def sampled_keys(keys: Sequence[str], seed: int) -> list[str]:
    """Give the profiles whose pairs are measured: all, or :data:`MAX_PROFILES` by chance."""
    if len(keys) <= MAX_PROFILES:
        return sorted(keys)
    return sorted(np.random.default_rng(seed).choice(sorted(keys), MAX_PROFILES, replace=False).tolist())


def fit_standing(
    portraits: Sequence[Portrait],
    n_profiles: int,
    reference: Reference | None,
    params: ComparisonParams,
    *,
    measures: Sequence[Measure] | None = None,
    seed: int = 0,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Standing:
    """Measure the pairs of a workspace by every measure, or by those given.

    Parameters
    ----------
    portraits : sequence of Portrait
        Those of :func:`sampled_keys`.
    n_profiles : int
        How many profiles the workspace has.
    reference, params
        As for :func:`core.comparison.compare`.
    measures : sequence of Measure, optional
        All of the register where None.
    seed : int
        Of the sample of pairs.

    Raises
    ------
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    A thousand pairs of 200 profiles of 3,200 posts each take about 15 s on two cores. Deterministic.
    """
    pairs = sampled_pairs(len(portraits), seed)
    used = all_measures() if measures is None else measures
    found: dict[str, list[npt.NDArray[np.float64]]] = {measure.name: [] for measure in used}
    stretches = survey(
        portraits, reference, params, pairs, measures=used, progress=progress, cancelled=cancelled
    )
    for stretch in stretches:
        for name, scores in stretch.scores.items():
            found[name].append(scores.values)
    curves = {
        name: np.sort(np.concatenate(values)) if values else np.zeros(0) for name, values in found.items()
    }
    known = {name: curve[~np.isnan(curve)] for name, curve in curves.items()}
    return Standing(len(pairs), n_profiles * (n_profiles - 1) // 2, known)
