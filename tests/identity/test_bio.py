"""Bios: by hand, against scikit-learn, from either side; gaps have a reason."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from core.errors import ParameterError
from core.identity.bio import bio_likeness, bio_words
from core.identity.name import PSEUDONYMOUS
from core.identity.params import IdentityParams
from core.model import Missing
from tests.strategies import HOSTILE

A, B = "Mum of two, runner. https://a.example/me", "Runner: mum of THREE"
BIOS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80), st.sampled_from([A, B]))


def test_words_by_hand():
    found = bio_likeness(A, B)
    assert (found.words, found.shared, found.n_a, found.n_b) == (0.75, ("mum", "of", "runner"), 4, 4)


@pytest.mark.parametrize(
    ("field", "options"),
    [("words", {"analyzer": str.split}), ("letters", {"analyzer": "char", "ngram_range": (3, 3)})],
)
def test_both_cosines_are_those_of_scikit_learn(field, options):
    texts = [f" {' '.join(bio_words(bio))} " for bio in (A, B)]
    counts = CountVectorizer(**options).fit_transform(texts)
    assert getattr(bio_likeness(A, B), field) == pytest.approx(cosine_similarity(counts)[0, 1], rel=1e-12)


def test_a_bio_changed_a_little_is_alike_in_letters():
    found = bio_likeness("photographer, traveller, dreamer", "photographers travellers dreamers")
    assert found.words == 0.0
    assert found.letters > 0.6


def test_a_bio_without_blanks_is_cut_into_characters():
    assert bio_likeness("我爱猫和狗", "我爱猫和鱼").words == pytest.approx(0.8)


@pytest.mark.parametrize("nothing", [None, "", " \n"])
def test_no_bio_is_a_reason(nothing):
    assert bio_likeness(nothing, A).reason == "A has no bio in this data"
    assert bio_likeness(A, nothing).reason == "B has no bio in this data"


def test_too_few_words_are_a_reason_and_pseudonyms_too():
    assert bio_likeness("hi there", A).reason == "A's bio has 2 words, 3 needed"
    assert bio_likeness(A, "hello", min_words=2).reason == "B's bio has 1 word, 2 needed"
    assert bio_likeness(A, A, pseudonymous=True) is PSEUDONYMOUS


@given(BIOS, BIOS)
def test_any_two_bios_give_shares_alike_from_either_side_or_a_reason(a, b):
    there, back = bio_likeness(a, b), bio_likeness(b, a)
    assert isinstance(there, Missing) == isinstance(back, Missing)
    if not isinstance(there, Missing):
        assert (there.words, there.letters, there.shared) == (back.words, back.letters, back.shared)
        assert 0 <= there.words <= 1
        assert 0 <= there.letters <= 1
    itself = bio_likeness(a, a)
    if not isinstance(itself, Missing):
        assert np.allclose([itself.words, itself.letters], 1.0, atol=1e-12)


def test_a_huge_bio_is_read_in_part():
    assert bio_likeness("word " * 100_000, "word " * 10).words == pytest.approx(1.0)


def test_the_least_number_of_words_is_one_or_more():
    with pytest.raises(ParameterError, match="min_words"):
        IdentityParams(min_words=0)
