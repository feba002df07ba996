"""Texts of posts: every mark that names a person names a pseudonym instead.

Replaced are handles with their ``@`` (``RT @ann:``, ``@ann@social.example``, ``@ann.bsky.social``),
addresses (:mod:`core.pseudonyms.address`), DIDs, and e-mail addresses, which lead to a person as surely
as a handle does. Hashtags stay, and so does everything else: a handle or a name written like any other
word is not replaced, since handles are words ("news", "hope") and whose they are depends on what has
been imported before, so that the same file would read otherwise the next time.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from core.keys import split_key
from core.pseudonyms.address import DID, identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

    from core.pseudonyms.naming import Pseudonyms

_SIGNS = "@\uff20"
# core.text.LINK again, each way it can open as a letter of its own: so a text is run through at once
# for the few letters that open anything, which takes less than half the time.
_LINK = "|".join(
    [rf"{h}(?<!\w{h})(?i:ttps?:(?://)?\S*|t(?:t(?:ps?)?)?(?:…|\.\.\.))" for h in "hH"]
    + [rf"{w}(?<!\w{w})(?i:ww\.\S+)" for w in "wW"]
)
_DOMAIN = r"\w[\w-]*(?:\.[\w-]+){2,}"
_ADDRESS = r"\w[\w.-]*@[\w.-]*\w"
_NAME = rf"(?:{_ADDRESS}|{_DOMAIN}|\w+)"
# Bluesky's handles are domains, also of two parts; the next sentence after "@ann." has a capital.
_NAME_OF_BLUESKY = rf"(?:{_ADDRESS}|{_DOMAIN}|\w[\w-]*\.[a-z][a-z0-9-]+|\w+)"
# Rare, and dear to look for: only where the filter below says that there is one.
_EMAIL = r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+"
_PAGE = r"(?<![\w./@:-])[\w-]+(?:\.[\w-]+)+(?::\d+)?/\S*"
_SELDOM = rf"(?<!\w)(?i:at://\S+|{DID.pattern})|{_EMAIL}|{_PAGE}"
_FILTER = r"(?i)[^\s@\x{FF20}/]@|at://|did:|(?:^|[^\w./:@-])(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/"

_MAX_REMEMBERED = 200_000


class Wording:
    """Rewrites texts of one platform; what it has rewritten once it remembers for a while."""

    def __init__(self, names: Pseudonyms, platform: str) -> None:
        self._names, self._platform = names, platform
        name = _NAME_OF_BLUESKY if platform == "bluesky" else _NAME
        handle = "|".join(f"{sign}{name}" for sign in _SIGNS)
        self._plain = re.compile(f"{_LINK}|{handle}")
        self._thorough = re.compile(f"{_LINK}|{_SELDOM}|{handle}")
        self._seen: dict[str, str] = {}

    def one(self, text: str, local: Mapping[str, str] | None = None) -> str:
        """Rewrite one text.

        Parameters
        ----------
        text : str
        local : mapping, optional
            The full handle behind a name that is shown without its server, as Mastodon does.
        """
        return self._rewritten(self._thorough, text, local)

    def all(
        self, texts: pa.ChunkedArray, local: Sequence[Mapping[str, str] | None] | None = None
    ) -> list[str | None]:
        """Rewrite the texts of many posts; ``local`` has one mapping a text."""
        seldom = pc.match_substring_regex(texts, _FILTER).to_pylist()
        found: list[str | None] = texts.to_pylist()
        for n, text in enumerate(found):
            if text and ("@" in text or "/" in text or "\uff20" in text or "did:" in text or "www." in text):
                pattern = self._thorough if seldom[n] else self._plain
                found[n] = self._rewritten(pattern, text, local[n] if local else None)
        return found

    def _rewritten(self, pattern: re.Pattern[str], text: str, local: Mapping[str, str] | None) -> str:
        seen = self._seen

        def shown(match: re.Match[str]) -> str:
            mark = match.group()
            if local and mark[0] == "@" and (whole := local.get(mark[1:].casefold())):
                return f"@{self._names.handle(self._platform, whole).partition('@')[0]}"
            found = seen.get(mark)
            if found is None:
                if len(seen) >= _MAX_REMEMBERED:
                    seen.clear()
                found = seen[mark] = self._mark(mark)
            return found

        return pattern.sub(shown, text)

    def _mark(self, mark: str) -> str:
        names = self._names
        if mark[0] in _SIGNS:
            return f"{mark[0]}{names.handle(self._platform, unicodedata.normalize('NFKC', mark[1:]))}"
        if DID.fullmatch(mark):
            return identifier(mark, names)
        if "/" not in mark and "@" in mark:
            return names.email(mark)
        return names.url(mark)


def local_handles(mentions: Iterable[str]) -> dict[str, str]:
    """Tell which full handle a name without its server stands for, where that is certain.

    >>> local_handles(["mastodon:@ann@a.example", "mastodon:@bob@a.example", "mastodon:@bob@b.example"])
    {'ann': 'ann@a.example'}
    """
    found: dict[str, str] = {}
    unsure = set()
    for key in mentions:
        handle = split_key(key)[2]
        if handle and "@" in handle:
            name = handle.partition("@")[0]
            if found.setdefault(name, handle) != handle:
                unsure.add(name)
    return {name: handle for name, handle in found.items() if name not in unsure}
