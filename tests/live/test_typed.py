"""``python -m core fetch``: what is typed, what is said, and what Ctrl-C leaves."""

from __future__ import annotations

import json
import signal
from functools import partial

import pytest

import core.fetch
from core.__main__ import main
from core.workspace import Workspace
from tests.live.case import BLUESKY, EACH, MASTODON
from tests.live.server import TOKEN


@pytest.fixture
def typed(server, tmp_path, capsys, monkeypatch):
    """Type ``fetch`` and what follows; give the status, stdout and stderr."""
    ends = dict.fromkeys(("x", "mastodon", "bluesky"), server.url)
    local = partial(core.fetch.fetch, allow_local=True, endpoints=ends)
    monkeypatch.setattr(core.fetch, "fetch", local)
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)

    def command(*arguments):
        status = main(["fetch", *map(str, arguments), "--workspace", str(tmp_path / "w")])
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


@EACH
def test_a_typed_target_arrives_and_the_report_is_one_document(typed, tmp_path, case, server):
    status, out, err = typed(case.target, "--json")
    assert (status, err) == (0, "")
    report = json.loads(out)
    assert report["kept"] == len(case.held(server))
    assert [file["source"] for file in report["files"]] == [f"live_{case.platform}"]
    assert Workspace(tmp_path / "w").profile(case.key).platform == case.platform


def test_the_cap_is_what_was_typed(typed):
    _, out, _ = typed(MASTODON.target, "--cap", "7")
    assert out.startswith("7 posts kept")


def test_who_is_not_there_is_named_beside_who_is(typed):
    status, out, err = typed(MASTODON.target, "mastodon:nobody@fedi.example")
    assert (status, err) == (0, "")
    assert "left out mastodon:nobody@fedi.example: " in out


@pytest.mark.parametrize("target", ["nonsense", "mastodon:ann", "mastodon:nobody@fedi.example"])
def test_what_cannot_be_fetched_is_one_line_of_error(typed, target):
    status, out, err = typed(target)
    assert (status, out) == (1, "")
    assert err.startswith("doppelscope: ")
    assert err.count("\n") == 1


def test_an_interrupt_imports_what_had_arrived_and_says_so(typed, tmp_path, monkeypatch):
    def interrupting(*arguments, progress, **options):
        def told(share, words):
            progress(share, words)
            if words.endswith(" posts") and f": {BLUESKY.page} of " in words:
                signal.raise_signal(signal.SIGINT)

        return inner(*arguments, progress=told, **options)

    inner = core.fetch.fetch
    monkeypatch.setattr(core.fetch, "fetch", interrupting)
    status, out, err = typed(BLUESKY.target)
    assert (status, err) == (130, "")
    assert f"{BLUESKY.target}: " in out
    assert len(Workspace(tmp_path / "w").timeline(BLUESKY.key).posts) == BLUESKY.page
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_no_token_is_ever_printed(typed, server):
    outs = [typed("x:ann"), typed("x:nobody"), typed("x:ann", "--json")]
    assert not [text for _, *texts in outs for text in texts if TOKEN in text]
