"""X, live: the API v2 through tweepy. It answers nobody without a bearer token.

The API gives the newest 3,200 posts of an account, replies and reposts included, 100 a page. Reposts
and quoted posts are asked for in full, so that their authors and texts are known. A later fetch asks
with ``since_id``.
"""

from __future__ import annotations

import logging
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
from core.sources.live import Account, CursorError
from core.sources.live_client import session_over
from core.sources.live_draft import Page
from core.sources.x_field import as_dict, count_of, dicts, handle_of, id_of
from core.sources.x_harvest import Harvest, place_of
from core.sources.x_tweet import add_tweet, add_user, page_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import tweepy

    from core.model import Batch
    from core.sources.live import Credentials
    from core.sources.live_line import Answer
    from core.sources.live_target import Target
    from core.sources.live_wire import Wire

Json = dict[str, Any]
NAME = "live_x"
TOKEN = "X_BEARER_TOKEN"  # noqa: S105 — the name of the variable

_HOST = "api.x.com"
_BUILT_IN = "https://api.twitter.com"  # in tweepy
_USER_FIELDS = "created_at,description,name,protected,public_metrics,username"
_POST_FIELDS = (
    "attachments,author_id,created_at,entities,in_reply_to_user_id,lang,note_tweet,public_metrics,"
    "referenced_tweets,source"
)
_EXPANSIONS = "author_id,in_reply_to_user_id,referenced_tweets.id,referenced_tweets.id.author_id"
_FEWEST, _MOST = 5, 100  # posts a page, as the API allows
_SUSPENDED = "suspended"
_NOT_AUTHORISED = "not-authorized-for-resource"
_STRANGE = (ServiceError, "X gives an answer about {target} that makes no sense; fetch again later")
# By tweepy's errors.
_REFUSALS: dict[str, tuple[type[FetchError], str]] = {
    "BadRequest": (ServiceError, "X does not understand the question for {target}"),
    "Unauthorized": (CredentialError, f"X refuses the bearer token; renew {TOKEN} at developer.x.com"),
    "Forbidden": (
        CredentialError,
        f"X does not let this {TOKEN} read timelines; its plan or its project may not include them",
    ),
    "TooManyRequests": (
        ServiceError,
        f"the month's allowance of this {TOKEN} is used up; fetch again when X renews it",
    ),
}


def is_final(answer: Answer) -> bool:
    """Tell that the month's allowance is used up, which no waiting changes."""
    return b"UsageCapExceeded" in answer.body or b"usage-capped" in answer.body


def check(credentials: Credentials) -> None:
    """See that there is a bearer token.

    Raises
    ------
    CredentialError
        If there is none.
    """
    _token(credentials)


def _token(credentials: Credentials) -> str:
    token = credentials.get(TOKEN)
    if token is None:
        message = f"X answers only with a bearer token: set {TOKEN}, from developer.x.com"
        raise CredentialError(message)
    return token


def host(target: Target, credentials: Credentials) -> str:  # noqa: ARG001 — the same for everybody
    """Name the server that is asked."""
    return _HOST


def connect(target: Target, wire: Wire, credentials: Credentials, endpoint: str | None) -> XService:
    """Connect to X.

    Raises
    ------
    CredentialError
        If there is no bearer token.
    """
    address = endpoint or f"https://{host(target, credentials)}"
    wire.trust_with(_token(credentials), address, TOKEN)
    return XService(target, wire, address)


def batch_of(target: Target, record: Json, page: Page, place: str, fetched_at: datetime) -> Batch:
    """Read account and posts as the reader of saved answers does."""
    harvest = Harvest(str(target))
    beside = page_of(harvest, page.beside, fetched_at)
    add_user(harvest, "account", record, beside)
    harvest.n_rows -= 1  # the rows of a fetch are its posts
    for number, post in enumerate(page.posts, 1):
        add_tweet(harvest, place_of(place, number), post, beside)
    return harvest.take()


class XService:
    """One account of X."""

    page_posts = _MOST

    def __init__(self, target: Target, wire: Wire, address: str) -> None:
        self._target = target
        self._session = session_over(wire, {_BUILT_IN: address})
        self._made: tweepy.Client | None = None

    @property
    def _client(self) -> tweepy.Client:
        if self._made is None:
            import tweepy  # noqa: PLC0415 — only who fetches from X pays for it

            # at DEBUG it logs whole answers, and texts of posts belong into no log
            logging.getLogger("tweepy.client").setLevel(logging.INFO)
            self._made = tweepy.Client(return_type=dict)
            self._made.session.close()
            self._made.session = self._session
        return self._made

    def account(self, known_id: str | None) -> Account:
        """Look the account up by its handle, and by its id where the handle is gone."""
        answer = self._asked(
            lambda client: client.get_user(username=self._target.handle, user_fields=_USER_FIELDS)
        )
        user = as_dict(answer.get("data"))
        if not user:
            raise self._absent(answer, known_id)
        if user.get("protected") is True:
            message = f"{self._target} is protected: X shows its posts to its followers only"
            raise ProtectedError(message)
        account_id = id_of(user.get("id"))
        if account_id is None:
            message = f"X names no account for {self._target}; fetch again later"
            raise ServiceError(message)
        n_posts = count_of(as_dict(user.get("public_metrics")).get("tweet_count"))
        return Account(account_id, user, n_posts)

    def _absent(self, answer: Json, known_id: str | None) -> FetchError:
        said = " ".join(str(error.get("detail")) for error in dicts(answer.get("errors")))
        if _SUSPENDED in said:
            return SuspendedError(f"{self._target} is suspended: X shows none of its posts")
        if known_id is not None:
            found = self._asked(lambda client: client.get_user(id=known_id, user_fields=_USER_FIELDS))
            handle = handle_of(as_dict(found.get("data")).get("username"))
            if handle and handle.casefold() != self._target.handle.casefold():
                return RenamedError(f"{self._target} is called @{handle} now; fetch x:{handle}")
        return MissingError(f"X has no account called @{self._target.handle}; check how it is written")

    def page(self, account_id: str, cursor: str | None, since: str | None, n_posts: int) -> Page:
        """Give a page; the cursor is X's own ``next_token``."""
        answer = self._asked(
            lambda client: client.get_users_tweets(
                account_id,
                max_results=min(_MOST, max(_FEWEST, n_posts)),
                pagination_token=cursor,
                since_id=since,
                tweet_fields=_POST_FIELDS,
                user_fields=_USER_FIELDS,
                expansions=_EXPANSIONS,
            ),
            cursor,
        )
        meta = as_dict(answer.get("meta"))
        errors = dicts(answer.get("errors"))
        if "data" not in answer and "result_count" not in meta:
            if any(_NOT_AUTHORISED in str(error.get("type")) for error in errors):
                message = f"{self._target} is protected: X shows its posts to its followers only"
                raise ProtectedError(message)
            message = f"X sends no posts of {self._target} and does not say why; fetch again later"
            raise ServiceError(message)
        token = meta.get("next_token")
        return Page(
            posts=dicts(answer.get("data")),
            cursor=token if isinstance(token, str) else None,
            newest=id_of(meta.get("newest_id")),
            beside=as_dict(answer.get("includes")),
        )

    def _asked(self, ask: Callable[[tweepy.Client], Any], cursor: str | None = None) -> Json:
        """Ask through tweepy; say its refusals in our words, which hold nothing of what was sent."""
        client = self._client
        try:
            return as_dict(ask(client))
        except DoppelscopeError:
            raise
        except Exception as error:  # noqa: BLE001 — whatever tweepy makes of a strange answer
            refusal = self._refusal(error, is_first=cursor is None)
        if refusal is None:
            return {}
        raise refusal  # out here, so that it does not carry tweepy's own along

    def _refusal(self, error: Exception, *, is_first: bool) -> Exception | None:
        name = type(error).__name__
        if name == "NotFound":
            return None
        if name == "BadRequest" and not is_first:
            return CursorError()
        kind, said = _REFUSALS.get(name, _STRANGE)
        return kind(said.format(target=self._target))
