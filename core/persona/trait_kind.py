"""The declarations of the closed features: name, label, unit, what is added up, and why.

What a place sets rather than a writer is left out: how long posts are, how they begin and end, hashtags,
links, apostrophes; and trailing dots, quotation marks and words in capitals, which lie one to four
standard deviations apart between the collections that weights are learned from and the timelines that they are used
on. What is left may lie elsewhere too: a minister does not say “I”.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from core.persona.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

Source = Literal["lexicon", "words", "signs", "tone"]
_PER_WORDS = "in 1,000 words"
_PER_CHARACTERS = "in 1,000 characters"
_PER_POSTS = "% of posts"
_FACTORS = {_PER_WORDS: 1_000.0, _PER_CHARACTERS: 1_000.0, _PER_POSTS: 100.0}
_UNITS: dict[Source, str] = {
    "lexicon": _PER_WORDS,
    "words": _PER_WORDS,
    "signs": _PER_CHARACTERS,
    "tone": _PER_POSTS,
}


@dataclass(frozen=True, slots=True)
class TraitKind:
    """One feature: what it is called, in what unit it is shown, and why it is there.

    ``entries`` are what is added up: names of :func:`core.content.style.named_rates`, a category of the
    lexicon, or a tone.
    """

    name: str
    label: str
    reason: str
    source: Source
    entries: tuple[str, ...]

    @property
    def unit(self) -> str:
        """Say what its rate is of."""
        return _UNITS[self.source]

    def shown(self, rate: float) -> float:
        """Turn a rate (of one word, character or post) into ``unit``, the one that people read.

        >>> TraitKind("a", "A", "because", "lexicon", ("a",)).shown(0.01)
        10.0
        """
        return rate * _FACTORS[self.unit]


HABITS: tuple[TraitKind, ...] = (
    TraitKind(
        "i", "“I”, “me”, “my”", "How much of the text is about its writer.", "words", ("i", "me", "my")
    ),
    TraitKind("we", "“we”, “our”", "Who writes “we” writes as one of several.", "words", ("we", "our")),
    TraitKind("you", "“you”, “your”", "Turning to somebody.", "words", ("you", "your")),
    TraitKind(
        "others",
        "“he”, “she”, “they”",
        "Telling of others.",
        "words",
        ("he", "she", "they", "him", "her", "them", "their"),
    ),
    TraitKind(
        "past_forms",
        "“was”, “had”, “did”",
        "Telling what happened; dictionary forms have lost it.",
        "words",
        ("was", "were", "had", "did", "been"),
    ),
    TraitKind("the", "“the”", "Naming things, as reports do.", "words", ("the",)),
    TraitKind(
        "relations",
        "“of”, “in”, “with”",
        "Nouns set in relation: written rather than spoken style.",
        "words",
        ("of", "in", "on", "with", "at", "by", "from", "into", "over"),
    ),
    TraitKind("and", "“and”", "Statements strung together.", "words", ("and",)),
    TraitKind(
        "exclaiming", "exclamation marks", "Liveliness, as it is written.", "signs", ("exclamation marks",)
    ),
    TraitKind("asking_marks", "question marks", "Asking, by its sign.", "signs", ("question marks",)),
    TraitKind("commas", "commas", "Long, ordered sentences.", "signs", ("commas",)),
    TraitKind("asides", "brackets", "Afterthoughts and qualifications.", "signs", ("brackets",)),
    TraitKind(
        "structure",
        "colons, semicolons, dashes",
        "Sentences with a structure.",
        "signs",
        ("colons", "semicolons", "dashes"),
    ),
    TraitKind(
        "lengthening", "lengthened letters", "Speech, as it is written.", "signs", ("lengthened letters",)
    ),
    TraitKind(
        "faces",
        "emoji and emoticons",
        "Feeling shown by signs.",
        "signs",
        ("emoji", "emoticons", "hearts of signs"),
    ),
    TraitKind("numerals", "numbers in digits", "Exactness about facts.", "signs", ("numbers",)),
    TraitKind("positive", "posts of a positive tone", "Glad posts, by VADER.", "tone", ("positive",)),
    TraitKind(
        "negative", "posts of a negative tone", "Angry and sad posts, by VADER.", "tone", ("negative",)
    ),
)


@cache
def trait_kinds() -> tuple[TraitKind, ...]:
    """Declare the features, in their order: the lexicon's categories, then words and habits, then tones.

    >>> len({kind.name for kind in trait_kinds()}) == len(trait_kinds())
    True
    """
    categories = tuple(
        TraitKind(category.name, category.label, category.reason, "lexicon", (category.name,))
        for category in lexicon()
    )
    return (*categories, *HABITS)


@cache
def trait_names() -> tuple[str, ...]:
    """Give the names of the features in their order."""
    return tuple(kind.name for kind in trait_kinds())


def named_entries() -> tuple[str, ...]:
    """Give the names of function words and habits that the features are made of.

    >>> "commas" in named_entries()
    True
    """
    return tuple(entry for kind in HABITS if kind.source != "tone" for entry in kind.entries)


def kind_of(name: str) -> TraitKind:
    """Give the feature of a name.

    >>> kind_of("commas").unit
    'in 1,000 characters'
    """
    return _by_name()[name]


@cache
def _by_name() -> Mapping[str, TraitKind]:
    return {kind.name: kind for kind in trait_kinds()}
