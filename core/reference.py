"""What must be learned from many profiles before one pair can be judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.content.vectors import Idf, fit_idf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.model import Portrait


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A workspace's word rarity and target popularity.

    ``popularity`` maps a user's key to how many of the ``n_profiles`` name that user.
    """

    n_profiles: int
    idf: Idf
    popularity: Mapping[str, int]


def fit_reference(portraits: Iterable[Portrait]) -> Reference:
    """Learn from portraits whose audiences are unified.

    Cost: O(total distinct terms and targets).
    """
    words, popularity, n = [], Counter[str](), 0
    for portrait in portraits:
        n += 1
        words.append(portrait.content.words)
        popularity.update(portrait.audience.targets)
    return Reference(n, fit_idf(words), popularity)
