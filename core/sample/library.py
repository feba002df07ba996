"""What can be reposted, quoted and answered: posts of members, and of the users around them."""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING, NamedTuple

from core.sample.phrase import phrases
from core.sample.rhythm import HOUR
from core.sample.style import Line, Style, invented_style, said

if TYPE_CHECKING:
    from core.sample.dice import Dice
    from core.sample.registry import Registry, User

_RECENT = 6


class Reference(NamedTuple):
    """One post that another can point at."""

    post_id: str
    author: User
    line: Line


class Library:
    """Posts to point at.

    A member's are its own, as far as they are older; everybody else's are made up when first asked
    for and are the same ever after.
    """

    def __init__(self, registry: Registry, dice: Dice) -> None:
        self._registry, self._dice = registry, dice
        self._shelves: dict[str, tuple[list[int], list[Reference]]] = {}
        self._made: dict[tuple[str, int], Reference] = {}
        self._styles: dict[str, tuple[Style, int]] = {}

    def keep(self, key: str, times: list[int], references: list[Reference]) -> None:
        """Put a member's originals on a shelf, oldest first."""
        self._shelves[key] = times, references

    def recent(self, user: User, before: int, dice: Dice) -> Reference:
        """Give a post that a user made shortly before a time (seconds since 1970)."""
        times, references = self._shelves.get(user.key, ([], []))
        if found := bisect(times, before - 1):
            return references[dice.whole(max(found - _RECENT, 0), found - 1)]
        return self._outside(user, before - 60 - int(10 * HOUR * dice.random() ** 3))

    def _outside(self, user: User, about: int) -> Reference:
        if user.key not in self._styles:
            self._styles[user.key] = invented_style(self._dice), self._dice.whole(2 * HOUR, 9 * HOUR)
        style, period = self._styles[user.key]
        number = about // period
        if (user.key, number) not in self._made:
            line = said(phrases().topics[user.topic], style, self._dice)
            post_id = self._registry.post_id(number * period)
            self._made[user.key, number] = Reference(post_id, user, line)
        return self._made[user.key, number]
