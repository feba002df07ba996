"""Which post a file belongs to, by what it is called: as archives, exports and downloaders name what they save."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from core.model import Timeline

_LONGEST = 500
_LEAST_TAIL = 5  # letters of an address' end
_DIGIT = re.compile("[0-9]")
_ENDS = re.compile(r"[-_.]|$")
_KEYS = re.compile(r"(?<![0-9])\d{1,2}_\d{5,}(?![0-9])|(?<![a-z0-9])b[a-z2-7]{40,}(?![a-z0-9])", re.ASCII)
"""Keys of media as X's API v2 writes them, and content ids of Bluesky, wherever they stand in a name."""

_LEAST_STEM = 8
"""Letters of a file's name from which on it says which file it is without its folders: not so "1.png"."""


def match_post(timeline: Timeline, name: str) -> str | None:
    """Give the post of a timeline that a file belongs to; None where its name names none, or several.

    Looked for are, in this order:

    - a post's id, or the end of the address that is its id, as the whole name or before ``-``, ``_`` or ``.``: X archives
      (``tweets_media/<post id>-<file>``) and most downloaders name files so;
    - a key of one of its media within the name (``3_1234567890``), or a content id (``bafkrei…``);
    - the path or the name of one of its media: ``media_attachments/files/…/x.png`` of Mastodon, a picture's address.

    Parameters
    ----------
    timeline : Timeline
    name : str
        With or without folders; foreign text.

    Notes
    -----
    O(posts) time for each name.

    Examples
    --------
    >>> import pandas as pd
    >>> from core.model import Profile, Timeline
    >>> posts = pd.DataFrame({"post_id": ["77", "78"], "media": [["3_1234567"], []]})
    >>> of_ann = Timeline(Profile("x:1", "x"), posts, "")
    >>> [match_post(of_ann, name) for name in ("tweets_media/78-Ea.jpg", "got 3_1234567.png", "other.png")]
    ['78', '77', None]
    """
    path = name.replace("\\", "/")[-_LONGEST:].rstrip("/")
    base = path.rpartition("/")[2]
    ids = set(timeline.posts["post_id"])
    tails = _tails(ids)
    # of several beginnings that are ids the longest says most
    for beginning in (base[: end.start()] for end in reversed(list(_ENDS.finditer(base)))):
        if beginning in ids:
            return beginning
        if beginning in tails:
            return _only(tails[beginning])
    keys = set(_KEYS.findall(base))
    for fits in (keys.__contains__, lambda item: _is_named(item, path, base)):
        found = set(_having(timeline, fits))
        if found:
            return _only(found)
    return None


def _tails(ids: Iterable[str]) -> dict[str, set[str]]:
    """Give the posts whose ids are addresses by what these end with."""
    found: dict[str, set[str]] = {}
    for one in ids:
        # a repost's address may end in a word: …/statuses/109501000001/activity
        tails = (part for part in reversed(one.split("/")) if _DIGIT.search(part))
        tail = next(tails, "") if "/" in one else ""
        if len(tail) >= _LEAST_TAIL:
            found.setdefault(tail, set()).add(one)
    return found


def _only(found: Iterable[str]) -> str | None:
    """Give the one that there is; None of several."""
    one, *others = set(found)
    return None if others else one


def _having(timeline: Timeline, fits: Callable[[str], bool]) -> Iterator[str]:
    for post_id, media in zip(timeline.posts["post_id"], timeline.posts["media"], strict=True):
        if media is not None and any(fits(item) for item in media):
            yield post_id


def _is_named(item: str, path: str, base: str) -> bool:
    """Tell whether a file's path is that of a medium, as far as both are known, or its name is."""
    address = item.partition("?")[0].partition("#")[0]
    if "/" not in address or not base:
        return False
    if "/" in path and (f"/{path}".endswith(f"/{address}") or address.endswith(f"/{path}")):
        return True
    return len(base.partition(".")[0]) >= _LEAST_STEM and address.endswith(f"/{base}")
