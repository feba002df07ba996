"""What must be learned from many profiles before one pair can be judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.census import Census
    from core.content.vectors import Idf
    from core.model import StyleScale
    from core.model.meaning import MeaningScale
    from core.significance import OverlapNull


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """What is usual in a workspace; made by :class:`core.learning.Learner`.

    ``idf``, ``hashtag_idf`` and ``domain_idf`` say how rare words, hashtags and linked domains are.
    ``popularity`` maps a user's key to how many others of the ``n_profiles`` name that user.
    ``style_scale`` is how its profiles write, ``overlap_null`` what overlaps chance makes (None where
    fewer than two profiles name anybody), ``meaning_scale`` where the meanings of its posts lie (None
    until they are embedded).
    """

    n_profiles: int
    idf: Idf
    popularity: Census
    hashtag_idf: Idf
    domain_idf: Idf
    style_scale: StyleScale
    overlap_null: OverlapNull | None = None
    meaning_scale: MeaningScale | None = None
