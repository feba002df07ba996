"""The features of a text: rates that add up, errors that shrink with text, reasons where there is too little."""

import math
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content.habit import HABITS
from core.content.style import function_words, named_rates
from core.model import Missing, TermCounts
from core.persona.lexicon import category_of, lexicon
from core.persona.trait import (
    MIN_WORDS,
    english_share,
    kind_of,
    named_entries,
    trait_kinds,
    trait_names,
    trait_rates,
)
from tests.persona.writing import SAID, many, rates_of, sketch
from tests.strategies import HOSTILE

SPANISH = [
    "el",
    "puerto",
    "estaba",
    "tranquilo",
    "esta",
    "mañana",
    "y",
    "caminé",
    "por",
    "el",
    "muelle",
    "con",
    "mi",
    "hermana,",
    "que",
    "siempre",
    "llama",
    "cuando",
    "llueve",
]


def rate(found, name):
    return float(found.rates[found.names.index(name)])


def test_every_feature_is_declared_once_with_its_reason():
    assert len(set(trait_names())) == len(trait_kinds())
    assert len({kind.label for kind in trait_kinds()}) == len(trait_kinds())
    assert all(kind.reason.endswith(".") and kind.unit for kind in trait_kinds())
    assert trait_names()[: len(lexicon())] == tuple(category.name for category in lexicon())


def test_every_named_entry_is_one_that_style_counts():
    assert set(named_entries()) <= {*function_words(), *HABITS}
    assert set(named_entries()) <= named_rates(sketch(SAID).style).keys()


def test_a_text_by_hand():
    # 17 words of two letters and more, three of them food and one friends; with “I” there are 18
    texts = ["I had soup, bread and some more bread with my friends near the old tower in the end!"]
    found = rates_of(texts, min_words=1)
    n = 17
    assert found.n_words == n
    assert rate(found, "food") == pytest.approx(3 / n)
    assert rate(found, "friend") == pytest.approx(1 / n)
    assert rate(found, "i") == pytest.approx(2 / 18, rel=1e-6)
    assert rate(found, "exclaiming") == pytest.approx(1 / len(texts[0]), rel=1e-6)
    at = found.names.index("food")
    assert found.values[at] == pytest.approx(math.sqrt(3.25 / n))
    assert found.errors[at] == pytest.approx(math.sqrt(1.2 / (4 * n)))


def test_rates_are_those_of_counting_word_by_word():
    """The slow twin: every word of every text, looked up where a short profile's stay as they are."""
    texts = many(12, seed=3)
    found = rates_of(texts, min_words=1)
    words = [w for text in texts for w in re.findall(r"[a-z]+", text.lower()) if len(w) > 1]
    counted = Counter(category_of()[word].name for word in words if word in category_of())
    assert sum(counted.values()) > 50
    for category in lexicon():
        assert rate(found, category.name) == pytest.approx(counted[category.name] / len(words))


def test_dictionary_forms_and_words_as_written_give_nearly_the_same_rates():
    short, long = many(15, seed=5, words=60), many(25, seed=5, words=60)
    as_written, lemmatised = rates_of(short, min_words=1), rates_of(long, min_words=1)
    lexical = [n for n, kind in enumerate(trait_kinds()) if kind.source == "lexicon"]
    assert "wondered" in sketch(short).words.terms
    assert "wondered" not in sketch(long).words.terms
    assert np.abs(as_written.rates[lexical] - lemmatised.rates[lexical]).max() < 0.006


def test_the_order_of_words_and_posts_is_irrelevant():
    texts = many(30)
    rng = np.random.default_rng(1)
    turned = [" ".join(rng.permutation(text.split())) for text in texts]
    lexical = [n for n, kind in enumerate(trait_kinds()) if kind.source in {"lexicon", "words"}]
    assert np.allclose(rates_of(texts).rates[lexical], rates_of(turned).rates[lexical], atol=1e-7)
    assert rates_of(texts).values.tobytes() == rates_of(texts[::-1]).values.tobytes()


def test_more_text_of_the_same_kind_leaves_less_open():
    few, more = rates_of(many(40, words=15)), rates_of(many(400, words=15))
    assert (more.errors < few.errors).all()


def test_errors_are_as_large_as_the_values_of_samples_vary():
    """Planted truth: texts of words drawn singly have sampling errors that are known."""
    rng = np.random.default_rng(7)
    words = " ".join(SAID).split()
    found = [rates_of([" ".join(rng.choice(words, 20)) for _ in range(25)], min_words=1) for _ in range(60)]
    for name in ("food", "senses", "argument", "family"):
        at = found[0].names.index(name)
        spread = np.std([one.values[at] for one in found])
        # 1.2 times the variance is allowed for posts that have a subject; these have none. Of 60 samples the
        # spread is known to a tenth.
        assert spread == pytest.approx(found[0].errors[at] / math.sqrt(1.2), rel=0.3), name


def test_too_little_text_is_said_with_what_is_needed():
    found = rates_of(SAID)
    assert isinstance(found, Missing)
    assert re.fullmatch(
        rf"not enough text: \d+ words in distinct posts of its own, {MIN_WORDS} needed", found.reason
    )
    assert isinstance(rates_of([]), Missing)
    assert isinstance(rates_of(["soup"]), Missing)


def test_a_post_repeated_is_no_more_text():
    found = rates_of([SAID[0]] * 400)
    assert isinstance(found, Missing)
    assert "not enough text: 18 English words in distinct posts" in found.reason


def test_another_language_is_not_read_as_english():
    rng = np.random.default_rng(2)
    texts = [" ".join(rng.permutation(SPANISH)[:12]) for _ in range(80)]
    found = rates_of(texts, "es")
    assert isinstance(found, Missing)
    assert found.reason == "not enough English text: 0% of its posts are in English, half are needed"


def test_words_of_another_language_do_not_thin_the_rates_out():
    english, rng = many(60), np.random.default_rng(2)
    spanish = [" ".join(rng.permutation(SPANISH)) for _ in range(40)]
    alone = rates_of(english)
    mixed_content = sketch(english + spanish, ["en"] * 60 + ["es"] * 40)
    assert english_share(mixed_content) == pytest.approx(0.6)
    mixed = trait_rates(mixed_content, named_rates(mixed_content.style))
    for name in ("i", "the", "place", "joy", "family"):
        assert rate(mixed, name) == pytest.approx(rate(alone, name), rel=0.1), name
    assert mixed.n_words < 1.15 * alone.n_words


@given(
    st.lists(
        st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=8
    )
)
def test_any_text_gives_finite_features_or_a_reason(texts):
    found = rates_of(texts, min_words=1)
    if isinstance(found, Missing):
        assert found.reason.startswith("not enough")
    else:
        assert np.isfinite(found.values).all()
        assert np.isfinite(found.errors).all()
        assert (found.rates >= 0).all()
        assert (found.errors > 0).all()


def test_a_huge_text_is_read():
    found = rates_of(["soup " * 200_000, *many(40)])
    assert rate(found, "food") > 0.9


def test_units_are_those_that_people_read():
    assert kind_of("food").unit == "in 1,000 words"
    assert kind_of("commas").shown(0.002) == pytest.approx(2.0)
    assert kind_of("positive").shown(0.25) == pytest.approx(25.0)


def with_spoken(texts, spoken, language="en"):
    found = sketch(texts, language)
    return trait_rates(found, named_rates(found.style), spoken=spoken)


def test_nothing_spoken_is_to_the_bit_nothing_given():
    alone, none = rates_of(many(40)), with_spoken(many(40), TermCounts((), np.zeros(0, np.int64)))
    assert all(
        getattr(alone, name).tobytes() == getattr(none, name).tobytes()
        for name in ("rates", "values", "errors")
    )
    assert rates_of(many(5)) == with_spoken(many(5), TermCounts((), np.zeros(0, np.int64)))
    assert alone.has_habits


def test_spoken_words_count_as_written_ones_by_hand():
    spoken = TermCounts(("party", "zzz"), np.array([60, 540]))
    alone, both = rates_of(many(40)), with_spoken(many(40), spoken)
    n = alone.n_words
    assert rate(both, "gathering") == pytest.approx((rate(alone, "gathering") * n + 60) / (n + 600))
    at = both.names.index("gathering")
    assert both.errors[at] == pytest.approx(alone.errors[at] * math.sqrt(n / (n + 600)))
    assert (both.n_words, both.n_spoken) == (n, 600)
    k = len(lexicon())
    assert both.rates[k:].tobytes() == alone.rates[k:].tobytes()
    assert both.errors[k:].tobytes() == alone.errors[k:].tobytes()


@pytest.mark.parametrize(("n", "is_enough"), [(MIN_WORDS - 1, False), (MIN_WORDS, True)])
def test_three_hundred_spoken_words_are_as_enough_as_written_ones(n, is_enough):
    found = with_spoken([], TermCounts(("harbour",), np.array([n])))
    assert isinstance(found, Missing) != is_enough
    if is_enough:
        assert (found.n_words, found.n_spoken, found.has_habits) == (0, n, False)
        assert np.isnan(found.values[len(lexicon()) :]).all()
        assert np.isfinite(found.values[: len(lexicon())]).all()
    else:
        assert (
            found.reason
            == "not enough text: 0 words in distinct posts of its own and 299 in its media, 300 needed"
        )
