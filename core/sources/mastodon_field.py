"""Fields as Mastodon and its kin write them: handles with their server, media, what is public."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from core.keys import LONGEST_NAME, clean_handle, user_key
from core.sources.gathering import string_of
from core.sources.markup import Plain, plain_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.sources.x_field import Json

PLATFORM = "mastodon"
NOT_PUBLIC = "posts that were not public are not imported"
DIRECT = f"it is a direct message; {NOT_PUBLIC}"
FOLLOWERS_ONLY = f"it was for the author's followers only; {NOT_PUBLIC}"

_HOST = re.compile(r"https?://(?:[^/?#@]*@)?([\w.-]+(?::\d+)?)", re.IGNORECASE)
# https://a.example/users/ann, /@ann, /u/ann (Lemmy), /accounts/ann (PeerTube), /profile/ann (Friendica),
# /channel/ann (Hubzilla), each with or without one of ann's posts behind it.
_ACTOR = re.compile(
    r"https?://[\w.-]+(?::\d+)?/(?:(?:users|u|c|accounts|video-channels|profile|channel)/|@)([\w.~-]{1,100})(?=[/?#]|\Z)",
    re.IGNORECASE,
)
# The end of a file's address on every server: it carries an id and sixteen random letters.
_MEDIA = re.compile(r"(?<!cache/)\bmedia_attachments/files/[^?#]+")


class Reference(NamedTuple):
    """Another post, as far as a post says which it means; ``author`` is a key."""

    post_id: str | None
    author: str | None


def host_of(address: Any) -> str | None:
    """Give the server of an address, in lower case.

    >>> host_of("https://Social.Example/@ann"), host_of("acct:ann@social.example")
    ('social.example', None)
    """
    match = _HOST.match(address) if isinstance(address, str) else None
    return match.group(1).lower() if match else None


def full_handle(name: Any, host: str | None) -> str | None:
    """Give a handle with its server; a name that has none yet gets ``host``.

    >>> full_handle("@ann", "social.example"), full_handle("bob@b.example", None), full_handle("ann", None)
    ('ann@social.example', 'bob@b.example', None)
    """
    handle = clean_handle(name) if isinstance(name, str) and len(name) <= LONGEST_NAME else ""
    local, at, server = handle.partition("@")
    if not local or (at and not server):
        return None
    return handle if at else f"{handle}@{host}" if host else None


def handle_key(handle: str | None) -> str | None:
    """Give the key of a handle: ids are only unique on one server, a handle is everywhere.

    >>> handle_key("Ann@social.example")
    'mastodon:@ann@social.example'
    """
    return user_key(PLATFORM, None, handle)


def account_handle(account: Json) -> str | None:
    """Give the handle of an account of the API: one of the asked server itself is named without it."""
    name = account.get("acct") or account.get("username")
    return full_handle(name, host_of(account.get("url")) or host_of(account.get("uri")))


def actor_handle(address: Any) -> str | None:
    """Read the handle in the address of a user, or of one of the user's posts; None where it shows none.

    >>> actor_handle("https://a.example/users/ann/statuses/7"), actor_handle("https://a.example/notes/9x")
    ('ann@a.example', None)
    """
    match = _ACTOR.match(address) if isinstance(address, str) and len(address) <= LONGEST_NAME else None
    return full_handle(match.group(1), host_of(address)) if match else None


def media_name(address: Any, host: str | None = None) -> str | None:
    """Give a name to a media file that is the same in a server's answers and in an archive.

    >>> media_name("https://files.a.example/media_attachments/files/10/9/original/3f.png?1")
    'media_attachments/files/10/9/original/3f.png'
    >>> media_name("/pictures/1.png", "a.example"), media_name("")
    ('https://a.example/pictures/1.png', None)
    """
    if not isinstance(address, str) or not address:
        return None
    path: str = address
    if match := _MEDIA.search(path):
        return match.group()[:LONGEST_NAME]
    if path.startswith("/") and host:
        path = f"https://{host}{path}"
    return path.partition("?")[0][:LONGEST_NAME]


def post_words(content: Any, heads: tuple[Any, ...], named: Collection[str]) -> Plain | None:
    """Read a post: its warning or title first, as the reader meets them; None where it has no text field."""
    if not isinstance(content, str):
        return None
    body = plain_of(content, named)
    words = [plain_of(head).text for head in heads if string_of(head)]
    return Plain("\n\n".join([*words, body.text]).strip("\n"), body.links)


@lru_cache(maxsize=1024)
def _biography(markup: str) -> str:
    return plain_of(markup).text


def biography(markup: Any) -> str | None:
    """Read a description in HTML; a timeline repeats it in every post."""
    return _biography(markup) if isinstance(markup, str) else None
