"""Labels in the analyst's hands: type a new one, choose it again, take it off."""

import pytest

from core.labels import labels_of
from core.workspace import Workspace
from tests.corpus import post, store
from tests.e2e.server import Server

LIST = "Profiles with posts, kinds and span"


@pytest.fixture
def shelf(tmp_path_factory):
    """Run a server with three people in the analyst's own workspace."""
    workspace = tmp_path_factory.mktemp("labelled")
    store(workspace, [post(f"x:@{who}", n) for place, who in enumerate("abc") for n in range(9 - place)])
    with Server(workspace) as server:
        yield server


def held(server):
    return labels_of(Workspace(server.workspace))


def test_profiles_are_labelled_by_typing_and_by_choosing_and_labels_are_taken_off(shelf, visit):
    visited = visit(shelf, width=1280, height=720)
    visited.open("workspace?w=own")
    for row in (0, 1):
        visited.click_row(LIST, row, at=16)
    visited.press("Label 2 profiles")
    field = visited.page.get_by_role("combobox", name="Label")
    field.fill("<b>press</b>")
    field.press("Enter")
    visited.settle()
    visited.page.get_by_role("button", name="Label the selected").click()
    visited.settle()
    assert held(shelf) == {"x:@a": "<b>press</b>", "x:@b": "<b>press</b>"}
    assert [row[1] for row in visited.rows(LIST)] == ["<b>press</b>", "<b>press</b>", ""]
    assert visited.page.get_by_role("button", name="Label the selected").count() == 0
    assert visited.overflow() == 0
    visited.click_row(LIST, 1, at=16)
    visited.click_row(LIST, 2, at=16)
    visited.press("Label 2 profiles")
    visited.page.get_by_role("button", name="Take off 1 label").click()
    visited.settle()
    assert held(shelf) == {"x:@b": "<b>press</b>"}
    visited.press("Label 2 profiles")
    visited.page.get_by_role("combobox", name="Label").click()
    visited.page.get_by_role("option", name="<b>press</b>").click()
    visited.settle()
    visited.page.get_by_role("button", name="Label the selected").click()
    visited.settle()
    assert held(shelf) == dict.fromkeys(("x:@a", "x:@b", "x:@c"), "<b>press</b>")
