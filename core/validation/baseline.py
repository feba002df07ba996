"""What the one-operator score is held against: single likenesses, and their plain sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.block import Block
from core.measures import get
from core.params import ComparisonParams
from core.progress import never

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from core.validation.pool import Pool

    Floats = npt.NDArray[np.float64]

WORDS, MENTIONS, HOURS, SUM = (
    "Words, TF-IDF cosine",
    "Mentions, cosine",
    "Hours of the week",
    "Their plain sum",
)


def baselines(pool: Pool, *, cancelled: Callable[[], bool] = never) -> Mapping[str, Floats]:
    """Give each pair of a pool the simple scores, (p,) each; where a measure is missing the least of all.

    The sum is of standard scores over the pool. Deterministic; some seconds for 80,000 pairs.

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    """
    block = Block([side.portrait for side in pool.sides], cancelled=cancelled)
    params = ComparisonParams()
    found = {}
    for label, name in ((WORDS, "content.tfidf_cosine"), (MENTIONS, "audience.rarity_cosine")):
        values = get(name).scores(block, block, pool.rows, pool.reference, params).values
        known = values[~np.isnan(values)]
        found[label] = np.where(np.isnan(values), known.min() if known.size else 0.0, values)
    found[HOURS] = _hours(block)[pool.rows[:, 0], pool.rows[:, 1]]
    found[SUM] = sum(
        (_standard(found[label]) for label in (WORDS, MENTIONS, HOURS)), np.zeros(len(pool.rows))
    )
    return found


def _standard(values: Floats) -> Floats:
    spread = values.std()
    standard: Floats = (values - values.mean()) / (spread if spread > 0 else 1.0)
    return standard


def _hours(block: Block) -> Floats:
    """Compare how posts are spread over the hours of the week: cosine of roots of smoothed shares, less their mean."""
    counts = np.array([one.activity.weekly[0] for one in block], dtype=np.float64)
    smooth = 0.5 * counts + 0.25 * (np.roll(counts, -1, axis=1) + np.roll(counts, 1, axis=1))
    roots = np.sqrt(smooth / np.maximum(smooth.sum(axis=1, keepdims=True), 1))
    roots -= roots.mean(axis=0)
    lengths = np.linalg.norm(roots, axis=1, keepdims=True)
    unit = roots / np.where(lengths > 0, lengths, 1.0)
    alike: Floats = unit @ unit.T
    return alike
