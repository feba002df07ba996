"""What posts carry besides words: hashtags, the domains of links, the clients they were sent with."""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from core.content.repeats import reposted
from core.model import TermCounts

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

# X wraps every link in it: a domain that says nothing.
_WRAPPERS = frozenset({"t.co"})
_PREFIXES = ("www.", "m.", "mobile.")


def _counts(things: Iterable[str]) -> TermCounts:
    counted = Counter(things)
    terms = tuple(sorted(counted))
    return TermCounts(terms, np.fromiter(map(counted.__getitem__, terms), np.int64, len(terms)))


def _own(posts: pd.DataFrame, column: str) -> Iterable[str]:
    """Chain a list column of the profile's own posts; a list column's null is None or NaN."""
    lists = (
        listed
        for listed, other in zip(posts[column].tolist(), reposted(posts).tolist(), strict=True)
        if not other and isinstance(listed, (list, np.ndarray))
    )
    return (thing for thing in chain.from_iterable(lists) if isinstance(thing, str))


def hashtag(tag: str) -> str:
    """Give the form under which two hashtags are the same.

    >>> hashtag("#VOTE"), hashtag("Straße") == hashtag("STRASSE")
    ('vote', True)
    """
    return unicodedata.normalize("NFKC", tag).casefold().lstrip("#").strip()


def domain(link: str) -> str | None:
    """Give the domain of a link, without "www."; None where it has none or it only wraps another.

    >>> domain("https://www.News.example:80/a?b"), domain("https://t.co/x"), domain("http://[")
    ('news.example', None, None)
    """
    try:
        host = urlsplit(link if "://" in link else f"//{link}").hostname
    except ValueError:  # what was posted is no address
        return None
    if not host or "." not in host or host in _WRAPPERS:
        return None
    for prefix in _PREFIXES:
        host = host.removeprefix(prefix)
    return host


def hashtag_counts(posts: pd.DataFrame) -> TermCounts:
    """Count the hashtags of a profile's own posts.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"kind": ["reply", "repost"], "hashtags": [["Vote", "vote"], ["x"]]})
    >>> found = hashtag_counts(rows)
    >>> found.terms, found.counts.tolist()
    (('vote',), [2])
    """
    return _counts(filter(None, map(hashtag, _own(posts, "hashtags"))))


def domain_counts(posts: pd.DataFrame) -> TermCounts:
    """Count the domains that a profile's own posts link to.

    Shorteners (bit.ly) count as themselves: where they lead is not looked up.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"kind": ["reply"], "links": [["https://a.example/1", "a.example/2"]]})
    >>> domain_counts(rows).terms
    ('a.example',)
    """
    return _counts(found for link in _own(posts, "links") if (found := domain(link)) is not None)


def client_counts(posts: pd.DataFrame) -> TermCounts:
    """Count the clients of all posts, reposts too: who reposts uses a client of their own.

    >>> import pandas as pd
    >>> client_counts(pd.DataFrame({"client": ["Web", None, "Web"]})).counts.tolist()
    [2]
    """
    return _counts(
        client.strip() for client in posts["client"].tolist() if isinstance(client, str) and client.strip()
    )
