"""What a profile's posts mean together: means, cosines, what is usual, and the posts that show it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content.embedding.meaning import (
    closest_texts,
    cosine,
    departure,
    fit_meanings,
    mean_meaning,
    meaning_cosine,
    meaning_sample,
    readable,
    readable_posts,
)
from core.content.embedding.params import EmbeddingParams
from core.errors import ParameterError
from core.model import Missing
from core.model.meaning import Meaning
from tests.strategies import texts

MODEL = "m 1"


def meaning(vector, n=200, model=MODEL):
    return Meaning(np.asarray(vector, np.float32), 500, n, model)


def crowd(n, size=16, seed=1):
    """Draw profiles that all have much in common, and lie apart mostly in two directions."""
    rng = np.random.default_rng(seed)
    spread = np.r_[2.0, 1.5, np.full(size - 2, 0.2)]
    return [meaning(3 + rng.normal(size=size) * spread) for _ in range(n)]


def test_the_plain_cosine_of_two_means_by_hand():
    a = mean_meaning(np.array([[1, 0], [0, 1]] * 10, np.float32), 20, MODEL)
    b = mean_meaning(np.array([[1, 0]] * 20, np.float32), 99, MODEL)
    assert a.vector.tolist() == [0.5, 0.5]
    assert (b.n_texts, b.n_sampled) == (99, 20)
    assert meaning_cosine(a, b, mode="paper") == pytest.approx(np.sqrt(0.5))


def test_no_text_has_a_meaning_of_nothing():
    none = mean_meaning(np.empty((0, 3), np.float32), 0, MODEL)
    assert none.vector.tolist() == [0, 0, 0]
    assert "A has 0 distinct texts" in meaning_cosine(none, none, mode="paper").reason


def test_a_profile_with_texts_too_few_is_named():
    few, many = meaning([1, 2], n=19), meaning([1, 2])
    reason = "B has 19 distinct texts of its own of three words or more, 20 needed"
    assert meaning_cosine(many, few, mode="paper") == Missing(reason)


def test_two_models_are_never_compared():
    found = meaning_cosine(meaning([1, 2]), meaning([1, 2], model="m 2"), mode="paper")
    assert found.reason == "A was embedded by m 1, B by m 2: embed all profiles by one model"
    scale = fit_meanings(crowd(30))
    others = [meaning(one.vector, model="m 2") for one in crowd(2)]
    assert "not known yet" in meaning_cosine(*others, scale).reason
    with pytest.raises(ValueError, match="several models: m 1, m 2"):
        fit_meanings([*crowd(2), *others])


def test_default_mode_needs_thirty_profiles_and_says_how_many_there_are():
    a, b, *_ = many = crowd(30)
    assert "embed its posts" in meaning_cosine(a, b).reason
    assert (
        "29 embedded profiles to learn what is usual, 30 needed"
        in meaning_cosine(a, b, fit_meanings(many[:29])).reason
    )
    assert isinstance(meaning_cosine(a, b, fit_meanings(many)), float)
    assert fit_meanings([meaning([1, 2], n=3)]) is None


def test_what_is_usual_is_learned_from_profiles_with_texts_enough():
    assert fit_meanings([*crowd(31), meaning(np.full(16, 1e3), n=19)]).n_profiles == 31


def test_the_mean_cosine_of_all_pairs_is_that_of_a_loop_over_them():
    many = crowd(9)
    pairs = [cosine(a.vector, b.vector) for n, a in enumerate(many) for b in many[:n]]
    assert fit_meanings(many).mean_cosine == pytest.approx(np.mean(pairs))


def test_any_two_profiles_are_alike_by_nothing_on_average_and_a_profile_by_all_with_itself():
    many = crowd(60)
    scale = fit_meanings(many)
    values = [meaning_cosine(a, b, scale) for n, a in enumerate(many) for b in many[:n]]
    assert abs(np.mean(values)) < 0.05
    assert np.mean([cosine(a.vector, b.vector) for n, a in enumerate(many) for b in many[:n]]) > 0.5
    assert meaning_cosine(many[0], many[0], scale) == pytest.approx(1)


def test_whitening_is_what_its_formula_says():
    many = crowd(40)
    vectors = np.stack([one.vector for one in many]).astype(float)
    apart = vectors - vectors.mean(axis=0)
    shrunk = np.cov(apart.T, bias=True) + 3 * np.trace(np.cov(apart.T, bias=True)) / 16 * np.eye(16)
    found = np.stack([departure(one, fit_meanings(many)) for one in many])
    np.testing.assert_allclose(found @ found.T, apart @ np.linalg.inv(shrunk) @ apart.T, rtol=1e-3, atol=1e-4)


def test_two_timelines_of_one_author_are_told_better_than_by_the_plain_cosine():
    rng = np.random.default_rng(5)
    spread = np.r_[np.full(3, 3.0), np.full(29, 0.3)]
    authors = 5 + rng.normal(size=(80, 32)) * spread
    # what an author writes about this year moves along the directions in which everybody differs
    first, second = (
        [
            meaning(one)
            for one in authors + rng.normal(size=(80, 32)) * np.r_[np.full(3, 1.0), np.full(29, 0.1)]
        ]
        for _ in range(2)
    )
    scale = fit_meanings(first)

    def found(mode):
        values = np.array([[meaning_cosine(a, b, scale, mode=mode) for b in second] for a in first])
        return (values.argmax(axis=1) == np.arange(80)).mean()

    assert found("default") > 0.9
    assert found("paper") < found("default") - 0.2


@given(st.integers(0, 2**32 - 1))
def test_both_modes_are_symmetric_and_within_their_range(seed):
    many = crowd(30, seed=seed)
    scale = fit_meanings(many)
    for mode in ("default", "paper"):
        value = meaning_cosine(many[0], many[1], scale, mode=mode)
        assert -1 <= value <= 1
        assert value == meaning_cosine(many[1], many[0], scale, mode=mode)


def test_identical_profiles_teach_nothing_and_break_nothing():
    many = [meaning([1, 2, 3])] * 30
    assert meaning_cosine(many[0], many[1], fit_meanings(many)) == 0


def posts(*rows):
    return pd.DataFrame([{"kind": "original", "text": None, **row} for row in rows])


def test_only_own_posts_that_say_something_are_read_each_once():
    found = readable_posts(
        posts(
            {"text": "The ferry is late"},
            {"text": "@ann The  ferry is late https://a.example/9"},
            {"text": "somebody else's words here", "kind": "repost"},
            {"text": "thank you!"},
            {"text": None},
            {"text": "谢谢你们大家"},
        )
    )
    assert found == {"The ferry is late": [0, 1], "谢谢你们大家": [5]}


@given(st.lists(texts, max_size=8))
def test_whatever_is_posted_is_read_without_links_and_blanks_at_its_ends(many):
    found = readable_posts(pd.DataFrame({"kind": "reply", "text": pd.Series(many, dtype=object)}))
    assert all(said == said.strip() and said == readable(said) for said in found)
    rows = [row for some in found.values() for row in some]
    assert len(rows) == len(set(rows))


def test_a_sample_does_not_depend_on_the_order_of_the_posts():
    many = [f"text {n} of many" for n in range(300)]
    assert meaning_sample(many) == meaning_sample(many[::-1])
    assert len(meaning_sample(many)) == 200
    assert set(meaning_sample(many, 50)) < set(meaning_sample(many))


def test_the_closest_texts_are_those_of_a_loop_over_all_pairs():
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(7, 4)).astype(np.float32), rng.normal(size=(5, 4)).astype(np.float32)
    pairs = sorted(((cosine(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b)), reverse=True)
    expected, left, right = [], set(), set()
    for value, i, j in pairs:
        if i not in left and j not in right:
            expected.append((f"a{i}", f"b{j}", pytest.approx(value, abs=1e-6)))
            left.add(i)
            right.add(j)
    named_a, named_b = [(f"a{i}", [i]) for i in range(7)], [(f"b{j}", [j, 9]) for j in range(5)]
    found = closest_texts(named_a, named_b, a, b, 4)
    assert [(one.text_a, one.text_b, one.cosine) for one in found] == expected[:4]
    assert found[0].positions_b[1] == 9
    assert len(closest_texts(named_a, named_b, a, b, 99)) == 5
    assert closest_texts([], named_b, a[:0], b) == ()


def test_a_sample_too_small_for_any_value_is_refused():
    with pytest.raises(ParameterError, match="20 or more, not 19"):
        EmbeddingParams(n_texts=19)
