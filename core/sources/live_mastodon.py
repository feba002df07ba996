"""Mastodon, live: the API of the account's own server through Mastodon.py. Public posts need no account.

A server gives 40 posts a page, reposts included. A later fetch asks with ``since_id``. A token, where
there is one, goes to the server named by ``MASTODON_HOST`` only: targets are typed by users, and none
of them may collect it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from core.errors import (
    AddressError,
    CredentialError,
    DoppelscopeError,
    FetchError,
    MissingError,
    ProtectedError,
    RenamedError,
    ServiceError,
    SuspendedError,
)
from core.sources.address import public_name
from core.sources.live import Account
from core.sources.live_client import session_over
from core.sources.live_draft import Page
from core.sources.live_saved import as_saved
from core.sources.live_target import parse
from core.sources.x_field import as_dict, count_of, dicts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import requests
    from mastodon import Mastodon

    from core.model import Batch
    from core.sources.live import Credentials
    from core.sources.live_line import Answer
    from core.sources.live_target import Target
    from core.sources.live_wire import Wire

Json = dict[str, Any]
NAME = "live_mastodon"
TOKEN, TOKEN_HOST = "MASTODON_ACCESS_TOKEN", "MASTODON_HOST"

_MOST = 40  # posts a page
_CLOSED, _UNKNOWN, _GONE = (401, 403), 404, 410


def is_final(answer: Answer) -> bool:  # noqa: ARG001 — a server's limits all pass
    """Tell that no waiting will help: never."""
    return False


def check(credentials: Credentials) -> None:
    """Find nothing missing: public posts need no account."""


def host(target: Target, credentials: Credentials) -> str:  # noqa: ARG001 — the same for everybody
    """Name the account's own server, which is asked."""
    return target.host or ""


def connect(target: Target, wire: Wire, credentials: Credentials, endpoint: str | None) -> MastodonService:
    """Connect to the server of an account.

    Raises
    ------
    CredentialError
        If the token meant for this server cannot be one, or its server is none.
    """
    address = endpoint or f"https://{host(target, credentials)}"
    token, home = credentials.get(TOKEN), credentials.get(TOKEN_HOST)
    if token and home and _home(home) == target.host:
        wire.trust_with(token, address, TOKEN)
    return MastodonService(target, wire, address)


def _home(named: str) -> str:
    try:
        return public_name(named)
    except AddressError as error:
        message = f"{TOKEN_HOST} must be the name of a server alone, such as mastodon.social"
        raise CredentialError(message) from error


def batch_of(target: Target, record: Json, page: Page, place: str, fetched_at: datetime) -> Batch:
    """Read account and posts as the reader of saved answers does."""
    return as_saved("mastodon", target, [*page.posts, record], len(page.posts), place, fetched_at)


class MastodonService:
    """One account of one Mastodon server."""

    page_posts = _MOST

    def __init__(self, target: Target, wire: Wire, address: str) -> None:
        self._target, self._address = target, address
        self._answer: requests.Response | None = None
        self._is_locked = False
        self._session = session_over(wire)
        self._session.hooks["response"].append(self._keep)
        self._made: Mastodon | None = None

    def _keep(self, answer: requests.Response, *_: Any, **__: Any) -> requests.Response:
        """Keep what the server sent, and let Mastodon.py have an empty answer of the same kind.

        It would make objects of its own of it, fields added and times rewritten, at a seventh of a
        second a page, and stumble over a strange post.
        """
        self._answer = answer
        if not answer.ok:
            return answer
        empty = type(answer)()
        empty.status_code, empty.headers = answer.status_code, answer.headers
        empty.raw = io.BytesIO(b"[]" if answer.content.lstrip().startswith(b"[") else b"{}")
        return empty

    @property
    def _client(self) -> Mastodon:
        if self._made is None:
            from mastodon import Mastodon  # noqa: PLC0415 — only who fetches from Mastodon pays for it

            self._made = Mastodon(api_base_url=self._address, session=self._session, ratelimit_method="throw")
        return self._made

    def account(self, known_id: str | None) -> Account:  # noqa: ARG002 — Mastodon renames no account
        """Look the account up by its name."""
        target = self._target
        record = as_dict(self._asked(lambda client: client.account_lookup(target.handle)))
        account_id, n_posts = record.get("id"), count_of(record.get("statuses_count"))
        if not isinstance(account_id, str) or "@" in str(record.get("acct")):
            raise self._missing()
        if urlsplit(str(record.get("url"))).hostname not in self._asked_hosts():
            message = f"{target.host} describes an account of another server; fetch it from there"
            raise ServiceError(message)
        if record.get("suspended") is True:
            message = f"{target} is suspended: its server shows none of its posts"
            raise SuspendedError(message)
        self._is_locked = record.get("locked") is True and bool(n_posts)
        there = self._moved(record)
        if there is not None and not n_posts:
            message = f"{target} has moved to {there.address} and left no posts; fetch {there}"
            raise RenamedError(message)
        note = None if there is None else f"it has moved to {there.address}; these are its posts from before"
        return Account(account_id, record, n_posts, note)

    def _moved(self, record: Json) -> Target | None:
        """Tell where an account says that it has moved to, if that is one that can be fetched."""
        named = as_dict(record.get("moved")).get("acct")
        if not isinstance(named, str):
            return None
        try:
            return parse(f"mastodon:{named if '@' in named else f'{named}@{self._target.host}'}")
        except FetchError:
            return None

    def _asked_hosts(self) -> set[str | None]:
        """Name who may speak for the account: the server that was asked, and where it sent us."""
        url = self._answer.url if self._answer is not None else ""
        return {self._target.host, urlsplit(url).hostname}

    def page(self, account_id: str, cursor: str | None, since: str | None, n_posts: int) -> Page:
        """Give a page; the cursor is the ``max_id`` below which it begins."""
        limit = min(_MOST, n_posts)
        posts = dicts(
            self._asked(
                lambda client: client.account_statuses(account_id, max_id=cursor, since_id=since, limit=limit)
            )
        )
        if not posts and cursor is None and since is None and self._is_locked:
            message = f"{self._target} is protected: it shows its posts to its followers only"
            raise ProtectedError(message)
        return Page(posts, self._next(posts), newest=_id_of(posts[0]) if posts else None)

    def _next(self, posts: list[Json]) -> str | None:
        """Give what the server links as the next page; where it links none at all, what must be."""
        links = self._answer.links if self._answer is not None else {}
        if not posts or (links and "next" not in links):
            return None
        named = parse_qs(urlsplit(links.get("next", {}).get("url", "")).query).get("max_id")
        return named[0] if named else _id_of(posts[-1])

    def _missing(self) -> FetchError:
        target = self._target
        return MissingError(
            f"{target.host} has no account called {target.handle}, or is no Mastodon server; check how it is written"
        )

    def _asked(self, ask: Callable[[Mastodon], Any]) -> Any:
        """Ask through Mastodon.py; say refusals in our words, which hold nothing of what was sent."""
        self._answer, client = None, self._client
        refusal: DoppelscopeError | None = None
        try:
            ask(client)
        except DoppelscopeError:
            raise
        except Exception as error:  # noqa: BLE001 — whatever the library makes of a strange answer
            # it wraps what comes from below, be it ours, in an error of its own
            cause = error.__context__
            refusal = cause if isinstance(cause, DoppelscopeError) else self._refusal()
        if refusal is not None:
            raise refusal  # out here, so that it does not carry the library's own along
        return self._answer.json() if self._answer is not None else None

    def _refusal(self) -> FetchError:
        status, host = self._answer.status_code if self._answer is not None else 0, self._target.host
        if status in _CLOSED:
            return ProtectedError(
                f"{host} shows posts to its members only; {TOKEN} and {TOKEN_HOST}={host} let you in, if you are one"
            )
        if status == _UNKNOWN:
            return self._missing()
        if status == _GONE:
            return SuspendedError(f"{self._target} is closed: its server shows none of its posts")
        return ServiceError(
            f"{host} gives an answer about {self._target} that makes no sense; fetch again later"
        )


def _id_of(post: Json) -> str | None:
    found = post.get("id")
    return found if isinstance(found, str) else None
