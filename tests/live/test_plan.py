"""What a fetch would ask of whom, said before anything is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sources.live_line import Line
from core.sources.live_plan import plan
from tests.live.server import TOKEN, Server

BLUESKY = {"BLUESKY_HANDLE": "me.example", "BLUESKY_APP_PASSWORD": TOKEN}


def hosts(text, credentials=None):
    return [(step.target, step.host) for step in plan(text, credentials or {"X_BEARER_TOKEN": TOKEN})]


@pytest.mark.parametrize("between", [" ", "\n", ",", ", ", ";\n", "\r\n\t"])
def test_accounts_may_stand_between_anything_that_is_in_none(between):
    text = between.join(["x:ann", "https://fedi.example/@ann", "bluesky:ann.example"])
    assert hosts(text) == [
        ("x:ann", "api.x.com"),
        ("mastodon:ann@fedi.example", "fedi.example"),
        ("bluesky:ann.example", "public.api.bsky.app"),
    ]


def test_an_account_counts_once_however_it_is_written():
    assert hosts("x:ann https://x.com/Ann X:@ANN") == [("x:ann", "api.x.com")]


def test_what_names_no_account_has_a_reason_and_no_host():
    (step,) = plan("nonsense nonsense", {})
    assert (step.text, step.target, step.host, step.lacks) == ("nonsense", None, None, None)
    assert "names no account" in step.wrong


def test_without_a_token_only_x_lacks_something():
    lacking = [step.lacks for step in plan("x:ann bluesky:ann.example mastodon:ann@fedi.example", {})]
    assert [bool(said) for said in lacking] == [True, False, False]
    assert "set X_BEARER_TOKEN" in lacking[0]


@pytest.mark.parametrize(
    ("credentials", "host"),
    [(BLUESKY, "bsky.social"), ({"BLUESKY_HANDLE": "me.example"}, "public.api.bsky.app")],
)
def test_who_signs_in_to_bluesky_asks_another_server(credentials, host):
    assert hosts("bluesky:ann.example", credentials) == [("bluesky:ann.example", host)]


def test_a_plan_shows_no_secret():
    shown = repr(plan("x:ann bluesky:ann.example nonsense", {"X_BEARER_TOKEN": TOKEN, **BLUESKY}))
    assert TOKEN not in shown


def test_the_host_that_is_planned_is_the_host_that_is_asked(desk, monkeypatch):
    asked = []

    def ask(line, question, check):
        asked.append(question.url.split("/")[2])
        message = "left"
        raise RuntimeError(message)

    monkeypatch.setattr(Line, "ask", ask)
    for target in ("x:ann", "bluesky:ann.example", "mastodon:ann@fedi.example"):
        for credentials in ({"X_BEARER_TOKEN": TOKEN}, {"X_BEARER_TOKEN": TOKEN, **BLUESKY}):
            asked.clear()
            desk.credentials = credentials
            with pytest.raises(Exception, match=r"makes no sense|does not let|left"):
                desk.fetch(target, endpoints=None, allow_local=False)
            assert set(asked) == {plan(target, credentials)[0].host}


def test_planning_asks_nobody():
    with Server() as server:
        plan(f"x:ann mastodon:ann@fedi.example {server.url}/@ann", {"X_BEARER_TOKEN": TOKEN})
        assert server.asked == []


@given(st.text(max_size=200))
def test_any_text_is_a_plan(text):
    for step in plan(text, {}):
        assert (step.target is None) == (step.host is None) == (step.wrong is not None)
