"""Tone: what VADER says of English posts, of a sample that is the same in any order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import core.content.sentiment as module
from core.content.sentiment import MIN_TEXTS, MOST_TEXTS, sentiment, sentiment_trait, tone
from core.model import Missing, Sentiment
from tests.strategies import HOSTILE

GOOD, PLAIN, BAD = "What a wonderful, happy day!", "The bus leaves at nine.", "I hate this awful, sad mess."


def test_each_tone_is_counted_once_a_text():
    assert sentiment([GOOD, GOOD, PLAIN, BAD]) == Sentiment(1, 1, 1)
    assert sentiment([]).n_texts == 0


def test_a_sample_is_the_same_in_any_order_and_no_larger_than_stated():
    texts = [f"{(GOOD, PLAIN, BAD)[n % 3]} {n}" for n in range(3 * MOST_TEXTS)]
    shuffled = [texts[at] for at in np.random.default_rng(1).permutation(len(texts))]
    assert sentiment(texts) == sentiment(shuffled)
    assert sentiment(texts).n_texts == MOST_TEXTS


def test_only_the_beginning_of_an_endless_text_is_read(monkeypatch):
    read = []

    class Analyser:
        def polarity_scores(self, text):
            read.append(len(text))
            return {"compound": 0.0}

    monkeypatch.setattr(module, "_analyser", Analyser)
    assert tone("\U0001f600" * 1_000_000) == 0
    assert max(read) <= 1_000


@given(st.sampled_from(HOSTILE) | st.text(max_size=200))
def test_any_text_has_a_tone_between_the_two_ends(text):
    assert -1 <= tone(text) <= 1


def test_a_tone_is_a_habit_from_half_of_the_posts_on():
    assert isinstance(sentiment_trait(Sentiment(MIN_TEXTS - 1, 0, 0)), Missing)
    assert sentiment_trait(Sentiment(25, 25, 0)).label == "Positive"
    assert sentiment_trait(Sentiment(20, 20, 10)).label == "Mixed tone"
    assert sentiment_trait(Sentiment(0, 10, 40)).label == "Negative"
    assert "cut-off 50%" in sentiment_trait(Sentiment(0, 10, 40)).explanation
