"""Keys of users: who is meant, whatever the source knew about them.

A key is ``platform:id`` where the platform's id is known and ``platform:@handle``
(case-folded) where it is not (METHODS 2). :mod:`core.identities` later unifies the two.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.model import Profile

DEFAULT_PLATFORM = "x"
LONGEST_NAME = 256  # of a user; longer is a shifted column or an attack


def clean_handle(handle: str) -> str:
    """Strip a handle of its ``@``, of blanks and of control characters.

    Case is kept, for display. Bidirectional controls are removed: a handle that holds them
    could reorder the text around it.

    >>> clean_handle(" @Harbor_Notes ")
    'Harbor_Notes'
    """
    if handle.isascii() and handle.isprintable():
        return handle.replace(" ", "").lstrip("@")
    kept = (
        c
        for c in handle
        if not c.isspace() and (unicodedata.category(c) not in {"Cc", "Cf"} or c == "\u200d")
    )
    return "".join(kept).lstrip("@")


def user_key(platform: str, user_id: str | None = None, handle: str | None = None) -> str | None:
    """Give the key of a user, or None where neither id nor handle says who it is.

    A name without end says it of nobody; an id that begins with ``@`` is a handle.

    >>> user_key("x", "813286", "BarackObama"), user_key("x", None, "@BarackObama")
    ('x:813286', 'x:@barackobama')
    """
    if user_id and user_id.startswith("@"):
        user_id, handle = None, handle or user_id
    if user_id and len(user_id) <= LONGEST_NAME:
        return f"{platform}:{user_id}"
    name = clean_handle(handle) if handle and len(handle) <= LONGEST_NAME else ""
    return f"{platform}:@{name.casefold()}" if name else None


def split_key(key: str) -> tuple[str, str | None, str | None]:
    """Take a key apart into platform, id and handle; one of the last two is None.

    >>> split_key("x:@barackobama")
    ('x', None, 'barackobama')
    """
    platform, _, rest = key.partition(":")
    return (platform, None, rest[1:]) if rest.startswith("@") else (platform, rest, None)


def is_handle_key(key: str) -> bool:
    """Tell whether a key rests on a handle, because no id was known.

    >>> is_handle_key("x:@a"), is_handle_key("x:1")
    (True, False)
    """
    return ":@" in key and key.partition(":")[2].startswith("@")


def own_keys(profile: Profile) -> frozenset[str]:
    """Give the keys by which a post may name the profile itself.

    >>> from core.model import Profile
    >>> sorted(own_keys(Profile("x:1", "x", handle="Ann")))
    ['x:1', 'x:@ann']
    """
    handle = f"{profile.platform}:@{profile.handle.casefold()}" if profile.handle else None
    return frozenset(key for key in (profile.key, profile.account, handle) if key)
