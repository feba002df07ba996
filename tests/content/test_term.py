"""Cleaned terms, abbreviations, lemmas, hashtags, domains: by hand, by oracles, by properties."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
import simplemma
from hypothesis import given
from hypothesis import strategies as st

from core.content import lemma as lemma_module
from core.content import term as term_module
from core.content.abbreviation import abbreviations, expanded
from core.content.cleaning import words
from core.content.lemma import can_lemmatise, lemma, lemma_languages
from core.content.marker import client_counts, domain, domain_counts, hashtag, hashtag_counts
from core.content.term import MIN_POSTS, terms, terms_of
from tests.strategies import HOSTILE

LANGUAGES = ("en", "es", "pt", "fr", "de", "it")


def frame(texts, tag="en", kind="original"):
    n = len(texts)
    return pd.DataFrame(
        {
            "kind": [kind] * n,
            "text": pd.Series(list(texts), dtype=object),
            "language": pd.Series([tag] * n, dtype=object),
        }
    )


@pytest.mark.parametrize(
    ("word", "language", "found"),
    [
        ("don't", "en", "do not"), ("won't", "en", "will not"), ("i'm", "en", "i am"), ("they'll", "en", "they will"),
        ("it's", "en", "it"), ("ann's", "en", "ann"), ("she'd", "en", "she"), ("y'all're", "en", "you all are"),
        ("ain't", "en", "ain't"), ("let's", "en", "let us"), ("smh", "en", "shaking my head"), ("smh", "de", "smh"),
        ("don't", "de", "don't"), ("xq", "es", "porque"), ("hj", "pt", "hoje"), ("rdv", "fr", "rendez-vous"),
        ("qu'elle", "fr", "qu elle"), ("aujourd'hui", "fr", "aujourd'hui"), ("dell'arte", "it", "dell arte"),
        ("bzw", "de", "beziehungsweise"), ("", "en", ""), ("'s", "en", "'s"),
    ],
)  # fmt: skip
def test_a_word_is_written_out(word, language, found):
    assert " ".join(expanded(word, language)) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_the_list_is_a_word_that_the_cleaning_cuts(language):
    assert len(abbreviations(language)) > 15
    for form in abbreviations(language):
        assert words(form) == [form]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_was_written_out_is_written_out_again(language):
    for form, meant in abbreviations(language).items():
        assert form not in meant
        assert [expanded(word, language) for word in meant if "'" not in word] == [
            (word,) for word in meant if "'" not in word
        ]


def test_no_form_stands_twice_in_the_list():
    text = term_module.__file__.replace("term.py", "abbreviation.toml")
    with open(text, encoding="utf-8") as file:  # noqa: PTH123
        sections = re.split(r"^\[(\w+)\]$", file.read(), flags=re.MULTILINE)[1:]
    for language, section in zip(sections[::2], sections[1::2], strict=True):
        forms = [
            form for listed in re.findall(r"= \[(.*)\]", section) for form in re.findall(r'"([^"]+)"', listed)
        ]
        assert [form for form, n in Counter(forms).items() if n > 1] == []
        assert len(forms) == len(abbreviations(language))


def test_there_are_a_few_hundred_forms():
    assert sum(len(abbreviations(language)) for language in LANGUAGES) > 500


def test_english_contractions_are_those_of_the_contractions_package():
    contractions = pytest.importorskip("contractions", reason="the contractions package is only an oracle")
    ours = {
        form
        for form in map(str.lower, contractions.contractions_dict)
        if re.fullmatch(r"[a-z]+'(?:t|m|re|ve|ll)(?:'ve)?", form)
    }
    # Theirs is "cannot" and "are not"; rare and dialect forms are left as they stand; "shall" for "will".
    apart = {"can't", "can't've", "ain't", "amn't", "dasn't", "daresn't", "shalln't", "gon't", "you'll've"}
    wrong = {
        form: (expanded(form, "en"), contractions.fix(form))
        for form in ours - apart
        if " ".join(expanded(form, "en")) != contractions.fix(form).lower()
        and sorted(expanded(form, "en")) != sorted(contractions.fix(form).lower().split())
    }
    assert len(ours) > 60
    assert wrong == {}


@pytest.mark.parametrize(
    ("word", "language", "found"),
    [("went", "en", "go"), ("harbours", "en", "harbour"), ("casas", "es", "casa"), ("bateaux", "fr", "bateau")],
)  # fmt: skip
def test_a_word_has_its_dictionary_form(word, language, found):
    assert lemma(word, language) == found


def test_a_lemma_is_what_simplemma_says():
    for word in ("was", "going", "better", "children", "voting", "xyzzy", "politics", "mice"):
        assert lemma(word, "en") == simplemma.lemmatize(word, lang="en").casefold()


def test_a_language_without_dictionary_keeps_its_words():
    assert "xx" not in lemma_languages()
    assert not can_lemmatise() or {"en", "hr", "no", "uk"} <= lemma_languages()
    assert lemma("houses", "xx") == "houses"
    assert lemma("houses", "und") == "houses"


def test_without_simplemma_words_stay_as_they_are_and_the_remedy_is_one_line(monkeypatch):
    monkeypatch.setattr(lemma_module, "_lemmatize", lambda: None)
    assert lemma("houses", "en") == "houses"
    assert not lemma_module.can_lemmatise()
    assert "pip install simplemma" in lemma_module.REMEDY
    assert "\n" not in lemma_module.REMEDY


def test_terms_of_one_post_by_hand():
    text = "OMG sooo happy!!! We're going 2 the harbours &amp; Ann's house w friends 😂 #vote @bob https://a.example/x"
    assert dict(terms_of([text], "en")) == Counter(
        ["oh", "my", "god", "so", "happy", "we", "be", "go", "the", "harbour", "ann", "house", "friend"]
    )


def test_terms_of_an_unknown_language_are_cleaned_words():
    texts = ["Don't go thx", "to the harbours"]
    assert terms_of(texts) == Counter(word for text in texts for word in words(text))


def test_a_language_of_few_posts_is_not_lemmatised():
    few, enough = frame(["thx ann"] * (MIN_POSTS - 1)), frame(["thx ann"] * MIN_POSTS)
    assert "thx" in terms(few).terms
    assert "thx" not in terms(enough).terms


def test_reposts_say_nothing_of_the_profile_itself():
    assert terms(frame(["somebody else's words"] * 30, kind="repost")).terms == ()


def test_what_was_remembered_is_forgotten_when_it_grows_too_large(monkeypatch):
    monkeypatch.setattr(term_module, "_MOST_REMEMBERED", 3)
    memory = term_module._Terms("xx")
    for word in ("aa", "bb", "cc", "dd", "ee"):
        assert memory[word] == (word,)
        assert len(memory) <= 3


@given(
    st.lists(st.sampled_from(HOSTILE) | st.none() | st.text(max_size=60), max_size=8),
    st.sampled_from(["en", "fr", "ar", None]),
)
def test_terms_are_counted_in_any_order_and_sorted(texts, tag):
    one, other = terms(frame(texts, tag)), terms(frame(texts[::-1], tag))
    assert one.terms == other.terms == tuple(sorted(set(one.terms)))
    assert one.counts.tolist() == other.counts.tolist()
    assert all(len(term) > 1 for term in one.terms)
    assert (one.counts > 0).all()


@given(st.text(min_size=1, max_size=30), st.sampled_from([*LANGUAGES, "und", "zh"]))
def test_any_word_is_written_out_in_non_empty_words(word, language):
    found = expanded(word, language)
    assert all(found)
    assert lemma(word, "en")


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("https://www.BBC.co.uk/news?x=1", "bbc.co.uk"), ("http://m.facebook.com/x", "facebook.com"),
        ("a.example/path", "a.example"), ("https://t.co/abc", None), ("https://bit.ly/x", "bit.ly"),
        ("http://[::1", None), ("", None), ("javascript:alert(1)", None), ("https://user:pw@a.example:8080/", "a.example"),
        ("https://münchen.example/", "münchen.example"), ("http://localhost/x", None),
    ],
)  # fmt: skip
def test_the_domain_of_a_link(link, found):
    assert domain(link) == found


@given(st.text() | st.sampled_from(HOSTILE))
def test_any_text_has_a_domain_or_none_and_a_hashtag_folds_once(text):
    assert domain(text) is None or "." in domain(text)
    assert hashtag(hashtag(text)) == hashtag(text)


def test_hashtags_domains_and_clients_are_counted():
    rows = pd.DataFrame(
        {
            "kind": ["original", "repost", "reply"],
            "hashtags": [["Vote", "VOTE", "#x"], ["theirs"], None],
            "links": [np.array(["https://a.example/1"]), ["https://b.example"], ["https://t.co/1"]],
            "client": ["Web", " Web ", None],
        }
    )
    assert dict(zip(*[(f := hashtag_counts(rows)).terms, f.counts.tolist()], strict=True)) == {
        "vote": 2,
        "x": 1,
    }
    assert domain_counts(rows).terms == ("a.example",)
    assert client_counts(rows).terms == ("Web",)
    assert client_counts(rows).counts.tolist() == [2]
