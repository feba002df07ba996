"""Who stands behind a pseudonym, and which pseudonym somebody has: for those who hold the key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.keys import clean_handle, split_key
from core.pseudonyms.spelling import SPELLED, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.pseudonyms.naming import Pseudonyms

PLATFORMS = ("x", "bluesky", "mastodon")
_USERS = ("id", "handle")


@dataclass(frozen=True, slots=True)
class Found:
    """One name and its pseudonym.

    Attributes
    ----------
    kind : str
        "id" or "handle" of a user, "name", "post", "host", "e-mail", "address", "media", "file", ….
    platform : str
        ``""`` where the same name has one pseudonym on all.
    real : str
        As it stood in the source; handles in small letters.
    pseudonym : str
    is_registered : bool
        Whether the register holds it: whether it occurred in any import made with this key. Without
        it the pseudonym is right all the same.
    """

    kind: str
    platform: str
    real: str
    pseudonym: str
    is_registered: bool

    @property
    def key(self) -> str | None:
        """Give the key of the user in a pseudonymised workspace; None of what is no user."""
        if self.kind not in _USERS:
            return None
        return f"{self.platform}:{'@' if self.kind == 'handle' else ''}{self.pseudonym}"


def lookup(pseudonyms: Pseudonyms, text: str) -> tuple[Found, ...]:
    """Look up a pseudonym or a real name, either way.

    Parameters
    ----------
    pseudonyms : Pseudonyms
        Of the key with which the workspace was made.
    text : str
        Anything that holds pseudonyms (a key, a handle, an address as shown), or else a real key
        (``x:813286``, ``x:@ann``), handle, id, display name, id or address of a post.

    Returns
    -------
    tuple of Found
        For pseudonyms what the register knows of each. For a real name what the register knows of it;
        where it knows nothing, the pseudonyms it would have as a handle and as an id: of the platform
        that the key names, else of each. Empty where there is nothing to be told.

    Raises
    ------
    KeyFileError
        If the register is damaged.

    Notes
    -----
    O(register) for a real name, less for a pseudonym.

    Examples
    --------
    >>> from core.pseudonyms import Pseudonyms
    >>> names = Pseudonyms(bytes(32))
    >>> [(found.kind, found.key == names.user_key("x:@ann")) for found in lookup(names, "x:@Ann")]
    [('handle', True)]
    """
    spelled = SPELLED.findall(text)
    register, pseudonyms = pseudonyms.register, pseudonyms.silent()
    if spelled:
        entries = register.by_code(map(read, spelled)) if register else []
        return tuple(_found(pseudonyms, *entry[:3], is_registered=True) for entry in entries)
    wanted = text.strip()
    if not wanted:
        return ()
    platform, names = _names(wanted)
    entries = register.by_name(names) if register else []
    known = [
        _found(pseudonyms, *entry[:3], is_registered=True)
        for entry in entries
        if platform in (None, "", entry.platform) or not entry.platform
    ]
    return tuple(known) or tuple(_guessed(pseudonyms, wanted, platform))


def _names(wanted: str) -> tuple[str | None, set[str]]:
    """Tell which platform a text speaks of, and as what it may have been registered."""
    platform, user_id, handle = split_key(wanted)
    if re.match(r"(?:https?|at)://", wanted) or ":" not in wanted or platform not in PLATFORMS:
        platform, user_id, handle = "", None, None
    names = {wanted, clean_handle(wanted).casefold(), user_id or "", clean_handle(handle or "").casefold()}
    return platform or None, names - {""}


def _guessed(pseudonyms: Pseudonyms, wanted: str, platform: str | None) -> Iterable[Found]:
    _, user_id, handle = split_key(wanted) if platform else ("", wanted, wanted)
    kinds = {"handle": handle and clean_handle(handle).casefold(), "id": user_id}
    if wanted.startswith("@"):
        del kinds["id"]
    for where in (platform,) if platform else PLATFORMS:
        for kind, name in kinds.items():
            if name:
                yield _found(pseudonyms, kind, where, name, is_registered=False)


def _found(pseudonyms: Pseudonyms, kind: str, platform: str, real: str, *, is_registered: bool) -> Found:
    if kind == "handle":
        pseudonym = pseudonyms.handle(platform, real)
    elif kind == "host":
        pseudonym = pseudonyms.host(real)
    else:
        pseudonym = pseudonyms.one(kind, platform, real)
    return Found(kind, platform, real, pseudonym, is_registered)
