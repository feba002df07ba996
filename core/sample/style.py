"""How an author writes, whatever the topic: casing, punctuation, emoji, greetings, spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.sample.phrase import fill, phrases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.sample.dice import Dice
    from core.sample.phrase import Topic, Voice

Casing = Literal["lower", "sentence", "shout"]


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """The habits of one author; every ``*_rate`` is a share of posts in [0, 1]."""

    casing: Casing
    join: str
    closers: tuple[str, ...]
    voice: Voice
    voice_rate: float
    greetings: tuple[str, ...]
    greeting_rate: float
    emoji: tuple[str, ...]
    emoji_rate: float
    stretch_rate: float
    short: Mapping[str, str]
    tag_rate: float
    link_rate: float


@dataclass(frozen=True, slots=True)
class Line:
    """A text and what it names."""

    text: str
    language: str
    hashtags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def invented_style(dice: Dice) -> Style:
    """Make up the habits of an author."""
    words = phrases()
    table = words.styles
    casings: tuple[Casing, ...] = ("lower", "sentence", "sentence", "shout")
    return Style(
        casing=dice.pick(casings),
        join=dice.pick(table["joins"]),
        # drawn with repetition, so that some authors have one closer and others a mix
        closers=tuple(dice.pick(table["closers"]) for _ in range(3)),
        voice=dice.pick(tuple(words.voices.values())),
        voice_rate=dice.between(0.25, 0.7),
        greetings=tuple(dice.pick(table["greetings"])),
        greeting_rate=dice.between(0.0, 0.2),
        emoji=tuple(dice.pick(table["emoji"])),
        emoji_rate=dice.pick((0.0, 0.03, 0.15, 0.5)),
        stretch_rate=dice.pick((0.0, 0.0, 0.05, 0.4)),
        short=dict(dice.some(tuple(table["short"].items()), dice.whole(0, 7))),
        tag_rate=dice.pick((0.02, 0.1, 0.25, 0.5)),
        link_rate=dice.pick((0.02, 0.08, 0.15, 0.3)),
    )


def _capital(clause: str) -> str:
    return clause[:1].upper() + clause[1:]


def _cased(clauses: Sequence[str], style: Style, dice: Dice) -> str:
    if style.casing == "lower":
        return style.join.join(clauses).lower()
    if style.join.startswith("."):
        text = style.join.join(_capital(clause) for clause in clauses)
    else:
        text = _capital(style.join.join(clauses))
    if style.casing == "shout" and dice.chance(0.4):
        loud = dice.pick([word for word in text.split() if word.isalpha()] or [text])
        text = text.replace(loud, loud.upper(), 1)
    return text


def _spelled(text: str, style: Style, dice: Dice) -> str:
    words = [style.short.get(word, word) for word in text.split(" ")]
    if dice.chance(style.stretch_rate):
        stretch = phrases().styles["stretch"]
        words = [stretch.get(word, word) for word in words]
    return " ".join(words)


def finished(clauses: Sequence[str], style: Style, dice: Dice, *, native: bool = True) -> str:
    """Write clauses down as the author would; ``native`` adds the habits that are English words."""
    spoken = list(clauses)
    if native:
        if dice.chance(style.voice_rate / 2):
            spoken.append(dice.pick(style.voice.tails))
        if dice.chance(style.greeting_rate):
            spoken[0] = f"{dice.pick(style.greetings)} {spoken[0]}"
        elif dice.chance(style.voice_rate / 2):
            spoken[0] = f"{dice.pick(style.voice.leads)} {spoken[0]}"
        spoken = [_spelled(clause, style, dice) for clause in spoken]
    text = _cased(spoken, style, dice)
    if text[-1] not in "?؟!":
        text += dice.pick(style.closers)
    if dice.chance(style.emoji_rate):
        text += f" {dice.pick(style.emoji) * dice.pick((1, 1, 1, 2, 3))}"
    return text


def clauses_on(topic: Topic, dice: Dice) -> list[str]:
    """Make up what is said about a topic: one to three clauses."""
    clauses = [fill(dice.pick(topic.starts), topic.slots, dice)]
    for template in dice.some(topic.ends, dice.pick((0, 1, 1, 1, 2))):
        clauses.append(fill(template, topic.slots, dice))  # noqa: PERF401 - a draw after a draw
    return clauses


def said(topic: Topic, style: Style, dice: Dice, aside: str = "") -> Line:
    """Write an original post on a topic; ``aside`` (a mention) stands before hashtags and links."""
    text = finished(clauses_on(topic, dice), style, dice, native=topic.language == "en") + aside
    hashtags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    if dice.chance(style.tag_rate):
        hashtags = tuple(dice.some(topic.tags, dice.pick((1, 1, 2))))
        text = " ".join((text, *(f"#{tag}" for tag in hashtags)))
    if dice.chance(style.link_rate):
        links = (f"https://{dice.pick(topic.sites)}/{topic.name}/{dice.whole(100, 2999)}",)
        text = f"{text} {links[0]}"
    return Line(text, topic.language, hashtags, links)


def answered(kind: str, topic: Topic, style: Style, dice: Dice) -> Line:
    """Write a reply or a quote (``kind`` names the list of answers) on a topic."""
    words = phrases()
    clauses = [fill(dice.pick(words.answers[kind]), topic.slots, dice)] if topic.language == "en" else []
    if ends := dice.chance(0.7):
        clauses.append(fill(dice.pick(topic.ends), topic.slots, dice))
    # an answer alone ("worth reading") would be many authors' text
    if not ends or dice.chance(0.5):
        clauses.append(fill(dice.pick(topic.starts), topic.slots, dice))
    return Line(finished(clauses, style, dice, native=topic.language == "en"), topic.language)
