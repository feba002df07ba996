"""Live timelines through the browser: the real client libraries ask a local server."""

import re

import pytest

from core.workspace import Workspace
from tests.e2e.server import Server as App
from tests.live import bluesky
from tests.live.case import BLUESKY, MASTODON, X
from tests.live.server import EPOCH, TOKEN, Fault, Server
from tests.pages.hostile import SCRIPT

EVERYBODY = f"{BLUESKY.target}\n{MASTODON.target}\n{X.target}"
HOSTS = ("public.api.bsky.app", "fedi.example", "api.x.com")


@pytest.fixture
def far():
    with Server() as made:
        yield made


@pytest.fixture
def app(far, tmp_path):
    with App(tmp_path / "own", "tests/e2e/live_app.py", [far.url], {"X_BEARER_TOKEN": TOKEN}) as started:
        yield started


def open_form(visited):
    visited.open("workspace?w=own")
    visited.main.get_by_role("tab", name="By handle").click()
    visited.settle()


def name(visited, accounts, *hosts):
    visited.page.get_by_role("textbox", name="Accounts, one a line").fill(accounts)
    visited.page.keyboard.press("Control+Enter")
    listed = visited.main.get_by_test_id("stMarkdown").get_by_role("listitem")
    visited.says(lambda: [item.split()[0] for item in listed.all_inner_texts()] == list(hosts))
    visited.settle()


def answered(far, path):
    """Give what pages were asked for by, once for each question."""
    asked = [question for question in far.asked if question.path.endswith(path)]
    return [tuple(sorted(question.query.items())) for question in asked]


def whole(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def read(visited):
    return visited.main.inner_text().replace("\u2060", "")


def test_three_networks_are_fetched_and_a_rate_limit_is_waited_for_in_sight(app, far, visit):
    far.bluesky.profiles[bluesky.HANDLE] |= {"displayName": SCRIPT}
    far.fail(X.path, None, Fault(429, {"x-rate-limit-reset": str(EPOCH + 4)}))
    visited = visit(app, width=1280, height=720)
    open_form(visited)
    name(visited, EVERYBODY, *HOSTS)
    assert far.asked == []
    visited.press("Fetch")
    visited.shows(re.compile(r"x:.?ann: waiting \d s for X's rate limit"))
    visited.shows("What the fetch did")
    visited.settle()
    assert visited.numbers()["Posts kept"] == str(120 + 90 + 250)
    assert visited.overflow() <= 0
    assert set(Workspace(app.workspace).profiles["key"]) == {X.key, MASTODON.key, BLUESKY.key}
    refused = answered(far, X.path)[1]
    for case in (BLUESKY, MASTODON, X):
        asked = answered(far, case.path)
        assert len(set(asked)) == len(asked) - (refused in asked)
    assert visited.page.evaluate("window.planted") is None
    held = [question for question in far.asked if TOKEN in repr(question)]
    assert {question.path.split("/")[1] for question in held} == {"2"}  # X's own; nobody else got it
    assert TOKEN not in visited.page.content() + visited.page.url + app.output()
    assert TOKEN.encode() not in whole(app.workspace)


def test_what_had_arrived_when_it_was_cancelled_is_kept_and_gone_on_from(app, far, visit):
    far.fail(MASTODON.path, None, Fault(429, {"Retry-After": "900"}))
    visited = visit(app)
    open_form(visited)
    name(visited, MASTODON.target, "fedi.example")
    visited.press("Fetch")
    visited.shows(re.compile(r"waiting 1[45] min \d+ s for fedi.example's rate limit"))
    visited.press("Cancel")
    visited.shows("What the fetch did")
    visited.settle()
    assert visited.numbers()["Posts kept"] == "40"
    assert "stopped after 40 posts" in read(visited)
    assert "goes on from there" in read(visited)
    assert len(Workspace(app.workspace).timeline(MASTODON.key).posts) == 40
    before = answered(far, MASTODON.path)
    visited.press("Go on")
    visited.says(lambda: visited.numbers().get("Posts kept") == "50")
    visited.settle()
    assert visited.main.get_by_role("button", name="Go on").count() == 0
    assert len(Workspace(app.workspace).timeline(MASTODON.key).posts) == 90
    after = answered(far, MASTODON.path)[len(before) :]
    assert before[0] not in after
    assert after[0] == before[1]  # the page that was refused
    assert len(set(after)) == len(after)


def test_what_cannot_be_fetched_says_why_and_the_rest_is_kept(app, far, visit):
    far.x.users["ann"] |= {"protected": True}
    far.mastodon.gone.add("ann")
    far.mastodon.accounts["ann"] |= {"display_name": SCRIPT}
    visited = visit(app)
    open_form(visited)
    name(visited, X.target, "api.x.com")
    visited.press("Fetch")
    visited.shows("is protected: X shows its posts to its followers only")
    visited.shows("Start again")
    name(visited, EVERYBODY, *HOSTS)
    visited.press("Fetch")
    visited.shows("What the fetch did")
    visited.settle()
    assert visited.numbers()["Posts kept"] == "120"
    assert "is protected: X shows its posts to its followers only" in read(visited)
    assert "is closed: its server shows none of its posts" in read(visited)


def test_the_app_itself_asks_no_local_server(start, far, visit):
    visited = visit(start(demo=False))
    visited.open("workspace?w=own")
    visited.main.get_by_role("tab", name="By handle").click()
    visited.settle()
    name(visited, f"https://localhost/@ann {far.url}/@ann mastodon:ann@127.0.0.1 x:ann")
    visited.shows("localhost is a name of a local network")
    visited.shows("Not asked without a token")
    assert visited.main.get_by_role("button", name="Fetch", exact=True).is_disabled()
    assert far.asked == []
