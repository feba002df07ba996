"""A secret shows nowhere: not in logs, files, addresses, messages, or what an error carries along."""

from __future__ import annotations

import logging
import traceback

import pytest

from core.errors import DoppelscopeError
from core.sources.live import Credentials
from tests.live.case import BLUESKY, CASES, MASTODON
from tests.live.server import TOKEN, Fault
from tests.live.test_account import PASSWORD

ECHO = b'{"error": "%s", "errors": [{"message": "%s"}]}' % (TOKEN.encode(), TOKEN.encode())
SECRETS = {
    "X_BEARER_TOKEN": TOKEN,
    "MASTODON_ACCESS_TOKEN": TOKEN,
    "MASTODON_HOST": "fedi.example",
    "BLUESKY_HANDLE": "me.example",
    "BLUESKY_APP_PASSWORD": PASSWORD,
}
FAULTS = {
    "fine": [],
    "refused": [Fault(401, body=ECHO)],
    "forbidden": [Fault(403, body=ECHO)],
    "bad": [Fault(400, body=ECHO)],
    "gone": [Fault(404, body=ECHO)],
    "limited": [Fault(429, {"Retry-After": "1"}, ECHO)],
    "limited long": [Fault(429, {"Retry-After": "9999"}, ECHO)],
    "down": [Fault(503, body=ECHO)] * 5,
    "cut": [Fault(cut=True)],
    "strange": [Fault(200, body=b"[5]")],
    "sent on": [Fault(302, {"Location": "/elsewhere"})],
    "sent on for ever": [Fault(302, {"Location": "http://127.0.0.1:1/"})] * 9,
}


def shown(error):
    """Give everything that a log of an error could hold."""
    found = []
    while error is not None:
        found += [str(error), repr(error), repr(error.args), repr(vars(error))]
        found += traceback.format_exception(error)
        error = error.__cause__ or error.__context__
    return "\n".join(found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.platform)
@pytest.mark.parametrize("path", ["lookup", "path"])
@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS.keys())
def test_no_secret_shows_whatever_happens(desk, caplog, capfd, case, path, faults):
    caplog.set_level(logging.DEBUG)
    desk.credentials = SECRETS
    desk.server.bluesky.password = PASSWORD
    desk.server.fail(getattr(case, path), *faults)
    seen = []
    try:
        seen.append(repr(desk.fetch(case.target)))
    except DoppelscopeError as error:
        seen.append(shown(error))
    seen += [*desk.said, caplog.text, *capfd.readouterr()]
    seen += [repr(record.__dict__) for record in caplog.records]
    seen += [f"{asked.path} {asked.query}" for asked in desk.server.asked]
    seen += [
        file.read_bytes().decode("utf-8", "replace") for file in desk.folder.rglob("*") if file.is_file()
    ]
    seen += [str(file) for file in desk.folder.rglob("*")]
    whole = "\n".join(seen)
    assert TOKEN not in whole
    assert PASSWORD not in whole
    assert "eyJ" not in whole  # how the tokens that Bluesky hands out begin


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.platform)
def test_the_secret_was_there_to_be_shown(desk, case):
    desk.credentials = SECRETS
    desk.server.bluesky.password = PASSWORD
    desk.fetch(case.target)
    sent = "\n".join(f"{asked.headers} {asked.body}" for asked in desk.server.asked)
    assert (PASSWORD if case is BLUESKY else TOKEN) in sent


def test_credentials_show_their_names_only():
    known = Credentials({**SECRETS, "HOME": "/root", "EMPTY": ""})
    assert TOKEN not in repr(known)
    assert PASSWORD not in f"{known} {known!r} {[known]}"
    assert "X_BEARER_TOKEN" in repr(known)
    assert known.get("HOME") is None
    assert Credentials({"X_BEARER_TOKEN": "  "}).get("X_BEARER_TOKEN") is None
    assert Credentials({"X_BEARER_TOKEN": f" {TOKEN}\n"}).get("X_BEARER_TOKEN") == TOKEN


def test_the_environment_is_not_read(desk, monkeypatch):
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    desk.credentials = {}
    with pytest.raises(DoppelscopeError, match="set X_BEARER_TOKEN"):
        desk.fetch("x:ann")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    desk.fetch(MASTODON.target)
    desk.fetch(BLUESKY.target)
    assert not any("authorization" in asked.headers for asked in desk.server.asked)


def test_no_password_of_a_netrc_is_sent(desk, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("default login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    desk.fetch(MASTODON.target)
    assert not any("authorization" in asked.headers for asked in desk.server.asked)
