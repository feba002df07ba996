"""Labelled profiles become pairs."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.validation.labelled import labelled_pairs, large_groups


def test_four_profiles_of_two_groups_make_six_pairs_two_of_them_the_same():
    found = labelled_pairs({"x:d": "b", "x:a": "a", "x:b": "b", "x:c": "a"}, least=2, most=9, seed=0)
    assert found.keys == ("x:a", "x:b", "x:c", "x:d")
    assert found.rows.tolist() == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    assert found.same.tolist() == [False, True, False, False, True, False]
    assert found.members(0) == ("x:a", "x:c")
    assert found.left_out == ()


def test_a_small_group_is_left_out_and_that_is_said():
    found = labelled_pairs({"x:a": "a", "x:b": "a", "x:c": "lone"}, least=2, most=9, seed=0)
    assert found.keys == ("x:a", "x:b")
    assert found.left_out == ("lone: 1 profiles, 2 needed",)


def test_too_many_profiles_are_thinned_within_their_groups_and_that_is_said():
    labels = {f"x:{n:02d}": "a" if n < 20 else "b" for n in range(30)}
    found = labelled_pairs(labels, least=2, most=15, seed=0)
    assert np.bincount(found.groups).tolist() == [10, 5]
    assert found.left_out == (
        "a: 10 of 20 profiles drawn, so that 15 are studied",
        "b: 5 of 10 profiles drawn, so that 15 are studied",
    )
    assert labelled_pairs(labels, least=2, most=15, seed=0).keys == found.keys
    assert labelled_pairs(labels, least=2, most=15, seed=1).keys != found.keys


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.sampled_from("abc"), max_size=12))
def test_every_two_profiles_of_large_groups_are_one_pair_in_any_order_of_labels(labels):
    found = labelled_pairs(labels, least=2, most=99, seed=0)
    sizes = large_groups(labels, 2)
    kept = sorted(key for key, group in labels.items() if group in sizes)
    assert [tuple(found.keys[at] for at in row) for row in found.rows] == list(combinations(kept, 2))
    truth = [labels[a] == labels[b] for a, b in combinations(kept, 2)]
    assert found.same.tolist() == truth
    turned = dict(reversed(labels.items()))
    assert labelled_pairs(turned, least=2, most=99, seed=0).keys == found.keys
