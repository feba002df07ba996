"""What ties two profiles together beside the bare overlap of their audiences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class DirectContact:
    """How often each of the two names the other, by kind of interaction; kinds never used are absent.

    >>> DirectContact({"reply": 2, "mention": 1}, {}).total
    3
    """

    a_to_b: Mapping[str, int]
    b_to_a: Mapping[str, int]

    @property
    def total(self) -> int:
        """Count the contacts of both directions."""
        return sum(self.a_to_b.values()) + sum(self.b_to_a.values())


@dataclass(frozen=True, slots=True)
class Bridge:
    """A profile of the workspace that both name, and that names one of the two, or both, itself.

    ``from_a`` and ``from_b`` are how often A and B name it, ``to_a`` and ``to_b`` how often it names
    them; one of the latter is at least 1.
    """

    key: str
    from_a: int
    from_b: int
    to_a: int
    to_b: int


@dataclass(frozen=True, slots=True)
class RareTarget:
    """One shared target's part in a rarity-weighted cosine; the parts of all add up to it.

    ``n_profiles`` of the workspace's profiles name it; ``rarity`` is the weight that this gives it.
    """

    key: str
    weight_a: int
    weight_b: int
    n_profiles: int
    rarity: float
    part: float
