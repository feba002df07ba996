"""The nouns of Doppelscope, as frozen values. METHODS.md is their dictionary."""

from core.model.portrait import (
    INTERACTION_KINDS,
    SERIES,
    Activity,
    Audience,
    Content,
    Portrait,
    TermCounts,
)
from core.model.record import KINDS, Batch, Post, Profile, Refusal, Timeline
from core.model.result import (
    Comparison,
    Contact,
    Measurement,
    Missing,
    Repeat,
    SharedTarget,
    TargetOverlap,
    TermOverlap,
    Trait,
    Warping,
)

__all__ = [
    "INTERACTION_KINDS",
    "KINDS",
    "SERIES",
    "Activity",
    "Audience",
    "Batch",
    "Comparison",
    "Contact",
    "Content",
    "Measurement",
    "Missing",
    "Portrait",
    "Post",
    "Profile",
    "Refusal",
    "Repeat",
    "SharedTarget",
    "TargetOverlap",
    "TermCounts",
    "TermOverlap",
    "Timeline",
    "Trait",
    "Warping",
]
