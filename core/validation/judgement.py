"""What a classifier said of test pairs against what is so: the paper's figures, calibration, confusion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.model import Curve
from core.validation.bootstrap import LEVEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from core.validation.bootstrap import ProfileDraws

    Floats = npt.NDArray[np.float64]

FIGURES = ("accuracy", "precision", "recall", "f1", "brier")
MOST_BINS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Answers on test pairs, those of several trials one after the other.

    ``rows`` is (t, 2), places of profiles; ``same`` (t,) the truth, ``said`` (t,) the answer,
    ``probability`` (t,) that of the same group.
    """

    rows: npt.NDArray[np.int64]
    same: npt.NDArray[np.bool_]
    said: npt.NDArray[np.bool_]
    probability: Floats

    def confusion(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Count truth (rows: same, different) against answers (columns: same, different)."""
        hit = int((self.same & self.said).sum())
        missed = int((self.same & ~self.said).sum())
        false = int((~self.same & self.said).sum())
        return (hit, missed), (false, len(self.same) - hit - missed - false)


def figures(judged: Judged, draws: ProfileDraws) -> Mapping[str, Floats]:
    """Give accuracy, precision, recall, F1 and Brier score in everybody and in each draw of profiles.

    Returns
    -------
    mapping of str to ndarray of shape (1 + draws,)
        By the names of :data:`FIGURES`. "same group" is the positive answer. NaN where a draw has no such
        pair: without a positive answer there is no precision.
    """
    same, said = judged.same, judged.said
    parts = [same & said, same & ~said, ~same & said, ~same & ~said, np.square(judged.probability - same)]
    sums = draws.sums(judged.rows, np.stack(parts, axis=1).astype(np.float64))
    hit, missed, false, rejected, squares = sums.T
    n = hit + missed + false + rejected
    return {
        "accuracy": _ratio(hit + rejected, n),
        "precision": _ratio(hit, hit + false),
        "recall": _ratio(hit, hit + missed),
        "f1": _ratio(2 * hit, 2 * hit + false + missed),
        "brier": _ratio(squares, n),
    }


def _ratio(part: Floats, whole: Floats) -> Floats:
    found: Floats = np.full(len(whole), np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def reliability(name: str, judged: Judged, draws: ProfileDraws) -> Curve:
    """Set the probabilities that were said against how often it was so.

    Pairs are dealt by their probability into ten groups of equal size, fewer where many have the same one;
    the bounds are the 95 % interval over draws of profiles.
    """
    edges = np.unique(np.quantile(judged.probability, np.linspace(0, 1, MOST_BINS + 1)[1:-1]))
    bins = np.searchsorted(edges, judged.probability, side="right")
    used = np.unique(bins)
    member = (bins[:, None] == used).astype(np.float64)
    columns = np.concatenate([member, member * judged.same[:, None]], axis=1)
    sums = draws.sums(judged.rows, columns)
    shares = np.stack([_ratio(sums[:, used.size + at], sums[:, at]) for at in range(used.size)])
    drawn = shares[:, 1:]
    # a group of few pairs may be in no draw at all: its bounds are then what was found
    drawn = np.where(np.isnan(drawn).all(axis=1, keepdims=True), shares[:, :1], drawn)
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1)
    sizes = member.sum(axis=0)
    said = judged.probability @ member / sizes
    return Curve(
        name,
        "reliability",
        tuple(said.tolist()),
        tuple(shares[:, 0].tolist()),
        tuple(np.minimum(low, shares[:, 0]).tolist()),
        tuple(np.maximum(high, shares[:, 0]).tolist()),
        tuple(int(size) for size in sizes),
    )
