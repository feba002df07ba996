"""What the demo hides on purpose: findings to be made, and traps that must not become findings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal

from core.sample.cast import Member, with_part
from core.sample.phrase import fill, phrases, template
from core.sample.rhythm import DAY, WINDOW_DAYS
from core.sample.style import Line
from core.sample.timeline import reposted, written
from core.text import normalised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model import Post
    from core.sample.circle import Circle
    from core.sample.dice import Dice
    from core.sample.library import Library
    from core.sample.registry import Registry

LONG_ENOUGH = 40  # characters: shorter texts are many authors'
N_CAMPAIGN_REPOSTS = 24
N_CAMPAIGN_TEXTS = 6
N_VIRAL = 5
CAMPAIGN_DAYS = 56


@dataclass(frozen=True, slots=True)
class Planted:
    """One thing the demo hides.

    ``kind`` says what an analyst should conclude: ``one_operator`` and ``coordinated`` are to be
    found; ``copy_paste`` (a viral text) and ``look_alike`` are to be seen through. ``profiles`` are
    keys; ``note`` says what was done.
    """

    kind: Literal["one_operator", "coordinated", "copy_paste", "look_alike"]
    profiles: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """The corpus while it is being made; the functions of this module add to its ``posts``."""

    members: Sequence[Member]
    circles: dict[str, Circle]
    posts: dict[str, list[Post]]
    library: Library
    registry: Registry
    window_start: int

    def draw_time(self, members: Sequence[Member], days: tuple[int, int], dice: Dice) -> int:
        """Draw a time on one of the days of the window at which all members are awake."""
        while True:
            seconds = self.window_start + dice.whole(days[0] * DAY, days[1] * DAY - 1)
            if all(member.rhythm.awake(seconds) for member in members):
                return seconds


def _seconds(post: Post) -> int:
    return int(post.time.timestamp())


def _copy_time(post: Post, copier: Member, stage: Stage, dice: Dice) -> int | None:
    """Draw when a post is copied, minutes to hours later; None where the copier would be asleep."""
    seconds = _seconds(post) + int(60 * 4 * 60 ** dice.random())
    first, last = (stage.window_start + day * DAY for day in copier.days)
    return seconds if first < seconds < last and copier.rhythm.awake(seconds) else None


def _relinked(line: Line, dice: Dice) -> Line:
    """Point a text at another page: links replaced, or one added where there was none."""
    text = line.text
    for link in line.links:
        text = text.replace(f" {link}", "")
    link = f"https://delta-pages.example/seen/{dice.whole(100, 2999)}"
    return Line(f"{text} {link}", line.language, line.hashtags, (link,))


def _is_worth_copying(post: Post) -> bool:
    return post.kind == "original" and not post.mentions and len(post.text or "") >= LONG_ENOUGH


def _to_copy(
    pool: Sequence[Post], n: int, copier: Member, stage: Stage, dice: Dice
) -> list[tuple[Post, int]]:
    """Choose n posts and the times at which another member copies them."""
    timed = ((post, _copy_time(post, copier, stage, dice)) for post in dice.some(pool, len(pool)))
    return list(islice(((post, seconds) for post, seconds in timed if seconds is not None), n))


def _copy_some(source: Member, copier: Member, n: tuple[int, int, int], stage: Stage, dice: Dice) -> None:
    """Let a member copy another's posts: n texts, n texts with another link, n reposts."""
    own, other = stage.posts[copier.user.key], stage.posts[source.user.key]
    held = {post.ref_id for post in own}
    said = {normalised(post.text or "") for post in own}
    texts = [p for p in other if _is_worth_copying(p) and normalised(p.text or "") not in said]
    reposts = [
        p for p in other if p.kind == "repost" and p.ref_id not in held and p.ref_author != copier.user.key
    ]
    chosen = _to_copy(texts, n[0] + n[1], copier, stage, dice) + _to_copy(reposts, n[2], copier, stage, dice)
    for number, (post, seconds) in enumerate(chosen):
        line = Line(post.text or "", post.language or "en", tuple(post.hashtags), tuple(post.links))
        if n[0] <= number < n[0] + n[1]:
            line = _relinked(line, dice)
        copy = written(copier, seconds, line, dice, stage.registry, kind=post.kind)
        own.append(replace(copy, ref_id=post.ref_id, ref_author=post.ref_author))


def plant_operator(stage: Stage, dice: Dice) -> Planted:
    """Let one pair share texts, re-linked texts and reposts, minutes to hours apart, both ways."""
    first, second = *with_part(stage.members, "operator"), *with_part(stage.members, "second")
    _copy_some(first, second, (4, 4, 12), stage, dice)
    _copy_some(second, first, (2, 2, 6), stage, dice)
    return Planted(
        "one_operator",
        (first.user.key, second.user.key),
        "same sleep, moods and style, shared favourites, 12 same texts (half of them with another "
        "link) and 18 same reposts within hours; topics and volumes differ",
    )


def plant_campaign(stage: Stage, dice: Dice) -> Planted:
    """Let four members repost the same posts within minutes and publish texts from one template."""
    members = with_part(stage.members, "campaigner")
    last = WINDOW_DAYS - 20
    days = (last - CAMPAIGN_DAYS, last)
    campaign = phrases().campaign
    seeds = stage.circles[members[0].user.key].users
    used = {post.ref_id for member in members for post in stage.posts[member.user.key]}
    for _ in range(N_CAMPAIGN_REPOSTS):
        seconds = stage.draw_time(members, days, dice)
        reference = stage.library.recent(dice.pick(seeds), seconds, dice)
        while reference.post_id in used or reference.author.key in {m.user.key for m in members}:
            reference = stage.library.recent(dice.pick(seeds), seconds, dice)
        used.add(reference.post_id)
        for member in members:
            if dice.chance(0.9):
                at = seconds + dice.whole(5, 420)
                stage.posts[member.user.key].append(reposted(member, at, reference, dice, stage.registry))
    reasons = dice.some(campaign["reasons"], N_CAMPAIGN_TEXTS)
    for number, (frame, reason) in enumerate(zip(campaign["frames"], reasons, strict=True), 1):
        seconds = stage.draw_time(members, days, dice)
        link = f"https://{campaign['site']}/{number}"
        for member, hook in zip(members, dice.some(campaign["hooks"], len(members)), strict=True):
            words = {"hook": (hook,), "reason": (reason,)}
            text = f"{fill(template(frame), words, dice)} #{campaign['tag']} {link}"
            line = Line(text, "en", (campaign["tag"],), (link,))
            at = seconds + dice.whole(0, 45 * 60)
            stage.posts[member.user.key].append(written(member, at, line, dice, stage.registry))
    return Planted(
        "coordinated",
        tuple(member.user.key for member in members),
        f"{N_CAMPAIGN_REPOSTS} common reposts within seven minutes and {N_CAMPAIGN_TEXTS} rounds of "
        f"templated texts with one hashtag and link in eight weeks; rhythm and style are their own",
    )


def plant_viral(stage: Stage, dice: Dice) -> tuple[Planted, ...]:
    """Let otherwise unrelated members copy a chain text, days apart."""
    texts = phrases().viral
    copiers = iter(dice.some(with_part(stage.members, "extra"), N_VIRAL * len(texts)))
    found = []
    for text in texts:
        members = list(islice(copiers, N_VIRAL))
        start = dice.whole(WINDOW_DAYS - 150, WINDOW_DAYS - 40)
        for member in members:
            seconds = stage.draw_time((member,), (start, start + 12), dice)
            post = written(member, seconds, Line(text, "en"), dice, stage.registry)
            stage.posts[member.user.key].append(post)
        keys = tuple(member.user.key for member in members)
        found.append(
            Planted("copy_paste", keys, "one chain text, copied by unrelated profiles within 12 days")
        )
    return tuple(found)


def plant_fans(stage: Stage) -> Planted:
    """Name the pair that looks alike and is not, and take out what both happened to write."""
    first, second = with_part(stage.members, "fan")
    said = {normalised(post.text or "") for post in stage.posts[first.user.key] if post.kind != "repost"}
    stage.posts[second.user.key] = [
        post
        for post in stage.posts[second.user.key]
        if post.kind == "repost" or normalised(post.text or "") not in said
    ]
    return Planted(
        "look_alike",
        (first.user.key, second.user.key),
        "two independent fans: similar handles, names, bios, zone, topic and famous targets; "
        "no text in common, another style",
    )


def plant_all(stage: Stage, dice: Dice) -> tuple[Planted, ...]:
    """Hide everything there is to hide."""
    return (
        plant_operator(stage, dice),
        plant_campaign(stage, dice),
        *plant_viral(stage, dice),
        plant_fans(stage),
    )
