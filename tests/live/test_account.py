"""Accounts that cannot be fetched, each with its own words."""

from __future__ import annotations

import pytest

from core.errors import (
    CredentialError,
    MissingError,
    ProtectedError,
    RenamedError,
    ServiceError,
    SuspendedError,
)
from tests.live import bluesky, mastodon, x
from tests.live.server import TOKEN, Fault

FEDI, BSKY = "mastodon:ann@fedi.example", "bluesky:ann.example"
NOT_FOUND = {"error": "InvalidRequest", "message": "Profile not found"}
TAKEN_DOWN = {"error": "AccountTakedown", "message": "Account has been suspended"}
DEACTIVATED = {"error": "AccountDeactivated", "message": "Account is deactivated"}
PASSWORD = "pass-word-that-must-never-show"  # noqa: S105 — what the tests sign in with


def fails(desk, target, kind, words):
    with pytest.raises(kind, match=words) as caught:
        desk.fetch(target)
    assert type(caught.value) is kind
    assert desk.drafts == []
    assert not list(desk.folder.glob("manifest*"))


def test_an_account_of_x_that_nobody_has(desk):
    fails(desk, "x:nobody", MissingError, "X has no account called @nobody")


def test_an_account_that_x_has_suspended(desk):
    desk.server.x.suspended.add("ann")
    fails(desk, "x:ann", SuspendedError, "x:ann is suspended")


def test_an_account_of_x_that_is_protected(desk):
    desk.server.x.users["ann"] |= {"protected": True}
    fails(desk, "x:ann", ProtectedError, "x:ann is protected")


def test_an_account_of_x_whose_posts_are_protected(desk):
    desk.server.x.hidden.add("100")
    fails(desk, "x:ann", ProtectedError, "x:ann is protected")


def test_an_account_of_x_that_has_another_name_now(desk):
    desk.fetch("x:ann")
    desk.server.x.users = {"annie": x.user(handle="annie")}
    with pytest.raises(RenamedError, match="x:ann is called @annie now; fetch x:annie"):
        desk.fetch("x:ann")
    assert desk.fetch("x:annie").files[0].skipped is None


def test_an_account_of_x_that_was_known_and_is_gone(desk):
    desk.fetch("x:ann")
    desk.server.x.users.clear()
    with pytest.raises(MissingError):
        desk.fetch("x:ann")


def test_x_answers_nobody_without_a_token(desk):
    desk.credentials = {}
    fails(desk, "x:ann", CredentialError, "set X_BEARER_TOKEN")
    assert desk.server.asked == []


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault(401), CredentialError, "X refuses the bearer token; renew X_BEARER_TOKEN"),
        (Fault(403), CredentialError, "does not let this X_BEARER_TOKEN read timelines"),
        (Fault(402), ServiceError, "makes no sense"),
        (Fault(400), ServiceError, "does not understand"),
        (Fault(404), MissingError, "no account"),
        (Fault(429, body=b'{"title": "UsageCapExceeded"}'), ServiceError, "month's allowance"),
        (Fault(401, body=b"[]"), ServiceError, "makes no sense"),
        (Fault(200, body=b"[]"), MissingError, "no account"),
        (Fault(200, body=b"null"), MissingError, "no account"),
        (Fault(200, body=b'{"data": {"id": {}}}'), ServiceError, "names no account"),
        (Fault(200, body=b'{"data": {"id": "not a number"}}'), ServiceError, "names no account"),
    ],
)
def test_what_x_may_answer_about_an_account(desk, fault, kind, words):
    desk.server.fail("/ann", fault)
    fails(desk, "x:ann", kind, words)


@pytest.mark.parametrize("body", [b"{}", b"[]", b"null", b'{"meta": 5}', b'{"errors": [{"type": "other"}]}'])
def test_a_page_of_x_that_makes_no_sense(desk, body):
    desk.server.fail("/tweets", Fault(200, body=body))
    fails(desk, "x:ann", ServiceError, "X sends no posts of x:ann")


def test_an_account_that_a_server_does_not_have(desk):
    fails(desk, "mastodon:nobody@fedi.example", MissingError, r"fedi\.example has no account called nobody")


def test_a_server_does_not_speak_for_accounts_of_another(desk):
    desk.server.mastodon.accounts["ann"] |= {"url": "https://victim.example/@ann"}
    fails(desk, FEDI, ServiceError, "describes an account of another server")


def test_an_account_that_a_server_has_suspended(desk):
    desk.server.mastodon.accounts["ann"] |= {"suspended": True}
    fails(desk, FEDI, SuspendedError, "is suspended")


def test_an_account_that_a_server_has_closed(desk):
    desk.server.mastodon.gone.add("ann")
    fails(desk, FEDI, SuspendedError, "is closed")


def test_an_account_that_shows_its_posts_to_followers_only(desk):
    desk.server.mastodon.accounts["ann"] |= {"locked": True}
    posts = desk.server.mastodon.statuses["111000000000000001"]
    kept = posts[:]
    posts.clear()
    fails(desk, FEDI, ProtectedError, "is protected")
    posts += kept
    assert desk.fetch(FEDI).kept == len(kept)


def test_a_server_that_shows_posts_to_its_members_only(desk):
    desk.server.mastodon.members_only = True
    fails(
        desk,
        FEDI,
        ProtectedError,
        r"to its members only; MASTODON_ACCESS_TOKEN and MASTODON_HOST=fedi\.example",
    )
    desk.credentials = {"MASTODON_ACCESS_TOKEN": TOKEN, "MASTODON_HOST": "Fedi.Example"}
    assert desk.fetch(FEDI).kept == 90


@pytest.mark.parametrize("credentials", [{}, {"MASTODON_HOST": "other.example"}])
def test_a_token_of_mastodon_is_sent_to_its_own_server_only(desk, credentials):
    desk.credentials = {"MASTODON_ACCESS_TOKEN": TOKEN, **credentials}
    desk.fetch(FEDI)
    assert not any("authorization" in asked.headers for asked in desk.server.asked)


def test_an_account_that_has_moved_and_left_nothing(desk):
    there = mastodon.account("5", "ann", "new.example")
    desk.server.mastodon.accounts["ann"] |= {"moved": there, "statuses_count": 0}
    fails(desk, FEDI, RenamedError, r"has moved to ann@new\.example .*; fetch mastodon:ann@new\.example")


def test_an_account_that_has_moved_and_left_its_posts(desk):
    desk.server.mastodon.accounts["ann"] |= {"moved": mastodon.account("5", "annie")}
    report = desk.fetch(FEDI)
    assert report.kept == 90
    assert report.files[0].reasons == (
        ("account", "it has moved to annie@fedi.example; these are its posts from before"),
    )


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(401), ProtectedError),
        (Fault(403), ProtectedError),
        (Fault(404, body=b"<html>no such page</html>"), MissingError),
        (Fault(410), SuspendedError),
        (Fault(418), ServiceError),
        (Fault(200, body=b"[]"), MissingError),
        (Fault(200, body=b"null"), MissingError),
        (Fault(200, body=b'{"id": 5}'), MissingError),
        (Fault(200, body=b'{"id": "5", "acct": "ann@other.example"}'), MissingError),
        (Fault(200, {"X-RateLimit-Reset": "nonsense"}, b"{}"), ServiceError),
    ],
)
def test_what_a_server_may_answer_about_an_account(desk, fault, kind):
    desk.server.fail("/lookup", fault)
    fails(desk, FEDI, kind, r"fedi\.example")


def test_an_account_of_bluesky_that_nobody_has(desk):
    fails(desk, "bluesky:nobody.example", MissingError, r"Bluesky has no account called nobody\.example")


@pytest.mark.parametrize(
    ("refusal", "kind", "words"),
    [
        (TAKEN_DOWN, SuspendedError, "is suspended"),
        (DEACTIVATED, MissingError, "was deactivated by its owner"),
        ({"error": "Other", "message": "thing"}, ServiceError, "makes no sense"),
        ({}, ServiceError, "makes no sense"),
        (["text"], ServiceError, "makes no sense"),
    ],
)
def test_what_bluesky_may_answer_about_an_account(desk, refusal, kind, words):
    desk.server.bluesky.refused["ann.example"] = refusal
    fails(desk, BSKY, kind, words)


@pytest.mark.parametrize("body", [b"{}", b"[]", b"null", b'{"feed": 5}'])
def test_a_feed_that_makes_no_sense(desk, body):
    desk.server.fail("getAuthorFeed", Fault(200, body=body))
    fails(desk, BSKY, ServiceError, "sends no feed")


def test_an_account_of_bluesky_that_has_another_name_now(desk):
    desk.fetch(BSKY)
    desk.server.bluesky.profiles = {
        name: bluesky.profile(handle="annie.example") for name in ("annie.example", bluesky.ANN)
    }
    with pytest.raises(RenamedError, match=r"is called annie\.example now; fetch bluesky:annie\.example"):
        desk.fetch(BSKY)


def hidden(desk):
    label = {"src": bluesky.ANN, "uri": "at://a", "val": "!no-unauthenticated", "cts": "2024-01-01T00:00:00Z"}
    desk.server.bluesky.profiles["ann.example"]["labels"] = [label]


def test_an_account_that_asks_to_be_shown_to_signed_in_readers_only(desk):
    hidden(desk)
    fails(desk, BSKY, ProtectedError, "set BLUESKY_HANDLE and BLUESKY_APP_PASSWORD to sign in")


def test_a_signed_in_reader_sees_what_is_shown_to_signed_in_readers(desk):
    hidden(desk)
    desk.server.bluesky.password = PASSWORD
    desk.credentials = {"BLUESKY_HANDLE": "me.example", "BLUESKY_APP_PASSWORD": PASSWORD}
    assert desk.fetch(BSKY).kept == 120
    assert desk.server.count("createSession") == 1
    assert all("authorization" in asked.headers for asked in desk.server.asked[1:])


def test_a_password_that_bluesky_refuses(desk):
    desk.server.bluesky.password = "another"  # noqa: S105 — not the one given
    desk.credentials = {"BLUESKY_HANDLE": "me.example", "BLUESKY_APP_PASSWORD": PASSWORD}
    fails(desk, BSKY, CredentialError, "does not let BLUESKY_HANDLE in; make a new BLUESKY_APP_PASSWORD")


@pytest.mark.parametrize(
    "there", ["\x1b[31mred@new.example", "a" * 9_999, "ann@127.0.0.1", "ann@nas.local", "", 5]
)
def test_a_move_to_what_cannot_be_fetched_is_not_passed_on(desk, there):
    desk.server.mastodon.accounts["ann"] |= {"moved": {"acct": there}}
    report = desk.fetch(FEDI)
    assert (report.kept, report.files[0].reasons) == (90, ())


def test_a_host_for_the_token_that_is_none_is_said_to_be_so(desk):
    desk.credentials = {"MASTODON_ACCESS_TOKEN": TOKEN, "MASTODON_HOST": "https://fedi.example/"}
    fails(desk, FEDI, CredentialError, "MASTODON_HOST must be the name of a server alone")
