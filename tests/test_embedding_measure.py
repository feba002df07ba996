"""The measure of meaning: what it says of a pair, and of many pairs at once."""

from dataclasses import replace

import numpy as np
import pytest

from core.block import Block
from core.content.embedding.meaning import fit_meanings, meaning_cosine
from core.learning import fit_reference
from core.measures import get
from core.model import Timeline
from core.model.meaning import Meaning
from core.params import ComparisonParams
from core.portrait import draw_portrait
from core.workspace import Workspace
from tests.corpus import post, store

DEFAULT, PAPER = ComparisonParams.of("default"), ComparisonParams.of("paper")
MEASURE = "content.embedding_cosine"


@pytest.fixture(scope="module")
def portraits(tmp_path_factory):
    folder = tmp_path_factory.mktemp("w")
    store(folder, [post("x:1")])
    drawn = draw_portrait(Workspace(folder).timeline("x:1"))
    assert isinstance(Workspace(folder).timeline("x:1"), Timeline)
    rng = np.random.default_rng(4)
    vectors = (2 + rng.normal(size=(33, 12))).astype(np.float32)
    return [replace(drawn, meaning=Meaning(vector, 400, 200 - n, "m 1")) for n, vector in enumerate(vectors)]


@pytest.fixture(scope="module")
def reference(portraits):
    scale = fit_meanings(one.meaning for one in portraits)
    return replace(fit_reference([]), meaning_scale=scale)


def scores(left, right, reference, params, pairs=((0, 0),)):
    return get(MEASURE).scores(left, right, np.array(pairs, dtype=np.int64).reshape(-1, 2), reference, params)


def test_a_pair_gets_the_cosine_of_its_meanings_in_both_modes(portraits, reference):
    a, b = portraits[:2]
    found = scores([a], [b], reference, DEFAULT)
    assert found.values[0] == meaning_cosine(a.meaning, b.meaning, reference.meaning_scale)
    assert (found.n_a[0], found.n_b[0], found.missing[0]) == (200, 199, None)
    plain = scores([a], [b], None, PAPER)
    assert plain.values[0] == meaning_cosine(a.meaning, b.meaning, mode="paper")
    assert plain.values[0] > 0.5


def test_many_pairs_at_once_get_the_same_bits_as_one_by_one(portraits, reference):
    block = Block(portraits)
    pairs = [(a, b) for a in range(33) for b in range(a)]
    for params in (DEFAULT, PAPER):
        whole = scores(block, block, reference, params, pairs)
        alone = [scores([portraits[a]], [portraits[b]], reference, params).values[0] for a, b in pairs]
        np.testing.assert_array_equal(whole.values, alone)


def test_what_is_not_embedded_is_missing_and_named(portraits, reference):
    none = replace(portraits[0], meaning=None)
    assert scores([none], [portraits[1]], reference, DEFAULT).missing == (
        "the posts of A are not embedded yet",
    )
    assert scores([portraits[1]], [none], reference, PAPER).missing == (
        "the posts of B are not embedded yet",
    )
    both = scores([none], [none], reference, DEFAULT)
    assert both.missing == ("the posts of A are not embedded yet",)
    assert np.isnan(both.values[0])
    assert (both.n_a[0], both.n_b[0]) == (0, 0)


def test_without_what_is_usual_default_mode_says_what_to_do(portraits):
    (why,) = scores(portraits[:1], portraits[1:2], None, DEFAULT).missing
    assert why == "where the meanings of this workspace lie is not known yet: embed its posts"
    (why,) = scores(portraits[:1], portraits[1:2], fit_reference([]), DEFAULT).missing
    assert "embed its posts" in why


def test_two_models_are_missing_in_both_modes(portraits, reference):
    other = replace(portraits[1], meaning=replace(portraits[1].meaning, model="m 2"))
    for params in (DEFAULT, PAPER):
        (why,) = scores(portraits[:1], [other], reference, params).missing
        assert why == "A was embedded by m 1, B by m 2: embed all profiles by one model"


def test_no_pair_has_no_score(portraits, reference):
    assert scores(portraits[:1], portraits[:1], reference, DEFAULT, ()).values.shape == (0,)


def test_the_formula_does_not_claim_a_size_of_sample_that_can_be_chosen():
    assert "a stated number of distinct texts, 200 unless chosen otherwise" in get(MEASURE).formula


def test_a_meaning_that_is_not_finite_teaches_nothing(portraits):
    meanings = [one.meaning for one in portraits]
    odd = [replace(meanings[0], vector=np.full(12, value, np.float32)) for value in (np.nan, np.inf)]
    found, expected = fit_meanings([*meanings, *odd]), fit_meanings(meanings)
    np.testing.assert_array_equal(found.whitening, expected.whitening)
    assert fit_meanings(odd) is None
