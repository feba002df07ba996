"""Who posted each row of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.keys import DEFAULT_PLATFORM, clean_handle, user_key
from core.model import Profile

if TYPE_CHECKING:
    from core.sources.cell import Cells

NO_AUTHOR = "it names no author"
ROUNDED = "its author's id was rounded by a spreadsheet; export ids as text"
TOO_LONG = "its author's name is longer than any platform allows"
_MAX_NAME = 256  # of a key; longer is a shifted column or an attack
_SAME_PLATFORM = {"twitter": "x", "twitter.com": "x", "x.com": "x"}
_NOT_IN_PLATFORM = re.compile(r"[^\w.-]")
# An id of fewer digits is taken for a handle where a cell may hold either.
_ID_DIGITS = 5


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


def named_user(platform: str, value: str | None) -> str | None:
    """Give the key of a user named in a cell: an id where it is a number, else a handle.

    >>> named_user("x", "813286"), named_user("x", "@Ann"), named_user("x", "")
    ('x:813286', 'x:@ann', None)
    """
    if not value:
        return None
    is_id = len(value) >= _ID_DIGITS and value.isascii() and value.isdecimal()
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
