"""Fetch from local servers into a workspace, with the real client libraries."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from core.errors import (
    FetchError,
    MissingError,
    ParameterError,
    ServiceError,
)
from core.intake import import_items
from core.sources.entries import from_bytes
from core.sources.options import ReadOptions
from core.workspace import manifest
from tests.live import mastodon
from tests.live.case import CASES, EACH, MASTODON, X, n_pages
from tests.live.desk import NOW
from tests.live.server import EPOCH, Fault


@EACH
def test_a_profile_and_its_whole_timeline_arrive(desk, case):
    held = case.held(desk.server)
    report = desk.fetch(case.target)
    assert (report.rows, report.kept, report.duplicates, report.refused) == (len(held), len(held), 0, 0)
    (file,) = report.files
    assert (file.name, file.source, file.skipped, file.reasons) == (
        case.target,
        f"live_{case.platform}",
        None,
        (),
    )
    profile = desk.workspace.profile(case.key)
    assert (profile.platform, profile.name) == (case.platform, "Ann")
    assert profile.followers is not None
    assert profile.fetched_at == NOW
    posts = desk.posts(case.key)
    assert len(posts) == len(held)
    assert posts["time"].is_monotonic_increasing
    assert (posts["fetched_at"] == NOW).all()
    assert {"original", "repost", "reply"} <= set(posts["kind"])
    assert desk.server.count(case.lookup) == 1


@EACH
def test_reposts_and_replies_name_whom_they_refer_to(desk, case):
    desk.fetch(case.target)
    posts = desk.posts(case.key)
    assert set(posts.loc[posts["kind"] == "repost", "ref_author"]) == {case.bob}
    assert set(posts.loc[posts["kind"] == "reply", "ref_author"]) == {case.bob}
    if case is not MASTODON:
        assert set(posts.loc[posts["kind"] == "quote", "quoted_author"]) == {case.bob}
        assert posts["kind"].value_counts().min() >= len(posts) // 4


@EACH
def test_what_was_fetched_and_what_was_saved_to_a_file_are_the_same_posts(desk, case):
    desk.fetch(case.target)
    before = desk.posts(case.key)
    entry = from_bytes("saved.json", json.dumps(case.saved(desk.server)).encode())
    report = import_items(desk.workspace, [entry], ReadOptions(), now=NOW)
    assert report.rows > 0
    assert (report.kept, report.duplicates) == (0, report.rows)
    pd.testing.assert_frame_equal(desk.posts(case.key), before)


@EACH
def test_nothing_is_left_of_a_finished_fetch(desk, case):
    desk.fetch(case.target)
    assert desk.drafts == []


@EACH
def test_pages_are_asked_for_newest_first_and_once(desk, case):
    held = case.held(desk.server)
    desk.fetch(case.target)
    asked = [a for a in desk.server.asked if a.path.endswith(case.path)]
    cursors = [
        a.query.get("pagination_token") or a.query.get("max_id") or a.query.get("cursor") for a in asked
    ]
    assert cursors[0] is None
    assert len(set(cursors)) == len(cursors)
    assert n_pages(case, len(held)) <= len(asked) <= n_pages(case, len(held)) + 1


@EACH
@pytest.mark.parametrize("cap", [1, 7, 45])
def test_a_cap_takes_the_newest_posts_and_no_more(desk, case, cap):
    report = desk.fetch(case.target, cap=cap)
    assert report.kept == cap
    assert desk.server.count(case.path) == n_pages(case, cap)
    all_posts = desk.workspace.timeline(case.key).posts["time"]
    desk.fetch(case.target)
    assert list(desk.posts(case.key)["time"])[-cap:] == list(all_posts)


@pytest.mark.parametrize("cap", [0, -1])
def test_a_cap_that_takes_nothing_is_refused(desk, cap):
    with pytest.raises(ParameterError, match="1 post or more"):
        desk.fetch("x:ann", cap=cap)


@EACH
def test_a_later_fetch_asks_only_for_what_is_newer(desk, case):
    held = case.held(desk.server)
    rest = [held.pop(0) for _ in range(5)]
    first = desk.fetch(case.target)
    held[:0] = rest
    desk.server.asked.clear()
    second = desk.fetch(case.target)
    assert first.kept == len(held) - 5
    assert (second.rows, second.kept) == (5, 5)
    assert desk.server.count(case.path) <= 2
    assert len(desk.posts(case.key)) == len(held)
    desk.server.asked.clear()
    third = desk.fetch(case.target)
    assert (third.rows, third.kept, third.number) == (0, 0, None)
    held.insert(0, case.make(1_000))
    assert desk.fetch(case.target).kept == 1


@EACH
def test_a_deeper_fetch_asks_for_everything_again(desk, case):
    held = case.held(desk.server)
    desk.fetch(case.target, cap=10)
    report = desk.fetch(case.target)
    assert (report.rows, report.kept, report.duplicates) == (len(held), len(held) - 10, 10)
    desk.server.asked.clear()
    assert desk.fetch(case.target, cap=10).rows == 0


@EACH
def test_a_page_that_holds_more_than_the_cap_is_not_taken_for_the_whole_timeline(desk, case):
    del case.held(desk.server)[3:]
    assert desk.fetch(case.target, cap=1).rows == 1
    assert desk.fetch(case.target).kept == 2


@EACH
@pytest.mark.parametrize("others_left", [False, True])
def test_a_fetch_relies_on_no_earlier_one_whose_newest_post_is_gone(desk, case, others_left):
    held = case.held(desk.server)
    desk.fetch(case.target)
    current = manifest.read(desk.folder)
    manifest.replace_manifest(desk.folder, current.following(posts={}, profiles=None))
    if others_left:
        newest = held.pop(0)
        entry = from_bytes("saved.json", json.dumps(case.saved(desk.server)).encode())
        import_items(desk.workspace, [entry], ReadOptions(), now=NOW)
        held.insert(0, newest)
    report = desk.fetch(case.target)
    assert report.rows == len(held)
    assert len(desk.posts(case.key)) == len(held)


@EACH
def test_a_rate_limit_is_waited_for_and_said(desk, case):
    headers = {"Retry-After": "43"} if case is MASTODON else {"ratelimit-reset": str(EPOCH + 42)}
    desk.server.fail(case.path, None, Fault(429, headers))
    desk.fetch(case.target)
    assert sum(desk.slept) == 43
    assert f"{case.target}: waiting 43 s for {case.who}'s rate limit" in desk.said


@EACH
@pytest.mark.parametrize(
    "fault", [Fault(503), Fault(cut=True), Fault(200, body=b"<html>")], ids=["5xx", "cut", "html"]
)
def test_a_service_that_stumbles_is_asked_again(desk, case, fault):
    desk.server.fail(case.lookup, fault)
    desk.server.fail(case.path, fault, fault)
    report = desk.fetch(case.target)
    assert report.kept == len(case.held(desk.server))
    assert report.duplicates == 0
    assert sum(desk.slept) == 1 + 1 + 2


@EACH
def test_a_service_that_is_silent_is_asked_again(desk, case):
    desk.server.fail(case.path, Fault(silent=True))
    assert desk.fetch(case.target, timeout=0.5).kept == len(case.held(desk.server))
    assert f"{case.target}: {case.who} gave no answer within 0.5 s; trying again in 1 s" in desk.said


@EACH
def test_a_service_that_is_down_from_the_start_is_said_to_be(desk, case):
    desk.server.fail(case.lookup, *[Fault(502)] * 5)
    with pytest.raises(ServiceError, match="error 502, 5 times in a row; fetch again later"):
        desk.fetch(case.target)
    assert desk.drafts == []
    assert not (desk.folder / manifest.NAME).exists()


def test_a_post_that_a_server_slips_under_another_name_is_refused(desk):
    eve = mastodon.account("6", "eve", "victim.example")
    MASTODON.held(desk.server)[1:1] = [mastodon.status(500, eve)]
    report = desk.fetch(MASTODON.target)
    assert (report.rows, report.kept, report.refused) == (91, 90, 1)
    assert report.files[0].reasons == (("page 1", "it is a post of another account"),)
    assert set(desk.workspace.profiles["key"]) == {MASTODON.key}


def test_a_row_that_cannot_be_read_is_refused_alone_and_named(desk):
    X.held(desk.server)[3] |= {"created_at": "yesterday"}
    report = desk.fetch("x:ann")
    assert (report.rows, report.kept, report.refused) == (250, 249, 1)
    assert report.files[0].reasons[0][0] == "page 1, post 4"


@EACH
def test_an_account_without_posts_is_an_answer(desk, case):
    case.held(desk.server).clear()
    report = desk.fetch(case.target)
    assert (report.rows, report.files[0].skipped, report.files[0].reasons) == (0, None, ())


def test_a_service_that_names_pages_without_posts_is_left(desk, monkeypatch):
    endless = iter(range(1, 10**6))

    def timeline(user_id, query):
        return 200, {"meta": {"result_count": 0, "next_token": f"t{next(endless)}"}}

    monkeypatch.setattr(desk.server.x, "timeline", timeline)
    report = desk.fetch("x:ann")
    assert "sends no further posts" in report.files[0].reasons[0][1]
    assert desk.server.count("/tweets") < 20


def test_a_service_that_names_the_same_page_for_ever_is_left(desk, monkeypatch):
    def timeline(user_id, query):
        return 200, {"data": [X.make(1)], "meta": {"result_count": 1, "next_token": "same"}}

    monkeypatch.setattr(desk.server.x, "timeline", timeline)
    assert "sends no further posts" in desk.fetch("x:ann").files[0].reasons[0][1]
    assert desk.server.count("/tweets") == 2


def test_several_targets_are_one_import_and_one_failure_stops_no_other(desk):
    targets = ["x:nobody", *[case.target for case in CASES], "X:ANN"]
    report = desk.fetch(*targets)
    assert [file.name.casefold() for file in report.files] == targets[:-1]
    assert "no account called @nobody" in report.files[0].skipped
    assert report.kept == sum(len(case.held(desk.server)) for case in CASES)
    assert len(desk.workspace.imports) == 1
    assert desk.shares == sorted(desk.shares)
    assert 0 <= desk.shares[0] <= desk.shares[-1] <= 1


def test_nothing_but_failures_is_a_failure_that_names_them(desk):
    with pytest.raises(FetchError, match=r"nothing could be fetched: x:nobody: .*; x:no_one: "):
        desk.fetch("x:nobody", "x:no_one")
    with pytest.raises(MissingError):
        desk.fetch("x:nobody")
    with pytest.raises(FetchError, match="nobody to fetch"):
        desk.fetch()
    assert desk.drafts == []


def test_a_wrong_target_is_refused_before_anything_is_asked(desk):
    with pytest.raises(FetchError, match="names no account"):
        desk.fetch("x:ann", "nonsense")
    assert desk.server.asked == []


def test_a_later_fetch_tells_how_many_posts_are_new(desk):
    held = X.held(desk.server)
    rest = [held.pop(0) for _ in range(5)]
    desk.fetch("x:ann")
    held[:0] = rest
    assert "x:ann: 200 of 250 posts" in desk.said
    desk.said.clear()
    desk.fetch("x:ann")
    assert "x:ann: 5 new posts" in desk.said
