"""Whatever a service answers, only our errors come out, or an account and a page that can be used."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FetchError
from core.sources.live import Account, Credentials, CursorError, module_of
from core.sources.live_draft import Page
from core.sources.live_line import Answer
from core.sources.live_target import parse
from tests.live import bluesky, mastodon, x
from tests.live.case import BLUESKY, CASES, MASTODON, X
from tests.live.server import TOKEN, Asked
from tests.sources.reading import mutations


class Canned:
    """A wire that gives one answer to whatever it is asked."""

    def __init__(self, value):
        self.answer = Answer(
            "http://127.0.0.1/", 200, {"content-type": "application/json"}, json.dumps(value).encode()
        )

    def trust_with(self, *_):
        """Take any token."""

    def send(self, *_):
        return self.answer


def service(case, value):
    target = parse(case.target)
    given = Credentials({"X_BEARER_TOKEN": TOKEN})
    return module_of(target).connect(target, Canned(value), given, "http://127.0.0.1")


ACCOUNTS = {X: {"data": x.user()}, MASTODON: mastodon.account(), BLUESKY: bluesky.profile()}
PAGES = {
    X: x.Service(TOKEN).timeline("100", {"max_results": "5", "expansions": "author_id"})[1],
    MASTODON: mastodon.Service().timeline(Asked("/api/v1/accounts/111000000000000001/statuses", {}, {}), "")[
        1
    ][:4],
    BLUESKY: bluesky.Service().feed({"actor": bluesky.ANN, "limit": 4})[1],
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.platform)
def test_whatever_is_said_of_an_account(case):
    assert service(case, ACCOUNTS[case]).account(None).n_posts > 0

    @given(mutations(ACCOUNTS[case]))
    def check(value):
        with suppress(FetchError):
            account = service(case, value).account(None)
            assert isinstance(account, Account)
            assert isinstance(account.account_id, str)
            assert account.n_posts is None or account.n_posts >= 0
            json.dumps(account.record)

    check()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.platform)
def test_whatever_stands_on_a_page(case):
    assert len(service(case, PAGES[case]).page("100", None, None, 10).posts) >= 4

    @given(mutations(PAGES[case]), st.sampled_from([None, "7", "2024-01-01T01:00:00+00:00"]))
    def check(value, since):
        if case is X and since and not since.isdigit():
            since = None
        with suppress(FetchError, CursorError):
            page = service(case, value).page("100", None, since, 10)
            assert isinstance(page, Page)
            assert all(isinstance(post, dict) for post in page.posts)
            assert isinstance(page.cursor, str | None)
            assert isinstance(page.newest, str | None)

    check()
