"""The Workspace page on workspaces as a whole: delete and undo, take along, open, make, pseudonymise."""

import stat

import pytest

from components import jobs, state
from core.pseudonyms import Pseudonyms
from core.workspace import Workspace, default_path
from core.workspace.bundle import export
from tests.corpus import post, store
from tests.pages.opening import SOON, assert_sound, framed, said

PEOPLE = ("x:@ann", "x:@bob")


@pytest.fixture
def own():
    """Give the analyst's own workspace, with two people in it."""
    store(default_path(), [post(key, n) for key in PEOPLE for n in range(5)])
    return default_path()


def select(app, *rows):
    name = dict(app.query_params)["w"]
    list_ = f"profiles_list-{name}-{Workspace(state.folders()[name]).version}"
    app.session_state[list_] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return app.run()


def press(app, key):
    """Press a button and wait until what it began is over."""
    (button,) = [button for button in app.button if (button.key or "").startswith(key)]
    app = button.click().run()
    return settled(app)


def settled(app):
    key, _ = app.session_state["change"]
    assert jobs.find(key).wait(SOON).state == "done", jobs.find(key).status
    return app.run()


def keys(folder=None):
    return sorted(Workspace(folder or default_path()).profiles["key"])


def test_one_selected_profile_shows_what_there_is_of_it(own):
    app = select(framed("workspace", w="own"), 0)
    assert_sound(app)
    assert any("Not given by the source" in text for text in said(app))
    names = {
        str(element.value["The source says"].tolist())
        for element in app.dataframe
        if "The source says" in element.value
    }
    assert len(names) == 1


def test_a_deleted_profile_comes_back_when_it_is_undone(own):
    app = press(select(framed("workspace", w="own"), 1), "delete_profiles")
    assert_sound(app)
    assert keys() == ["x:@ann"]
    assert any("Deleted 1 profile with 5 posts" in text for text in said(app))
    app = press(app, "undo-")
    assert_sound(app)
    assert keys() == list(PEOPLE)
    assert not [button for button in app.button if (button.key or "").startswith("undo-")]


def test_everything_can_be_deleted_and_still_be_undone(own):
    app = press(select(framed("workspace", w="own"), 0, 1), "delete_profiles")
    assert_sound(app)
    assert keys() == []
    assert any("No timelines yet" in text for text in said(app))
    press(app, "undo-")
    assert keys() == list(PEOPLE)


def test_an_import_is_deleted_from_its_report(own):
    store(own, [post("x:@carla", n) for n in range(3)])
    app = framed("workspace", w="own")
    app = press(app, "delete_import-1")
    assert_sound(app)
    assert keys() == list(PEOPLE)


def test_nothing_of_the_demo_can_be_deleted(demo):
    app = select(framed("workspace", w="demo"), 0)
    assert_sound(app)
    assert not [button for button in app.button if (button.key or "").startswith("delete")]


def test_a_workspace_becomes_one_file(own):
    app = press(framed("workspace", w="own"), "export_begin")
    assert_sound(app)
    assert any("The workspace is one file now" in text for text in said(app))


def test_an_exported_workspace_opens_beside_the_others(own, tmp_path):
    export(own, tmp_path / "Case 7.zip")
    app = framed("workspace", w="own")
    app.file_uploader(key="open_file").upload("Case 7.zip", (tmp_path / "Case 7.zip").read_bytes())
    app = press(app.run(), "open_begin")
    assert_sound(app)
    assert dict(app.query_params)["w"] == "case-7"
    assert keys(default_path() / "more" / "case-7") == list(PEOPLE)


def test_what_is_no_exported_workspace_is_refused_by_name(own):
    app = framed("workspace", w="own")
    app.file_uploader(key="open_file").upload("Case 7.zip", b"PK nothing")
    app = app.run()
    (button,) = [button for button in app.button if button.key == "open_begin"]
    app = button.click().run()
    key, _ = app.session_state["change"]
    jobs.find(key).wait(SOON)
    app = app.run()
    assert not app.exception
    assert len(app.error) == 1


def test_a_new_workspace_takes_what_is_imported_while_it_is_chosen(own):
    app = framed("workspace", w="own")
    app.text_input(key="make_name").set_value("Case 12").run()
    (button,) = [button for button in app.button if button.key == "make_begin"]
    app = button.click().run()
    assert_sound(app)
    assert dict(app.query_params)["w"] == "case-12"
    assert keys(default_path() / "more" / "case-12") == []


@pytest.mark.parametrize("name", ["own", "💥"])
def test_a_name_that_cannot_be_is_refused_with_a_reason(own, name):
    app = framed("workspace", w="own")
    app.text_input(key="make_name").set_value(name).run()
    (button,) = [button for button in app.button if button.key == "make_begin"]
    app = button.click().run()
    assert not app.exception
    assert len(app.error) == 1


def test_names_are_replaced_and_looked_up_with_the_key(own, tmp_path):
    key = tmp_path / "case.key"
    app = framed("workspace", w="own")
    app.text_input(key="secrecy_key").set_value(str(key)).run()
    app = press(app, "secrecy_begin")
    assert_sound(app)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    expected = sorted(Pseudonyms.open(key).user_key(person) for person in PEOPLE)
    assert keys() == expected
    app.text_input(key="secrecy_name").set_value(expected[0]).run()
    assert_sound(app)
    assert any("ann" in text or "bob" in text for text in said(app) if expected[0] in text)


def test_a_key_in_the_workspace_is_refused(own):
    app = framed("workspace", w="own")
    app.text_input(key="secrecy_key").set_value(str(own / "case.key")).run()
    (button,) = [button for button in app.button if button.key == "secrecy_begin"]
    app = button.click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert keys() == list(PEOPLE)
