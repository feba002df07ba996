"""What posts mean, on the Content page: embedded in the background, offered where it would take long."""

from __future__ import annotations

import pytest

from components import jobs, meaning_card
from core.embedded import Embedded
from core.workspace import Workspace
from core.workspace.folder import default_path
from tests.corpus import post, store
from tests.pages.opening import SOON, assert_sound, framed, said

TEXTS = ("the ferry leaves the harbour at nine number {}", "the boat departs from the port at nine number {}")


@pytest.fixture
def people():
    """Store two profiles who say the same in other words."""
    posts = [
        post(key, 100 * side + n, text=text.format(n))
        for side, (key, text) in enumerate(zip(("x:1", "x:2"), TEXTS, strict=True))
        for n in range(30)
    ]
    store(default_path(), posts)
    return Workspace(default_path())


def content(tab="Meaning"):
    app = framed("content", w="own", a="x:1", b="x:2")
    app.session_state["content_tab"] = tab
    return app.run()


def finished(app):
    for _ in range(3):
        for key, job in list(jobs._RUNNER._jobs.items()):
            if str(default_path()) in key:  # others are of tests before this
                assert job.wait(SOON).state == "done"
        app.run()
    assert_sound(app)


def test_a_small_workspace_is_embedded_without_being_asked_and_the_closest_texts_are_shown(people):
    app = content()
    assert any("Pending" in text for text in said(app))
    finished(app)
    assert Embedded(people).missing() == []
    (table,) = [frame.value for frame in app.main.dataframe if "Cosine" in frame.value]
    assert table["Cosine"].is_monotonic_decreasing
    assert table["A"].str.contains("ferry").all()
    assert table["B"].str.contains("boat").all()
    assert any("30 of A's 30 and 30 of B's 30 distinct texts" in text for text in said(app))


def test_in_paper_mode_the_cosine_is_there_as_soon_as_both_are_embedded(people):
    app = content()
    finished(app)
    (control,) = [one for one in app.main.segmented_control if one.label == "Measures"]
    control.set_value("paper").run()
    finished(app)
    (number,) = [metric.value for metric in app.metric if metric.label == "Embedding"]
    assert 0.5 < float(number) <= 1


def test_a_larger_workspace_is_embedded_only_on_request_which_says_what_it_costs(people, monkeypatch):
    monkeypatch.setattr(meaning_card, "_AT_ONCE", 0)
    app = content()
    finished(app)
    assert Embedded(people).missing() == ["x:1", "x:2"]
    (offer,) = [text for text in said(app) if "not embedded yet" in text and "Nothing is sent" in text]
    assert "2 profiles" in offer
    (button,) = [button for button in app.main.button if button.label == "Embed posts"]
    button.click().run()
    finished(app)
    assert Embedded(people).missing() == []
    assert "Embed posts" not in [button.label for button in app.main.button]


def test_a_profile_without_texts_has_no_close_texts_and_says_so():
    store(default_path(), [post("x:1", n, text=None) for n in range(3)])
    store(default_path(), [post("x:2", n, text=TEXTS[0].format(n)) for n in range(3)])
    app = content()
    finished(app)
    assert any("no text of three words or more" in text for text in said(app))
