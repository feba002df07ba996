"""A closed lexicon of what a text speaks about and how, written for this project.

It serves twice: how often the words of a category occur is a feature of the axes
(:mod:`core.persona.trait`), and what theory supposes a category to speak for names clusters
(:func:`speaks_for`). The axes do not know the supposed pole.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.model.persona import CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LIST = Path(__file__).with_name("lexicon.toml")
_LEAST_LETTERS = 3
_LIES = re.compile(r"[^aeiou]ie")
_HISSES = re.compile(r".*(?:s|x|z|ch|sh)")
_CONSONANT_Y = re.compile(r".*[^aeiou]y")
_SILENT_E = re.compile(r".*[^eoy]e")
_DOUBLES = re.compile(r"[^aeiou]*[aeiou][bdgklmnprt]")
_POLES = dict(zip("EISNTFJP", CLASSES, strict=True))


@dataclass(frozen=True, slots=True)
class Category:
    """Words that speak of one thing.

    ``words`` are all forms that count, those with regular endings too. ``supposed`` is the class of
    :data:`core.model.persona.CLASSES` that theory supposes the category to speak for, None where the
    lexicon supposes nothing; ``reason`` says why.
    """

    name: str
    label: str
    reason: str
    supposed: str | None
    words: frozenset[str]


def _forms(word: str) -> Iterator[str]:
    """Give the regular forms of an English word: plural or third person, past, participle."""
    if len(word) < _LEAST_LETTERS or not word.isalpha():
        return
    stem = word[:-1] if word.endswith("y") and _CONSONANT_Y.fullmatch(word) else None
    if stem is not None:
        yield from (f"{stem}ies", f"{stem}ied", f"{word}ing")
    elif _LIES.fullmatch(word):
        yield from (f"{word}s", f"{word}d", f"{word[:-2]}ying")
    elif word.endswith("e"):
        yield from (f"{word}s", f"{word}d", f"{word[:-1] if _SILENT_E.fullmatch(word) else word}ing")
    else:
        doubled = word + word[-1] if _DOUBLES.fullmatch(word) else word
        yield from (f"{word}es" if _HISSES.fullmatch(word) else f"{word}s", f"{doubled}ed", f"{doubled}ing")


@cache
def lexicon() -> tuple[Category, ...]:
    """Give the categories in the order of the list.

    Every form is in one category only: what is listed goes before what an ending makes, and among the
    latter the first category has it.

    Examples
    --------
    >>> food = next(category for category in lexicon() if category.name == "food")
    >>> "bake" in food.words, "baking" in food.words, food.supposed
    (True, True, 'Sensors')
    """
    found = tomllib.loads(_LIST.read_text("utf-8"))
    listed = [frozenset(entry["words"].split()) for entry in found["category"]]
    taken = set(found["no_form"].split()).union(*listed)
    categories = []
    for entry, words in zip(found["category"], listed, strict=True):
        forms = {form for word in words for form in _forms(word)} - taken
        taken |= forms
        supposed = _POLES[entry["pole"]] if "pole" in entry else None
        categories.append(Category(entry["name"], entry["label"], entry["reason"], supposed, words | forms))
    return tuple(categories)


@cache
def category_of() -> Mapping[str, Category]:
    """Give the category of every form.

    >>> category_of()["parties"].label
    'Parties and gatherings'
    """
    return MappingProxyType({word: category for category in lexicon() for word in category.words})


def speaks_for(term: str) -> Category | None:
    """Give the category by which a term names a cluster; None where theory supposes nothing of it.

    Its ``supposed`` is one of :data:`core.model.persona.CLASSES`, its ``label`` and ``reason`` say why.

    >>> speaks_for("party").supposed, speaks_for("harbour")
    ('Extroverts', None)
    """
    found = category_of().get(term)
    return None if found is None or found.supposed is None else found
