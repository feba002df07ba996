"""Vocabularies and keys side by side: what pairs share, against plain sets and scikit-learn's way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from core.content.cosine import paper_cosines, workspace_cosines
from core.content.sheet import count_products, lay_out, products, shared_keys
from core.content.vectors import paper_cosine, workspace_cosine
from core.errors import CancelledError
from core.model import Missing, TermCounts

TERMS = st.sampled_from(["a", "b", "ß", "猫", "🦊", "\U00010000", "\uffff", "zz", "é"])
COUNTS = st.dictionaries(TERMS, st.integers(1, 10**6), max_size=7)
KEYS = st.sets(st.integers(0, 12).map(lambda n: n * 2**60), max_size=9)


def document(counts):
    return TermCounts(
        tuple(sorted(counts)), np.array([counts[term] for term in sorted(counts)], dtype=np.int64)
    )


def every_pair(n):
    return np.array([(a, b) for a in range(n) for b in range(n)], dtype=np.int64).reshape(-1, 2)


def weigh(terms):
    return np.array([1 + len(term.encode()) / 7 for term in terms])


@given(st.lists(COUNTS, max_size=6))
def test_products_are_those_of_sparse_matrices(drawn):
    sheet = lay_out([document(counts) for counts in drawn])
    terms = sheet.terms.to_pylist()
    assert terms == sorted(set().union(*drawn))
    matrix = sparse.csr_array((sheet.counts, sheet.codes, sheet.starts), shape=(len(drawn), len(terms)))
    pairs = every_pair(len(drawn))
    whole, found = count_products(sheet, pairs), products(sheet, sheet.counts.astype(float), pairs)
    dense = matrix.toarray()
    for k, (a, b) in enumerate(pairs.tolist()):
        both = (dense[a] > 0) & (dense[b] > 0)
        assert whole.shared[k] == found.shared[k] == both.sum()
        assert whole.products[k] == (dense[a] * dense[b]).sum()
        assert found.products[k] == pytest.approx(float(whole.products[k]), rel=1e-12)
        assert whole.squares_a[k] == (dense[a][both] ** 2).sum()
        assert whole.squares_b[k] == (dense[b][both] ** 2).sum()


@given(st.lists(COUNTS, min_size=2, max_size=6), st.booleans())
def test_a_pair_has_the_same_bits_alone_and_from_either_side(drawn, damped):
    documents = [document(counts) for counts in drawn]
    sheet, pairs = lay_out(documents), every_pair(len(drawn))
    ours = workspace_cosines(sheet, pairs, weigh, damped=damped).values
    papers = paper_cosines(sheet, pairs).values
    for k, (a, b) in enumerate(pairs.tolist()):
        alone = workspace_cosine(documents[a], documents[b], weigh, damped=damped)
        paper = paper_cosine(documents[a], documents[b])
        for found, single in ((ours[k], alone), (papers[k], paper)):
            assert np.isnan(found) if isinstance(single, Missing) else found == single
        assert workspace_cosine(documents[b], documents[a], weigh, damped=damped) == alone


@given(st.lists(KEYS, max_size=6))
def test_shared_keys_are_those_of_plain_sets(drawn):
    sets = [np.array(sorted(keys), dtype=np.uint64) for keys in drawn]
    pairs = every_pair(len(drawn))
    assert shared_keys(sets, pairs).tolist() == [len(drawn[a] & drawn[b]) for a, b in pairs.tolist()]


def test_many_pairs_are_dealt_out_and_each_is_done():
    rng = np.random.default_rng(1)
    sets = [np.unique(rng.integers(0, 300, 80).astype(np.uint64)) for _ in range(90)]
    pairs = every_pair(90)
    found = shared_keys(sets, pairs)
    assert found.tolist() == [np.intersect1d(sets[a], sets[b]).size for a, b in pairs.tolist()]


def test_it_stops_when_asked():
    sets = [np.arange(9, dtype=np.uint64)] * 90
    with pytest.raises(CancelledError):
        shared_keys(sets, every_pair(90), cancelled=lambda: True)
