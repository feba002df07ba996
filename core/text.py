"""What the whole core means by the text of a post: links, handles, hashtags and sameness."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# A repost's text is often cut in the middle of a link ("https:…"): what is left is still a link.
LINK = re.compile(r"\bhttps?:(?://)?\S*|\bhttps?…|\bwww\.\S+", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w@/])@(\w+(?:@[\w.-]+\w)?)")
HASHTAG = re.compile(r"(?<![\w&/])[#＃]((?=\w*[^\W\d_])\w+)")
_BLANK = re.compile(r"\s+")
_REPOST_HEAD = re.compile(r"^\s*RT\s+@(\w+)\s*:?\s*", re.IGNORECASE)


def without_links(text: str) -> str:
    """Remove every link from a text.

    >>> without_links("see https://a.example/x now")
    'see  now'
    """
    return LINK.sub("", text)


def normalised(text: str) -> str:
    """Give the form under which two texts count as the same post (METHODS 3).

    NFKC, case-folded, links removed, every run of blanks one blank.

    >>> normalised("Hello   WORLD https://t.co/abc")
    'hello world'
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _BLANK.sub(" ", LINK.sub("", plain)).strip().casefold()


def without_repost_head(text: str) -> str:
    """Remove the ``RT @user:`` that some sources put before a reposted text.

    >>> without_repost_head("RT @a: hello")
    'hello'
    """
    return _REPOST_HEAD.sub("", text, count=1)


def reposted_handle(text: str) -> str | None:
    """Read whom a text of the form ``RT @user: …`` reposts, or None.

    >>> reposted_handle("RT @a: hello")
    'a'
    """
    match = _REPOST_HEAD.match(text)
    return match.group(1) if match else None


def text_hash(text: str) -> str:
    """Give a short stable name to a text: 64 bits of BLAKE2b in hexadecimal.

    >>> len(text_hash("hello"))
    16
    """
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
