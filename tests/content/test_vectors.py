"""TF-IDF: the golden weights, scikit-learn on real timelines, the terms that carry a cosine."""

from __future__ import annotations

import math
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from core.census import Census
from core.content.cleaning import term_counts, tokens, words
from core.content.vectors import (
    Idf,
    fit_idf,
    pair_weights,
    paper_cosine,
    smoothed_idf,
    term_overlaps,
    workspace_cosine,
)
from core.model import Missing, TermCounts
from tests.audience.celebrity import timelines

NAMES = ("mbostock", "enjalot", "NASA", "kinagrannis", "WhiteHouse")


def counted(**counts):
    terms = tuple(sorted(counts))
    return TermCounts(terms, np.array([counts[term] for term in terms], dtype=np.int64))


EMPTY = counted()
DOCUMENTS = st.dictionaries(
    st.text(min_size=1, max_size=4), st.integers(1, 10**6), min_size=1, max_size=20
).map(lambda counts: counted(**counts))


def test_a_shared_word_weighs_one_and_an_unshared_word_a_little_more():
    weights = pair_weights(counted(ours=1, mine=1), counted(ours=5, yours=1))
    shared, mine, yours = weights(["ours", "mine", "yours"])
    assert shared == 1.0
    assert mine == yours == pytest.approx(1.4055, abs=5e-5)


def test_the_smoothed_weight_is_the_formula_of_scikit_learn():
    assert smoothed_idf([0, 1, 2], 2).tolist() == [math.log(3) + 1, math.log(1.5) + 1, 1.0]


def test_the_paper_cosine_by_hand():
    idf = math.log(1.5) + 1
    length = math.sqrt(4 + idf**2) * math.sqrt(9 + (4 * idf) ** 2)
    found = paper_cosine(counted(ours=2, mine=1), counted(ours=3, yours=4))
    assert found == pytest.approx(6 / length, abs=1e-15)


def test_nothing_shared_is_zero_and_no_words_at_all_is_missing():
    assert paper_cosine(counted(mine=1), counted(yours=1)) == 0.0
    for pair in ((EMPTY, counted(ours=1)), (counted(ours=1), EMPTY), (EMPTY, EMPTY)):
        found = paper_cosine(*pair)
        assert isinstance(found, Missing)
        assert "words" in found.reason
        assert term_overlaps(*pair, pair_weights(*pair)) == ()


@given(DOCUMENTS)
def test_a_timeline_is_wholly_like_itself(a):
    assert paper_cosine(a, a) == pytest.approx(1, abs=1e-12)
    assert paper_cosine(a, a) <= 1


@given(DOCUMENTS, DOCUMENTS)
def test_the_cosine_is_symmetric_and_within_its_range(a, b):
    assert paper_cosine(a, b) == paper_cosine(b, a)
    assert 0 <= paper_cosine(a, b) <= 1
    idf = fit_idf([a, b, counted(other=1)])
    assert workspace_cosine(a, b, idf.weights) == workspace_cosine(b, a, idf.weights)


@given(DOCUMENTS, DOCUMENTS)
def test_a_workspace_of_two_without_damping_is_the_paper(a, b):
    found = workspace_cosine(a, b, fit_idf([a, b]).weights, damped=False)
    assert found == pytest.approx(paper_cosine(a, b), abs=1e-12)


def test_damping_lets_a_rare_word_outweigh_a_common_one():
    a, b = counted(the=900, heliograph=3), counted(the=300, heliograph=2, mine=40)
    idf = fit_idf([a, b, *[counted(the=1)] * 20])
    assert [term.term for term in term_overlaps(a, b, idf.weights)] == ["the", "heliograph"]
    shares = [
        {term.term: term.part for term in term_overlaps(a, b, idf.weights, damped=damped)}["heliograph"]
        for damped in (True, False)
    ]
    assert shares[0] > 10 * shares[1]


@given(DOCUMENTS, DOCUMENTS, st.booleans())
def test_the_parts_of_all_terms_add_up_to_the_cosine(a, b, damped):
    weights = fit_idf([a, b, a]).weights
    parts = term_overlaps(a, b, weights, n=None, damped=damped)
    cosine = workspace_cosine(a, b, weights, damped=damped)
    assert sum(term.part for term in parts) == pytest.approx(cosine, abs=1e-12)
    assert {term.term for term in parts} == set(a.terms) & set(b.terms)
    assert term_overlaps(a, b, weights, n=2, damped=damped) == parts[:2]


def test_the_heaviest_terms_come_first_with_their_counts():
    a, b = counted(alpha=1, beta=9, gamma=2, mine=5), counted(alpha=1, beta=3, gamma=2)
    found = term_overlaps(a, b, pair_weights(a, b), damped=False)
    assert [(term.term, term.count_a, term.count_b, term.idf) for term in found] == [
        ("beta", 9, 3, 1.0),
        ("gamma", 2, 2, 1.0),
        ("alpha", 1, 1, 1.0),
    ]


def test_terms_of_equal_part_are_in_alphabetical_order():
    a = counted(zeta=1, alpha=1, mid=1)
    assert [term.term for term in term_overlaps(a, a, pair_weights(a, a))] == ["alpha", "mid", "zeta"]


def test_idf_counts_documents_not_words():
    idf = fit_idf([counted(a=9, b=1), counted(b=7), EMPTY])
    assert (dict(idf.document_frequency), idf.n_documents) == ({"a": 1, "b": 2}, 3)


def test_a_term_that_no_document_holds_weighs_most():
    idf = fit_idf([counted(a=1), counted(a=1, b=1)])
    assert idf.weights(["unseen", "b", "a"]).tolist() == smoothed_idf([0, 1, 2], 2).tolist()
    assert idf.weights([]).shape == (0,)


def test_a_workspace_of_no_profiles_weighs_every_term_alike():
    assert fit_idf([]).weights(["a", "b"]).tolist() == [1.0, 1.0]


@given(st.permutations([counted(a=1), counted(a=1, b=2), counted(c=1), EMPTY]))
def test_the_order_of_the_documents_does_not_matter(documents):
    idf = fit_idf(documents)
    assert dict(idf.document_frequency) == {"a": 2, "b": 1, "c": 1}


def test_weights_survive_being_kept_as_a_table():
    idf = fit_idf([counted(a=1, b=1), counted(b=1)])
    kept = Idf(Census.from_table(idf.document_frequency.to_table()), idf.n_documents)
    assert kept.weights(["a", "b"]).tolist() == idf.weights(["a", "b"]).tolist()


@pytest.fixture(scope="module")
def texts(real_data):
    return {
        name: rows["text"].tolist() for name, rows in zip(NAMES, timelines(real_data, *NAMES), strict=True)
    }


def sklearn_cosine(vectors):
    return (vectors[0] @ vectors[1].T).toarray().item()


@pytest.mark.parametrize(("a", "b"), list(combinations(NAMES, 2)))
def test_the_paper_cosine_on_real_timelines_is_that_of_scikit_learn(texts, a, b):
    vectors = TfidfVectorizer().fit_transform(["\n".join(texts[name]) for name in (a, b)])
    found = paper_cosine(*(term_counts(texts[name], tokens) for name in (a, b)))
    assert 0.3 < found < 1
    assert found == pytest.approx(sklearn_cosine(vectors), abs=1e-12)


@pytest.mark.parametrize("damped", [True, False])
def test_the_workspace_cosine_on_real_timelines_is_that_of_scikit_learn(texts, damped):
    vectoriser = TfidfVectorizer(
        analyzer=lambda document: list(chain.from_iterable(map(words, document))), sublinear_tf=damped
    )
    vectors = vectoriser.fit_transform(texts.values())
    documents = [term_counts(document, words) for document in texts.values()]
    weights = fit_idf(documents).weights
    for i, j in combinations(range(len(NAMES)), 2):
        expected = sklearn_cosine(vectors[[i, j]])
        found = workspace_cosine(documents[i], documents[j], weights, damped=damped)
        assert found == pytest.approx(expected, abs=1e-12)


def test_two_cartographers_share_more_rare_words_than_a_cartographer_and_a_singer(texts):
    documents = {name: term_counts(found, words) for name, found in texts.items()}
    weights = fit_idf(documents.values()).weights
    bostock = documents["mbostock"]
    assert workspace_cosine(bostock, documents["enjalot"], weights) > workspace_cosine(
        bostock, documents["kinagrannis"], weights
    )
