"""Two audiences laid over each other: by hand, by properties, against networkx on real timelines."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audience.interactions import audience
from core.audience.overlap import jaccard, overlap, strong_cut, weights
from core.audience.params import AudienceParams
from core.model import Audience, Contact
from tests.audience.celebrity import timelines

KEYS = [f"x:{n}" for n in range(12)]
A, B = frozenset({"x:0", "x:@zero"}), frozenset({"x:1"})


def named(**counts):
    """Make an audience from how often x:<n> was named, mentions only: n2=5."""
    targets = sorted(counts, key=lambda name: f"x:{name[1:]}")
    cells = np.array([[0, 0, 0, counts[name]] for name in targets], dtype=np.int64).reshape(-1, 4)
    return Audience(tuple(f"x:{name[1:]}" for name in targets), cells)


AUDIENCES = st.dictionaries(st.sampled_from(KEYS), st.lists(st.integers(0, 9), min_size=4, max_size=4)).map(
    lambda rows: Audience(
        tuple(sorted(rows)),
        np.array([rows[key] for key in sorted(rows)], dtype=np.int64).reshape(-1, 4),
    )
)


def laid(a, b, params=None, popularity=None, own_a=A, own_b=B, own=frozenset()):
    return overlap(
        a,
        b,
        own=own,
        own_a=own_a,
        own_b=own_b,
        popularity=popularity or {},
        params=params or AudienceParams(),
    )


def test_jaccard_is_shared_over_all():
    assert jaccard({"a", "b", "c"}, {"b", "c", "d"}) == 0.5
    assert jaccard({"a"}, {"b"}) == 0.0


def test_jaccard_of_an_empty_set_is_missing_not_zero():
    assert jaccard(set(), {"a"}) is None
    assert jaccard(set(), set()) is None


def test_weights_add_up_the_chosen_kinds_only():
    found = Audience(("x:2", "x:3"), np.array([[1, 2, 4, 8], [0, 0, 0, 5]]))
    assert weights(found) == {"x:2": 15, "x:3": 5}
    assert weights(found, ("repost", "reply")) == {"x:2": 5}
    assert weights(found, without=frozenset({"x:2"})) == {"x:3": 5}


def test_the_cut_of_the_paper_is_three_whatever_the_weights():
    assert strong_cut({"x:1": 100, "x:2": 200}, AudienceParams(mode="paper")) == 3.0


def test_the_default_cut_is_the_ninetieth_percentile_and_never_below_three():
    assert strong_cut({"x:1": 1, "x:2": 2}, AudienceParams()) == 3.0
    assert strong_cut({f"x:{n}": n for n in range(1, 12)}, AudienceParams()) == 10.0
    assert strong_cut({}, AudienceParams(strong_weight=5)) == 5.0


def test_ties_at_the_cut_are_strong():
    many = Audience(tuple(f"x:{n}" for n in range(10, 30)), np.full((20, 4), 1))
    found = laid(many, many)
    assert found.cut_a == 4.0
    assert all(target.strong_a and target.strong_b for target in found.shared)
    assert found.strong_jaccard == 1.0


def test_both_profiles_are_removed_from_both_audiences_and_their_contact_is_kept():
    params = AudienceParams(mode="paper")
    found = laid(named(n0=9, n1=2, n5=1), named(n0=4, n1=7, n5=1), params)
    assert found.weights_a == found.weights_b == {"x:5": 1}
    assert found.contact == Contact(a_to_b=2, b_to_a=4)
    assert found.jaccard == 1.0


def test_an_audience_of_nobody_but_the_other_is_empty():
    found = laid(named(n1=3), named(n5=1))
    assert found.jaccard is None
    assert found.contact.a_to_b == 3


def test_the_account_behind_two_captures_is_removed_and_no_contact():
    account = frozenset({"x:0"})
    found = laid(named(n0=3, n5=1), named(n0=2, n5=2), own_a=account, own_b=account)
    assert found.contact == Contact(0, 0)
    assert found.weights_a == {"x:5": 1}


def test_further_own_keys_are_removed_too():
    assert laid(named(n5=1, n6=1), named(n6=1), own=frozenset({"x:6"})).shared == ()


def test_contact_is_counted_over_the_chosen_kinds():
    a = Audience(("x:1",), np.array([[1, 0, 2, 4]]))
    assert laid(a, named(n5=1), AudienceParams(kinds=("reply",))).contact == Contact(2, 0)


def test_shared_targets_begin_with_the_strongest_tie_of_both():
    a = named(n2=9, n3=3, n4=9, n5=1, n6=2)
    b = named(n2=1, n3=3, n4=8, n5=1, n6=2)
    found = laid(a, b, AudienceParams(mode="paper"), popularity={"x:4": 40})
    assert [target.key for target in found.shared] == ["x:4", "x:3", "x:2", "x:6", "x:5"]
    first, last = found.shared[0], found.shared[-1]
    assert (first.weight_a, first.weight_b, first.strong_a, first.n_profiles) == (9, 8, True, 40)
    assert (last.strong_a, last.strong_b, last.n_profiles) == (False, False, 2)
    assert found.strong_jaccard == pytest.approx(2 / 3)


def test_without_a_strong_friendship_the_strong_overlap_is_missing():
    found = laid(named(n5=1), named(n5=50))
    assert found.jaccard == 1.0
    assert found.strong_jaccard is None


@given(AUDIENCES, AUDIENCES, st.sampled_from(["default", "paper"]))
def test_swapping_the_profiles_mirrors_the_overlap(a, b, mode):
    params = AudienceParams(mode=mode)
    one, other = laid(a, b, params), laid(b, a, params, own_a=B, own_b=A)
    assert (one.jaccard, one.strong_jaccard) == (other.jaccard, other.strong_jaccard)
    assert [target.key for target in one.shared] == [target.key for target in other.shared]
    assert (one.contact.a_to_b, one.contact.b_to_a) == (other.contact.b_to_a, other.contact.a_to_b)


@given(AUDIENCES, AUDIENCES)
def test_the_overlap_agrees_with_the_weights_it_shows(a, b):
    found = laid(a, b)
    keys_a, keys_b = set(found.weights_a), set(found.weights_b)
    assert not (keys_a | keys_b) & (A | B)
    assert {target.key for target in found.shared} == keys_a & keys_b
    assert found.jaccard == jaccard(keys_a, keys_b)
    for target in found.shared:
        assert target.strong_a == (found.weights_a[target.key] >= found.cut_a)
        assert target.strong_b == (found.weights_b[target.key] >= found.cut_b)


@given(AUDIENCES)
def test_an_audience_overlaps_itself_wholly(a):
    found = laid(a, a)
    assert found.jaccard == (1.0 if found.weights_a else None)
    assert found.cut_a >= 3


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 1000), min_size=1), st.floats(0, 1))
def test_the_cut_falls_within_the_weights_or_on_the_least_strong_weight(found, quantile):
    params = AudienceParams(strong_quantile=quantile)
    assert 3 <= strong_cut(found, params) <= max(3, *found.values())


@pytest.mark.parametrize(("a", "b"), [("mbostock", "enjalot"), ("NASA", "neiltyson"), ("mbostock", "NASA")])
def test_jaccard_on_real_timelines_is_that_of_networkx(real_data, a, b):
    found_a, found_b = map(audience, timelines(real_data, a, b))
    found = laid(found_a, found_b, own_a=frozenset({f"x:@{a.lower()}"}), own_b=frozenset({f"x:@{b.lower()}"}))
    graph = nx.Graph()
    for source, keys in (("A", found_a.targets), ("B", found_b.targets)):
        graph.add_edges_from(
            (source, key) for key in keys if key not in {f"x:@{a.lower()}", f"x:@{b.lower()}"}
        )
    [(_, _, expected)] = nx.jaccard_coefficient(graph, [("A", "B")])
    assert len(found.shared) > 0
    assert found.jaccard == pytest.approx(expected, abs=1e-15)


def test_colleagues_turn_to_the_same_users_more_than_strangers_do(real_data):
    names = ["mbostock", "enjalot", "rickygervais"]
    bostock, enjalot, gervais = map(audience, timelines(real_data, *names))
    assert laid(bostock, enjalot).jaccard > 5 * laid(bostock, gervais).jaccard
    assert laid(bostock, enjalot).contact == Contact(0, 0)
    met = laid(bostock, enjalot, own_a=frozenset({"x:@mbostock"}), own_b=frozenset({"x:@enjalot"}))
    assert met.contact.a_to_b > 0
