"""What the values of one column look like, whatever it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from core.sources.author import LIKE_ID
from core.sources.delimited import MARK
from core.sources.moment import moments
from core.sources.row import KIND_OF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_EPOCH = re.compile(r"(?:1[0-9]{9}|1[0-9]{12})(?:\.\d+)?")  # seconds or milliseconds of 2001 to 2033
_HANDLE = re.compile(r"@?[\w.-]{1,40}(?:@[\w.-]+)?")
_ONE_WORD = re.compile(r"\S{4,}")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_COUNT = re.compile(r"\d{1,12}(?:\.0+)?")
_LINK = re.compile(r"\W*(?:https?://|www\.)", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_TAGS = frozenset(
    {  # those of X for what is none among them
    "ar", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga",
    "gl", "gu", "he", "hi", "hr", "ht", "hu", "hy", "id", "in", "is", "it", "iw", "ja", "ka", "kn", "ko",
    "lt", "lv", "ml", "mr", "ms", "my", "nb", "ne", "nl", "no", "or", "pa", "pl", "ps", "pt", "ro", "ru",
    "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "und", "ur", "vi", "zh",
    "zxx", "qme", "qst", "qht", "qam", "qct",
    }
)  # fmt: skip
_YES_OR_NO = frozenset({"true", "false", "0", "1", "yes", "no", "t", "f", "y", "n", "0.0", "1.0"})
_PLATFORMS = frozenset(
    {
    "x", "twitter", "twitter.com", "x.com", "mastodon", "bluesky", "bsky", "facebook", "instagram",
    "threads", "tiktok", "telegram", "youtube", "vk", "reddit", "gab", "parler", "gettr", "truth", "weibo",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """Shares, in [0, 1], of the filled cells of a column that are this or that.

    ``distinct`` is how many of them differ; ``length`` their mean length in characters. All are 0
    where no cell is filled.
    """

    n: int = 0
    distinct: float = 0
    length: float = 0
    spaced: float = 0
    time: float = 0
    epoch: float = 0
    id: float = 0
    number: float = 0
    count: float = 0
    handle: float = 0
    word: float = 0
    link: float = 0
    language: float = 0
    kind: float = 0
    platform: float = 0
    yes_or_no: float = 0


def cell_text(value: Any) -> str:
    """Write one cell of any type as people read it; an empty one is an empty text.

    >>> cell_text(None), cell_text(["a", "b"]), cell_text(2.0)
    ('', 'a, b', '2')
    """
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(cell_text(item) for item in value)
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return str(value).replace(MARK, "�")


def look_at(column: pa.ChunkedArray, texts: Sequence[str]) -> Look:
    """Look at a column; ``texts`` are its cells as :func:`cell_text` writes them.

    Notes
    -----
    O(n), a few milliseconds for a thousand cells.
    """
    filled = [text.strip() for text in texts if text.strip()]
    if not filled:
        return Look()

    def share(is_so: Callable[[str], Any]) -> float:
        return sum(bool(is_so(text)) for text in filled) / len(filled)

    number = share(_NUMBER.fullmatch)
    return Look(
        n=len(filled),
        distinct=len(set(filled)) / len(filled),
        length=sum(map(len, filled)) / len(filled),
        spaced=share(lambda text: " " in text),
        # numbers are times only in their size: an id of nineteen digits would be a nanosecond
        time=0 if number > _MOSTLY else _times(column) / len(filled),
        epoch=share(_EPOCH.fullmatch),
        id=share(LIKE_ID.fullmatch),
        number=number,
        count=share(_COUNT.fullmatch),
        handle=share(_HANDLE.fullmatch),
        word=share(_ONE_WORD.fullmatch),
        link=share(_LINK.match),
        language=share(lambda t: _LANGUAGE.fullmatch(t) and re.split("[-_]", t)[0] in _TAGS),
        kind=share(lambda text: text.casefold() in KIND_OF),
        platform=share(lambda text: text.casefold() in _PLATFORMS),
        yes_or_no=share(lambda text: text.casefold() in _YES_OR_NO),
    )


_MOSTLY = 0.5


def _times(column: pa.ChunkedArray) -> int:
    """Count the cells that are times if told their zone and the order of their dates."""
    if not (pa.types.is_temporal(column.type) or pa.types.is_string(column.type)):
        return 0
    if pa.types.is_time(column.type) or pa.types.is_duration(column.type):
        return 0
    return max(int(moments(column, "UTC", order)["time"].notna().sum()) for order in ("day", "month"))
