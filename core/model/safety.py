"""Whether contact between two profiles is advisable: [A]'s safety factor, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model.persona import PersonaMedia
    from core.model.result import Mode

FACTORS: tuple[int, ...] = (-3, -2, -1, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class HybridSimilarity:
    """[A]'s HS = SS + CS + IM: syntactic, semantic and linkage similarity, each in [0, 1].

    A part that is None is missing, and ``missing`` says why, by its name ("ss", "cs", "im"); ``total`` in
    [0, 3] is None where any is. ``present`` is the sum of the parts that there are, and ``usual`` the median of
    the same sum over the workspace's pairs, None where that is not known.
    """

    ss: float | None
    cs: float | None
    im: float | None
    missing: Mapping[str, str]
    usual: float | None

    @property
    def present(self) -> float | None:
        """Add up the parts that there are; None where there is none."""
        parts = [part for part in (self.ss, self.cs, self.im) if part is not None]
        return sum(parts) if parts else None

    @property
    def total(self) -> float | None:
        """Give HS, which takes all three parts."""
        return None if None in (self.ss, self.cs, self.im) else self.present


@dataclass(frozen=True, slots=True)
class ContactTone:
    """What one profile's posts that name the other are like.

    ``kinds`` counts them by kind of interaction, ``n_posts`` are the distinct posts. Of the ``n_read`` posts of its
    own English words (a repost's are somebody else's), ``n_positive`` and ``n_negative`` are of that tone and
    ``n_abusive`` hold a word of the lexicon of abuse. ``positions`` are their row numbers in the timeline.
    """

    kinds: Mapping[str, int]
    n_posts: int
    n_read: int
    n_positive: int
    n_negative: int
    n_abusive: int
    positions: tuple[int, ...] = ()
    abusive: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyPart:
    """What one consideration adds to the belief, in log-odds; ``logits`` is 0 where ``missing`` says why.

    ``name`` is the weight's ("classes", "hybrid", "contact", "tone", "abuse", "one_sided", "new"), ``label`` says it in a
    few words, ``found`` what was found, in one plain line.
    """

    name: str
    label: str
    logits: float
    found: str
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Safety:
    """[A]'s safety factor of two profiles: one of :data:`FACTORS`, or None where ``missing`` says why.

    ``belief`` in (0, 1) is ``1 / (1 + exp(-x))``, x the sum of the logits of the ``parts``; 0.5 is knowing nothing.
    In paper mode the belief is the probability of the statement (same class or not) and there is one part.
    ``advice`` is the recommendation in words. Contact is None where neither timeline was asked. ``media_a`` and
    ``media_b`` are what files that are tied to each add to its classes, None where there are none.
    """

    a: str
    b: str
    mode: Mode
    factor: int | None
    belief: float | None
    parts: tuple[SafetyPart, ...]
    hybrid: HybridSimilarity
    a_to_b: ContactTone | None
    b_to_a: ContactTone | None
    advice: str
    missing: str | None = None
    media_a: PersonaMedia | None = None
    media_b: PersonaMedia | None = None
