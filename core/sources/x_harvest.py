"""What a reader brings in: posts, profiles and refusals, gathered row by row into batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from core import schema
from core.errors import FormatError
from core.keys import user_key
from core.model import Refusal
from core.sources.documents import documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from core.model import Batch, Post, Profile
    from core.sources.documents import Document
    from core.sources.entries import Entry

PLATFORM = "x"
BATCH_ROWS = 2_000


def place_of(place: str, number: int, what: str = "post") -> str:
    """Name an element of a document (``line 2, post 7``)."""
    return f"{place}, {what} {number}" if place else f"{what} {number}"


class Harvest:
    """What has been read of one file since the last batch.

    A reader adds one to ``n_rows`` for every row it looks at, kept or refused.
    """

    def __init__(self, file: str, platform: str = PLATFORM) -> None:
        self.file, self.platform = file, platform
        self.total_rows = 0
        self._set_aside: dict[str, str] = {}
        self._clear()

    def _clear(self) -> None:
        self.n_rows = 0
        self.posts: list[Post] = []
        self.refusals: list[Refusal] = []
        self._profiles: dict[str, Profile] = {}
        self._identities: set[tuple[str, str, str]] = set()

    def user(self, user_id: str | None, handle: str | None) -> str | None:
        """Give the key of a user, and remember that its id and handle belong together."""
        if user_id and handle:
            self._identities.add((self.platform, user_id, handle))
        return user_key(self.platform, user_id, handle)

    def add_profile(self, profile: Profile) -> None:
        """Keep what is known of a profile; a later record says more unless it knows no handle."""
        if profile.handle or profile.key not in self._profiles:
            self._profiles[profile.key] = profile

    def knows_profile(self, key: str, fetched_at: datetime | None) -> bool:
        """Tell whether this batch already has what was known of a profile at that very moment."""
        known = self._profiles.get(key) if fetched_at else None
        return known is not None and known.handle is not None and known.fetched_at == fetched_at

    def refuse(self, place: str, reason: str) -> None:
        """Refuse one row that was counted already."""
        self.refusals.append(Refusal(self.file, place or "the whole file", reason))

    def set_aside(self, place: str, what: str) -> None:
        """Note that the file holds something that is neither post nor profile."""
        self._set_aside.setdefault(what, place)

    def take(self) -> Batch:
        """Give what was read as a batch, and start the next."""
        batch = schema.batch(
            self.posts, list(self._profiles.values()), self._identities, self.refusals, self.n_rows
        )
        self.total_rows += self.n_rows
        self._clear()
        return batch

    def close(self) -> None:
        """Say what the file holds instead of posts.

        Raises
        ------
        FormatError
            If it holds nothing else.
        """
        if self._set_aside and not self.total_rows and not self.n_rows:
            message = (
                f"{self.file} holds no posts: it is a file of {' and '.join(self._set_aside)}; import a file "
                "of posts instead (docs/FORMATS.md says how to obtain one)"
            )
            raise FormatError(message)
        for what, place in self._set_aside.items():
            self.n_rows += 1
            self.refuse(place, f"from here on there are {what}, which are no posts")


AnyHarvest = TypeVar("AnyHarvest", bound=Harvest)


def harvested(
    entry: Entry,
    walk: Callable[[Harvest, Document], Iterator[None]],
    found: Iterable[Document | Refusal] | None = None,
) -> Iterator[Batch]:
    """Read an entry of X in batches, as :func:`brought_in` does."""
    yield from brought_in(Harvest(entry.name), entry, walk, found)


def brought_in(
    harvest: AnyHarvest,
    entry: Entry,
    walk: Callable[[AnyHarvest, Document], Iterator[None]],
    found: Iterable[Document | Refusal] | None = None,
) -> Iterator[Batch]:
    """Read an entry in batches: ``walk`` takes a document into the harvest and stops after each row.

    Parameters
    ----------
    found : iterable
        The entry's documents, where they are not JSON or the reader has had to read them already.

    Raises
    ------
    FormatError
        If the file is empty, or holds only what is neither post nor profile.
    """
    for document in documents(entry) if found is None else found:
        if isinstance(document, Refusal):
            harvest.n_rows += 1
            harvest.refusals.append(document)
        else:
            for _ in walk(harvest, document):
                if harvest.n_rows >= BATCH_ROWS:
                    yield harvest.take()
        if harvest.n_rows >= BATCH_ROWS:
            yield harvest.take()
    harvest.close()
    yield harvest.take()
