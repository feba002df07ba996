"""A workspace in the analyst's hands: look at one profile, delete it, take that back, take it all along."""

import shutil

import pytest

from core.workspace import Workspace
from tests.corpus import post, store
from tests.e2e.server import Server

LIST = "Profiles with posts, kinds and span"


@pytest.fixture
def shelf(tmp_path_factory, demo_folder):
    """Run a server with two people in the analyst's own workspace."""
    workspace = tmp_path_factory.mktemp("kept")
    store(workspace, [post(f"x:@{who}", n, language="de") for who in ("ann", "bob") for n in range(6)])
    shutil.copytree(demo_folder, workspace / "demo")
    with Server(workspace) as server:
        yield server


def handles(folder):
    return sorted(Workspace(folder).profiles["handle"])


def test_a_profile_is_looked_at_deleted_and_taken_back(shelf, visit):
    visited = visit(shelf, width=1280, height=720)
    visited.open("workspace?w=own")
    visited.click_row(LIST, 0, at=16)
    visited.shows("Not given by the source")
    assert visited.rows("Share of posts by language")[0][0] == "de"
    visited.press("Delete 1 profile")
    visited.page.get_by_role("button", name="Delete 6 posts").click()
    visited.shows("Deleted 1 profile with 6 posts.")
    visited.settle()
    assert len(handles(shelf.workspace)) == 1
    assert visited.overflow() == 0
    visited.press("Undo")
    visited.shows("6 posts are back.")
    assert handles(shelf.workspace) == ["ann", "bob"]


def test_what_was_deleted_is_gone_once_the_app_is_closed(shelf, visit):
    visited = visit(shelf)
    visited.open("workspace?w=own")
    visited.click_row(LIST, 0, at=16)
    visited.press("Delete 1 profile")
    visited.page.get_by_role("button", name="Delete 6 posts").click()
    visited.shows("Deleted 1 profile with 6 posts.")
    visited.settle()
    assert list(shelf.workspace.glob("trash/*-*"))
    visited.page.goto("about:blank")  # a page whose server goes away complains
    shelf.stop()
    assert not list(shelf.workspace.glob("trash/*-*"))


def test_a_workspace_is_taken_along_and_opened_as_another(shelf, visit, tmp_path):
    visited = visit(shelf)
    visited.open("workspace?w=own")
    visited.press("Export as one file")
    data = visited.download("Download the workspace")
    (tmp_path / "own.zip").write_bytes(data)
    visited.press("Open another")
    chooser = visited.page.get_by_test_id("stPopoverBody")
    chooser.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(tmp_path / "own.zip")
    chooser.get_by_label("Its name here").fill("Case 7")
    chooser.get_by_label("Its name here").press("Enter")
    chooser.get_by_role("button", name="Open", exact=True).click()
    visited.shows("Opened as case-7, 2 profiles.")
    visited.settle()
    assert "w=case-7" in visited.page.url
    assert handles(shelf.workspace / "more" / "case-7") == ["ann", "bob"]
