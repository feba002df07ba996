"""Whose timeline to fetch: ``x:HANDLE``, ``bluesky:HANDLE``, ``mastodon:USER@HOST``, or a profile's URL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from core.errors import AddressError, FetchError
from core.keys import clean_handle
from core.sources.address import public_name

if TYPE_CHECKING:
    from collections.abc import Callable

LABELS = {"x": "X", "bluesky": "Bluesky", "mastodon": "Mastodon"}

_FORMS = "write x:HANDLE, bluesky:HANDLE, mastodon:USER@HOST or the address of a profile"
_ALIASES = {"twitter": "x", "bsky": "bluesky"}
_X_HOSTS = frozenset({"x.com", "twitter.com"})
_BLUESKY_HOSTS = frozenset({"bsky.app"})
_X_HANDLE = re.compile(r"\w{1,20}", re.ASCII)
_X_PAGES = frozenset({"explore", "hashtag", "home", "i", "intent", "messages", "search", "settings", "share"})
_MASTODON_USER = re.compile(r"\w(?:[\w.-]{0,62}\w)?", re.ASCII)
_DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[\w.-]{1,253})", re.ASCII)
_LONGEST = 500  # of what is quoted in a message, and of what is looked at


@dataclass(frozen=True, slots=True)
class Target:
    """One account to be fetched.

    ``handle`` is written as the user wrote it, without ``@``; ``host`` is the server of a Mastodon
    account, else None.
    """

    platform: str
    handle: str
    host: str | None = None

    def __str__(self) -> str:
        """Write the target as a user would."""
        return f"{self.platform}:{self.address}"

    @property
    def address(self) -> str:
        """Give the handle with its host."""
        return f"{self.handle}@{self.host}" if self.host else self.handle

    @property
    def service(self) -> str:
        """Name who is asked, for messages."""
        return self.host or LABELS[self.platform]


def parse(text: str) -> Target:
    """Read a target.

    Parameters
    ----------
    text : str
        One of the forms above; ``twitter:`` and ``bsky:`` are understood, a DID stands for a
        Bluesky handle, and whatever follows the account in a URL is ignored.

    Raises
    ------
    FetchError
        If it is none; the message shows the forms.
    AddressError
        If the host of a Mastodon account is none that may be reached.

    Examples
    --------
    >>> str(parse("x:@Harbor_Notes")), str(parse("https://x.com/Harbor_Notes/status/7"))
    ('x:Harbor_Notes', 'x:Harbor_Notes')
    >>> str(parse("mastodon:ann@Fedi.example")), str(parse("https://fedi.example/@ann"))
    ('mastodon:ann@fedi.example', 'mastodon:ann@fedi.example')
    >>> str(parse("https://bsky.app/profile/ann.example"))
    'bluesky:ann.example'
    """
    wanted = text.strip()[:_LONGEST]
    scheme, colon, rest = wanted.partition(":")
    if scheme.casefold() in ("http", "https") and rest.startswith("//"):
        return _by_url(wanted)
    platform = _ALIASES.get(scheme.casefold(), scheme.casefold())
    if not colon or platform not in _BY_HANDLE:
        message = f"{wanted!r} names no account; {_FORMS}"
        raise FetchError(message)
    return _BY_HANDLE[platform](rest)


def _by_url(url: str) -> Target:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("mobile.")
        odd = parts.username is not None or parts.password is not None or parts.port not in (None, 80, 443)
    except ValueError as error:
        message = f"{url!r} is no address of a profile; {_FORMS}"
        raise FetchError(message) from error
    steps = [unquote(step) for step in parts.path.split("/") if step]
    if odd:
        message = (
            f"{host} is written with a port, a name or a password; give the plain address of the profile"
        )
        raise AddressError(message)
    if host in _X_HOSTS and steps and steps[0].casefold() not in _X_PAGES:
        return _x(steps[0])
    if host in _BLUESKY_HOSTS and steps[:1] == ["profile"] and steps[1:]:
        return _bluesky(steps[1])
    if host and host not in _X_HOSTS | _BLUESKY_HOSTS:
        if steps and steps[0].startswith("@"):
            user, _, home = steps[0][1:].partition("@")
            return _mastodon(f"{user}@{home or parts.hostname}")
        if steps[:1] == ["users"] and steps[1:]:
            return _mastodon(f"{steps[1]}@{parts.hostname}")
    message = f"{url!r} is no address of a profile; {_FORMS}"
    raise FetchError(message)


def _x(handle: str) -> Target:
    name = clean_handle(handle)
    if not _X_HANDLE.fullmatch(name):
        message = f"{handle!r} is no handle of X: 1 to 15 letters, digits and underscores"
        raise FetchError(message)
    return Target("x", name)


def _bluesky(handle: str) -> Target:
    name = clean_handle(handle)
    if _DID.fullmatch(name):
        return Target("bluesky", name)
    try:
        return Target("bluesky", public_name(name))
    except AddressError as error:
        message = f"{handle!r} is no handle of Bluesky; write it in full, such as ann.bsky.social"
        raise FetchError(message) from error


def _mastodon(address: str) -> Target:
    user, _, host = clean_handle(address).partition("@")
    if not host or not _MASTODON_USER.fullmatch(user):
        message = f"{address!r} is no Mastodon account; write USER@HOST, such as ann@mastodon.social"
        raise FetchError(message)
    return Target("mastodon", user, public_name(host))


_BY_HANDLE: dict[str, Callable[[str], Target]] = {"x": _x, "bluesky": _bluesky, "mastodon": _mastodon}
