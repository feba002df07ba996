"""The second step: whom shared targets name in turn, as far as the workspace knows them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.audience.network import ego_graph
from core.audience.overlap import overlap
from core.audience.params import AudienceParams, EgoCaps
from core.audience.second_step import Link, second_step
from core.model import Audience

OWN_A, OWN_B = frozenset({"x:1", "x:@ann"}), frozenset({"x:2", "x:@bob"})


def naming(**counts):
    """Give an audience: ``x3=2`` names x:3 twice."""
    keys = sorted(counts)
    weights = np.array([[0, 0, counts[key], 0] for key in keys]).reshape(-1, 4)
    return Audience(tuple(f"x:{key[1:]}" for key in keys), weights)


def laid(a, b):
    return overlap(a, b, own_a=OWN_A, own_b=OWN_B, popularity={}, params=AudienceParams())


class Shelf(dict):
    """Audiences by key that note whose was read."""

    def __init__(self, **audiences):
        super().__init__({f"x:{key[1:]}": audience for key, audience in audiences.items()})
        self.read = []

    def __call__(self, key):
        self.read.append(key)
        return self[key]


def step(a, b, shelf, **settings):
    return second_step(laid(a, b), OWN_A, OWN_B, shelf, shelf, **settings)


def test_by_hand():
    both = naming(x3=4, x4=2, x5=1)
    shelf = Shelf(x3=naming(x1=7, x4=2, x9=3), x4=naming(x2=1, x3=5), x9=naming(x1=1))
    found = step(both, both, shelf)
    assert [(one.key, one.to_a, one.to_b) for one in found.bridges] == [("x:3", 7, 0), ("x:4", 0, 1)]
    assert found.links == (Link("x:4", "x:3", 5), Link("x:3", "x:4", 2))
    assert (found.n_known, found.n_read) == (2, 2)


def test_only_shared_targets_that_are_profiles_are_read_and_no_more_than_allowed():
    counts = {f"x{n}": 50 - n for n in range(3, 40)}
    shelf = Shelf(**{f"x{n}": naming(x1=1) for n in range(3, 60)})
    found = step(naming(**counts), naming(**counts, x50=9), shelf, most=5)
    assert shelf.read == [f"x:{n}" for n in range(3, 8)]
    assert (found.n_known, found.n_read, len(found.bridges)) == (37, 5, 5)


def test_a_profile_that_names_itself_makes_no_link():
    found = step(naming(x3=1), naming(x3=1), Shelf(x3=naming(x3=8)))
    assert found.links == ()
    assert found.n_read == 1


def test_nothing_shared_is_nothing_read():
    shelf = Shelf(x3=naming(x1=1))
    found = step(naming(x3=1), naming(x4=1), shelf)
    assert (found.n_known, found.bridges, found.links, shelf.read) == (0, (), (), [])


@given(
    st.dictionaries(st.integers(3, 12), st.dictionaries(st.integers(1, 12), st.integers(1, 9)), max_size=8)
)
def test_every_link_and_bridge_is_a_contact_that_the_workspace_holds(named):
    shelf = Shelf(**{f"x{key}": naming(**{f"x{k}": n for k, n in to.items()}) for key, to in named.items()})
    both = naming(**{f"x{n}": 1 for n in range(3, 10)})
    found = step(both, both, shelf)
    held = {(f"x:{key}", f"x:{k}", n) for key, to in named.items() for k, n in to.items()}
    for link in found.links:
        assert (link.source, link.target, link.weight) in held
    for one in found.bridges:
        assert one.to_a + one.to_b > 0
        for own, n in (("x:1", one.to_a), ("x:2", one.to_b)):
            assert ((one.key, own, n) in held) == bool(n)
    expected = {
        (key, to) for key, to, _ in held if key != to and {int(key[2:]), int(to[2:])} <= set(range(3, 10))
    }
    assert {(link.source, link.target) for link in found.links} == expected


def test_the_exported_graph_holds_the_second_step_between_what_it_shows():
    both = naming(x3=9, x4=8, x5=1)
    shelf = Shelf(x3=naming(x1=7, x5=2), x4=naming(x3=6))
    beyond = step(both, both, shelf)
    whole = ego_graph(laid(both, both), "@ann", "@bob", EgoCaps(None, None), beyond)
    steps = {edge[:2]: edge[2] for edge in whole.edges(data="weight") if whole.edges[edge[:2]]["step"] == 2}
    assert steps == {("x:3", "a"): 7, ("x:3", "x:5"): 2, ("x:4", "x:3"): 6}
    capped = ego_graph(laid(both, both), "@ann", "@bob", EgoCaps(shared=2, alone=0), beyond)
    assert "x:5" not in capped
    assert capped.has_edge("x:4", "x:3")


def test_labels_that_no_xml_can_hold_are_spelt_out():
    both = naming(x3=1)
    graph = ego_graph(laid(both, both), "@ann", "@bob", labels={"x:3": "@a\ufffe"})
    assert graph.nodes["x:3"]["label"] == "@a\\ufffe"
