"""The Workspace page's labels: set on what is selected, shown in the list, taken off again."""

import fcntl

import pytest

from components import roster
from core.labels import labels_of
from core.model import Profile
from core.workspace import Workspace, default_path
from tests.corpus import post, store
from tests.pages.hostile import EMOJI, FORMULA, MARKDOWN, PICTURE, RTL, SCRIPT
from tests.pages.opening import assert_sound, framed, said
from tests.pages.test_bookshelf import select

PEOPLE = ("x:@ann", "x:@bob", "x:@cy")


@pytest.fixture
def own():
    """Give the analyst's own workspace: three people, of whom a table calls one press."""
    posts = [post(key, n) for who, key in enumerate(PEOPLE) for n in range(9 - who)]
    store(default_path(), posts, profiles=[Profile("x:@cy", "x", handle="cy", label="press")])
    return default_path()


def listed(app):
    """Give the labels in the list by handle; None where it has no such column."""
    *_, found = (frame.value for frame in app.dataframe if "Originals" in frame.value)
    return dict(zip(found["Profile"], found["Label"], strict=True)) if "Label" in found else None


def label(app, text):
    """Type a label and press the button."""
    field(app, text).select(text).run()
    field(app, text)
    return app.button(key="label_set").click().run()


def field(app, text):
    """Give the field with the text among its options: AppTest knows no options that are typed."""
    box = app.selectbox(key="label_typed")
    box.options.append(box.format_func(text))
    return box


def held():
    return labels_of(Workspace(default_path()))


def buttons(app):
    return {button.key: button.label for button in app.button if (button.key or "").startswith("label_")}


def test_nothing_is_offered_until_somebody_is_selected(own):
    app = framed("workspace", w="own")
    assert_sound(app)
    assert buttons(app) == {}


def test_what_is_selected_is_labelled_and_the_list_shows_it(own):
    app = label(select(framed("workspace", w="own"), 0, 1), " desk ")
    assert_sound(app)
    assert held() == {"x:@ann": "desk", "x:@bob": "desk", "x:@cy": "press"}
    assert listed(app) == {"@ann": "desk", "@bob": "desk", "@cy": "press"}
    assert app.session_state["label_typed"] is None
    assert app.session_state["label_profiles"] is False
    assert_sound(app.run())


def test_the_labels_that_there_are_can_be_chosen(own):
    app = label(select(framed("workspace", w="own"), 0), "desk")
    assert app.selectbox(key="label_typed").options == ["desk", "press"]
    app.selectbox(key="label_typed").select("press").run()
    app.button(key="label_set").click().run()
    assert held() == {"x:@ann": "press", "x:@cy": "press"}


def test_a_label_is_taken_off_also_where_a_table_gave_it(own):
    app = select(framed("workspace", w="own"), 0, 2)
    assert buttons(app)["label_remove"] == "Take off 1 label"
    app.button(key="label_remove").click().run()
    assert_sound(app)
    assert held() == {}
    assert listed(app) is None
    assert "label_remove" not in buttons(app)


def test_nothing_typed_labels_nobody(own):
    app = select(framed("workspace", w="own"), 0)
    assert app.button(key="label_set").disabled


def in_popover(app):
    """Give the errors that stand where a label is asked for, and assert that there is none elsewhere."""
    (popover,) = [
        block for block in app.main.get("popover") if "label_typed" in [box.key for box in block.selectbox]
    ]
    assert len(app.error) == len(popover.error)
    return [error.value for error in popover.error]


def test_a_label_that_is_too_long_is_refused_below_the_field_before_anything_is_pressed(own):
    app = select(framed("workspace", w="own"), 0)
    field(app, "x" * 61).select("x" * 61).run()
    (said_there,) = in_popover(app)
    assert "60 characters at most" in said_there
    assert app.button(key="label_set").disabled
    field(app, "x" * 61)
    field(app, "x" * 60).select("x" * 60).run()
    assert in_popover(app) == []
    assert not app.button(key="label_set").disabled


def test_what_cannot_be_done_is_said_below_the_field_and_nothing_is_lost(own):
    app = select(framed("workspace", w="own"), 0)
    app.session_state["label_profiles"] = True
    with (own / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        app = label(app, "desk")
        (said_there,) = in_popover(app)
        assert "is being written to" in said_there
    assert app.session_state["label_typed"] == "desk"
    assert app.session_state["label_profiles"] is True
    assert held() == {"x:@cy": "press"}
    field(app, "desk")
    app.run()
    assert in_popover(app) == []
    field(app, "desk")
    assert not app.button(key="label_set").click().run().error
    assert held() == {"x:@ann": "desk", "x:@cy": "press"}


@pytest.mark.parametrize("text", [FORMULA, MARKDOWN, PICTURE, RTL, SCRIPT[:60], EMOJI])
def test_a_hostile_label_is_words_in_a_cell_and_nothing_else(own, text):
    app = label(select(framed("workspace", w="own"), 0), text)
    assert_sound(app)
    assert not app.error
    assert listed(app)["@ann"].strip("\u2068\u2069") == held()["x:@ann"]
    assert "\u202e" not in held()["x:@ann"]
    assert not [line for line in said(app) if held()["x:@ann"] in line and text != EMOJI]


def test_labels_take_a_column_of_their_own_and_only_where_there_are_some(demo_folder):
    table = roster.table(Workspace(demo_folder / "demo").profiles)
    assert roster.labelled(table, {}) is table
    key = table["Key"].iloc[3]
    found = roster.labelled(table, {key: "press"})
    assert found["Label"].iloc[3] == "press"
    assert found["Label"].astype(bool).sum() == 1
    assert "Label" not in table
