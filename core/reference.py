"""What must be learned from many profiles before one pair can be judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.census import Census
from core.content.vectors import Idf, fit_idf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.model import Portrait


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A workspace's word rarity and target popularity.

    ``popularity`` maps a user's key to how many of the ``n_profiles`` name that user.
    """

    n_profiles: int
    idf: Idf
    popularity: Census


def fit_reference(portraits: Iterable[Portrait]) -> Reference:
    """Learn from portraits whose audiences are unified.

    Cost: O(total distinct terms and targets).
    """
    words, popularity = [], Counter[str]()
    for portrait in portraits:
        words.append(portrait.content.words)
        popularity.update(portrait.audience.targets)
    return Reference(len(words), fit_idf(words), Census.of(popularity))
