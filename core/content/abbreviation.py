"""Write out what is written short: contractions by rule, abbreviations and slang from a list of ours.

Only what means one thing. The English "'s" (is, has, of) and "'d" (would, had) mean several and are cut
off; "ain't" stays. What has become a word of its own ("lol") and what is only misspelt stays too: it
tells authors apart. Forms with digits ("gr8") are no words to begin with (:mod:`core.content.cleaning`).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LIST = Path(__file__).with_name("abbreviation.toml")
_NEGATED = {
    "aren't": "are", "can't": "can", "couldn't": "could", "daren't": "dare", "didn't": "did", "doesn't": "does",
    "don't": "do", "hadn't": "had", "hasn't": "has", "haven't": "have", "isn't": "is", "mayn't": "may",
    "mightn't": "might", "mustn't": "must", "needn't": "need", "oughtn't": "ought", "shan't": "shall",
    "shouldn't": "should", "wasn't": "was", "weren't": "were", "won't": "will", "wouldn't": "would",
}  # fmt: skip
_WHOLE = {"let's": ("let", "us"), "y'all": ("you", "all"), "ya'll": ("you", "all"), "cannot": ("can", "not")}
_CLITICS = {"'m": ("am",), "'re": ("are",), "'ve": ("have",), "'ll": ("will",), "'s": (), "'d": ()}
_CLITIC = re.compile(r"(.+)('(?:m|re|ve|ll|s|d))")
# Articles and pronouns that French, Italian and Catalan write together with the word that follows.
_ELIDING = frozenset({"ca", "fr", "it"})
_ELIDED_WHOLE = frozenset({"aujourd'hui", "d'accord", "quelqu'un", "d'habitude", "c'est-à-dire"})


@cache
def abbreviations(language: str) -> Mapping[str, tuple[str, ...]]:
    """Give the list of a language: form to the words that are meant; empty for most languages.

    >>> abbreviations("en")["icymi"], len(abbreviations("xx"))
    (('in', 'case', 'you', 'missed', 'it'), 0)
    """
    lists = tomllib.loads(_LIST.read_text("utf-8"))
    return {form: tuple(meant.split()) for meant, forms in lists.get(language, {}).items() for form in forms}


def _english(word: str) -> tuple[str, ...]:
    if word in _WHOLE:
        return _WHOLE[word]
    if word in _NEGATED:
        return _NEGATED[word], "not"
    if found := _CLITIC.fullmatch(word):
        return *_english(found[1]), *_CLITICS[found[2]]
    return (word,)


def expanded(word: str, language: str) -> tuple[str, ...]:
    """Write out one case-folded word of a language.

    Parameters
    ----------
    word : str
        As :func:`core.content.cleaning.words` cuts it.
    language : str
        As :func:`core.content.language.post_languages` gives it.

    Returns
    -------
    tuple of str
        The word alone where there is nothing to write out.

    Examples
    --------
    >>> expanded("couldn't've", "en"), expanded("ann's", "en"), expanded("thx", "en")
    (('could', 'not', 'have'), ('ann',), ('thanks',))
    >>> expanded("l'amour", "fr"), expanded("vc", "pt"), expanded("vc", "en")
    (('l', 'amour'), ('você',), ('vc',))
    """
    if word in (known := abbreviations(language)):
        return known[word]
    if "'" not in word and word not in _WHOLE:
        return (word,)
    if language == "en":
        return _english(word)
    if language in _ELIDING and word not in _ELIDED_WHOLE:
        return tuple(part for part in word.split("'") if part)
    return (word,)
