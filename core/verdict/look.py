"""What the views see of pairs, before any model says what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.verdict.cohort import usual
from core.verdict.view import each

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.block import Block
    from core.reference import Reference
    from core.verdict.cohort import Cohort

    Floats = npt.NDArray[np.float64]
    Pairs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """What the views see of p pairs, before any model.

    ``values``, ``usual`` and ``deviations`` are (p, views), NaN where a view is missing; ``evidence`` is
    (p, 2, views), the items of A and of B.
    """

    values: Floats
    usual: Floats
    deviations: Floats
    evidence: Pairs


def look(block: Block, rows: Pairs, places: Pairs, reference: Reference, cohort: Cohort) -> Looks:
    """Give what the views see of pairs.

    Parameters
    ----------
    block : Block
    rows : ndarray of int64, shape (p, 2)
        Pairs of the block.
    places : ndarray of int64, shape (n,)
        The row of each of the block's portraits in the cohort.
    reference : Reference
    cohort : Cohort

    Notes
    -----
    O(p × terms). A pair has the same bits whatever else is in the block, and whichever comes first.
    """
    raw = each(block, rows, reference)
    values = np.stack([found.values for found in raw], axis=1)
    evidence = np.stack([found.evidence[rows] for found in raw], axis=2)
    sides = places[rows]
    keys = [[cohort.keys[at] for at in side] for side in sides.T.tolist()]
    mean_a, spread_a = usual(cohort, sides[:, 0], keys[1], values)
    mean_b, spread_b = usual(cohort, sides[:, 1], keys[0], values)
    deviations = ((values - mean_a) / spread_a + (values - mean_b) / spread_b) / 2
    return Looks(values, (mean_a + mean_b) / 2, deviations, evidence)
