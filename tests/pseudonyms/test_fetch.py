"""Fetches into a workspace of pseudonyms: drafts lie beside the key, and nothing raw in the folder."""

from __future__ import annotations

import pytest

from core.errors import PseudonymError
from core.pseudonyms import Pseudonyms
from tests.live.case import EACH, X
from tests.live.conftest import desk, server  # noqa: F401  fixtures of the same local server
from tests.live.desk import Stopped
from tests.pseudonyms.trace import words_in


@EACH
def test_a_fetch_stores_pseudonyms_only(desk, case, safe):  # noqa: F811
    report = desk.fetch(case.target, pseudonyms=safe)
    assert report.kept == len(case.held(desk.server))
    key = safe.user_key(case.key)
    assert desk.workspace.profile(key).handle == safe.handle(case.platform, desk_handle(case))
    words = words_in(desk.folder).casefold()
    assert desk_handle(case) not in words
    cells = set(words.split("\n"))
    assert cells.isdisjoint({case.key, case.bob})
    assert case.target not in repr(report)
    assert not desk.drafts


def desk_handle(case):
    """Give the handle of a case's target, with its server."""
    return case.target.partition(":")[2].casefold()


def test_a_draft_that_waits_lies_beside_the_key(desk, safe, tmp_path):  # noqa: F811
    desk.fetch(X.target, pseudonyms=safe, cancelled=Stopped(lambda: desk.server.count(X.path)))
    assert not desk.drafts
    waiting = list((tmp_path / "case.key.private").glob("*/fetching/*.jsonl"))
    assert len(waiting) == 1
    assert desk_handle(X) not in words_in(desk.folder).casefold()
    desk.fetch(X.target, pseudonyms=Pseudonyms.open(tmp_path / "case.key"))
    assert not list((tmp_path / "case.key.private").glob("*/fetching/*.jsonl"))
    assert len(desk.posts(safe.user_key(X.key))) == len(X.held(desk.server))


def test_nothing_is_asked_for_where_the_key_does_not_fit(desk, safe):  # noqa: F811
    desk.fetch(X.target, pseudonyms=safe)
    asked = desk.server.count(X.lookup)
    with pytest.raises(PseudonymError, match="--pseudonyms"):
        desk.fetch(X.target)
    assert desk.server.count(X.lookup) == asked
