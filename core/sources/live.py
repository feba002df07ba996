"""The engine of live timelines: an account, then its pages newest first, down to a cap.

A service (:mod:`~core.sources.live_x`, :mod:`~core.sources.live_mastodon`,
:mod:`~core.sources.live_bluesky`) knows how to ask; this module knows what to ask next, when it is
enough, and what of it belongs to the account. What arrives goes into a draft on disk first
(:mod:`core.sources.live_draft`) and becomes posts when it is imported.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from core.errors import ServiceError
from core.model import Refusal
from core.sources.live_draft import Draft, Page, Reach
from core.sources.live_wire import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from core.model import Batch
    from core.sources.live_line import Answer
    from core.sources.live_target import Target
    from core.sources.live_wire import Wire

Json = dict[str, Any]
CAP = 3_200
"""How many posts of a timeline are fetched unless told otherwise: what X gives at most."""

_MAX_EMPTY = 10  # pages without a post in a row, after which a service is taken to be lost


class CursorError(Exception):
    """A service no longer takes a cursor that it gave; never leaves this package."""


class Credentials:
    """Tokens and passwords by name; it shows which there are, never what they are.

    >>> Credentials({"X_BEARER_TOKEN": "secret", "HOME": "/root"})
    Credentials(X_BEARER_TOKEN)
    """

    NAMES = (
        "X_BEARER_TOKEN",
        "MASTODON_ACCESS_TOKEN",
        "MASTODON_HOST",
        "BLUESKY_HANDLE",
        "BLUESKY_APP_PASSWORD",
    )

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = {name: given[name].strip() for name in self.NAMES if given.get(name, "").strip()}

    def __repr__(self) -> str:
        """Name what there is."""
        return f"Credentials({', '.join(self._given)})"

    def get(self, name: str) -> str | None:
        """Give a credential, or None."""
        return self._given.get(name)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as a service describes it.

    ``n_posts`` is how many posts the service counts, None where it does not say; ``note`` is what
    an analyst must know of it (that it has moved), else None.
    """

    account_id: str
    record: Json = field(repr=False)
    n_posts: int | None = None
    note: str | None = None


class Service(Protocol):
    """One service, connected for one target."""

    page_posts: int
    """How many posts a page holds at most."""

    def account(self, known_id: str | None) -> Account:
        """Look the target up; ``known_id`` is the id that the workspace knows for its handle.

        Raises
        ------
        MissingError, RenamedError, SuspendedError, ProtectedError
            If there is nothing to fetch, and why.
        CredentialError
            If a token is missing or refused.
        """

    def page(self, account_id: str, cursor: str | None, since: str | None, n_posts: int) -> Page:
        """Give the page at a cursor (None: the newest), as far as it is newer than ``since``.

        Raises
        ------
        CursorError
            If the service does not take the cursor.
        """


class Module(Protocol):
    """What the module of a service offers."""

    NAME: str
    """The name under which an import report lists it (``live_x``)."""

    def check(self, credentials: Credentials, /) -> None:
        """Do nothing where the service can be asked with these credentials.

        Raises
        ------
        CredentialError
            If it answers nobody without a token, and there is none.
        """

    def host(self, target: Target, credentials: Credentials, /) -> str:
        """Name the server that is asked first."""

    def connect(
        self, target: Target, wire: Wire, credentials: Credentials, endpoint: str | None, /
    ) -> Service:
        """Connect for one target; ``endpoint`` is asked instead of the service's own address.

        Raises
        ------
        CredentialError
            If it answers nobody without a token, and there is none.
        """

    def is_final(self, answer: Answer, /) -> bool:
        """Tell a refusal for asking too much that no waiting will change."""

    def batch_of(
        self, target: Target, record: Json, page: Page, place: str, fetched_at: datetime, /
    ) -> Batch:
        """Turn account and page into a batch, as the reader of saved answers does."""


def module_of(target: Target) -> Module:
    """Give the module that speaks with a target's service."""
    module: Module = importlib.import_module(f"core.sources.live_{target.platform}")
    return module


def pages(
    service: Service,
    draft: Draft,
    *,
    cap: int,
    now: Callable[[], datetime],
    cancelled: Callable[[], bool],
) -> Iterator[Page]:
    """Ask for page after page until the cap, the end, or the newest post of an earlier fetch.

    Each page is in the draft, on disk, before it is given. A draft whose cursor the service does not
    take any more begins anew.

    Raises
    ------
    CancelledError
        If the analyst stopped it.
    FetchError
        If the service cannot go on; the draft keeps what had arrived.
    """
    empty = 0
    resumed = draft.resumed
    while not draft.is_finished(cap):
        check(cancelled)
        cursor = draft.cursor
        since = draft.base.newest if draft.base else None
        try:
            page = service.page(draft.account_id, cursor, since, min(service.page_posts, cap - draft.n_posts))
        except CursorError as error:
            if not resumed:
                message = "the service does not go on from where it stopped; fetch again later"
                raise ServiceError(message) from error
            draft.begin(draft.account, draft.account_id, draft.base)
            resumed = False
            continue
        empty = 0 if page.posts else empty + 1
        if empty > _MAX_EMPTY or (page.cursor is not None and page.cursor == cursor):
            message = (
                f"the service names further pages but sends no further posts, after {draft.n_posts:,} posts"
            )
            raise ServiceError(message)
        draft.add(page, now())
        yield page


def reach(draft: Draft, cap: int, key: str, post_id: str | None) -> Reach | None:
    """Say how far a finished fetch reached, or None where a later one has nothing to go on from.

    Parameters
    ----------
    key : str
        The key of the profile.
    post_id : str or None
        The id of the newest post as it was stored.
    """
    base = draft.base
    if draft.newest is None or post_id is None:
        return base
    is_whole = draft.cursor is None and draft.n_posts <= cap
    depth = cap if not is_whole else base.depth if base else None
    return Reach(key, draft.newest, post_id, depth)


def own(batch: Batch, key: str, file: str, place: str) -> Batch:
    """Keep the posts of one profile; others, which a server may have slipped in, are refused.

    Who else the batch knows of stays out too: a server speaks for its own accounts only.
    """
    mine = pc.equal(batch.posts.column("profile"), key)
    n_foreign = batch.posts.num_rows - (pc.sum(mine).as_py() or 0)
    refusals = [Refusal(file, place, "it is a post of another account")] * n_foreign
    return replace(
        batch,
        posts=batch.posts.filter(mine),
        profiles=batch.profiles.filter(pc.equal(batch.profiles.column("key"), key)),
        refusals=(*batch.refusals, *refusals),
    )


def key_of(batch: Batch) -> str:
    """Give the key of the account that a batch of no posts describes.

    Raises
    ------
    ServiceError
        If it describes none.
    """
    if batch.profiles.num_rows != 1:
        message = "the service describes the account in a way that makes no sense; fetch again later"
        raise ServiceError(message)
    key: str = batch.profiles.column("key")[0].as_py()
    return key


def newest_id(batch: Batch) -> tuple[datetime, str] | None:
    """Give time and id of the newest post of a batch that has an id."""
    named = batch.posts.filter(pc.is_valid(batch.posts.column("post_id")))
    if named.num_rows == 0:
        return None
    row = named.take(pa.array([pc.index(named["time"], pc.max(named["time"])).as_py()]))
    return row["time"][0].as_py(), row["post_id"][0].as_py()
