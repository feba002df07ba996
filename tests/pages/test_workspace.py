"""The Workspace page: files come in by its form, and what becomes of them is said."""

import shutil

import pytest

from components import jobs
from core.workspace import Workspace, default_path
from core.workspace.folder import ENVIRONMENT
from tests.pages.hostile import hostile_csv
from tests.pages.opening import SOON, assert_sound, framed, said, title, turn

POSTS = b"handle,id,created_at,text\nada,1,2024-03-01T10:00:00Z,one\nada,2,2024-03-02T10:00:00Z,two\nbob,3,2024-03-02T11:00:00Z,one\n"
NO_ZONE = b"handle,created_at,text\nada,2024-03-01 10:00:00,one\n"


def submit(app, name, data):
    """Import one file and wait until that is over."""
    begin(app, name, data)
    jobs.find(app.session_state["job_keys"][0]).wait(SOON)
    return app.run()


def begin(app, name, data):
    drop(app, (name, data))
    return app.button(key="import_begin").click().run()


def drop(app, *files):
    """Put files into the uploader."""
    for name, data in files:
        app.file_uploader[0].upload(name, data)
    return app.run()


def numbers(app):
    """Give the four numbers of the import that has just ended; below it stand those of earlier ones."""
    return {metric.label: metric.value for metric in app.metric[:4]}


def test_an_import_says_what_it_did_and_turns_to_the_analysts_own_data():
    app = submit(framed("workspace", w="demo"), "posts.csv", POSTS)
    assert_sound(app)
    assert numbers(app) == {"Posts kept": "3", "Already there": "0", "Refused": "0", "Profiles changed": "2"}
    assert app.query_params["w"] == "own"
    assert sorted(Workspace(default_path()).profiles["handle"]) == ["ada", "bob"]
    assert "ada" in title(turn(app, "compare"))
    assert_sound(app)


def test_importing_a_file_again_changes_nothing():
    app = submit(framed("workspace", w="own"), "posts.csv", POSTS)
    before = Workspace(default_path()).fingerprint
    app = submit(app, "posts.csv", POSTS)
    assert_sound(app)
    assert numbers(app)["Posts kept"] == "0"
    assert numbers(app)["Already there"] == "3"
    assert Workspace(default_path()).fingerprint == before


def test_a_refused_row_is_named_with_its_place_and_the_rest_is_kept():
    app = submit(framed("workspace", w="own"), "posts.csv", POSTS + b"ada,4,yesterday,three\n")
    assert_sound(app)
    assert (numbers(app)["Posts kept"], numbers(app)["Refused"]) == ("3", "1")
    reasons = next(table.value for table in app.dataframe if "Reason" in table.value)
    assert reasons["Place"].tolist() == ["row 4"]
    assert "time cannot be read" in reasons["Reason"].item()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("empty.csv", b"", "is empty"),
        ("posts.json", b'[{"id_str": "1", "text"', ""),
        ("posts.csv", b"colour\nred\n", "no known column says"),
        ("posts.xyz", b"\x00\x01\x02\x03", "no format is recognised"),
        ("posts.zip", b"PK\x03\x04nothing", ""),
        ("posts.parquet", b"PAR1 nothing PAR1", "Parquet"),
        ("</script><script>alert(1)</script>.csv", b"", "is empty"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_is_refused_with_its_name(name, data, why):
    app = submit(framed("workspace", w="own"), name, data)
    assert not app.exception
    (shown,) = [error.value.replace("\\", "").replace("\u2060", "") for error in app.error]
    assert name[:40] in shown
    assert why in shown
    assert len(shown) < 1000
    assert Workspace(default_path()).profiles.empty
    app = submit(app, "posts.csv", POSTS)
    assert_sound(app)
    assert numbers(app)["Posts kept"] == "3"


def test_times_without_a_zone_are_refused_until_the_zone_is_named():
    app = drop(framed("workspace", w="own"), ("posts.csv", NO_ZONE))
    assert_sound(app)
    assert app.button(key="import_begin").disabled
    app.selectbox(key="import_zone").set_value("Europe/Berlin").run()
    app = submit(app, "posts.csv", NO_ZONE)
    assert_sound(app)
    assert numbers(app)["Posts kept"] == "1"


def test_a_cancelled_import_leaves_the_workspace_as_it_was(busy):
    app = begin(framed("workspace", w="own"), "posts.csv", POSTS)
    assert_sound(app)
    (cancel,) = [button for button in app.button if button.label == "Cancel"]
    cancel.click().run()
    app.run()
    assert_sound(app)
    assert any("nothing is lost" in text for text in said(app))
    assert not default_path().exists()


def test_the_form_without_a_file_asks_for_one():
    app = framed("workspace", w="own")
    assert_sound(app)
    assert app.button(key="import_begin").disabled
    assert "Choose one or more files" in app.button(key="import_begin").help
    assert not drop(app, ("posts.csv", POSTS)).button(key="import_begin").disabled


def test_hostile_names_are_shown_and_do_nothing():
    app = submit(framed("workspace", w="own"), "<script>.csv", hostile_csv(n_days=3))
    assert_sound(app)
    assert numbers(app)["Profiles changed"] == "6"


def test_every_import_can_be_looked_up(demo):
    app = framed("workspace", w="demo")
    assert [expander.label for expander in app.expander if "Imports so far" in expander.label] == [
        "Imports so far (1)"
    ]
    assert numbers(app)["Refused"] == "0"


def test_the_pair_of_the_demo_is_forgotten_with_the_demo(demo_folder, tmp_path, monkeypatch):
    shutil.copytree(demo_folder, tmp_path / "own")
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "own"))
    app = framed("workspace", w="demo")
    app.sidebar.selectbox(key="pick_w").set_value("own").run()
    assert dict(app.query_params) == {"w": "own"}
    app = submit(app, "posts.csv", POSTS)
    assert "ada" in title(turn(app, "compare"))
    assert "bob" in title(app)


def test_an_import_that_runs_is_seen_by_a_page_that_is_loaded_anew(busy):
    begin(framed("workspace", w="own"), "posts.csv", POSTS)
    app = framed("workspace", w="own")
    (cancel,) = [button for button in app.button if button.label == "Cancel"]
    cancel.click().run()
    app.run()
    assert_sound(app)
    assert not default_path().exists()
