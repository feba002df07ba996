"""The three services side by side: what every test of a fetch is run with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.live import bluesky, mastodon, x

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Case:
    """One service.

    ``target`` is fetched and stored under ``key``; ``path`` ends what a page is asked for by and
    ``lookup`` what the account is; ``held`` gives the posts that the server has, newest first,
    ``make`` the n-th of them, ``saved`` all of them as a client saves them to a file; ``bob`` is whom
    some of them name.
    """

    target: str
    key: str
    path: str
    lookup: str
    page: int
    held: Callable
    make: Callable
    who: str
    saved: Callable
    bob: str

    @property
    def platform(self):
        return self.target.partition(":")[0]


X = Case(
    target="x:ann",
    key="x:100",
    path="/tweets",
    lookup="/2/users/by/username/ann",
    page=100,
    held=lambda server: server.x.posts["100"],
    make=x.post,
    who="X",
    saved=lambda server: server.x.timeline("100", {"max_results": "100", "expansions": "author_id"})[1],
    bob="x:200",
)
MASTODON = Case(
    target="mastodon:ann@fedi.example",
    key="mastodon:@ann@fedi.example",
    path="/statuses",
    lookup="/api/v1/accounts/lookup",
    page=40,
    held=lambda server: server.mastodon.statuses["111000000000000001"],
    make=mastodon.status,
    who="fedi.example",
    saved=lambda server: server.mastodon.statuses["111000000000000001"],
    bob="mastodon:@bob@far.example",
)
BLUESKY = Case(
    target="bluesky:ann.example",
    key=f"bluesky:{bluesky.ANN}",
    path="/xrpc/app.bsky.feed.getAuthorFeed",
    lookup="/xrpc/app.bsky.actor.getProfile",
    page=100,
    held=lambda server: server.bluesky.feeds[bluesky.ANN],
    make=bluesky.item,
    who="Bluesky",
    saved=lambda server: {"feed": server.bluesky.feeds[bluesky.ANN]},
    bob=f"bluesky:{bluesky.BOB}",
)
CASES = [X, MASTODON, BLUESKY]
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.platform)


def n_pages(case, n_posts):
    """Count the pages on which so many posts stand."""
    return -(-n_posts // case.page)
