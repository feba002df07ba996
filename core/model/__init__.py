"""The nouns of Doppelscope, as frozen values. METHODS.md is their dictionary."""

from core.model.portrait import (
    INTERACTION_KINDS,
    SERIES,
    Activity,
    Audience,
    Content,
    Portrait,
    Sentiment,
    TermCounts,
    Wording,
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
from core.model.style import HabitOverlap, Style, StyleScale
from core.model.tie import Bridge, DirectContact, RareTarget

__all__ = [
    "INTERACTION_KINDS",
    "KINDS",
    "SERIES",
    "Activity",
    "Audience",
    "Batch",
    "Bridge",
    "Comparison",
    "Contact",
    "Content",
    "DirectContact",
    "HabitOverlap",
    "Measurement",
    "Missing",
    "Portrait",
    "Post",
    "Profile",
    "RareTarget",
    "Refusal",
    "Repeat",
    "Sentiment",
    "SharedTarget",
    "Style",
    "StyleScale",
    "TargetOverlap",
    "TermCounts",
    "TermOverlap",
    "Timeline",
    "Trait",
    "Warping",
    "Wording",
]
