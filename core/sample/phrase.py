"""The words of the demo, read once from ``phrases.toml``, and how a template becomes a clause."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.sample.dice import Dice

Template = tuple[str, ...]  # literal, slot, literal, slot, … literal
Slots = dict[str, tuple[str, ...]]
_SLOT = re.compile(r"\{(\w+)\}")
_FILE = Path(__file__).with_name("phrases.toml")


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """What can be said about one thing, in one language."""

    name: str
    language: str
    tags: tuple[str, ...]
    sites: tuple[str, ...]
    nouns: tuple[str, ...]
    starts: tuple[Template, ...]
    ends: tuple[Template, ...]
    slots: Slots


@dataclass(frozen=True, slots=True)
class Voice:
    """A manner: what its author begins with and ends on."""

    leads: tuple[str, ...]
    tails: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """Everything in the file; the smaller tables as they stand in it."""

    slots: Slots
    topics: Mapping[str, Topic]
    voices: Mapping[str, Voice]
    answers: Mapping[str, tuple[Template, ...]]
    styles: Mapping[str, Any]
    names: Mapping[str, Any]
    campaign: Mapping[str, Any]
    viral: tuple[str, ...]
    characters: tuple[Mapping[str, Any], ...]


def template(text: str) -> Template:
    """Cut a text at its slots.

    >>> template("the {line} is late")
    ('the ', 'line', ' is late')
    """
    return tuple(_SLOT.split(text))


def fill(parts: Template, slots: Mapping[str, tuple[str, ...]], dice: Dice) -> str:
    """Fill the slots of a template; one that occurs twice gets two different words."""
    words: list[str] = []
    for position, part in enumerate(parts):
        word = part
        if position % 2:
            word = dice.pick(slots[part])
            while word in words:
                word = dice.pick(slots[part])
        words.append(word)
    return "".join(words)


def _templates(texts: Iterable[str]) -> tuple[Template, ...]:
    return tuple(template(text) for text in texts)


def _slots(table: Mapping[str, list[str]]) -> Slots:
    return {name: tuple(words) for name, words in table.items()}


def _topic(name: str, table: Mapping[str, Any], shared: Slots) -> Topic:
    return Topic(
        name=name,
        language=table["language"],
        tags=tuple(table["tags"]),
        sites=tuple(table["sites"]),
        nouns=tuple(table["nouns"]),
        starts=_templates(table["starts"]),
        ends=_templates(table["ends"]),
        slots=shared | _slots(table.get("slots", {})),
    )


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """Read the words; the file is part of the program and never changes while it runs.

    >>> sorted({topic.language for topic in phrases().topics.values()})
    ['ar', 'en', 'es']
    """
    file = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    shared = _slots(file["slots"])
    return Phrases(
        slots=shared,
        topics={name: _topic(name, table, shared) for name, table in file["topics"].items()},
        voices={n: Voice(tuple(v["leads"]), tuple(v["tails"])) for n, v in file["voices"].items()},
        answers={name: _templates(texts) for name, texts in file["answers"].items()},
        styles=file["styles"],
        names=file["names"],
        campaign=file["campaign"],
        viral=tuple(file["viral"]["texts"]),
        characters=tuple(file["characters"]),
    )
