"""The words of each safety factor: what the evidence advises, never what somebody is.

[A] gives words to its two ends only: -3 is where ignoring or blocking is the likeliest outcome, +3 where contact
is. Those between are ours and no stronger than the evidence of a few posts allows.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from core.model.persona import CAVEAT

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ADVICE", "CAVEAT", "advice"]

ADVICE: Mapping[int, str] = MappingProxyType(
    {
        -3: "On this evidence, ignoring or blocking is the likeliest outcome: it advises against contact.",
        -2: "On this evidence, contact is unlikely to be taken up: it advises to wait.",
        -1: "The evidence leans slightly against contact, or says nothing: it advises no haste.",
        1: "The evidence leans slightly towards contact: it advises a look at the posts first.",
        2: "On this evidence, contact is likely to be taken up: it advises contact with ordinary care.",
        3: "On this evidence, contact is the likeliest outcome: it advises contact.",
    }
)
"""One sentence a factor; always shown with :data:`CAVEAT`."""


def advice(factor: int | None) -> str:
    """Give the recommendation of a safety factor in words.

    >>> advice(-3).split(":")[0]
    'On this evidence, ignoring or blocking is the likeliest outcome'
    >>> advice(None)
    'Too little is known of the two for a recommendation.'
    """
    return "Too little is known of the two for a recommendation." if factor is None else ADVICE[factor]
