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


def settled(app):
    """Wait for what each run of the page sets going: ranks, vectors, the ranks of these."""
    for _ in range(3):
        for job in list(jobs._RUNNER._jobs.values()):
            job.wait(SOON)
        app.run()
        assert_sound(app)


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
    # the ranks come after what is rare is known
    settled(app)
    assert not [button for button in app.main.button if button.label == "Cancel"]


def test_the_audience_page_gives_what_it_can_while_rarity_and_chance_are_pending(held):
    app = framed("audience", w="own", a="x:1", b="x:2")
    assert_sound(app)
    assert any("Whether chance would make as many cannot be said" in text for text in said(app))
    assert any("pending: every portrait is needed for it" in text for text in said(app))
    shared = next(one.value for one in app.main.dataframe if "Strong" in one.value.columns)
    assert "Part" not in shared.columns
    assert len(shared) == 1
    learned(held)
    app.run()
    assert_sound(app)
    shared = next(one.value for one in app.main.dataframe if "Strong" in one.value.columns)
    assert shared["Part"].sum() == pytest.approx(1)
    assert not any("pending" in text for text in said(app))


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
