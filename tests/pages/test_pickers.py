"""Picking among more profiles than a list can show."""

from __future__ import annotations

import pytest

from components import pickers
from core.model import Profile
from core.workspace import Workspace
from core.workspace.folder import default_path
from tests.corpus import post, store
from tests.pages import opening

NAMES = {"1": "anna", "2": "annika", "3": "bert", "4": "carla", "5": "dora"}


@pytest.fixture
def many(monkeypatch):
    """Make a workspace of five profiles, the first with most posts, and call two a full list."""
    monkeypatch.setattr(pickers, "MOST", 2)
    posts = [post(f"x:{key}", int(key) * 100 + n) for key in NAMES for n in range(9 - int(key))]
    profiles = [Profile(f"x:{key}", "x", key, handle=name) for key, name in NAMES.items()]
    store(default_path(), posts, profiles=profiles)
    assert Workspace(default_path()).profiles["handle"].tolist() == list(NAMES.values())


def picker(app, side="a"):
    return app.selectbox(key=f"pick_{side}")


def choices(app, side="a"):
    return picker(app, side).options


def typed(app, text, side="a"):
    """Type into a picker and press Enter, which adds what was typed to the options."""
    picker(app, side).options.append(text)
    picker(app, side).set_value(text).run()


def test_a_picker_is_called_in_words_without_markup(many):
    app = opening.framed("method", w="own", a="x:4", b="x:1")
    assert [picker(app, side).label for side in "ab"] == ["A, the first profile", "B, the second profile"]
    drawn = [one for one in app.sidebar.markdown if "profile" in one.value]
    assert [one.value for one in drawn] == [
        ":small[:blue[**● A**] profile]",
        ":small[:orange[**◆ B**] profile]",
    ]
    assert all("Type part of any handle" in one.help for one in drawn)


def test_the_largest_are_listed_and_whoever_is_chosen(many):
    app = opening.framed("method", w="own", a="x:4", b="x:1")
    assert choices(app) == ["@carla", "@anna", "@annika"]
    assert picker(app).value == "x:4"
    assert choices(app, "b") == ["@anna", "@annika"]


def test_whoever_is_typed_is_found_though_not_listed(many):
    app = opening.framed("method", w="own", a="x:1", b="x:2")
    typed(app, "ert")
    assert picker(app).value == "x:3"
    assert app.query_params["a"] == "x:3"
    assert choices(app) == ["@bert", "@anna", "@annika"]


def test_a_handle_is_found_though_others_begin_alike(many):
    app = opening.framed("method", w="own", a="x:3", b="x:4")
    typed(app, "@ANNA")
    assert picker(app).value == "x:1"


def test_of_several_one_is_chosen_from_the_list(many):
    app = opening.framed("method", w="own", a="x:3", b="x:4")
    typed(app, "ann")
    assert picker(app).value == "x:3"
    assert choices(app) == ["@bert", "@anna", "@annika"]
    assert [caption.value for caption in app.sidebar.caption if "match" in caption.value] == [
        "2 profiles match “ann”: choose one."
    ]
    picker(app).set_value("x:2").run()
    assert picker(app).value == "x:2"
    assert not [caption for caption in app.sidebar.caption if "match" in caption.value]


def test_nobody_of_a_name_is_said_and_nothing_changes(many):
    app = opening.framed("method", w="own", a="x:3", b="x:4")
    typed(app, "<b>zoe</b>", "b")
    assert picker(app, "b").value == "x:4"
    assert any("No profile matches" in caption.value for caption in app.sidebar.caption)
    assert not app.exception


def test_few_profiles_are_all_listed_and_nothing_else_can_be_typed(many, monkeypatch):
    monkeypatch.setattr(pickers, "MOST", 5)
    app = opening.framed("method", w="own", a="x:3", b="x:4")
    assert choices(app) == [f"@{name}" for name in NAMES.values()]
    assert not picker(app).proto.accept_new_options


def test_a_link_to_an_unknown_workspace_says_so_and_looks_its_pair_up_in_no_other(demo):
    other = next(
        key for key in Workspace(default_path() / "demo").profiles["key"].tolist() if key not in demo
    )
    app = opening.framed("compare", w="case *9*", a=other, b=demo[0])
    opening.assert_sound(app)
    (toast,) = app.toast
    assert "There is no workspace “case \\*9\\*” here" in toast.value
    assert (app.query_params["w"], app.query_params["a"], app.query_params["b"]) == ("demo", *demo)
    app.run()
    assert not app.toast
