"""[A]'s hybrid similarity, HS = SS + CS + IM, of many pairs at once.

[A] names the three and defines none; these are ours, each in [0, 1] and made of measures of the register:

- SS, syntactic: the style cosine, 0 where it is negative (less alike than any two of the workspace);
- CS, semantic: the plain cosine of embeddings, counted from the workspace's mean cosine m for that model, since
  encoders differ in where their cosines sit: ``max(0, (cos - m) / (1 - m))``; m = 0 below 30 profiles;
- IM, linkage: ``1 - (1 - r)(1 - c / (c + k))``, r the rarity-weighted cosine of whom the two name, c how often
  they name each other, both ways together: either is a link, and both make a stronger one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.content.embedding.meaning import MIN_PROFILES
from core.measures import get
from core.measures.audience import laid
from core.model.safety import HybridSimilarity
from core.params import ComparisonParams

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from core.block import Block
    from core.reference import Reference

    Floats = npt.NDArray[np.float64]
    Pairs = npt.NDArray[np.int64]

PARTS: tuple[str, ...] = ("ss", "cs", "im")
LABELS: Mapping[str, str] = {
    "ss": "Syntactic (style)",
    "cs": "Semantic (meaning)",
    "im": "Linkage (whom they name, and each other)",
}
_DEFAULT, _PAPER = ComparisonParams.of("default"), ComparisonParams.of("paper")
_MEASURES = {
    "ss": ("content.style_cosine", _DEFAULT),
    "cs": ("content.embedding_cosine", _PAPER),
    "im": ("audience.rarity_cosine", _DEFAULT),
}


@dataclass(frozen=True, slots=True, eq=False)
class Hybrids:
    """What HS is made of for p pairs: ``ss``, ``cs``, ``rarity`` (p,) in [0, 1], NaN where missing.

    ``contacts`` (p,) is how often the two name each other; ``missing`` has a reason by part, pair by pair.
    """

    ss: Floats
    cs: Floats
    rarity: Floats
    contacts: Pairs
    missing: tuple[Mapping[str, str], ...]

    def parts(self, half: float) -> Floats:
        """Give SS, CS and IM, (p, 3), NaN where missing; ``half`` contacts count for half of all."""
        return np.stack([self.ss, self.cs, linkage(self.rarity, self.contacts, half)], axis=1)


def linkage(rarity: Floats, contacts: Pairs, half: float) -> Floats:
    """Give IM of some pairs, (p,) in [0, 1]; NaN where the rarity cosine is.

    >>> linkage(np.array([0.0, 0.5]), np.array([5, 5]), 5.0).tolist()
    [0.5, 0.75]
    """
    found: Floats = 1.0 - (1.0 - rarity) * (1.0 - contacts / (contacts + half))
    return found


def above_usual(cosines: Floats, mean: float) -> Floats:
    """Count cosines from the mean of a workspace: 0 there and below, 1 where they are 1.

    >>> above_usual(np.array([0.9, 0.8, 0.2]), 0.8).round(3).tolist()
    [0.5, 0.0, 0.0]
    """
    room = max(1.0 - mean, np.finfo(float).eps)
    found: Floats = np.clip((cosines - mean) / room, 0.0, 1.0)
    return found


def hybrids(block: Block, rows: Pairs, reference: Reference | None) -> Hybrids:
    """Measure the three for some pairs of a block.

    Parameters
    ----------
    block : Block
    rows : ndarray of int64, shape (p, 2)
        Places in the block.
    reference : Reference or None
        Of the workspace; without it a part that needs one is missing and says so.

    Returns
    -------
    Hybrids
        Symmetric, and of the same bits whatever else is in the block.

    Raises
    ------
    CancelledError
        If the block was told to stop.

    Notes
    -----
    19,900 pairs of 200 profiles take about a second once the portraits are read.
    """
    found = {
        name: get(measure).scores(block, block, rows, reference, params)
        for name, (measure, params) in _MEASURES.items()
    }
    met = laid(block, block, rows, _DEFAULT.audience.kinds, reference).found
    scale = reference.meaning_scale if reference else None
    mean = scale.mean_cosine if scale is not None and scale.n_profiles >= MIN_PROFILES else 0.0
    reasons = zip(*(found[name].missing for name in PARTS), strict=True)
    return Hybrids(
        ss=np.clip(found["ss"].values, 0.0, 1.0),
        cs=above_usual(found["cs"].values, mean),
        rarity=np.clip(found["im"].values, 0.0, 1.0),
        contacts=met.a_to_b + met.b_to_a,
        missing=tuple(
            {name: why for name, why in zip(PARTS, three, strict=True) if why is not None}
            for three in reasons
        ),
    )


def hybrid(parts: Floats, missing: Mapping[str, str], usual: float | None) -> HybridSimilarity:
    """Give HS of one pair from its row of :meth:`Hybrids.parts`, beside what is usual for the parts it has.

    >>> hybrid(np.array([0.2, np.nan, 0.5]), {"cs": "not embedded"}, None).present
    0.7
    """
    ss, cs, im = (None if np.isnan(part) else float(part) for part in parts)
    return HybridSimilarity(ss, cs, im, missing, usual)
