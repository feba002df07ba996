"""What the whole core means by the text of a post: links, handles, hashtags and sameness."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# Every pattern opens with its own rare character and looks behind from there: joined with others
# it costs next to nothing, because most characters are turned away at the first step.
# A repost's text is often cut in the middle of a link ("https:…", "ht…"): what is left is still a
# link, also where NFKC has made three dots of the ellipsis.
_LINK = r"h(?<!\wh)(?:ttps?:(?://)?\S*|t(?:t(?:ps?)?)?(?:…|\.\.\.))|w(?<!\ww)ww\.\S+"
_HANDLE_HEAD = r"@(?<![\w@/]@)"
# With its server (Mastodon), or as a domain of three parts and more (Bluesky); of "@ann.Thanks"
# only the first part is a handle.
_HANDLE_NAME = r"\w+(?:@[\w.-]+\w|(?:\.[\w-]+){2,})?"
_HASHTAG_HEAD = r"[#＃](?<![\w&/].)"
_HASHTAG_NAME = r"(?=\w*[^\W\d_])\w+"

LINK = re.compile(_LINK, re.IGNORECASE)
HANDLE = re.compile(f"{_HANDLE_HEAD}({_HANDLE_NAME})")
HASHTAG = re.compile(f"{_HASHTAG_HEAD}({_HASHTAG_NAME})")
# A link, handle or hashtag in case-folded text, to be joined into larger patterns: no groups.
MARKUP = f"{_LINK}|{_HANDLE_HEAD}{_HANDLE_NAME}|{_HASHTAG_HEAD}{_HASHTAG_NAME}"
# Han and Kana: written without blanks, so that a character is the nearest thing to a word.
UNSPACED = "\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

_BLANK = re.compile(r"\s+")
_PLURAL = re.compile(r"\b\w+s\b")
_REPOST_HEAD = re.compile(r"^\s*RT\s+@(\w+)\s*:?\s*", re.IGNORECASE)
_UNSPACED_CHARACTER = re.compile(f"[{UNSPACED}]")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


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


def count_words(text: str) -> int:
    """Count the words of a text: is there enough of it for sameness to mean anything.

    A word is a piece between blanks that holds a letter or a digit; a handle is none, and each
    character of Han or Kana is one. Links are expected to have been removed.

    >>> count_words("@ann well, don't 😂 !"), count_words("谢谢你")
    (2, 3)
    """
    if "@" in text:
        text = HANDLE.sub(" ", text)
    n_unspaced = 0
    if not text.isascii():
        text, n_unspaced = _UNSPACED_CHARACTER.subn(" ", text)
    return n_unspaced + sum(map(bool, map(_LETTER_OR_DIGIT.search, text.split())))


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


def counted(n: int, noun: str) -> str:
    """Say how many of a thing there are; ``noun`` is the plural, made singular where there is one.

    >>> counted(1, "posts"), counted(0, "posts"), counted(1, "texts of its own"), counted(2_000, "likes")
    ('1 post', '0 posts', '1 text of its own', '2,000 likes')
    """
    if n != 1:
        return f"{n:,} {noun}"
    return f"1 {_PLURAL.sub(_singular, noun, count=1)}"


def _singular(match: re.Match[str]) -> str:
    word = match.group(0)
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
