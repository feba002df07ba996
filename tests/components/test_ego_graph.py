"""The graph shows the heaviest targets where they belong, and runs nothing foreign."""

import json
import re
from itertools import pairwise

import pytest

from components.ego_graph import MOST_OTHERS, MOST_SHARED, ego_html
from core.audience.second_step import Link, SecondStep
from core.model import Bridge, Contact, SharedTarget, TargetOverlap
from figures.template import TOKENS

HOSTILE = '</script><script>alert(1)</script><a href="http://evil.example">'


def overlap(a: dict[str, int], b: dict[str, int], cut_a: float = 3, cut_b: float = 3) -> TargetOverlap:
    shared = tuple(
        SharedTarget(key, a[key], b[key], a[key] >= cut_a, b[key] >= cut_b, 2)
        for key in sorted(a.keys() & b.keys())
    )
    return TargetOverlap(a, b, cut_a, cut_b, shared, Contact(0, 0), None, None)


def page(laid: TargetOverlap, labels=None, theme="light", **limits):
    html, drawn = ego_html(laid, "ann", "bob", labels or {}, theme, **limits)
    nodes, edges = (
        json.loads(re.search(rf"{name} = new vis\.DataSet\((\[.*?\])\);", html, re.DOTALL)[1])
        for name in ("nodes", "edges")
    )
    return html, drawn, nodes, edges


@pytest.fixture
def many():
    a = {f"x:@s{k}": k + 1 for k in range(20)} | {f"x:@a{k}": k + 1 for k in range(15)}
    b = {f"x:@s{k}": 20 - k for k in range(20)} | {f"x:@b{k}": k + 1 for k in range(12)}
    return overlap(a, b)


def test_the_heaviest_are_drawn_and_the_rest_is_counted(many):
    _, drawn, nodes, _ = page(many)
    assert drawn.shared == (MOST_SHARED, 20)
    assert drawn.only_a == (MOST_OTHERS, 15)
    assert drawn.only_b == (MOST_OTHERS, 12)
    labels = {node["label"] for node in nodes}
    assert {"@a14", "@a5", "@b11", "@b2"} <= labels
    assert not {"@a4", "@b1", "@s0", "@s19"} & labels
    assert "14 of 20 shared, 10 of 15 only A, 10 of 12 only B" in drawn.caption


def test_five_columns_stand_in_their_order(many):
    _, _, nodes, _ = page(many)
    places = {re.sub(r"\d", "", node["id"]): node["x"] for node in nodes}
    assert places["a"] < places["A"] < places["shared"] == 0 < places["B"] < places["b"]
    assert places["a"] == -places["b"]


def test_the_middle_runs_from_the_favourites_of_a_to_those_of_b(many):
    _, _, nodes, _ = page(many)
    middle = sorted((node for node in nodes if node["x"] == 0), key=lambda node: node["y"])
    ranks = [int(node["label"][2:]) for node in middle]
    assert ranks == sorted(ranks, reverse=True)


def test_boxes_of_one_column_do_not_touch(many):
    _, _, nodes, _ = page(many)
    for x in {node["x"] for node in nodes}:
        heights = sorted(node["y"] for node in nodes if node["x"] == x)
        assert all(high - low >= 36 for low, high in pairwise(heights))


def test_strong_friendships_are_thick_and_opaque_weak_ones_thin_and_faint():
    _, _, _, edges = page(overlap({"x:s": 9, "x:w": 1}, {}))
    strong, weak = sorted(edges, key=lambda edge: -edge["width"])
    assert (strong["width"], strong["color"]["opacity"]) == (4.8, 0.9)
    assert (weak["width"], weak["color"]["opacity"]) == (1.2, 0.45)


def test_even_the_strongest_line_leaves_room_for_others():
    _, _, _, edges = page(overlap({"x:s": 100_000}, {}))
    assert edges[0]["width"] == 11


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lines_of_a_are_solid_and_those_of_b_dashed_in_their_colours(theme):
    _, _, _, edges = page(overlap({"x:s": 5}, {"x:s": 5}), theme=theme)
    lines = {edge["from"]: edge for edge in edges}
    assert lines["A"]["dashes"] is False
    assert lines["B"]["dashes"] == [16, 7]
    assert lines["A"]["color"]["color"] == TOKENS[theme]["a"]
    assert lines["B"]["color"]["color"] == TOKENS[theme]["b"]


def test_a_shared_target_has_a_line_to_each_side_and_others_one():
    _, _, _, edges = page(overlap({"x:s": 1, "x:a": 1}, {"x:s": 1}))
    assert sorted((edge["from"], edge["to"]) for edge in edges) == [
        ("A", "a0"),
        ("A", "shared0"),
        ("B", "shared0"),
    ]


def test_nothing_moves_and_the_wheel_scrolls_the_page(many):
    html, *_ = page(many)
    options = json.loads(re.search(r"var options = (\{.*?\});", html)[1])
    assert options["physics"] == {"enabled": False}
    assert options["interaction"]["zoomView"] is False


def test_the_page_asks_nobody_for_anything(many):
    html, *_ = page(many)
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?\s*(?:https?:)?//", html)
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", html)
    assert "<link" not in html
    assert not re.search(r"cdnjs|jsdelivr|unpkg", html)


def test_foreign_names_never_become_markup():
    key = "x:1"
    html, _, nodes, _ = page(overlap({key: 1}, {}), {key: HOSTILE})
    box = next(node for node in nodes if node["id"] == "a0")
    # Drawn on a canvas and set as text: escapes would be shown, markup is not rendered.
    assert box["label"] == "</script><script>…"
    assert "alert(1)</script>" not in html
    assert html.count("evil.example") == 1


def test_no_title_is_given_to_pyvis_which_would_render_it():
    key = "x:1"
    html, _, nodes, edges = page(overlap({key: 1}, {}), {key: 'href="x"'})
    assert all("title" not in item for item in [*nodes, *edges])
    assert "popup.innerHTML" not in html
    assert next(node for node in nodes if node["id"] == "a0")["said"].startswith('@href="x"\nA: 1 contact')


def test_direction_marks_are_removed_from_names():
    _, _, nodes, _ = page(overlap({"x:1": 1}, {}), {"x:1": "\u202eevil"})
    assert "@evil" in {node["label"] for node in nodes}


def test_a_target_without_a_label_is_called_by_its_key():
    _, _, nodes, _ = page(overlap({"x:@ann": 2, "x:99": 1}, {}))
    assert {"@ann", "x:99"} <= {node["label"] for node in nodes}


def test_two_profiles_without_any_target_are_drawn_alone():
    html, drawn, nodes, edges = page(overlap({}, {}))
    assert [node["id"] for node in nodes] == ["A", "B"]
    assert not edges
    assert drawn.shared == (0, 0)
    assert "network.moveTo" in html


def test_the_picture_is_the_same_every_time(many):
    assert ego_html(many, "ann", "bob", {}, "light") == ego_html(many, "ann", "bob", {}, "light")


def test_limits_can_be_raised_and_all_rows_stay_in_view(many):
    html, drawn, nodes, _ = page(many, most_shared=100)
    assert drawn.shared == (20, 20)
    highest = max(abs(node["y"]) for node in nodes)
    in_view = float(re.search(r"innerHeight / ([\d.]+)", html)[1])
    assert in_view > 2 * highest


def beyond(*links, bridges=()):
    return SecondStep(9, 9, bridges, links)


def arcs(html):
    return json.loads(re.search(r"const arcs = (\[.*?\]);", html)[1])


def test_a_target_that_names_the_two_in_turn_has_thin_dotted_lines_back(many):
    html, drawn, nodes, edges = page(
        many, beyond=beyond(bridges=(Bridge("x:@s10", 11, 10, 3, 1), Bridge("x:@s0", 1, 20, 9, 0)))
    )
    ids = {node["label"]: node["id"] for node in nodes}
    back = [edge for edge in edges if edge["from"] == ids["@s10"]]
    assert sorted((edge["to"], edge["dashes"], edge["width"]) for edge in back) == [
        ("A", [2, 4], 1.2),
        ("B", [2, 4], 1.2),
    ]
    # the line there is still there
    assert {edge["from"] for edge in edges if edge["to"] == ids["@s10"]} == {"A", "B"}
    said = next(node["said"] for node in nodes if node["id"] == ids["@s10"])
    assert "names A in turn: 3 contacts\nnames B in turn: 1 contact" in said
    # the other target is not drawn
    assert drawn.dotted == (2, 3)
    assert "(2 of 3)" in drawn.caption
    assert arcs(html) == []


def test_links_within_the_middle_are_drawn_beside_it_the_heaviest_first(many):
    links = [Link(f"x:@s{k}", f"x:@s{k + 1}", 50 - k) for k in range(3, 17)]
    html, drawn, nodes, edges = page(many, beyond=beyond(*links, Link("x:@s10", "x:@s0", 99)))
    ids = {node["label"]: node["id"] for node in nodes}
    assert drawn.dotted[1] == 15
    assert 0 < len(arcs(html)) == drawn.dotted[0] <= 10
    assert [ids["@s5"], ids["@s6"]] in arcs(html)
    assert not [edge for edge in edges if edge["dashes"] == [2, 4]]


def test_without_a_second_step_nothing_is_said_of_one(many):
    html, drawn, _, _ = page(many)
    assert "dotted" not in drawn.caption
    assert arcs(html) == []
    assert "dotted" not in page(many, beyond=beyond(Link("x:@s0", "x:@s19", 3)))[1].caption
