"""The lexicon: closed, written here, one category a word, and the same words in either form."""

import tomllib
from collections import Counter

import pytest

from core.content.abbreviation import expanded
from core.content.lemma import lemma
from core.model.persona import CLASSES
from core.persona.lexicon import _LIST, _forms, category_of, lexicon, speaks_for
from core.persona_training.mask import masked

LISTED = tomllib.loads(_LIST.read_text("utf-8"))


def test_every_category_says_what_it_is_and_why():
    assert 35 <= len(lexicon()) <= 60
    assert len({category.name for category in lexicon()}) == len(lexicon())
    assert len({category.label for category in lexicon()}) == len(lexicon())
    for category in lexicon():
        assert category.reason.endswith(".")
        assert len(category.words) >= 8, category.name


def test_a_word_is_listed_once_and_counts_once():
    listed = Counter(word for entry in LISTED["category"] for word in entry["words"].split())
    assert [word for word, n in listed.items() if n > 1] == []
    counted = Counter(word for category in lexicon() for word in category.words)
    assert [word for word, n in counted.items() if n > 1] == []
    assert counted.keys() == category_of().keys()


def test_what_is_listed_stays_in_its_own_category():
    for entry, category in zip(LISTED["category"], lexicon(), strict=True):
        assert set(entry["words"].split()) <= category.words


def test_forms_that_mean_another_thing_are_in_no_category():
    listed = {word for entry in LISTED["category"] for word in entry["words"].split()}
    forbidden = LISTED["no_form"].split()
    assert "news" in forbidden
    assert [word for word in forbidden if word in category_of() or word in listed] == []


def test_no_word_of_the_lexicon_names_a_type_or_a_pole():
    # the mask of the training takes these out: a lexicon that counted them would read posts otherwise than it learned
    assert [word for word in category_of() if masked(f"a {word} b") != f"a {word} b"] == []


def test_every_word_can_be_met_in_a_text():
    assert [word for word in category_of() if len(word) < 2 or word != word.casefold() or " " in word] == []


def test_a_listed_word_and_its_dictionary_form_are_in_one_category():
    """Long English profiles are counted in dictionary forms, short ones as written."""
    listed = [
        (word, category.words)
        for entry, category in zip(LISTED["category"], lexicon(), strict=True)
        for word in entry["words"].split()
        if len(expanded(word, "en")) == 1
    ]
    astray = [word for word, words in listed if lemma(expanded(word, "en")[0], "en") not in words]
    # “broken” is broken as a heart is, and “break” as a thing is
    assert set(astray) <= {"broken", "logos"}


def test_the_forms_that_endings_make_seldom_change_the_category():
    made = [(word, category) for category in lexicon() for word in category.words]
    elsewhere = [
        word
        for word, category in made
        if (found := category_of().get(lemma(word, "en"))) is not None and found is not category
    ]
    assert len(elsewhere) <= 0.005 * len(made), elsewhere


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("party", {"parties", "partied", "partying"}),
        ("bake", {"bakes", "baked", "baking"}),
        ("plan", {"plans", "planned", "planning"}),
        ("watch", {"watches", "watched", "watching"}),
        ("lie", {"lies", "lied", "lying"}),
        ("agree", {"agrees", "agreed", "agreeing"}),
        ("play", {"plays", "played", "playing"}),
        ("visit", {"visits", "visited", "visiting"}),
        ("me", set()),
        ("don't", set()),
    ],
)
def test_regular_endings_are_added(word, forms):
    assert set(_forms(word)) == forms


def test_each_class_has_words_that_speak_for_it():
    said = Counter(category.supposed for category in lexicon())
    assert all(said[name] >= 3 for name in CLASSES)
    assert speaks_for("lonely").supposed == "Introverts"
    assert speaks_for("hypothesis").supposed == "Intuitives"
    assert speaks_for("deadline").supposed == "Judgers"


def test_words_without_a_supposed_pole_name_no_cluster():
    assert category_of()["bank"].supposed is None
    assert speaks_for("bank") is None
    assert speaks_for("") is None
