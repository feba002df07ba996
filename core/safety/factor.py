"""From what was found of two profiles to the safety factor. Pure: METHODS 6, [A].

``b = 1 / (1 + exp(-x))`` in (0, 1) is cut into six equal bins. An edge belongs to the bin nearer to the middle, and
the middle itself, where nothing is known, to -1: who knows nothing is not advised to make contact.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.model.safety import FACTORS, Safety
from core.safety.advice import advice
from core.safety.part import paper_part, parts_of, statement

if TYPE_CHECKING:
    from core.safety.part import Evidence
    from core.safety.weight import SafetyParams

EDGES: tuple[float, ...] = tuple(k / 6 for k in range(1, 6))
"""Between the six bins of the belief."""
_THIRDS = (1 / 3, 2 / 3)
_MIDDLE = 1 / 2


def factor_of(belief: float) -> int:
    """Give the bin of a belief.

    >>> [factor_of(b) for b in (0.1, 1 / 6, 0.3, 0.5, 0.6, 4 / 6, 5 / 6, 0.9)]
    [-3, -2, -2, -1, 1, 1, 2, 3]
    """
    if belief <= _MIDDLE:
        return FACTORS[sum(belief >= edge for edge in EDGES[:2])]
    return FACTORS[3 + sum(belief > edge for edge in EDGES[3:])]


def belief_of(x: float) -> float:
    """Give the belief of a sum of log-odds.

    >>> belief_of(0.0), round(belief_of(math.log(5)), 6)
    (0.5, 0.833333)
    """
    return 1.0 / (1.0 + math.exp(-x))


def paper_factor(probability: float, *, is_same: bool) -> int:
    """Give [A]'s factor: signed by whether both are in one class, its size the third of [0, 1] that holds its probability.

    An edge belongs to the third below.

    >>> paper_factor(0.2, is_same=True), paper_factor(0.875, is_same=False), paper_factor(1 / 3, is_same=True)
    (1, -3, 1)
    """
    size = 1 + sum(probability > edge for edge in _THIRDS)
    return size if is_same else -size


def judged(a: str, b: str, found: Evidence, params: SafetyParams) -> Safety:
    """Judge whether contact between two profiles is advisable.

    Parameters
    ----------
    a, b : str
        Their keys.
    found : Evidence
    params : SafetyParams

    Returns
    -------
    Safety
        Without factor and belief where one of the two has no classes: what else was found is there all the same.
        The logits of its parts add up to x (:func:`math.fsum`). Symmetric in A and B but for its words.

    Notes
    -----
    In default mode x is, part by part, what :class:`core.safety.weight.SafetyParams` says, and more contact,
    likeness or kindness never lowers it, more abuse or silence never raises it. Paper mode has no x: the
    probability that both are in one class, or that they are not, is the belief itself.
    """
    parts = parts_of(found, params)
    missing = "; ".join(
        f"{side}: {persona.missing or 'no classes'}"
        for side, persona in (("A", found.a), ("B", found.b))
        if persona.classes is None
    )
    factor: int | None = None
    belief: float | None = None
    if not missing and params.mode == "paper":
        is_same = found.a.leading == found.b.leading
        belief = statement(found, is_same=is_same)
        parts = (paper_part(found, is_same=is_same),)
        factor = paper_factor(belief, is_same=is_same)
    elif not missing:
        belief = belief_of(math.fsum(part.logits for part in parts))
        factor = factor_of(belief)
    elif params.mode == "paper":
        parts = parts[:1]
    return Safety(
        a=a,
        b=b,
        mode=params.mode,
        factor=factor,
        belief=belief,
        parts=parts,
        hybrid=found.hybrid,
        a_to_b=found.a_to_b.tone,
        b_to_a=found.b_to_a.tone,
        advice=advice(factor),
        missing=missing or None,
        media_a=found.a.media,
        media_b=found.b.media,
    )
