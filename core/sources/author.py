"""Who posted each row of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.keys import DEFAULT_PLATFORM, clean_handle, user_key
from core.model import Profile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.sources.cell import Cells

NO_AUTHOR = "it names no author"
ROUNDED = "its author's id was rounded by a spreadsheet; export ids as text"
TOO_LONG = "its author's name is longer than any platform allows"
_MAX_NAME = 256  # of a key; longer is a shifted column or an attack
_SAME_PLATFORM = {"twitter": "x", "twitter.com": "x", "x.com": "x"}
_NOT_IN_PLATFORM = re.compile(r"[^\w.-]")
# A handle may be a number too ("@08181"), if not of many digits: so numbers are ids only where most are.
LIKE_ID = re.compile(r"[1-9][0-9]{4,}")
_NO_HANDLE_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Author:
    """The profile of a row and the id and handle seen together in it; else the reason for neither."""

    profile: Profile | None
    identity: tuple[str, str, str] | None = None
    refused: str | None = None


def platform_of(name: str | None) -> str:
    """Give the name under which keys carry a platform.

    >>> platform_of("Twitter"), platform_of(None), platform_of("Blue:Sky")
    ('x', 'x', 'bluesky')
    """
    plain = _NOT_IN_PLATFORM.sub("", name.casefold()) if name else ""
    return _SAME_PLATFORM.get(plain, plain) or DEFAULT_PLATFORM


def are_ids(values: Iterable[str | None]) -> bool:
    """Tell a column of ids by most of its distinct values being numbers.

    >>> are_ids(["813286", "12345", "3f2a"]), are_ids(["ann", "08181", "12345", None])
    (True, False)
    """
    distinct = {value for value in values if value}
    return 2 * sum(LIKE_ID.fullmatch(value) is not None for value in distinct) > len(distinct)


def named_user(platform: str, value: str | None, *, by_id: bool) -> str | None:
    """Give the key of a user named in a cell; ``by_id`` says whether numbers in its column are ids.

    >>> named_user("x", "813286", by_id=True), named_user("x", "813286", by_id=False)
    ('x:813286', 'x:@813286')
    """
    if not value:
        return None
    is_id = LIKE_ID.fullmatch(value) is not None and (by_id or len(value) >= _NO_HANDLE_DIGITS)
    return user_key(platform, value) if is_id else user_key(platform, None, value)


def authors(cells: Cells) -> list[Author]:
    """Say of each row who posted it; rows of one author share one value.

    Where the profile joins several columns it is a slice of an account, which then is its
    ``account``: two captures of one account never become one profile.
    """
    joined = cells.columns.get("profile", ())
    is_slice = len(joined) > 1
    parts = [cells.ids("profile", part) for part in range(len(joined))] or [cells.texts("profile")]
    names = ["+".join(map(str, row)) if all(row) else None for row in zip(*parts, strict=True)]
    was_id = cells.texts("user_id")
    known: dict[tuple[str | None, ...], Author] = {}
    found = []
    rows = zip(cells.texts("platform"), cells.ids("user_id"), names, parts[0], strict=True)
    for n, row in enumerate(rows):
        if row not in known:
            known[row] = _author(*row, is_slice=is_slice)
        author = known[row]
        if author.refused == NO_AUTHOR and was_id[n] and not names[n]:
            author = Author(None, refused=ROUNDED)
        found.append(author)
    return found


def _author(
    platform: str | None, user_id: str | None, name: str | None, first: str | None, *, is_slice: bool
) -> Author:
    platform = platform_of(platform)
    if user_id and user_id.startswith("@"):
        user_id, name, first = None, name or user_id, first or user_id
    user_id = clean_handle(user_id) if user_id else None
    handle = clean_handle(name) if name else None
    if len(handle or "") > _MAX_NAME or len(user_id or "") > _MAX_NAME:
        return Author(None, refused=TOO_LONG)
    identity = (platform, user_id, first) if user_id and first else None
    if not is_slice:
        key = user_key(platform, user_id, handle)
        profile = Profile(key, platform, user_id or None, handle or None) if key else None
        return Author(profile, identity, None if profile else NO_AUTHOR)
    key = user_key(platform, None, handle)
    if key is None:
        return Author(None, refused=NO_AUTHOR)
    account = user_key(platform, user_id, first)
    return Author(Profile(key, platform, None, handle, account=account), identity)
