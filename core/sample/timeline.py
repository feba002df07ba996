"""How a member's habits become posts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.model import KINDS, Post
from core.sample.library import Library, Reference
from core.sample.phrase import phrases
from core.sample.rhythm import post_times
from core.sample.style import Line, answered, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model.record import Kind
    from core.sample.cast import Member
    from core.sample.circle import Circle
    from core.sample.dice import Dice
    from core.sample.phrase import Topic
    from core.sample.registry import Registry, User

_TONES = ("warm", "warm", "asking", "doubting")
_ASIDES = (" cc", " via", " with", " thanks")


def written(
    member: Member,
    seconds: int,
    line: Line,
    dice: Dice,
    registry: Registry,
    *,
    kind: Kind = "original",
    reference: Reference | None = None,
    quoted: Reference | None = None,
    mentions: Sequence[User] = (),
) -> Post:
    """Write one post down; a repost of somebody's earns its reposter no likes of its own: 0."""
    likes = 0 if kind == "repost" else dice.heavy(member.reach * (0.4 if kind == "reply" else 1))
    return Post(
        profile=member.user.key,
        time=datetime.fromtimestamp(seconds, UTC),
        kind=kind,
        post_id=registry.post_id(seconds),
        text=line.text,
        language=line.language,
        client=dice.pick(member.clients),
        likes=likes,
        reposts=int(likes * 0.3 * dice.random()),
        replies=int(likes * 0.2 * dice.random()),
        quotes=int(likes * 0.05 * dice.random()),
        mentions=[user.key for user in mentions],
        hashtags=list(line.hashtags),
        links=list(line.links),
        ref_id=reference.post_id if reference else None,
        ref_author=reference.author.key if reference else None,
        quoted_id=quoted.post_id if quoted else None,
        quoted_author=quoted.author.key if quoted else None,
    )


def reposted(member: Member, seconds: int, reference: Reference, dice: Dice, registry: Registry) -> Post:
    """Write a repost: the text is the original's."""
    return written(member, seconds, reference.line, dice, registry, kind="repost", reference=reference)


class Author:
    """One member at work: first the originals, then what points at others' posts."""

    def __init__(self, member: Member, circle: Circle, registry: Registry, dice: Dice) -> None:
        self.member, self._circle, self._registry, self._dice = member, circle, registry, dice
        self._slots: list[tuple[int, Kind]] = []
        self._reposted: set[str] = set()

    def write_originals(self, window_start: int, library: Library) -> list[Post]:
        """Draw when and what the member posts, write its originals and put them into the library."""
        member, dice = self.member, self._dice
        times = post_times(member.rhythm, member.volume, member.days, window_start, dice)
        self._slots = [(seconds, dice.weighted(KINDS, member.kind_sums)) for seconds in times]
        own = [seconds for seconds, kind in self._slots if kind == "original"]
        posts = [self._original(seconds) for seconds in own]
        lines = [Line(p.text or "", p.language or "en", tuple(p.hashtags), tuple(p.links)) for p in posts]
        references = [
            Reference(post.post_id or "", member.user, line) for post, line in zip(posts, lines, strict=True)
        ]
        library.keep(member.user.key, own, references)
        return posts

    def write_answers(self, library: Library) -> list[Post]:
        """Write the reposts, quotes and replies for which :meth:`write_originals` left room."""
        return [self._answer(seconds, kind, library) for seconds, kind in self._slots if kind != "original"]

    def _topic(self) -> Topic:
        return phrases().topics[self._dice.weighted(self.member.topics, self.member.topic_sums)]

    def _original(self, seconds: int) -> Post:
        member, dice = self.member, self._dice
        mentions: list[User] = []
        if dice.chance(0.03):
            line = Line(dice.pick(phrases().answers["short"])[0], "en")
        else:
            alone = member.part in {"newcomer", "dozen"}
            mentions = [] if alone or not dice.chance(0.09) else [self._circle.draw(dice)]
            aside = "".join(f"{dice.pick(_ASIDES)} @{user.handle}" for user in mentions)
            line = said(self._topic(), member.style, dice, aside)
        return written(member, seconds, line, dice, self._registry, mentions=mentions)

    def _answer(self, seconds: int, kind: Kind, library: Library) -> Post:
        member, dice, registry = self.member, self._dice, self._registry
        reference = library.recent(self._circle.draw(dice), seconds, dice)
        if kind == "repost" and reference.post_id not in self._reposted:
            self._reposted.add(reference.post_id)
            return reposted(member, seconds, reference, dice, registry)
        if kind != "reply":  # nobody can repost a post twice: the second time is a quote
            line = answered("quoting", self._topic(), member.style, dice)
            return written(member, seconds, line, dice, registry, kind="quote", reference=reference)
        said_back = answered(dice.pick(_TONES), self._topic(), member.style, dice)
        line = Line(f"@{reference.author.handle} {said_back.text}", said_back.language)
        quoted = library.recent(self._circle.draw(dice), seconds, dice) if dice.chance(0.04) else None
        return written(
            member, seconds, line, dice, registry, kind="reply", reference=reference, quoted=quoted
        )
