"""A pair opens at once, whatever of the workspace is still being worked out."""

from __future__ import annotations

import threading

import pytest

from components import compute, jobs
from core.gallery import Gallery
from core.intake import check
from core.workspace import Workspace
from core.workspace.folder import default_path
from tests.corpus import post, store
from tests.pages.opening import SOON, assert_sound, framed, said

PENDING = "which words are rare in this workspace is not known yet"


@pytest.fixture
def held(monkeypatch):
    """Make a workspace that is too large to wait for, and hold its portraits back until told otherwise."""
    texts = [f"apple pear number{n} fruit" for n in range(30)]
    posts = [
        post(f"x:{key}", 100 * key + n, text=text, mentions=["x:9"])
        for key in (1, 2, 3)
        for n, text in enumerate(texts)
    ]
    store(default_path(), posts)
    monkeypatch.setattr(compute, "_FEW", 0)
    go = threading.Event()
    complete = Gallery.complete

    def waiting(gallery, progress, cancelled):
        progress(0.25, "Drawing portraits")
        while not go.wait(0.02):
            check(cancelled)
        complete(gallery, progress, cancelled)

    monkeypatch.setattr(Gallery, "complete", waiting)
    return go


def learned(go):
    """Let the portraits be drawn, and wait for it."""
    go.set()
    status = jobs.find(f"portraits:{Workspace(default_path()).fingerprint}").wait(SOON)
    assert status.state == "done"


def test_a_pair_is_compared_while_portraits_are_drawn_and_completed_after(held):
    app = framed("compare", w="own", a="x:1", b="x:2")
    assert_sound(app)
    assert any(PENDING in text for text in said(app))
    known = [row for row in app.dataframe[0].value["Value"] if row != "—"]
    assert known
    learned(held)
    app.run()
    assert not any(PENDING in text for text in said(app))
    assert len([row for row in app.dataframe[0].value["Value"] if row != "—"]) == len(known) + 1


@pytest.mark.parametrize("page", ["audience", "content"])
def test_what_rarity_tells_is_said_to_be_pending_until_it_is_there(page, held):
    app = framed(page, w="own", a="x:1", b="x:2")
    assert_sound(app)
    assert [button.label for button in app.main.button if button.label == "Cancel"] == ["Cancel"]
    learned(held)
    app.run()
    assert_sound(app)
    assert not [button for button in app.main.button if button.label == "Cancel"]


def test_learning_can_be_stopped_and_begun_again(held):
    app = framed("content", w="own", a="x:1", b="x:2")
    next(button for button in app.main.button if button.label == "Cancel").click().run()
    jobs.find(f"portraits:{Workspace(default_path()).fingerprint}").wait(SOON)
    app.run()
    assert any("nothing is lost" in text for text in said(app))
    next(button for button in app.main.button if button.label == "Start again").click().run()
    learned(held)
    app.run()
    assert not any(PENDING in text for text in said(app))
