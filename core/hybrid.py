"""[B]'s hybrid of all aspects: one number a pair, from where the pair stands among those of its workspace.

[B] 1 and 4 combine the aspects and print no formula. Ours (METHODS 5): each measure as the share of the
workspace's pairs that are more alike by it, averaged within its aspect, then over the aspects present. It
ranks; it is no verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.measures import DETAIL, get

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from core.measures import Measure, Scores
    from core.standing import Standing

# Identity is what an impersonator copies, persona a style descriptor: neither says who writes.
HYBRID_ASPECTS = ("behaviour", "audience", "content")


class Hybrid(NamedTuple):
    """The hybrid distances of p pairs: ``distance`` is (p,) in [0, 1], ``parts`` (p,) for each aspect.

    NaN where there is no measure to take it from. 0 is as alike as no other pair of the workspace.
    """

    distance: npt.NDArray[np.float64]
    parts: Mapping[str, npt.NDArray[np.float64]]


def is_part(measure: Measure) -> bool:
    """Tell whether a measure is part of the distance: no family, lest the longest decide."""
    return measure.aspect in HYBRID_ASPECTS and DETAIL not in measure.tags


def hybrid(scores: Mapping[str, Scores], standing: Standing) -> Hybrid:
    """Combine the measures of many pairs into one distance each.

    Parameters
    ----------
    scores : mapping of str to Scores
        By the measure's name, all of the same p pairs; those that are no part (:func:`is_part`) are
        left out.
    standing : Standing
        Of the workspace, in the mode of the scores.

    Returns
    -------
    Hybrid

    Notes
    -----
    O(p log n) a measure. A pair's distance does not depend on the other pairs.

    Examples
    --------
    >>> hybrid({}, None).distance.size
    0
    """
    parts: dict[str, npt.NDArray[np.float64]] = {}
    for aspect in HYBRID_ASPECTS:
        shares = []
        for name, found in scores.items():
            measure = get(name)
            if measure.aspect == aspect and is_part(measure):
                shares.append(1 - standing.shares(name, found.values, measure.direction))
        if shares:
            parts[aspect] = _mean(shares)
    if not parts:
        return Hybrid(np.zeros(0), {})
    return Hybrid(_mean(list(parts.values())), parts)


def _mean(rows: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """Give the mean of what is known, NaN where nothing is."""
    known = ~np.isnan(rows)
    total = np.where(known, rows, 0.0).sum(axis=0)
    n_known = known.sum(axis=0)
    return np.where(n_known > 0, total / np.maximum(n_known, 1), np.nan)
