"""The cleaned terms of a profile's own posts: what the default mode compares vocabularies by (METHODS 3).

Entities resolved; links, handles and hashtags set apart; case-folded; elongations cut; abbreviations
written out; each word in its dictionary form, by the language of its post. Nothing is spell-checked, and
text that was wrongly decoded somewhere stays so: it was nine posts of 630,000.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from core.content.abbreviation import expanded
from core.content.cleaning import words
from core.content.language import UNKNOWN, post_languages
from core.content.lemma import lemma
from core.content.wording import own_texts
from core.model import TermCounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

# A language with fewer posts of a profile, or a smaller share of them, is as likely a wrong guess, and its
# dictionary takes a second to open.
MIN_POSTS = 20
MIN_SHARE = 0.1
# About 100 MB of words and their terms, all languages together; then it is begun anew.
_MOST_REMEMBERED = 400_000


class _Terms(dict[str, tuple[str, ...]]):
    """The terms of each word of one language, worked out when it is first met."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        parts = (lemma(part, self.language) for part in expanded(word, self.language))
        self[word] = found = tuple(part for part in parts if len(part) > 1)
        return found


@cache
def _terms_in(language: str) -> _Terms:
    return _Terms(language)


def terms_of(texts: Iterable[str], language: str = UNKNOWN) -> Counter[str]:
    """Count the terms of texts of one language.

    >>> sorted(terms_of(["Thx!!! It can't go on &amp; on... https://a.example/x #vote"], "en"))
    ['can', 'go', 'it', 'not', 'on', 'thanks']
    >>> sorted(terms_of(["She's going to us"]))
    ['going', "she's", 'to', 'us']
    """
    found = _terms_in(language)
    # A word is looked up once, however often it was written.
    counted = Counter(chain.from_iterable(map(words, texts)))
    terms: Counter[str] = Counter()
    for word, n in counted.items():
        for term in found[word]:
            terms[term] += n
    return terms


def _read(posts: pd.DataFrame, languages: Sequence[str] | None) -> list[tuple[int, str, str]]:
    """Give row, text and language of every post that counts, the language as it is looked up."""
    spoken = post_languages(posts) if languages is None else languages
    own = [
        (row, text, language)
        for row, (text, language) in enumerate(zip(own_texts(posts), spoken, strict=True))
        if text is not None
    ]
    n_posts = Counter(language for _, _, language in own)
    least = max(MIN_POSTS, MIN_SHARE * len(own))
    return [(row, text, language if n_posts[language] >= least else UNKNOWN) for row, text, language in own]


def rows_saying(posts: pd.DataFrame, term: str) -> list[int]:
    """Give the rows of a profile's own posts in which a term of :func:`terms` stands, in any form of it.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"kind": "reply", "text": ["harbours", "no", "Harbours!"], "language": "en"})
    >>> rows_saying(rows, "harbours")
    [0, 2]
    """
    return [row for row, text, language in _read(posts, None) if term in terms_of([text], language)]


def terms(posts: pd.DataFrame, languages: Sequence[str] | None = None) -> TermCounts:
    """Count the cleaned terms of a profile's own posts.

    Parameters
    ----------
    posts : DataFrame
        Columns ``kind``, ``text`` and ``language`` of :data:`core.schema.POSTS`.
    languages : sequence of str or None
        The language of each post, if it is known already (:func:`~core.content.language.post_languages`).

    Returns
    -------
    TermCounts
        Distinct terms in code-point order. Languages in which the profile has fewer than 20 posts, or
        less than a tenth of its own, are neither written out nor lemmatised.

    Notes
    -----
    O(characters): 60,000 posts a second; a word that was never met before costs 15 µs, and the first
    word of a language opens its dictionary. The order of the posts does not matter.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"kind": "reply", "text": ["harbours, harbours"], "language": ["en"]})
    >>> terms(rows).terms
    ('harbours',)
    """
    by_language: dict[str, list[str]] = {}
    for _, text, language in _read(posts, languages):
        by_language.setdefault(language, []).append(text)
    counted: Counter[str] = Counter()
    for language, texts in sorted(by_language.items()):
        counted.update(terms_of(texts, language))
    found = tuple(sorted(counted))
    return TermCounts(found, np.fromiter(map(counted.__getitem__, found), np.int64, len(found)))
