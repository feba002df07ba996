"""The closed features of a profile's own text that the axes are scored by.

None is learned from anybody's posts: how often the words of each category of our lexicon occur, some
function words, habits of punctuation and casing, and the tone. Rates enter by their square root, whose
sampling error does not depend on the rate: 1/(4n) for n words (Bartlett 1936).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from core.model import Content, Missing, TermCounts
from core.persona.lexicon import lexicon
from core.persona.trait_kind import (
    HABITS,
    Source,
    TraitKind,
    kind_of,
    named_entries,
    trait_kinds,
    trait_names,
)
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = [
    "MIN_WORDS",
    "TraitKind",
    "TraitRates",
    "english_share",
    "kind_of",
    "named_entries",
    "trait_kinds",
    "trait_names",
    "trait_rates",
]

LANGUAGE = "en"
MIN_ENGLISH_SHARE = 0.5
# Below, what so little text leaves open (0.3 nats and more) outweighs what writers differ by (0.3 to 0.6).
MIN_WORDS = 300
UNKNOWN = "und"

# How much more values vary than words thrown in singly would, since posts have subjects: from halves of 262 writers'
# posts, and of 400 posts of 12 timelines.
_DISPERSION: dict[Source, float] = {"lexicon": 1.2, "words": 1.3, "signs": 1.4, "tone": 0.6}
_LETTERS_A_WORD = 5.0  # the blank with them: turns words into characters, for sampling errors only
# What a Poisson count needs for the mean of its root to be the root of its mean (Brown, Cai et al. 2010).
_QUARTER = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class TraitRates:
    """The features of one profile, in the order of :func:`trait_kinds`.

    ``rates`` (k,) are what was found, of one word, character or post. ``values`` (k,) are their square roots,
    what models are made of; ``errors`` (k,) the standard deviations of the values that come of there being no
    more text. All three are NaN where a feature could not be read. ``n_words`` English words (one-letter words and
    repeated posts aside) of ``n_texts`` texts of the profile's own were read, and ``n_spoken`` of its media.
    """

    names: tuple[str, ...]
    rates: Floats
    values: Floats
    errors: Floats
    n_words: int
    n_texts: int
    n_spoken: int = 0

    @property
    def has_habits(self) -> bool:
        """Tell whether the posts alone are text enough, so that how they are written could be read too."""
        return not np.isnan(self.values).any()


def english_share(content: Content) -> float:
    """Give the share of a profile's posts that are in English, of those whose language is known; 0 where none is."""
    known = sum(n for language, n in content.languages.items() if language != UNKNOWN)
    return content.languages.get(LANGUAGE, 0) / known if known else 0.0


def trait_rates(
    content: Content,
    named: Mapping[str, float],
    *,
    spoken: TermCounts | None = None,
    min_words: int = MIN_WORDS,
) -> TraitRates | Missing:
    """Measure the features of a profile's own text.

    Parameters
    ----------
    content : Content
    named : mapping of str to float
        The rates of function words and habits, ``core.content.style.named_rates(content.style)``.
    spoken : TermCounts, optional
        English terms of what is said and written in its media (:func:`core.safety.spoken.spoken`). They count for the lexicon
        alone: punctuation, casing, function words and tone are of how somebody writes, and whoever
        writes down what was heard decides on the first two.
    min_words : int
        The fewest English words to judge by.

    Returns
    -------
    TraitRates or Missing
        Missing where less than half of the posts are in English, or there are too few words, of posts and media
        together. Where the posts alone would be too few, only the lexicon is read; posts of other languages are left out.

    Notes
    -----
    O(distinct terms), about 2 ms. Neither the order of the words nor that of the posts matters. Words of other languages
    are taken out of the count by the share of the posts: a category's rate is of the English words. Where a profile
    repeats itself the distinct posts say how much text there is.

    Examples
    --------
    >>> from core.model import Sentiment, Style, Wording
    >>> words = TermCounts(("harbour", "party"), np.array([396, 4]))
    >>> none = np.zeros(0, np.uint64)
    >>> said = Content(
    ...     words, words, none, none, 40, 40, 0, {"en": 40}, words, words, words,
    ...     Style(np.zeros(9, np.float32), 40), Wording(none, none), Sentiment(0, 40, 0),
    ... )
    >>> found = trait_rates(said, dict.fromkeys(named_entries(), 0.0))
    >>> at = found.names.index("gathering")
    >>> float(found.rates[at]), found.n_words, round(float(found.errors[at]), 3)
    (0.01, 400, 0.027)
    """
    total, share = float(content.words.counts.sum()), english_share(content)
    heard = TermCounts((), np.zeros(0, np.int64)) if spoken is None else spoken
    n_heard = float(heard.counts.sum())
    # Style is read from distinct texts, a sample of them at most: what it says is as sure as they are many.
    distinct = max(content.style.n_texts, len(content.wording)) / max(1, content.n_own_texts)
    sampled = content.style.n_texts / max(1, content.n_own_texts)
    is_english = share >= MIN_ENGLISH_SHARE
    n_words = total * share if is_english else 0.0
    n_said, n_style = n_words * min(1.0, distinct), n_words * min(1.0, sampled)
    lacking = _lacking(total, share, n_said, min_words, int(n_heard))
    if lacking is not None and (not n_heard or n_said + n_heard < max(1, min_words)):
        return lacking
    sizes: dict[Source, float] = {
        "lexicon": n_said + n_heard,
        "words": n_style,
        "signs": n_style * _LETTERS_A_WORD,
        "tone": max(1.0, content.sentiment.n_texts),
    }
    read = [content.words, heard] if is_english else [heard]
    habits = [np.nan] * len(HABITS) if lacking is not None else _habit_rates(content, named, share)
    rates = np.array([*_lexicon_rates(read, n_words + n_heard), *habits])
    n_items = np.array([max(1.0, sizes[kind.source]) for kind in trait_kinds()])
    return TraitRates(
        names=trait_names(),
        rates=rates,
        values=np.sqrt(rates + _QUARTER / n_items),
        errors=np.where(np.isnan(rates), np.nan, np.sqrt(_dispersion() / (4 * n_items))),
        n_words=int(n_said),
        n_texts=content.n_own_texts,
        n_spoken=int(n_heard),
    )


def _lacking(total: float, share: float, n_said: float, needed: int, n_heard: int) -> Missing | None:
    """Say why the posts alone are too little; None where they are enough."""
    if total < max(1, needed):
        return Missing(_too_short(total, "words", needed, n_heard))
    if share < MIN_ENGLISH_SHARE:
        return Missing(f"not enough English text: {share:.0%} of its posts are in English, half are needed")
    if n_said < max(1, needed):
        return Missing(_too_short(n_said, "English words", needed, n_heard))
    return None


def _too_short(n: float, noun: str, needed: int, n_heard: int) -> str:
    also = f" and {n_heard:,} in its media" if n_heard else ""
    return f"not enough text: {counted(int(n), noun)} in distinct posts of its own{also}, {needed:,} needed"


@cache
def _dispersion() -> Floats:
    return np.array([_DISPERSION[kind.source] for kind in trait_kinds()])


def _lexicon_rates(read: Sequence[TermCounts], n_words: float) -> Floats:
    places = _places()
    counts = np.zeros(len(lexicon()))
    for said in read:
        for term, n in zip(said.terms, said.counts.tolist(), strict=True):
            if (place := places.get(term)) is not None:
                counts[place] += n
    return counts / max(1.0, n_words)


@cache
def _places() -> Mapping[str, int]:
    return {word: place for place, category in enumerate(lexicon()) for word in category.words}


def _habit_rates(content: Content, named: Mapping[str, float], english: float) -> list[float]:
    tones = {"positive": content.sentiment.n_positive, "negative": content.sentiment.n_negative}
    read = max(1, content.sentiment.n_texts)
    found = []
    for kind in HABITS:
        if kind.source == "tone":
            found.append(tones[kind.entries[0]] / read)
        else:
            whole = sum(named[entry] for entry in kind.entries)
            found.append(whole / english if kind.source == "words" else whole / 100)
    return found
