"""The dictionary form of a word: "went", "going" and "goes" become "go".

The dictionaries are simplemma's (Barbaresi 2023; MIT; 50 languages). One takes up to 2 s to open and up to
120 MB, so that a dictionary is opened when a word of its language is first asked for, and at most
:data:`MOST_OPEN` stay open.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_OPEN = 4
REMEDY = "simplemma is not installed, so that words stay in the form they were written in: run pip install simplemma"

# A word twice as long as the longest of any dictionary is none; rules must not be tried on it.
_LONGEST = 64
# One dictionary serves the languages of Serbia, Croatia and Bosnia; "no" is nearly always Bokmål.
_SERVED_BY = {"sr": "hbs", "hr": "hbs", "bs": "hbs", "sh": "hbs", "no": "nb"}


@cache
def _lemmatize() -> Callable[[str, str], str] | None:
    if find_spec("simplemma") is None:
        return None
    # Only where there is something to look up.
    strategies = import_module("simplemma.strategies")
    factory = import_module("simplemma.strategies.dictionaries").DefaultDictionaryFactory(
        cache_max_size=MOST_OPEN
    )
    strategy = strategies.DefaultStrategy(dictionary_factory=factory)
    # Its own cache is left out: who asks remembers the words of a language.
    lemmatizer = import_module("simplemma").Lemmatizer(cache_max_size=0, lemmatization_strategy=strategy)

    def looked_up(word: str, language: str) -> str:
        return str(lemmatizer.lemmatize(word, language))

    return looked_up


@cache
def lemma_languages() -> frozenset[str]:
    """Give the languages that have a dictionary; none where simplemma is not installed.

    >>> "xx" in lemma_languages()
    False
    """
    if _lemmatize() is None:
        return frozenset()
    shipped = import_module("simplemma.strategies.dictionaries.dictionary_factory").SUPPORTED_LANGUAGES
    return frozenset(shipped) | {language for language, by in _SERVED_BY.items() if by in shipped}


def can_lemmatise() -> bool:
    """Tell whether dictionaries are there; where they are not, :data:`REMEDY` says what to do."""
    return _lemmatize() is not None


def lemma(word: str, language: str) -> str:
    """Give the dictionary form of a case-folded word, case-folded.

    A word has one lemma whatever the sentence: "saw" is "see" for carpenters too.

    Parameters
    ----------
    word : str
    language : str
        As :func:`core.content.language.post_languages` gives it.

    Returns
    -------
    str
        The word itself for a language without dictionary, and where simplemma is not installed.

    Notes
    -----
    About 70,000 words a second once the dictionary is open.

    Examples
    --------
    >>> lemma("harbour", "en"), lemma("harbours", "xx")
    ('harbour', 'harbours')
    """
    looked_up = _lemmatize()
    if looked_up is None or language not in lemma_languages() or not 1 < len(word) <= _LONGEST:
        return word
    return looked_up(word, _SERVED_BY.get(language, language)).casefold() or word
