"""What is said and written in a profile's pictures, videos and sounds, as terms beside those of its posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.content.cleaning import words
from core.content.language import UNKNOWN, guess
from core.content.term import terms_of
from core.model import TermCounts
from core.persona.trait import LANGUAGE

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from core.model.media import ProfileMedia


def spoken(media: ProfileMedia) -> TermCounts:
    """Count the English terms of what is said and written in a profile's files.

    They are cut, written out and lemmatised as those of posts are. What is said in the same words in two files (a
    jingle, a slogan) counts once, as a repeated post says nothing new of how much text there is.

    Parameters
    ----------
    media : ProfileMedia

    Returns
    -------
    TermCounts
        Distinct terms in code-point order; of other languages none, as the features are of English words.

    Notes
    -----
    O(characters). Where all words of the files are known to be of one language, they are taken to be; else each text is
    guessed, and one too short for that is taken to be in the language that most of the known ones are in.

    Examples
    --------
    >>> from core.model.media import ProfileMedia
    >>> said = ProfileMedia(1, 0, {}, {}, ("The harbours", "the HARBOURS!", "die Häfen"), {"en": 3})
    >>> found = spoken(said)
    >>> dict(zip(found.terms, found.counts.tolist()))["the"]
    1
    """
    distinct = {tuple(words(text)): text for text in media.words}
    english = [
        text for heard, text in distinct.items() if heard and _language(text, media.languages) == LANGUAGE
    ]
    found: Counter[str] = terms_of(sorted(english), LANGUAGE)
    terms = tuple(sorted(found))
    return TermCounts(terms, np.fromiter(map(found.__getitem__, terms), np.int64, len(terms)))


def _language(text: str, languages: Mapping[str, int]) -> str:
    if len(languages) == 1 and UNKNOWN not in languages:
        return next(iter(languages))
    found = guess(text).language
    return _usual(languages) if found == UNKNOWN else found


def _usual(languages: Mapping[str, int]) -> str:
    """Give the language of more than half of the texts whose language is known."""
    known = {language: n for language, n in languages.items() if language != UNKNOWN}
    most = max(known, key=lambda language: known[language], default=UNKNOWN)
    return most if 2 * known.get(most, 0) > sum(known.values()) else UNKNOWN
