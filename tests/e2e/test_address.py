"""The address bar: a link opens that pair, on every page, and the way back leads back."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from core.workspace import Workspace

CHOSEN = ("w", "a", "b")


def said(visited):
    """Give what the address says, by name."""
    return {name: values[0] for name, values in parse_qs(urlsplit(visited.page.url).query).items()}


@pytest.fixture
def others(demo_folder, pair):
    """Give a pair that nothing opens with by itself: keys and handles."""
    profiles = Workspace(demo_folder).profiles
    return profiles[~profiles["key"].isin(pair)].iloc[2:4].set_index("key")["handle"].to_dict()


@pytest.mark.parametrize("page", ["compare", "audience"])
def test_a_link_to_a_pair_opens_it_in_its_frame_on_a_server_that_has_not_met_anybody(
    start, visit, others, page
):
    visited = visit(start())
    a, b = others
    visited.open(f"{page}?{urlencode({'w': 'demo', 'a': a, 'b': b})}")
    assert [visited.title.index(f"@{handle}"[:17]) for handle in others.values()] == sorted(
        visited.title.index(f"@{handle}"[:17]) for handle in others.values()
    )
    assert visited.page.get_by_test_id("stSidebar").get_by_role("combobox").count() == 3
    assert said(visited) == {"w": "demo", "a": a, "b": b}


def test_swapping_turns_title_and_address_around(served, visit, pair):
    visited = visit(served)
    visited.open("compare?w=demo")
    (a, b), before = pair, said(visited)
    assert before == {"w": "demo", "a": a, "b": b}
    title = visited.title
    visited.page.get_by_role("button", name="Swap A and B").click()
    visited.says(lambda: said(visited) == before | {"a": b, "b": a})
    visited.settle()
    assert visited.title != title
    assert visited.title.index(f"@{pair[b]}") < visited.title.index(f"@{pair[a]}")


def test_the_pair_survives_every_switch_of_pages_and_the_way_back_is_one_step_each(served, visit):
    visited = visit(served)
    visited.open("compare?w=demo")
    visited.page.get_by_role("button", name="Swap A and B").click()
    visited.settle()
    pair = said(visited)
    walked = []
    for page in ("Behaviour", "Audience", "Workspace", "Content"):
        visited.turn(page)
        assert said(visited) == pair
        walked.append((visited.page.url, visited.title))
    for url, title in reversed(walked[:-1]):
        visited.page.go_back()
        visited.says(lambda url=url, title=title: (visited.page.url, visited.title) == (url, title))


def test_a_line_of_the_sidebar_opens_the_same_pair_in_a_new_tab(served, visit, others):
    visited = visit(served)
    a, b = others
    visited.open(f"compare?{urlencode({'w': 'demo', 'a': a, 'b': b})}")
    target = visited.link("Content").get_attribute("href")
    other = visit(served)
    other.open(target.removeprefix("/"))
    assert said(other) == said(visited)
    assert all(f"@{handle}"[:17] in other.title for handle in others.values())
