"""Cut texts into terms: as the paper's vectoriser does, or cleaned."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from core.model import TermCounts
from core.text import MARKUP, UNSPACED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_TOKEN = re.compile(r"(?u)\b\w\w+\b")

_LETTER = r"[^\W\d_]"
# Vowel signs of Hindi or Thai and accents that stand alone belong to the letter before them, yet
# Python's \w leaves them out. These blocks hold all that occur in running text.
MARKS = "".join(
    chr(point)
    for point in (*range(0x300, 0x3100), *range(0xA000, 0xAC00))
    if unicodedata.category(chr(point)).startswith("M")
)
# An apostrophe joins two letters, and so do the joiners that Persian and Hindi are written with.
# Possessive quantifiers (++, *+): no text can make the search turn back.
_WORD = re.compile(f"{MARKUP}|({_LETTER}++(?:(?:[{MARKS}]++|['\u200c\u200d](?={_LETTER})){_LETTER}*+)*+)")
# Equal neighbours are looked for first, being rare, and only then whether they are letters.
_ELONGATION = re.compile(r"(.)\1(?<![\W\d_])\1+")
# What stands between two such runs is a word if it begins with a letter, else only a stray mark.
_UNSPACED_RUN = re.compile(f"[{UNSPACED}]+|(?={_LETTER})[^{UNSPACED}]+")
_HAS_UNSPACED = re.compile(f"[{UNSPACED}]")
# Typographic apostrophes become plain; what is invisible, and the stroke that only lengthens an
# Arabic word, is dropped.
_FOLDED = str.maketrans(
    {"\u2019": "'", "\u02bc": "'"}
    | dict.fromkeys("\u00ad\u0640\u180e\u200b\u200e\u200f\u2060\ufeff")
    | dict.fromkeys(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
)
_TO_FOLD = re.compile(f"[{''.join(map(chr, _FOLDED))}]")


def tokens(text: str) -> list[str]:
    """Cut a raw text exactly as scikit-learn's default vectoriser does (paper mode).

    Lower-cased runs of two and more letters, digits and underscores. Nothing is set apart: links,
    handles and HTML entities are cut like any text.

    >>> tokens("Don't @Ann: 10 https://t.co/aB")
    ['don', 'ann', '10', 'https', 'co', 'ab']
    """
    return _TOKEN.findall(text.lower())


def _plain(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    if text.isascii():
        return text.casefold()
    if _TO_FOLD.search(text):
        text = text.translate(_FOLDED)
    # Composed again, since folding takes some letters apart.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())


def _bigrams(word: str) -> list[str]:
    found: list[str] = []
    for run in _UNSPACED_RUN.findall(word):
        if _HAS_UNSPACED.match(run):
            found += [run[at : at + 2] for at in range(len(run) - 1)]
        else:
            found.append(run.rstrip("'\u200c\u200d"))
    return found


def words(text: str) -> list[str]:
    """Cut a text into cleaned words (default mode, METHODS 3).

    HTML entities are resolved; links, handles and hashtags are no words; letters are case-folded,
    three and more of one letter become one; apostrophes inside a word stay, numbers go; a word has
    two letters or more. Han and Kana, which know no blanks, are cut into overlapping pairs. Thai,
    Lao and Khmer stay whole runs: there the cosine says little.

    >>> words("Sooo GOOD &amp; don't miss it, @ann! #vote https://t.co/x 2015")
    ['so', 'good', "don't", 'miss', 'it']
    >>> words("Ο ΚΟΣΜΟΣ"), words("東京タワー")
    (['κοσμοσ'], ['東京', '京タ', 'タワ', 'ワー'])
    """
    plain = _plain(text)
    found = _WORD.findall(plain)
    # After the links are gone, since "www" is no elongation.
    if _ELONGATION.search(plain):
        found = [_ELONGATION.sub(r"\1", word) for word in found]
    found = [word for word in found if len(word) > 1]
    if plain.isascii() or not _HAS_UNSPACED.search(plain):
        return found
    return [part for word in found for part in _bigrams(word) if len(part) > 1]


def term_counts(texts: Iterable[str], cut: Callable[[str], list[str]]) -> TermCounts:
    """Count the terms of many texts.

    Parameters
    ----------
    texts : iterable of str
    cut : callable
        :func:`tokens` or :func:`words`.

    Returns
    -------
    TermCounts
        Distinct terms in code-point order and how often each occurs; empty for no texts.

    Examples
    --------
    >>> found = term_counts(["b a", "b"], str.split)
    >>> found.terms, found.counts.tolist()
    (('a', 'b'), [1, 2])
    """
    counted = Counter(chain.from_iterable(map(cut, texts)))
    terms = tuple(sorted(counted))
    return TermCounts(terms, np.fromiter(map(counted.__getitem__, terms), np.int64, len(terms)))
