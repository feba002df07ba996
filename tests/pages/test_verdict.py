"""The Compare page with its verdict: judged in truth, said anew with each base rate, kept across pages."""

from __future__ import annotations

import pytest

from components import compute_verdict, jobs, verdict_part
from core.gallery import Gallery
from core.verdict.score import judge
from core.workspace import Workspace
from core.workspace.derived import COHORT
from core.workspace.folder import default_path
from tests.pages.opening import SOON, assert_sound, framed, said, turn
from tests.verdict.made import verdict
from tests.verdict.phrases import forbidden


@pytest.fixture
def judged(demo, monkeypatch):
    """Give a function that opens the demo's pair with a made-up verdict."""

    def show(found):
        monkeypatch.setattr(compute_verdict, "verdict", lambda *_: found)
        return framed("compare", w="demo", a=demo[0], b=demo[1])

    return show


def metric(app, label):
    return next(one.value for one in app.main.metric if one.label == label)


def test_the_demos_pair_has_the_bits_of_the_command_line_and_bears_two_reruns(demo, demo_folder):
    app = framed("compare", w="demo", a=demo[0], b=demo[1])
    gallery = Gallery(Workspace(demo_folder / "demo"))
    found = judge(gallery, [demo]).verdict(0)
    assert found.bits is not None
    for _ in range(2):
        app.run()
        assert_sound(app)
        assert metric(app, "Evidence, bits") == f"{found.bits:+.1f}".replace("-", "−")
    assert [text for text in said(app) if forbidden(text)] == []


@pytest.fixture
def unlearned(demo):
    """Give the demo's pair as it is before what is usual for it has been learned."""
    for path in (default_path() / "demo").rglob(f"{COHORT}*"):
        path.rename(path.with_name(f"not-{path.name}"))
    yield demo
    for path in (default_path() / "demo").rglob(f"not-{COHORT}*"):
        path.rename(path.with_name(path.name.removeprefix("not-")))


def test_the_verdict_is_pending_until_what_is_usual_is_learned(unlearned, busy):
    app = framed("compare", w="demo", a=unlearned[0], b=unlearned[1])
    assert_sound(app)
    assert not app.main.header
    assert any("Most alike in" in text for text in said(app))
    job = jobs.find(f"cohort:{Workspace(default_path() / 'demo').fingerprint}")
    busy.cancel()
    assert job.wait(SOON).state == "done"
    assert_sound(app.run())
    assert len(app.main.header) == 1


def test_the_first_line_of_the_page_says_what_the_verdict_says(judged):
    app = judged(verdict(10.0, 3.0))
    (header,) = app.main.header
    assert any(text.startswith(f"**{header.value}.** ") for text in said(app))


def test_the_base_rate_changes_the_sentence_and_is_kept_across_pages(judged):
    app = judged(verdict(10.0, 3.0))
    assert app.main.header[0].value == "Consistent with one operator"
    app.main.select_slider[0].set_value(1_000_000).run()
    assert_sound(app)
    assert app.main.header[0].value == "Alike, but not enough to say one operator"
    turn(app, "behaviour")
    assert_sound(app)
    turn(app, "compare")
    assert_sound(app)
    assert app.main.select_slider[0].value == 1_000_000
    assert app.main.header[0].value == "Alike, but not enough to say one operator"
    (ticket,) = app.main.code
    assert "base rate one pair in 1 million" in ticket.value


@pytest.mark.parametrize(
    "found",
    [
        verdict(missing="the workspace has 12 profiles, 30 needed to learn what is usual"),
        verdict(4.0, doubts=("its <script> are *wider*",)),
        verdict(4.0, "B has 3 mentions, 10 needed"),
        verdict(-9.0, -3.0),
        verdict(),
    ],
)
def test_whatever_the_verdict_the_page_is_sound_and_claims_no_person(judged, found):
    app = judged(found)
    for _ in range(2):
        assert_sound(app.run())
    assert [text for text in said(app) if forbidden(text)] == []
    assert len(app.main.header) == 1


def test_a_view_opens_the_page_and_the_part_of_it_that_shows_what_it_was_made_from(judged, monkeypatch):
    turned = []
    monkeypatch.setattr(verdict_part.st, "switch_page", lambda page, **_: turned.append(page))
    app = judged(verdict(3.0, 2.0, 1.0))
    next(one for one in app.main.button if one.label == "How they write").click().run()
    assert [page.name for page in turned] == ["content.py"]
    assert app.session_state["content_tab"] == "Style, languages"
