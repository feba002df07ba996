"""Ids and handles of invented users, none of them twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.keys import DEFAULT_PLATFORM
from core.sample.phrase import phrases

if TYPE_CHECKING:
    from core.sample.dice import Dice


MAX_HANDLE = 15


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who can be named; ``topic`` is what a user outside the demo writes about."""

    key: str
    user_id: str
    handle: str
    topic: str


class Registry:
    """Gives out ids and handles, none of them twice.

    Ids begin with 9: what the platform would give out in the year 2078, so that none is anybody's.
    """

    def __init__(self) -> None:
        self._count = 0
        self._users: list[User] = []
        self._handles = {character["handle"] for character in phrases().characters}

    @property
    def users(self) -> tuple[User, ...]:
        """Give every user made so far."""
        return tuple(self._users)

    def _number(self, prefix: str, seconds: int) -> str:
        self._count += 1
        return f"{prefix}{max(seconds, 0):010d}{self._count:07d}"

    def post_id(self, seconds: int) -> str:
        """Give the id of a post made at a time."""
        return self._number("91", seconds)

    def user(self, handle: str, created: int, topic: str) -> User:
        """Make a user of a handle."""
        user_id = self._number("90", created)
        self._users.append(User(f"{DEFAULT_PLATFORM}:{user_id}", user_id, handle, topic))
        return self._users[-1]

    def handle(self, topic: str, dice: Dice) -> str:
        """Make up a handle that suits a topic, within what the platform allows."""
        words = phrases()
        while True:
            place, noun = dice.pick(words.names["places"]), dice.pick(words.topics[topic].nouns)
            first = dice.pick(words.names["first"]).lower()
            patterns = (f"{place}_{noun}", f"{noun}_{first}", f"{first}of{place}", f"{first}_{noun}")
            handle = dice.pick(patterns) + (str(dice.whole(2, 99)) if dice.chance(0.3) else "")
            if len(handle) <= MAX_HANDLE and handle not in self._handles:
                self._handles.add(handle)
                return handle
