"""A fetch that was stopped, broke off or was killed: what had arrived is kept and gone on from."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager

import pytest

from core.errors import CancelledError, WorkspaceBusyError
from core.sources.live_draft import drafting
from core.workspace import manifest
from tests.live.case import EACH, MASTODON, X, n_pages
from tests.live.desk import Stopped
from tests.live.server import Fault


@EACH
def test_a_service_that_stays_down_keeps_what_had_arrived_and_is_gone_on_with(desk, case):
    held = case.held(desk.server)
    desk.server.fail(case.path, None, *[Fault(503)] * 5)
    report = desk.fetch(case.target)
    (file,) = report.files
    assert report.kept == case.page
    assert [place for place, _ in file.reasons] == ["stopped"]
    assert "5 times in a row" in file.reasons[0][1]
    assert len(desk.drafts) == 1
    desk.server.asked.clear()
    report = desk.fetch(case.target)
    assert (report.kept, report.duplicates) == (len(held) - case.page, case.page)
    first = next(a for a in desk.server.asked if a.path.endswith(case.path))
    assert {"pagination_token", "max_id", "cursor"} & first.query.keys()
    assert desk.server.count(case.path) <= n_pages(case, len(held))
    assert desk.drafts == []


@EACH
def test_what_had_arrived_when_it_was_stopped_is_imported(desk, case):
    held = case.held(desk.server)
    report = desk.fetch(case.target, cancelled=Stopped(lambda: desk.server.count(case.path) >= 1))
    assert report.kept == case.page
    assert report.files[0].reasons[0][0] == "stopped"
    assert "goes on from there" in report.files[0].reasons[0][1]
    desk.server.asked.clear()
    assert desk.fetch(case.target).kept == len(held) - case.page
    assert desk.server.count(case.path) <= n_pages(case, len(held))
    assert len(desk.posts(case.key)) == len(held)


@EACH
def test_a_wait_for_a_rate_limit_can_be_stopped(desk, case):
    desk.server.fail(case.path, None, Fault(429, {"Retry-After": "900"}))
    report = desk.fetch(case.target, cancelled=Stopped(lambda: sum(desk.slept) >= 10))
    assert report.kept == case.page
    assert 10 <= sum(desk.slept) <= 10.5


@EACH
def test_a_fetch_stopped_before_anything_arrived_says_only_that(desk, case):
    with pytest.raises(CancelledError):
        desk.fetch(case.target, cancelled=Stopped(lambda: desk.server.asked))
    assert desk.drafts == []
    assert desk.fetch(case.target).kept == len(case.held(desk.server))


class Killed(BaseException):
    """The process dies: nothing that the core does may depend on surviving this."""


@EACH
def test_a_killed_fetch_goes_on_without_asking_twice(desk, case):
    held = case.held(desk.server)

    def dying(share, message):
        if f"{case.page} of" in message:
            raise Killed

    with pytest.raises(Killed):
        desk.fetch(case.target, progress=dying)
    assert desk.workspace.imports == ()
    assert desk.fetch(case.target).kept == len(held)
    asked = [tuple(a.query.items()) for a in desk.server.asked if a.path.endswith(case.path)]
    assert len(set(asked)) == len(asked)
    assert len(asked) <= n_pages(case, len(held)) + 1
    assert desk.drafts == []


@EACH
def test_a_fetch_killed_while_it_imported_asks_for_no_page_again(desk, case):
    def dying(share, message):
        if message.startswith("Writing"):
            raise Killed

    with pytest.raises(Killed):
        desk.fetch(case.target, progress=dying)
    desk.server.asked.clear()
    assert desk.fetch(case.target).kept == len(case.held(desk.server))
    assert desk.server.count(case.path) == 0


def test_a_draft_of_an_account_that_was_replaced_is_not_gone_on_with(desk):
    desk.fetch("x:ann", cancelled=Stopped(lambda: desk.server.count("/tweets")))
    desk.server.x.users["ann"] |= {"id": "300"}
    desk.server.x.posts["300"] = [X.make(n, "300") for n in range(8, 0, -1)]
    assert desk.fetch("x:ann").rows == 8
    assert len(desk.posts("x:300")) == 8


def test_a_cursor_that_has_gone_stale_begins_anew(desk):
    desk.fetch("x:ann", cancelled=Stopped(lambda: desk.server.count("/tweets")))
    desk.server.x.mark = "u"
    report = desk.fetch("x:ann")
    assert (report.rows, report.kept, report.files[0].reasons) == (250, 150, ())
    assert desk.drafts == []


def test_a_service_that_takes_none_of_its_own_cursors_is_left(desk, monkeypatch):
    timeline = desk.server.x.timeline

    def forgetful(user_id, query):
        answer = timeline(user_id, query)
        desk.server.x.mark += "t"
        return answer

    monkeypatch.setattr(desk.server.x, "timeline", forgetful)
    for _ in range(2):
        report = desk.fetch("x:ann")
        assert "does not go on from where it stopped" in report.files[0].reasons[0][1]
    assert desk.server.count("/tweets") == 2 + 3


def test_targets_not_begun_when_it_was_stopped_are_named(desk):
    report = desk.fetch("x:ann", MASTODON.target, cancelled=Stopped(lambda: desk.server.count("/tweets")))
    assert report.kept == 100
    assert [bool(file.skipped) for file in report.files] == [False, True]


def test_a_target_that_another_process_fetches_is_left_to_it(desk):
    with (
        drafting(desk.folder, "x:ann"),
        pytest.raises(WorkspaceBusyError, match="fetched by another process"),
    ):
        desk.fetch("x:ann")


def test_a_workspace_that_is_being_written_to_loses_nothing(desk):
    with manifest.writing(desk.folder), pytest.raises(WorkspaceBusyError):
        desk.fetch("x:ann")
    desk.server.asked.clear()
    assert desk.fetch("x:ann").kept == 250
    assert desk.server.count("/tweets") == 0


def test_another_import_is_waited_for(desk):
    holding = ExitStack()
    holding.enter_context(manifest.writing(desk.folder))

    def sleep(seconds):
        desk.slept.append(seconds)
        if len(desk.slept) == 7:
            holding.close()

    assert desk.fetch("x:ann", sleep=sleep).kept == 250
    assert len(desk.slept) == 7
    assert "Waiting until another import has ended" in desk.said


def test_the_wait_for_another_import_can_be_stopped_and_loses_nothing(desk):
    stopped = Stopped(lambda: len(desk.slept) >= 2)
    with manifest.writing(desk.folder), pytest.raises(WorkspaceBusyError):
        desk.fetch("x:ann", cancelled=stopped)
    assert len(desk.slept) == 2
    desk.server.asked.clear()
    assert desk.fetch("x:ann").kept == 250
    assert desk.server.count("/tweets") == 0


def test_the_workspace_is_written_to_in_turn(desk):
    held = []

    @contextmanager
    def turn():
        held.append("begun")
        assert desk.server.count("/tweets") == 3
        assert desk.workspace.imports == ()
        yield
        assert len(desk.workspace.imports) == 1
        held.append("ended")

    desk.fetch("x:ann", turn=turn)
    assert held == ["begun", "ended"]


def test_targets_that_were_not_begun_are_said_to_be_so(desk):
    report = desk.fetch("x:ann", MASTODON.target, cancelled=Stopped(lambda: desk.server.count("/tweets")))
    assert report.files[1].skipped == "the fetch was stopped before anything of it had arrived"
    assert [file.stopped for file in report.files] == [True, False]
