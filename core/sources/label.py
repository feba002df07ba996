"""Labels of profiles: one word or two about the group that each belongs to, as a table brings them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from core import schema
from core.keys import split_key
from core.model import Profile, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.model import Batch

MAX_LABEL = 60
"""The most characters of a label."""
MAX_GROUPS = 1_000
"""The most different labels of one table: a column of more names no groups."""
PLACE = "label"
"""Where a report says that a table's labels could not be taken."""

_DROPPED = frozenset({"Cc", "Cf", "Cs"})
_JOINERS = frozenset("\u200c\u200d")  # Persian, Indic scripts and emoji are spelled with them


def clean_label(text: str | None) -> str:
    r"""Give a label as it is kept and compared: one line, composed, without what cannot be seen.

    Control and direction characters go, blanks run together; words that look the same are the same
    label, whether their accents were typed as one character or as two. It is not cut.

    Examples
    --------
    >>> clean_label("  climate\u202e \n desk "), clean_label(None), len(clean_label("e\u0301lite"))
    ('climate desk', '', 5)
    """
    composed = unicodedata.normalize("NFC", text or "")
    shown = "".join(
        " " if character.isspace() else character
        for character in composed
        if character.isspace() or character in _JOINERS or unicodedata.category(character) not in _DROPPED
    )
    return " ".join(shown.split()).strip("".join(_JOINERS))


class Tally:
    """Counts row by row which label each profile of a table carries; the commonest of them is its own.

    Blank cells say nothing. Of labels that equally many rows carry, the first in the order of code
    points wins, whatever the order of the rows.

    Notes
    -----
    Memory: one number a profile and label, of :data:`MAX_GROUPS` labels at most.

    Examples
    --------
    >>> tally = Tally()
    >>> tally.add(["x:1", "x:1", "x:1", "x:2"], ["press", " desk", "desk", None])
    >>> tally.labels
    {'x:1': 'desk'}
    """

    def __init__(self) -> None:
        self._votes: dict[str, Counter[str]] = {}
        self._groups: set[str] = set()

    def add(self, keys: Iterable[str], values: Iterable[str | None]) -> None:
        """Count some rows: whose each is, and what stands in its cell."""
        cleaned: dict[str, str] = {}
        for (key, value), n in Counter(zip(keys, values, strict=True)).items():
            if not value or not self:
                continue
            if value not in cleaned:
                cleaned[value] = clean_label(clean_label(value)[:MAX_LABEL])
            if label := cleaned[value]:
                self._groups.add(label)
                self._votes.setdefault(key, Counter())[label] += n

    def __bool__(self) -> bool:
        """Tell whether its values may still be the names of groups."""
        return len(self._groups) <= MAX_GROUPS

    @property
    def labels(self) -> dict[str, str]:
        """Give the label of each profile that has one, by key."""
        if not self:
            return {}
        return {key: min(votes, key=lambda one: (-votes[one], one)) for key, votes in self._votes.items()}

    def batch(self, file: str) -> Batch:
        """Give what a table says of its profiles' labels, once all of it has been counted."""
        told = [Profile(key, split_key(key)[0], label=label) for key, label in self.labels.items()]
        why = f"its labels are of more than {MAX_GROUPS:,} kinds, so they name no groups: none was taken"
        return schema.batch(profiles=told, refusals=[] if self else [Refusal(file, PLACE, why)])
