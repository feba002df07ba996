"""How alike two handles, or two names, are: to the letter and to the eye."""

from __future__ import annotations

from dataclasses import dataclass

from core.identity.confusable import folded, skeleton
from core.keys import LONGEST_NAME, clean_handle
from core.model import Missing

PSEUDONYMOUS = Missing("everybody stands under a pseudonym here, and pseudonyms are alike by chance only")


@dataclass(frozen=True, slots=True)
class NameLikeness:
    """Two names held against each other.

    ``letters`` is the edit ratio of the names, ``looks`` that of their skeletons, both in [0, 1];
    ``value`` is the larger. Where ``looks`` is 1 and ``letters`` is not, one imitates the other.
    """

    a: str
    b: str
    letters: float
    looks: float

    @property
    def value(self) -> float:
        """Give the likeness: the larger of the two."""
        return max(self.letters, self.looks)


def edit_distance(a: str, b: str) -> int:
    """Count the fewest characters to insert, remove or replace (Levenshtein 1966).

    One whole number holds a column of the table, a bit a row (Myers 1999, Hyyrö 2003): O(len(b)) steps
    on numbers of len(a) bits.

    >>> edit_distance("kitten", "sitting"), edit_distance("", "ann")
    (3, 3)
    """
    if not a:
        return len(b)
    places: dict[str, int] = {}
    for row, one in enumerate(a):
        places[one] = places.get(one, 0) | 1 << row
    every, last = (1 << len(a)) - 1, 1 << len(a) - 1
    more, less, distance = every, 0, len(a)
    for other in b:
        same = places.get(other, 0)
        across = (((same & more) + more) ^ more) | same | less
        rising, falling = less | (every & ~(across | more)), more & across
        distance += bool(rising & last) - bool(falling & last)
        rising, falling = (rising << 1 | 1) & every, (falling << 1) & every
        more, less = falling | (every & ~(across | rising)), rising & across
    return distance


def edit_ratio(a: str, b: str) -> float:
    """Give the share of the longer text that need not be edited, in [0, 1]; 1 for two empty ones.

    Short names are alike by chance: of two handles of five letters one letter is a fifth.

    >>> edit_ratio("ann_smith", "ann_smyth").__round__(3), edit_ratio("", "")
    (0.889, 1.0)
    """
    longest = max(len(a), len(b))
    return 1 - edit_distance(a, b) / longest if longest else 1.0


def _likeness(a: str | None, b: str | None, what: str, *, pseudonymous: bool) -> NameLikeness | Missing:
    if pseudonymous:
        return PSEUDONYMOUS
    names = [folded((name or "")[:LONGEST_NAME]) for name in (a, b)]
    for who, name in zip("AB", names, strict=True):
        if not name:
            return Missing(f"{who} has no {what} in this data")
    looks = [skeleton((name or "")[:LONGEST_NAME]) for name in (a, b)]
    # Of what is made of dropped signs alone nothing is left to look at.
    alike = edit_ratio(*looks) if all(looks) else 0.0
    return NameLikeness(names[0], names[1], edit_ratio(*names), alike)


def handle_likeness(a: str | None, b: str | None, *, pseudonymous: bool = False) -> NameLikeness | Missing:
    """Compare two handles: edit ratio to the letter and to the eye.

    Only the first 256 characters are read. What is alike may be an impersonator's imitation, which
    is why this is shown first and is no part of the one-operator score (METHODS 0).

    Parameters
    ----------
    a, b : str or None
    pseudonymous : bool
        Whether both are pseudonyms.

    Returns
    -------
    NameLikeness or Missing

    Examples
    --------
    >>> found = handle_likeness("@Bank_0f_Ann", "bankofann")
    >>> found.looks, found.letters < 0.8
    (1.0, True)
    >>> handle_likeness(None, "ann").reason
    'A has no handle in this data'
    """
    cleaned = [None if handle is None else clean_handle(handle) for handle in (a, b)]
    return _likeness(cleaned[0], cleaned[1], "handle", pseudonymous=pseudonymous)


def name_likeness(a: str | None, b: str | None, *, pseudonymous: bool = False) -> NameLikeness | Missing:
    """Compare two display names, as :func:`handle_likeness` compares handles.

    >>> name_likeness("Ann Smith", "Аnn  Smith").value
    1.0
    """
    return _likeness(a, b, "display name", pseudonymous=pseudonymous)
