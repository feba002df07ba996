"""Whom a member names: its favourites, its community's crowd, the famous, and how often each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.sample.cast import COMMUNITIES, YEAR, Member
from core.sample.dice import Dice, running

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.sample.registry import Registry, User

CROWD = 240
FAMOUS = 20
_SHARES = (0.6, 0.3, 0.1)  # favourites, crowd, famous


@dataclass(frozen=True, slots=True, eq=False)
class Circle:
    """The users a member names, with the running sums of their weights."""

    users: tuple[User, ...]
    sums: tuple[float, ...]
    favourites: tuple[User, ...]

    def draw(self, dice: Dice) -> User:
        """Draw one of them."""
        return dice.weighted(self.users, self.sums)


def _zipf(n: int, exponent: float) -> list[float]:
    return [1 / (rank + 1) ** exponent for rank in range(n)]


def _outsiders(n: int, topics: Sequence[str], registry: Registry, now: int, dice: Dice) -> list[User]:
    users = []
    for _ in range(n):
        topic = dice.pick(topics)
        created = now - int(dice.between(1, 14) * YEAR)
        users.append(registry.user(registry.handle(topic, dice), created, topic))
    return users


def crowds(
    members: Sequence[Member], registry: Registry, now: int, dice: Dice
) -> dict[str, tuple[User, ...]]:
    """Make the crowd of each community, most popular first; members stand in it past the head."""
    found = {}
    for community, topics in COMMUNITIES.items():
        users = _outsiders(CROWD, topics, registry, now, dice)
        for member in members:
            if member.community == community and member.part not in {"newcomer", "dozen"}:
                users.insert(dice.whole(20, len(users)), member.user)
        found[community] = tuple(users)
    every_topic = [topic for topics in COMMUNITIES.values() for topic in topics]
    found["famous"] = tuple(_outsiders(FAMOUS, every_topic, registry, now, dice))
    return found


def _circle(member: Member, favourites: Sequence[User], crowds: Mapping[str, tuple[User, ...]]) -> Circle:
    crowd, famous = crowds[member.community], crowds["famous"]
    groups = ((favourites, 0.7), (crowd, 1.0), (famous, 1.0))
    users: list[User] = []
    weights: list[float] = []
    for (group, exponent), share in zip(groups, _SHARES, strict=True):
        parts = _zipf(len(group), exponent)
        total = sum(parts)
        users += group
        weights += [share * part / total for part in parts]
    kept = [(u, w) for u, w in zip(users, weights, strict=True) if u.key != member.user.key]
    return Circle(tuple(u for u, _ in kept), running(w for _, w in kept), tuple(favourites))


def circles(seed: int, members: Sequence[Member], registry: Registry, now: int) -> dict[str, Circle]:
    """Give every member the circle it draws from, by key of the member.

    The second account of the operator shares most favourites with the first, and names it; the two
    fans share the famous of their game and nothing else.
    """
    crowd_of = crowds(members, registry, now, Dice(seed, 2))
    found: dict[str, Circle] = {}
    first: Circle | None = None
    for index, member in enumerate(members):
        dice = Dice(seed, 3, index)
        crowd = crowd_of[member.community]
        friends = _outsiders(dice.whole(12, 20), COMMUNITIES[member.community], registry, now, dice)
        liked = [dice.weighted(crowd, running(_zipf(len(crowd), 1.0))) for _ in range(dice.whole(4, 8))]
        if member.part == "fan":
            liked = list(crowd[:4])
        favourites = dice.some([*friends, *liked], len(friends) + len(liked))
        if member.part == "second" and first:
            # the same friends in nearly the same order: one person knows them, whatever the account
            favourites = [*first.favourites[:14], *friends[:4]]
            favourites.insert(9, members[0].user)
            favourites.insert(4, favourites.pop())
        favourites = [u for u in dict.fromkeys(favourites) if u.key != member.user.key]
        found[member.user.key] = _circle(member, favourites, crowd_of)
        first = first or found[member.user.key]
    return found
