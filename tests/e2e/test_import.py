"""Files through the uploader: good ones are kept, bad ones explained, and one may change one's mind."""

import shutil

import pytest

from core.workspace import Workspace
from tests.e2e.server import Server

GOOD = b"handle,id,created_at,text\n" + b"".join(
    b"%s,%d,2024-03-%02dT10:%02d:00Z,post number %d\n" % (who, 10 * n + len(who), n, n, n)
    for who in (b"ada", b"berta")
    for n in range(1, 29)
)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory, demo_folder):
    """Run one server whose own workspace the tests of this file write to, one after the other."""
    workspace = tmp_path_factory.mktemp("inbox")
    shutil.copytree(demo_folder, workspace / "demo")
    with Server(workspace) as server:
        yield server


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("empty.csv", b""), ["empty.csv", "is empty"]),
        (("broken.json", b'{"data": [{"id": "1", "text": "never en'), ["broken.json"]),
        (("colours.csv", b"colour\nred\n"), ["colours.csv", "no known column", "Columns: colour"]),
    ],
)
def test_a_bad_file_is_explained_and_the_app_goes_on(inbox, visit, file, words):
    before = Workspace(inbox.workspace).fingerprint
    visited = visit(inbox)
    visited.open("workspace?w=own")
    visited.upload(file)
    text = visited.main.inner_text().replace("\u2060", "")
    for word in words:
        assert word in text
    assert "fault is ours" not in text
    assert Workspace(inbox.workspace).fingerprint == before
    visited.turn("Method")
    visited.turn("Workspace")
    assert visited.title == "What have I got?"


def test_timelines_come_in_are_listed_and_compared(inbox, visit):
    visited = visit(inbox)
    visited.open("workspace?w=demo")
    visited.upload(("good.csv", GOOD), ("empty.csv", b""))
    numbers = visited.numbers()
    assert numbers["Posts kept"] == "56"
    visited.shows("empty.csv was left out")
    visited.shows("Profiles (2)")
    visited.turn("Compare")
    assert "@ada" in visited.title
    assert "@berta" in visited.title


def test_a_cancelled_import_leaves_the_workspace_as_it_was(inbox, visit):
    before = Workspace(inbox.workspace)
    visited = visit(inbox)
    visited.open("workspace?w=own")
    rows = b"".join(b"carla,%d,2024-03-01T10:00:00Z,a text of a few words\n" % n for n in range(200_000))
    visited.choose(("large.csv", b"handle,id,created_at,text\n" + rows))
    visited.press("Import")
    visited.press("Cancel")
    visited.shows("nothing is lost")
    visited.settle()
    after = Workspace(inbox.workspace)
    assert after.fingerprint == before.fingerprint
    assert "carla" not in after.profiles["handle"].tolist()
    visited.shows("Start again")
