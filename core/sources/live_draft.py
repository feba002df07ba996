"""What has arrived of a timeline, page by page on disk, until all of it is in the workspace.

A fetch that was stopped, killed or broken off goes on where its draft ends, whether or not what had
arrived was imported meanwhile: importing it again changes nothing. One JSON line tells whom it is
about, then there is one a page, as the service sent it. A line is on disk before the next page is
asked for; one that was cut off is dropped, so its page is asked for again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import orjson

from core.errors import WorkspaceBusyError, WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Json = dict[str, Any]
FOLDER = "fetching"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Page:
    """A page of posts as a service sent it, newest first.

    ``beside`` holds what stands beside the posts; ``cursor`` asks for the next page (None: this was
    the last); ``newest`` is the service's mark of the newest post, from which a later fetch goes on.
    """

    posts: list[Json]
    cursor: str | None
    newest: str | None = None
    beside: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a finished fetch reached: the ground on which a later one asks only for newer posts.

    ``profile`` is the key under which the posts are stored, ``newest`` the service's mark of the
    newest post, ``post_id`` the id of the newest as stored; ``depth`` counts the posts that were asked
    for down from there, None for all there are.
    """

    profile: str
    newest: str
    post_id: str
    depth: int | None

    @property
    def text(self) -> str:
        """Write it on one line."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Read what :attr:`text` wrote; None where it is something else.

        >>> Reach.of(Reach("x:1", "9", "9", None).text), Reach.of("a=b|UTC")
        (Reach(profile='x:1', newest='9', post_id='9', depth=None), None)
        """
        try:
            return cls(**orjson.loads(text))
        except (orjson.JSONDecodeError, TypeError):
            return None


def _shallow(page: Page) -> Json:
    """Give a page as a record; its posts are not copied."""
    return {part.name: getattr(page, part.name) for part in fields(page)}


class Draft:
    """The draft of one target; :func:`drafting` opens it.

    Attributes
    ----------
    account : dict
        The account as the service described it; empty before :meth:`begin`.
    account_id : str
        Its id at the service.
    base : Reach or None
        From where the fetch goes up; None: it asks for everything.
    cursor : str or None
        What the last page named as the next.
    n_posts, n_pages : int
        What has arrived.
    newest : str or None
        The service's mark of the newest post that has arrived.
    resumed : bool
        Whether pages were there when it was opened.
    """

    def __init__(self, file: Any, path: Path) -> None:
        self._file, self._path = file, path
        self._clear()
        self._load()
        self.resumed = self.n_pages > 0

    def _clear(self) -> None:
        self.account: Json = {}
        self.account_id = ""
        self.base: Reach | None = None
        self.cursor: str | None = None
        self.newest: str | None = None
        self.n_posts = self.n_pages = 0

    def _load(self) -> None:
        whole = 0
        for line in self._lines():
            try:
                self._take(orjson.loads(line))
            except (orjson.JSONDecodeError, KeyError, TypeError):
                break
            whole += len(line)
        self._file.truncate(whole)
        self._file.seek(whole)

    def _lines(self) -> Iterator[bytes]:
        self._file.seek(0)
        return (line for line in iter(self._file.readline, b"") if line.endswith(b"\n"))

    def _take(self, record: Json) -> None:
        if "format" in record:
            if record["format"] != _FORMAT:
                raise KeyError
            self._clear()
            self.account, self.account_id = record["account"], record["id"]
            self.base = Reach(**record["base"]) if record["base"] else None
        else:
            page = Page(**record["page"])
            self.n_posts += len(page.posts)
            self.n_pages += 1
            self.cursor = page.cursor
            self.newest = self.newest or page.newest

    def _write(self, record: Json) -> None:
        try:
            self._file.write(orjson.dumps(record) + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            message = (
                f"cannot write to {self._path.parent} ({error.strerror}); what had arrived before is kept"
            )
            raise WorkspaceError(message) from error
        self._take(record)

    def begin(self, account: Json, account_id: str, base: Reach | None) -> None:
        """Begin anew: forget what had arrived."""
        self._file.seek(0)
        self._file.truncate()
        self.resumed = False
        record = {"format": _FORMAT, "id": account_id, "account": account}
        self._write({**record, "base": asdict(base) if base else None})

    def add(self, page: Page, now: datetime) -> None:
        """Keep a page, for good."""
        self._write({"fetched_at": now.isoformat(), "page": _shallow(page)})

    def pages(self) -> Iterator[tuple[Page, datetime]]:
        """Give all pages, and when each came."""
        for line in self._lines():
            record = orjson.loads(line)
            if "page" in record:
                yield Page(**record["page"]), datetime.fromisoformat(record["fetched_at"])

    def discard(self) -> None:
        """Remove the draft: its fetch is finished, and imported."""
        self._path.unlink(missing_ok=True)

    def is_finished(self, cap: int) -> bool:
        """Tell whether nothing is left to ask for."""
        return self.n_pages > 0 and (self.cursor is None or self.n_posts >= cap)


def path_of(folder: Path, target: str) -> Path:
    """Give the file of a target's draft, in any case of its letters."""
    name = hashlib.blake2b(target.casefold().encode(), digest_size=12).hexdigest()
    return folder / FOLDER / f"{target.partition(':')[0]}-{name}.jsonl"


@contextmanager
def drafting(folder: Path, target: str) -> Iterator[Draft]:
    """Open the draft of a target, as it is or empty, and keep other processes from it.

    Raises
    ------
    WorkspaceBusyError
        If another process is fetching this target.
    WorkspaceError
        If the folder cannot be written to.
    """
    path = path_of(folder, target)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    except OSError as error:
        message = f"cannot write to {path.parent} ({error.strerror}); choose another folder"
        raise WorkspaceError(message) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_gone = os.fstat(file.fileno()).st_nlink == 0
        except OSError:
            is_gone = True
        if is_gone:  # held by another process, or removed by it a moment ago
            message = f"{target} is being fetched by another process; wait until it is done"
            raise WorkspaceBusyError(message)
        draft = Draft(file, path)
        try:
            yield draft
        finally:
            if draft.n_pages == 0:
                draft.discard()
