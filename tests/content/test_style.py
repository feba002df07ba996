"""Style: habits by hand, properties, and authors planted with habits of their own."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content.habit import EMOJI, HABITS, habits
from core.content.sample import text_sample
from core.content.style import (
    MIN_TEXTS,
    MOST_TEXTS,
    function_words,
    habit_overlaps,
    style,
    style_affinity,
    style_cosine,
)
from core.content.style_scale import fit_style
from core.model import Missing, Style, StyleScale
from tests.content.planting import sentence, vocabulary
from tests.strategies import HOSTILE

TEXTS = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=60), max_size=12)


def frame(texts, kind="original"):
    return pd.DataFrame({"kind": kind, "text": pd.Series(list(texts), dtype=object)})


def counted(*texts):
    return dict(zip(HABITS, habits(list(texts)).tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "habit", "n"),
    [
        ("One. Two... three.", "full stops", 2),
        ("One. Two... three.", "dots in a row", 1),
        ("no!!! yes! ", "runs of exclamation marks", 1),
        ("what?! no", "mixed ?! runs", 1),
        ("it's don’t", "curly apostrophes", 1),
        ("a - b -- c — d", "dashes", 3),
        ("well-known", "hyphens", 1),
        ("NATO and USA, I say", "words in capitals", 2),
        ("I saw Ann in Paris", "capitalised words", 2),
        ("sooo goood", "lengthened letters", 2),
        ("hahaha lol LOL", "laughter", 3),
        ("how r u", "one letter for a word", 2),
        ("hello :) ok ;-)", "emoticons", 2),
        ("ok , fine !", "blanks before marks", 2),
        ("👩‍👩‍👧 🏳️‍🌈 👍🏽 🇩🇪", "emoji", 4),
        ("2 + 2 = 4 € ±", "emoji", 0),
        ("12 of 345", "numbers", 2),
    ],
)
def test_a_habit_is_counted_in_a_hundred_characters(text, habit, n):
    assert counted(text)[habit] == pytest.approx(100 * n / len(text))


def test_emoji_are_what_the_emoji_package_says_they_are():
    emoji = pytest.importorskip("emoji", reason="the emoji package is only an oracle")
    known = [
        sign for sign, data in emoji.EMOJI_DATA.items() if data["status"] == emoji.STATUS["fully_qualified"]
    ]
    # Key caps and signs of trade are emoji by a mark alone and stay what they are without it.
    few = {"©️", "®️", "™️", "ℹ️", "〰️", "〽️", "㊗️", "㊙️", "‼️", "⁉️", "↔️", "↕️", "↖️", "↗️", "↘️", "↙️", "↩️", "↪️", "Ⓜ️"}
    missed = [
        sign for sign in known if not EMOJI.fullmatch(sign) and "\u20e3" not in sign and sign not in few
    ]
    assert missed == []


def test_no_texts_have_no_habits_and_no_style():
    assert not habits([]).any()
    nothing = style(frame([]))
    assert (nothing.n_texts, nothing.rates.any()) == (0, False)


def test_links_handles_hashtags_and_reposts_are_no_style():
    plain = style(frame(["see this, now"]))
    marked = style(frame(["see this, now https://a.example/x", "@ann see this, now", "see this, now #vote"]))
    assert marked.n_texts == 1
    assert np.array_equal(plain.rates, marked.rates)
    assert style(frame(["see this"], "repost")).n_texts == 0


def test_the_sample_is_the_same_in_any_order_and_no_larger_than_said():
    texts = [f"text {number}" for number in range(3 * MOST_TEXTS)]
    drawn = text_sample(texts, MOST_TEXTS)
    assert len(drawn) == MOST_TEXTS
    assert drawn == text_sample(texts[::-1], MOST_TEXTS)
    assert 0.4 < np.mean([int(text.split()[1]) for text in drawn]) / (3 * MOST_TEXTS) < 0.6


@given(TEXTS, st.randoms(use_true_random=False))
def test_style_is_finite_and_does_not_depend_on_the_order(texts, dice):
    one = style(frame(texts))
    dice.shuffle(texts)
    other = style(frame(texts))
    assert np.isfinite(one.rates).all()
    assert (one.rates >= 0).all()
    assert np.array_equal(one.rates, other.rates)


@given(st.text(min_size=1, max_size=40).filter(lambda text: text.strip() and "\x00" not in text))
def test_a_gram_never_reaches_over_the_end_of_a_text(text):
    size = 4_096
    from core.content.style import _grams  # noqa: PLC0415 — no name of its own outside

    assert np.array_equal(_grams([text, text]), 2 * _grams([text]))
    assert _grams([text]).sum() == sum(max(0, len(" ".join(text.split())) + 3 - n) for n in (3, 4, 5))
    assert _grams([text]).shape == (size,)


def scale_of(n, size=None):
    size = size or style(frame([])).rates.size
    return StyleScale(np.zeros(size, np.float32), np.ones(size, np.float32), n)


def test_too_few_texts_or_profiles_are_a_reason_and_no_number():
    size = style(frame([])).rates.size
    many, few = Style(np.ones(size, np.float32), MIN_TEXTS), Style(np.ones(size, np.float32), MIN_TEXTS - 1)
    for a, b, scale, said in (
        (few, many, scale_of(30), "A has 49"),
        (many, few, scale_of(30), "B has 49"),
        (many, many, scale_of(29), "29 profiles"),
    ):
        found = style_cosine(a, b, scale)
        assert isinstance(found, Missing)
        assert said in found.reason
    assert isinstance(style_affinity(few, many), Missing)


@given(st.integers(0, 2**32), st.integers(2, 6))
def test_the_cosine_is_symmetric_bounded_and_the_sum_of_its_parts(seed, n):
    size = style(frame([])).rates.size
    rng = np.random.default_rng(seed)
    styles = [Style(rng.random(size).astype(np.float32), 50) for _ in range(n)]
    fitted = fit_style(styles)
    scale = StyleScale(fitted.mean, fitted.spread, 30)
    found = style_cosine(styles[0], styles[1], scale)
    assert found == style_cosine(styles[1], styles[0], scale)
    assert -1 <= found <= 1
    assert style_cosine(styles[0], styles[0], scale) == pytest.approx(1)
    parts = habit_overlaps(styles[0], styles[1], scale, None)
    assert len(parts) == len(function_words()) + len(HABITS)
    assert [part.part for part in parts] == sorted((part.part for part in parts), reverse=True)
    assert 0 < style_affinity(styles[0], styles[1]) <= 1


def author(dice, words, mark, n=60):
    """Write texts of ever new words, each with one habit."""
    return [mark(sentence(dice, words, dice.randint(5, 15))) for _ in range(n)]


def test_an_author_is_found_by_habit_among_others_who_say_other_things():
    dice = random.Random(3)  # noqa: S311
    marks = [
        lambda text: f"{text}!!!",
        lambda text: text.upper(),
        lambda text: f"{text} 😂😂",
        lambda text: text.replace(" ", ", ", 2),
        lambda text: f"well ... {text} ...",
        lambda text: f"“{text}” — ok",
    ] * 6
    # All draw from the same words and no text is written twice: only the habit is an author's own.
    words = vocabulary(dice)
    early, late = ([style(frame(author(dice, words, mark))) for mark in marks] for _ in range(2))
    scale = fit_style([*early, *late])
    for number, one in enumerate(late):
        near = [style_cosine(one, other, scale) for other in early]
        assert marks[int(np.argmax(near))] is marks[number]
    carried = {part.habit for part in habit_overlaps(early[0], late[6], scale, 6)}
    assert "exclamation marks" in carried
    assert "runs of exclamation marks" in carried
