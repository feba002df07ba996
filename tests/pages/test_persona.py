"""The Persona & safety page: pending, too little, another language, and weights kept across pages."""

from __future__ import annotations

import pytest

from components import compute_persona, jobs
from core.model.persona import CAVEAT
from core.safety import judge
from core.workspace.folder import default_path
from tests.corpus import post, store
from tests.pages.opening import assert_sound, framed, said, settle, turn
from tests.verdict.phrases import forbidden

FACTOR = "Safety factor"


def learned(app):
    """Let what is under way end, and look again."""
    for _ in range(4):
        for job in list(jobs._RUNNER._jobs.values()):
            job.wait(120)
        app.run()
        assert_sound(app)
    return app


def factor(app):
    return next((one.value for one in app.main.metric if one.label == FACTOR), None)


def test_until_what_is_usual_is_learned_the_axes_stand_there_and_the_factor_is_pending(
    demo, monkeypatch, busy
):
    monkeypatch.setattr(judge, "is_learned", lambda *_: False)
    # a job of its own: a stopped one of the demo's would wait for its button in the tests to come
    waiting = jobs.submit("learning of this test", lambda *_: None, again=True)
    monkeypatch.setattr(compute_persona, "learning", lambda *_: waiting)
    app = framed("persona", w="demo", a=demo[0], b=demo[1])
    assert_sound(app)
    assert factor(app) is None
    assert any("is being worked out" in text for text in said(app))
    assert "Four axes" in [one.value for one in app.main.subheader]
    assert not busy.status.finished


def test_the_demos_pair_has_a_factor_and_no_word_of_a_person(demo):
    app = learned(framed("persona", w="demo", a=demo[0], b=demo[1]))
    assert factor(app) in {"−3", "−2", "−1", "+1", "+2", "+3"}
    assert [text for text in said(app) if forbidden(text)] == []
    assert sum(CAVEAT in text for text in said(app)) >= 5


def test_a_weight_moves_the_factor_and_is_kept_across_pages(demo):
    app = learned(framed("persona", w="demo", a=demo[0], b=demo[1]))
    before = next(one.delta for one in app.main.metric if one.label == FACTOR)
    app.main.number_input(key="safety_weight_hybrid").set_value(3.0).run()
    assert_sound(app)
    after = next(one.delta for one in app.main.metric if one.label == FACTOR)
    assert after != before
    assert any("Weights are yours" in text for text in said(app))
    turn(app, "method")
    turn(app, "persona")
    assert next(one.delta for one in app.main.metric if one.label == FACTOR) == after
    app.main.button(key="safety_reset").click().run()
    assert next(one.delta for one in app.main.metric if one.label == FACTOR) == before


@pytest.mark.parametrize(
    ("text", "why"),
    [("hello there", "not enough text"), ("buenos días a todos los amigos de la ciudad", "not enough")],
)
def test_two_profiles_without_english_text_have_a_reason_and_no_factor(text, why):
    store(default_path(), [post(f"x:{1 + n % 2}", n, text=f"{text} {n}") for n in range(60)])
    app = learned(framed("persona", w="own", a="x:1", b="x:2"))
    assert factor(app) is None
    assert any("No safety factor" in one and why in one for one in said(app))
    assert not [one for one in app.main.get("plotly_chart") if "axes" in one.proto.alt.lower()]


def test_whom_to_meet_is_looked_for_only_when_it_is_opened(demo, monkeypatch):
    asked = []
    original = compute_persona.recommending
    monkeypatch.setattr(
        compute_persona, "recommending", lambda *args: asked.append(args[1]) or original(*args)
    )
    app = learned(framed("persona", w="demo", a=demo[0], b=demo[1]))
    assert asked == []
    app.session_state["persona_tab"] = "Whom to meet"
    app = learned(app)
    assert set(asked) == {demo[0]}
    assert any("profiles judged" in text for text in said(app))
    settle()
