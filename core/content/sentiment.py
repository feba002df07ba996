"""The tone of a profile's posts: positive, neutral or negative, as [B] 3.1 shows it (Figure 4).

By VADER (Hutto and Gilbert 2014), a lexicon with rules for social media, English only: in other languages
nothing is said. On TweetEval it recalls 0.57 of each tone, where chance recalls 0.33: a habit to describe,
never a verdict.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from core.content.sample import text_sample
from core.model import Missing, Sentiment, Trait
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

LANGUAGE = "en"
MOST_TEXTS = 300
MIN_TEXTS = 50
# VADER's own: a compound score beyond it has a tone.
_TONE = 0.05
# Its time grows with the square of a text's length; 5,000 emoji would take nine seconds.
_MOST_CHARACTERS = 1_000
# A tone that an English timeline has by chance more often than not is no habit: a half of all is ours.
TONE_CUT = 0.5


class _Analyser(Protocol):
    def polarity_scores(self, text: str) -> dict[str, float]: ...


@cache
def _analyser() -> _Analyser:
    # Its lexicon takes 0.1 s to read: only where a text is read.
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415

    analyser: _Analyser = SentimentIntensityAnalyzer()
    return analyser


def tone(text: str) -> float:
    """Give the compound score of an English text, from -1 (negative) to 1 (positive); its beginning is read.

    >>> tone("What a wonderful day!") > 0.5, tone("The bus leaves at nine."), tone("I hate this.") < -0.5
    (True, 0.0, True)
    """
    return _analyser().polarity_scores(text[:_MOST_CHARACTERS])["compound"]


def sentiment(texts: Iterable[str]) -> Sentiment:
    """Count the tones of a profile's English posts.

    Parameters
    ----------
    texts : iterable of str
        English texts of its own; of more than 300 distinct ones 300 are drawn by a seeded hash.

    Returns
    -------
    Sentiment

    Notes
    -----
    15,000 posts a second. The order of the texts does not matter.

    Examples
    --------
    >>> sentiment(["What a wonderful day!", "The bus leaves at nine."])
    Sentiment(n_positive=1, n_neutral=1, n_negative=0)
    """
    scores = [tone(text) for text in text_sample(texts, MOST_TEXTS)]
    n_positive, n_negative = sum(s >= _TONE for s in scores), sum(s <= -_TONE for s in scores)
    return Sentiment(n_positive, len(scores) - n_positive - n_negative, n_negative)


def sentiment_trait(found: Sentiment) -> Trait | Missing:
    """Say the tone that at least half of a profile's English posts have, else that it is mixed.

    >>> sentiment_trait(Sentiment(60, 30, 10)).label, sentiment_trait(Sentiment(3, 0, 0)).reason
    ('Positive', '3 English texts of its own, 50 needed')
    """
    if found.n_texts < MIN_TEXTS:
        return Missing(f"{counted(found.n_texts, 'English texts')} of its own, {MIN_TEXTS} needed")
    shares = {
        "Positive": found.n_positive / found.n_texts,
        "Neutral": found.n_neutral / found.n_texts,
        "Negative": found.n_negative / found.n_texts,
    }
    label = max(shares, key=lambda name: shares[name])
    said = ", ".join(f"{share:.0%} {name.lower()}" for name, share in shares.items())
    value = shares[label]
    return Trait(
        "sentiment",
        label if value >= TONE_CUT else "Mixed tone",
        value,
        f"of {found.n_texts:,} English posts {said} (VADER, wrong about every third post); cut-off {TONE_CUT:.0%}",
    )
