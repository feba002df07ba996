"""How alike two bios are: in their words, and letter by letter."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from core.identity.name import PSEUDONYMOUS
from core.model import Missing
from core.text import UNSPACED, counted, normalised

_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_GRAM = 3
_LONGEST = 5_000  # of a bio that is read; platforms allow a few hundred characters


@dataclass(frozen=True, slots=True)
class BioLikeness:
    """Two bios held against each other, both in [0, 1].

    ``words`` is the cosine of their words, ``letters`` that of their runs of three characters; ``shared``
    are the words of both, in the order of the alphabet. ``n_a`` and ``n_b`` count their words.
    """

    words: float
    letters: float
    shared: tuple[str, ...]
    n_a: int
    n_b: int


def bio_words(bio: str | None) -> list[str]:
    """Cut a bio into words: normalised, links removed; each character of Han or Kana is one.

    >>> bio_words("Mum. Runner! https://a.example 猫")
    ['mum', 'runner', '猫']
    """
    return _WORD.findall(normalised((bio or "")[:_LONGEST]))


def _cosine(a: Counter[str], b: Counter[str]) -> float:
    products = sum(n * b[term] for term, n in a.items() if term in b)
    squares = sum(n * n for n in a.values()) * sum(n * n for n in b.values())
    return min(1.0, products / math.sqrt(squares)) if squares else 0.0


def _grams(words: list[str]) -> Counter[str]:
    text = f" {' '.join(words)} "
    return Counter(text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1))


def bio_likeness(
    a: str | None, b: str | None, *, pseudonymous: bool = False, min_words: int = 3
) -> BioLikeness | Missing:
    """Compare two bios by words and by runs of three characters.

    Words are not weighed by rarity: two bios of "views my own" are alike and say nothing. Runs of
    characters also find a bio that was changed a little.

    Parameters
    ----------
    a, b : str or None
    pseudonymous : bool
        Whether names stand under pseudonyms; a bio then may not tell who somebody is.
    min_words : int
        The fewest words of each.

    Returns
    -------
    BioLikeness or Missing

    Examples
    --------
    >>> found = bio_likeness("Mum of two, runner", "Runner. Mum of three")
    >>> found.words, found.shared
    (0.75, ('mum', 'of', 'runner'))
    """
    if pseudonymous:
        return PSEUDONYMOUS
    cut = [bio_words(bio) for bio in (a, b)]
    for who, bio, words in zip("AB", (a, b), cut, strict=True):
        if not bio or not bio.strip():
            return Missing(f"{who} has no bio in this data")
        if len(words) < min_words:
            return Missing(f"{who}'s bio has {counted(len(words), 'words')}, {min_words} needed")
    words_a, words_b = map(Counter, cut)
    return BioLikeness(
        words=_cosine(words_a, words_b),
        letters=_cosine(*map(_grams, cut)),
        shared=tuple(sorted(words_a.keys() & words_b.keys())),
        n_a=len(cut[0]),
        n_b=len(cut[1]),
    )
