"""Bluesky, live: the public AppView through atproto. No account is needed.

A feed gives 100 posts a page, reposts and replies included. It cannot be asked for newer posts only, so
a later fetch reads from the top down to the time of the newest post of the fetch before; what was
dated back further than that since is not found again. With a handle and an app password the account's
own data server is asked instead, for accounts that show their posts to signed-in readers only.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.errors import (
    CredentialError,
    DoppelscopeError,
    FetchError,
    MissingError,
    ProtectedError,
    RenamedError,
    ServiceError,
    SuspendedError,
)
from core.sources.live import Account
from core.sources.live_client import transport_over
from core.sources.live_draft import Page
from core.sources.live_saved import as_saved
from core.sources.x_field import as_dict, count_of, dicts, handle_of

if TYPE_CHECKING:
    from atproto_client import Client
    from atproto_client.request import Response

    from core.model import Batch
    from core.sources.live import Credentials
    from core.sources.live_line import Answer
    from core.sources.live_target import Target
    from core.sources.live_wire import Wire

Json = dict[str, Any]
NAME = "live_bluesky"
HANDLE, PASSWORD = "BLUESKY_HANDLE", "BLUESKY_APP_PASSWORD"

_PUBLIC, _SIGNED_IN = "public.api.bsky.app", "bsky.social"
_MOST = 100  # posts a page
_HIDDEN = "!no-unauthenticated"  # an account's wish to be shown to signed-in readers only
_CLOSED = (401, 403)
_UNTIL_SIGN_IN = f"set {HANDLE} and {PASSWORD} to sign in"
_REFUSALS: dict[str, tuple[type[FetchError], str]] = {
    "AccountTakedown": (SuspendedError, "is suspended: Bluesky shows none of its posts"),
    "AccountDeactivated": (MissingError, "was deactivated by its owner"),
    "BlockedActor": (ProtectedError, f"is blocked by your own account; unset {HANDLE} to read it signed out"),
    "BlockedByActor": (ProtectedError, f"blocks your own account; unset {HANDLE} to read it signed out"),
}


def is_final(answer: Answer) -> bool:  # noqa: ARG001 — the limits of Bluesky all pass
    """Tell that no waiting will help: never."""
    return False


def check(credentials: Credentials) -> None:
    """Find nothing missing: public posts need no account."""


def host(target: Target, credentials: Credentials) -> str:  # noqa: ARG001 — the same for every account
    """Name the server that is asked first; who signs in is sent on to their account's own."""
    return _SIGNED_IN if _login(credentials) else _PUBLIC


def _login(credentials: Credentials) -> tuple[str, str] | None:
    handle, password = credentials.get(HANDLE), credentials.get(PASSWORD)
    return (handle, password) if handle and password else None


def connect(target: Target, wire: Wire, credentials: Credentials, endpoint: str | None) -> BlueskyService:
    """Connect to Bluesky; it signs in, where it does, with the first question."""
    address = endpoint or f"https://{host(target, credentials)}"
    return BlueskyService(target, wire, address, _login(credentials))


def batch_of(target: Target, record: Json, page: Page, place: str, fetched_at: datetime) -> Batch:
    """Read account and posts as the reader of saved answers does."""
    answers = [{"feed": page.posts}, record]
    return as_saved("bluesky", target, answers, len(page.posts), place, fetched_at)


class BlueskyService:
    """One account of Bluesky."""

    page_posts = _MOST

    def __init__(self, target: Target, wire: Wire, address: str, login: tuple[str, str] | None) -> None:
        self._target, self._wire, self._login = target, wire, login
        self._address = address
        self._is_in = False
        self._made: Client | None = None

    def _client(self) -> Client:
        if self._made is None:
            from atproto_client import Client  # noqa: PLC0415 — takes a second, for who needs it
            from atproto_client.request import Request  # noqa: PLC0415

            request = Request(transport=transport_over(self._wire), trust_env=False)
            self._made = Client(self._address, request=request)
        return self._made

    def account(self, known_id: str | None) -> Account:
        """Look the account up by its handle, and by its DID where the handle is gone."""
        record, error = self._profile(self._target.handle)
        if error is not None and isinstance(error, MissingError) and known_id is not None:
            found, _ = self._profile(known_id)
            handle = handle_of(found.get("handle"))
            if handle and handle.casefold() != self._target.handle.casefold():
                message = f"{self._target} is called {handle} now; fetch bluesky:{handle}"
                raise RenamedError(message)
        if error is not None:
            raise error
        did = record.get("did")
        if not isinstance(did, str):
            message = f"Bluesky names no account for {self._target}; fetch again later"
            raise ServiceError(message)
        if self._login is None and any(label.get("val") == _HIDDEN for label in dicts(record.get("labels"))):
            message = f"{self._target} is protected: it asks to be shown to signed-in readers only; {_UNTIL_SIGN_IN}"
            raise ProtectedError(message)
        return Account(did, record, count_of(record.get("postsCount")))

    def _profile(self, actor: str) -> tuple[Json, FetchError | None]:
        try:
            return self._asked("app.bsky.actor.getProfile", {"actor": actor}), None
        except (MissingError, SuspendedError) as error:
            return {}, error

    def page(self, account_id: str, cursor: str | None, since: str | None, n_posts: int) -> Page:
        """Give a page; the cursor is Bluesky's own, a time, and so is ``since``."""
        limit = min(_MOST, n_posts)
        answer = self._asked(
            "app.bsky.feed.getAuthorFeed", {"actor": account_id, "cursor": cursor, "limit": limit}
        )
        if not isinstance(answer.get("feed"), list):
            message = f"Bluesky sends no feed of {self._target} and does not say why; fetch again later"
            raise ServiceError(message)
        known = _moment(since)
        timed = [(post, _moment(_seen(post))) for post in dicts(answer["feed"])]
        news = [(post, time) for post, time in timed if known is None or time is None or time > known]
        newest = max((time for _, time in news if time is not None), default=None)
        following = answer.get("cursor")
        if timed and timed[-1] not in news:
            following = None  # from here on the feed is known
        return Page(
            posts=[post for post, _ in news],
            cursor=following if isinstance(following, str) else None,
            newest=newest.isoformat() if newest else None,
        )

    def _asked(self, method: str, params: Json) -> Json:
        """Ask through atproto; say its refusals in our words, which hold nothing of what was sent.

        The answer is taken as it came: one strange post must not cost the whole page.
        """
        from atproto_client.models.dot_dict import DotDict  # noqa: PLC0415 — takes a second

        client = self._client()
        given = DotDict({name: value for name, value in params.items() if value is not None})
        try:
            if self._login is not None and not self._is_in:
                client.login(*self._login, fetch_bsky_profile=False)
            self._is_in = True
            answer = client.invoke_query(method, params=given)
        except DoppelscopeError:
            raise
        except Exception as error:  # noqa: BLE001 — whatever atproto makes of a strange answer
            refusal = self._refusal(getattr(error, "response", None))
        else:
            return as_dict(answer.content)
        raise refusal  # out here, so that it does not carry atproto's own along

    def _refusal(self, answer: Response | None) -> FetchError:
        status, said = (answer.status_code, answer.content) if answer is not None else (0, None)
        code, words = (str(getattr(said, name, "")) for name in ("error", "message"))
        if not self._is_in and answer is not None:
            return CredentialError(f"Bluesky does not let {HANDLE} in; make a new {PASSWORD} in its settings")
        if code in _REFUSALS:
            kind, why = _REFUSALS[code]
            return kind(f"{self._target} {why}")
        if code == "InvalidRequest" and "not found" in words.casefold():
            return MissingError(
                f"Bluesky has no account called {self._target.handle}; check how it is written"
            )
        if status in _CLOSED:
            return ProtectedError(f"{self._target} is shown to signed-in readers only; {_UNTIL_SIGN_IN}")
        return ServiceError(
            f"Bluesky gives an answer about {self._target} that makes no sense; fetch again later"
        )


def _seen(post: Json) -> Any:
    """Give when Bluesky saw a post, or the repost that brings it: what its feed is sorted by, nearly."""
    return (as_dict(post.get("reason")) or as_dict(post.get("post"))).get("indexedAt")


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
