"""Who names whom, as a graph: the paper's golden case, the twin on real timelines, the export."""

from __future__ import annotations

import io

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audience.interactions import audience
from core.audience.network import ego_graph, interaction_graph
from core.audience.overlap import overlap
from core.audience.params import AudienceParams, EgoCaps
from core.model import INTERACTION_KINDS, Audience
from tests.audience.celebrity import rows_of, timelines
from tests.audience.made import frame, post

USERS = ["x:@u1", "x:@u2", "x:@u3", "x:@u4"]


@pytest.fixture
def golden():
    """Write down the four users of [B] 3.3 as posts."""
    u1, u2, u3, u4 = USERS
    posts = {
        u1: [post(u1, mentions=[u2])] * 4 + [post(u1, "quote", ref_author=u3, quoted_author=u3)] * 2,
        u2: [post(u2, "repost", ref_author=u3, mentions=[u3])] * 2,
        u3: [post(u3, text="nobody is named here")],
        u4: [post(u4, "reply", ref_author=u1, mentions=[u1]), post(u4, "reply", ref_author=u3)],
    }
    return interaction_graph((user, audience(frame(*found))) for user, found in posts.items())


def test_the_golden_case_gives_the_matrix_of_the_paper(golden):
    matrix = nx.to_numpy_array(golden, nodelist=USERS, weight="weight", dtype=np.int64)
    assert matrix.tolist() == [[0, 4, 2, 0], [0, 0, 2, 0], [0, 0, 0, 0], [1, 0, 1, 0]]


def test_the_golden_case_gives_the_in_strengths_of_the_paper(golden):
    assert dict(golden.in_degree(weight="weight")) == dict(zip(USERS, [1, 4, 5, 0], strict=True))


def test_the_golden_case_keeps_each_kind_apart(golden):
    edge = golden.edges["x:@u1", "x:@u3"]
    assert edge == {"weight": 2, "repost": 0, "quote": 2, "reply": 0, "mention": 0}
    assert golden.edges["x:@u2", "x:@u3"]["repost"] == 2
    assert golden.edges["x:@u4", "x:@u1"]["reply"] == 1


def test_a_thread_of_ones_own_is_no_edge():
    graph = interaction_graph([("x:1", Audience(("x:1",), np.array([[0, 0, 5, 0]])))])
    assert list(graph.nodes) == ["x:1"]
    assert graph.number_of_edges() == 0


def test_no_timelines_give_an_empty_graph():
    assert interaction_graph([]).number_of_nodes() == 0


def test_the_graph_of_real_timelines_is_that_of_counting_posts(real_data):
    names = ["mbostock", "enjalot", "NASA"]
    pairs = [
        (f"x:@{name.lower()}", audience(rows))
        for name, rows in zip(names, timelines(real_data, *names), strict=True)
    ]
    graph = interaction_graph(pairs)
    expected = nx.DiGraph()
    for row in rows_of(real_data, names):
        source = row["screen_name"].lower()
        referred = row["rt_user"] if row["is_retweet"] else row["reply_user"] if row["is_reply"] else None
        for user in {handle.lower() for handle in [*row["mentions"], referred] if handle} - {source}:
            edge = (f"x:@{source}", f"x:@{user}")
            before = expected.edges[edge]["weight"] if expected.has_edge(*edge) else 0
            expected.add_edge(*edge, weight=before + 1)
    assert expected.number_of_edges() > 1000
    assert set(graph.nodes) == set(expected.nodes)
    assert nx.utils.edges_equal(graph.edges(data="weight"), expected.edges(data="weight"), directed=True)
    assert all(
        data["weight"] == sum(data[kind] for kind in INTERACTION_KINDS) for *_, data in graph.edges(data=True)
    )


def laid(a, b, **fields):
    own = {"own_a": frozenset({"x:@ann"}), "own_b": frozenset({"x:@bob"})}
    return overlap(a, b, **own, popularity={}, params=AudienceParams(**fields))


def many(*keys, step=1):
    return Audience(keys, np.array([[0, 0, 0, 1 + step * n] for n in range(len(keys))]).reshape(-1, 4))


def test_the_ego_graph_shows_each_role_and_who_named_whom():
    found = laid(many("x:2", "x:3", "x:@bob"), many("x:3", "x:4"), mode="paper")
    graph = ego_graph(found, "@Ann", "@Bob")
    assert dict(graph.nodes(data="role")) == {
        "a": "a",
        "b": "b",
        "x:2": "only_a",
        "x:3": "shared",
        "x:4": "only_b",
    }
    assert graph.edges["a", "b"] == {"weight": 3, "strong": True, "step": 1}
    assert graph.edges["b", "x:4"] == {"weight": 2, "strong": False, "step": 1}
    assert graph.nodes["x:3"] == {
        "label": "3",
        "role": "shared",
        "weight_a": 2,
        "weight_b": 1,
        "n_profiles": 2,
    }
    assert graph.number_of_edges() == 5


def test_the_caps_keep_the_strongest_and_count_the_rest():
    keys = [f"x:{n}" for n in range(10, 50)]
    found = laid(many(*keys[:30]), many(*keys[20:]))
    graph = ego_graph(found, "a", "b", EgoCaps(shared=4, alone=3))
    roles = [role for _, role in graph.nodes(data="role")]
    assert [roles.count(role) for role in ("shared", "only_a", "only_b")] == [4, 3, 3]
    assert graph.graph == {"left_out_shared": 6, "left_out_only_a": 17, "left_out_only_b": 7}
    assert {"x:29", "x:28", "x:27"} <= set(graph)
    assert [target.key for target in found.shared[:4]] == [
        n for n, r in graph.nodes(data="role") if r == "shared"
    ]


def test_no_cap_shows_everything():
    keys = [f"x:{n}" for n in range(500)]
    graph = ego_graph(laid(many(*keys[:400]), many(*keys[300:])), "a", "b", EgoCaps(None, None))
    assert graph.number_of_nodes() == 502
    assert sum(graph.graph.values()) == 0


def test_two_profiles_of_one_name_stay_two_nodes():
    graph = ego_graph(laid(many("x:2"), many("x:2")), "@same", "@same")
    assert set(graph) == {"a", "b", "x:2"}


def test_two_empty_audiences_are_two_lone_nodes():
    graph = ego_graph(laid(many(), many()), "@ann", "@bob")
    assert set(graph) == {"a", "b"}
    assert graph.number_of_edges() == 0


HOSTILE = st.text(max_size=8) | st.sampled_from(["\0", "]]>", "</script>", "\ufffe", "\u202e", "é"])


@given(st.sets(HOSTILE, max_size=6), st.sets(HOSTILE, max_size=6), HOSTILE)
def test_every_ego_graph_survives_gexf(of_a, of_b, label):
    one, other = (many(*sorted(f"x:@{name}" for name in names)) for names in (of_a, of_b))
    graph = ego_graph(laid(one, other), label, label)
    file = io.BytesIO()
    nx.write_gexf(graph, file)
    file.seek(0)
    back = nx.read_gexf(file)
    named = (set(one.targets) | set(other.targets)) - {"x:@ann", "x:@bob"}
    assert graph.number_of_nodes() == 2 + len(named)
    assert set(back) == set(graph)
    assert sorted(role for _, role in back.nodes(data="role")) == sorted(
        role for _, role in graph.nodes(data="role")
    )
    assert sorted(w for *_, w in back.edges(data="weight")) == sorted(
        w for *_, w in graph.edges(data="weight")
    )
