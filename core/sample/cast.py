"""Who plays: the invented profiles, their parts, and the users around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from core.keys import DEFAULT_PLATFORM
from core.model import Profile
from core.sample.dice import Dice, running
from core.sample.phrase import fill, phrases, template
from core.sample.rhythm import DAY, WINDOW_DAYS, Rhythm, invented_rhythm, second_phone
from core.sample.style import Style, invented_style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.sample.registry import Registry, User

Part = Literal["operator", "second", "campaigner", "fan", "newcomer", "dozen", "extra"]
YEAR = 365 * DAY

COMMUNITIES: dict[str, tuple[str, ...]] = {
    "city": ("transit", "council", "weather"),
    "table": ("cooking", "gardening"),
    "pitch": ("football",),
    "workshop": ("games", "code"),
}


@dataclass(frozen=True, slots=True)
class Character:
    """A part that is always played: handle, name, bio, community and topics, most frequent first."""

    part: Part
    handle: str
    name: str
    bio: str
    community: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """An invented profile and its habits.

    ``topics`` and ``kinds`` (of post) carry the running sums of their weights; ``days`` are the
    first day of the window and the one after the last; ``reach`` scales the likes received.
    """

    user: User
    profile: Profile
    part: Part
    community: str
    topics: tuple[str, ...]
    topic_sums: tuple[float, ...]
    style: Style
    rhythm: Rhythm
    kind_sums: tuple[float, ...]
    volume: int
    days: tuple[int, int]
    clients: tuple[str, ...]
    reach: float


def _extra(index: int, registry: Registry, dice: Dice) -> Character:
    words = phrases()
    community = tuple(COMMUNITIES)[index % len(COMMUNITIES)]
    main = dice.pick(COMMUNITIES[community])
    others = dice.some([t for c in COMMUNITIES.values() for t in c if t != main], 2)
    # two in 32 write mostly in Spanish or Arabic, two more now and then
    tongue = {3: ("es",), 6: ("ar",), 10: ("es",), 13: ("ar",)}.get(index % 32, ())
    topics = (*tongue, main, *others) if index % 32 in {10, 13} else (main, *tongue, "life", *others)
    handle = registry.handle(main, dice)
    first = dice.pick(words.names["first"])
    plain = handle.replace("_", " ").rstrip("0123456789").title()
    bio = fill(template(dice.pick(words.names["bios"][main])), words.slots, dice)
    return Character(
        part="extra",
        handle=handle,
        name=dice.pick(
            (plain if "_" in handle else first, f"{first} {dice.pick('ABCDEFGHKLMNPRSTVWZ')}.", first)
        ),
        bio=f"{bio}. {dice.pick(words.names['asides'])}",
        community=community,
        topics=topics[:4],
    )


def _kinds(dice: Dice) -> tuple[float, ...]:
    """Draw the shares of originals, reposts, quotes and replies; one author in four spreads."""
    original, repost = (0.3, 0.5) if dice.chance(0.25) else (dice.between(0.45, 0.7), dice.between(0.12, 0.3))
    return running((original, repost, dice.between(0.03, 0.1), dice.between(0.08, 0.25)))


def _span(part: Part, dice: Dice) -> tuple[tuple[int, int], int]:
    """Draw the days on which a member is seen, and how often it posts in them."""
    if part == "newcomer":
        return (WINDOW_DAYS - 3, WINDOW_DAYS - 1), 1
    if part == "dozen":
        return (WINDOW_DAYS - 40, WINDOW_DAYS - 2), 12
    if part in {"operator", "second"}:
        volume = dice.whole(700, 780) if part == "operator" else dice.whole(400, 460)
        return (dice.whole(20, 60), WINDOW_DAYS - dice.whole(0, 3)), volume
    return (dice.whole(0, 110), WINDOW_DAYS - dice.whole(0, 12)), dice.whole(260, 860)


def _member(character: Character, registry: Registry, now: int, dice: Dice) -> Member:
    days, volume = _span(character.part, dice)
    age = int(dice.between(1.5, 11) * YEAR)
    age = {"newcomer": 4 * DAY, "operator": 4 * YEAR, "second": 4 * YEAR - 3 * DAY}.get(character.part, age)
    created = now - age
    followers = (400 if character.part in {"operator", "second"} else 20) + dice.heavy(700)
    user = registry.user(character.handle, created, character.topics[0])
    return Member(
        user=user,
        profile=Profile(
            key=user.key,
            platform=DEFAULT_PLATFORM,
            user_id=user.user_id,
            handle=character.handle,
            name=character.name,
            bio=character.bio,
            created=datetime.fromtimestamp(created, UTC),
            followers=followers,
            following=30 + dice.heavy(250),
        ),
        part=character.part,
        community=character.community,
        topics=character.topics,
        topic_sums=running((0.55, 0.2, 0.15, 0.1)[: len(character.topics)]),
        style=invented_style(dice),
        rhythm=invented_rhythm(dice, 60 if character.part in {"campaigner", "fan"} else None),
        # the edge cases hold originals only, so that nothing in them rests on anybody else
        kind_sums=running((1, 0, 0, 0)) if character.part in {"newcomer", "dozen"} else _kinds(dice),
        volume=volume,
        days=days,
        clients=tuple(dice.pick(("Web App", "Phone App", "Tablet App", "Scheduler")) for _ in range(4)),
        reach=0.12 * followers**0.6,
    )


def _same_hands(first: Member, second: Member, dice: Dice) -> Member:
    """Give one member the sleep, the moods and the pen of another."""
    return replace(
        second,
        rhythm=second_phone(first.rhythm, dice),
        style=replace(first.style, tag_rate=second.style.tag_rate, link_rate=second.style.link_rate),
        clients=(*first.clients[:3], second.clients[0]),
    )


def _other_style(style: Style, dice: Dice) -> Style:
    """Make up a style that shares no habit of hand with a given one."""
    other = invented_style(dice)
    while other.casing == style.casing or other.join == style.join or other.voice == style.voice:
        other = invented_style(dice)
    return other


def invented_cast(seed: int, n_profiles: int, now: int, registry: Registry) -> list[Member]:
    """Make up the members; each has a stream of its own, so that one more changes no other's habits."""
    members: list[Member] = []
    for index in range(n_profiles):
        dice = Dice(seed, 1, index)
        known = phrases().characters
        character = (
            Character(**known[index]) if index < len(known) else _extra(index - len(known), registry, dice)
        )
        member = _member(character, registry, now, dice)
        if member.part == "second":
            member = _same_hands(members[0], member, dice)
        elif member.part == "fan" and members[-1].part == "fan":
            member = replace(member, style=_other_style(members[-1].style, dice))
        members.append(member)
    return members


def with_part(members: Sequence[Member], part: Part) -> tuple[Member, ...]:
    """Give the members who play a part, in order."""
    return tuple(member for member in members if member.part == part)
