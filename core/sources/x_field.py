"""Fields as X writes them: ids, times, texts, counts, links.

X writes numbers as numbers, as strings or (from R) as floats, and an absent thing as null, ``{}`` or
not at all. Every function here takes any JSON value and answers None or nothing rather than raise.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from core.keys import LONGEST_NAME, clean_handle
from core.sources.documents import as_utf8

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.model.record import Kind

Json = dict[str, Any]
NO_TIME = "it has no time (created_at)"
BAD_TIME = "its created_at is not a time as X writes them"
NOT_AN_OBJECT = "it is not a JSON object"

_NOTHING: Json = {}
_MAX_ID_DIGITS = 20
_MAX_COUNT = 2**53
_FIRST_YEAR, _LAST_YEAR = 2006, 2099  # X began in March 2006
_MONTHS = {
    "Jan": 1,
    "Feb": 2,
    "Mar": 3,
    "Apr": 4,
    "May": 5,
    "Jun": 6,
    "Jul": 7,
    "Aug": 8,
    "Sep": 9,
    "Oct": 10,
    "Nov": 11,
    "Dec": 12,
}
_SIGN = {"+": 1, "-": -1}
_CLASSIC_LENGTH = len("Wed Oct 10 20:19:24 +0000 2018")
_ISO_LENGTH = len("2018-10-10T20:19:24")
_KEY = re.compile(rb'"(\w{2,40})"\s*:')
_STATUS = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?:i/web|(\w{1,20}))/status(?:es)?/(\d{1,20})", re.ASCII
)
# How X writes a repost where it does not say so otherwise.
REPOST_HEAD = re.compile(r"RT @\w+: ?")
# X's codes for what has no language of its own, and two that ISO 639 has renamed since.
_NO_LANGUAGE = frozenset({"und", "zxx", "qam", "qct", "qht", "qme", "qst", "art"})
_RENAMED = {"in": "id", "iw": "he"}


class Relation(NamedTuple):
    """What a post is to other posts; users are keys."""

    kind: Kind
    ref_id: str | None = None
    ref_author: str | None = None
    quoted_id: str | None = None
    quoted_author: str | None = None


class Words(NamedTuple):
    """What a post says, and what it names; users are keys."""

    text: str | None
    mentions: list[str]
    hashtags: list[str]
    links: list[str]
    media: list[str]


def as_dict(value: Any) -> Json:
    """Give a JSON object, or an empty one where something else stands."""
    return value if isinstance(value, dict) else _NOTHING


def dicts(value: Any) -> list[Json]:
    """Give the objects of a JSON list, or none where something else stands.

    >>> dicts([{"a": 1}, None, "b"]), dicts({})
    ([{'a': 1}], [])
    """
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def id_of(value: Any) -> str | None:
    """Read an id: decimal digits, as a string or a number; a float has lost its last digits.

    >>> id_of("12"), id_of(12), id_of(1.2e18), id_of("-1")
    ('12', '12', None, None)
    """
    if isinstance(value, str):
        return value if len(value) <= _MAX_ID_DIGITS and value.isascii() and value.isdigit() else None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def handle_of(value: Any) -> str | None:
    """Read a handle, or None where there is no word to it, or no end."""
    return clean_handle(value) or None if isinstance(value, str) and len(value) <= LONGEST_NAME else None


def text_of(value: Any) -> str | None:
    """Read a text, with the three characters restored that X escapes (``& < >``), and no others.

    >>> text_of("R&amp;D &lt;3 &copy"), text_of("&amp;lt;"), text_of(5)
    ('R&D <3 &copy', '&lt;', None)
    """
    if not isinstance(value, str):
        return None
    if "&" not in value:
        return value
    return value.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def count_of(value: Any) -> int | None:
    """Read a count, as a number or as digits; None where it says none.

    >>> count_of("7"), count_of(1e5), count_of(True), count_of(-1)
    (7, 100000, None, None)
    """
    if isinstance(value, str):
        return (
            int(value) if len(value) < len(str(_MAX_COUNT)) and value.isascii() and value.isdigit() else None
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < _MAX_COUNT and value == int(value) else None


def _classic_time(value: str) -> datetime:
    zone = UTC
    if value[20:25] != "+0000":
        zone = timezone(_SIGN[value[20]] * timedelta(hours=int(value[21:23]), minutes=int(value[23:25])))
    return datetime(
        int(value[26:30]),
        _MONTHS[value[4:7]],
        int(value[8:10]),
        int(value[11:13]),
        int(value[14:16]),
        int(value[17:19]),
        tzinfo=zone,
    )


def _time(value: str) -> datetime | None:
    try:
        if len(value) >= _ISO_LENGTH and value[10] == "T":
            return datetime.fromisoformat(value)
        return _classic_time(value) if len(value) == _CLASSIC_LENGTH else None
    except (ValueError, KeyError):
        return None


def time_of(value: Any) -> tuple[datetime, int] | None:
    """Read a time of the API, v1.1 or v2, as UTC and the offset it was written with, in minutes.

    Both formats are in UTC by definition, so one without a zone is not zone-less. None where it is
    no time, or one before X began.

    >>> time_of("Wed Oct 10 20:19:24 +0000 2018")
    (datetime.datetime(2018, 10, 10, 20, 19, 24, tzinfo=datetime.timezone.utc), 0)
    >>> time_of("2018-10-10T20:19:24.000Z") == time_of("Wed Oct 10 20:19:24 +0000 2018")
    True
    """
    moment = _time(value) if isinstance(value, str) else None
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    if moment.tzinfo is UTC:
        return moment, 0
    offset = moment.utcoffset()
    if not offset:
        return moment.replace(tzinfo=UTC), 0
    moved = moment.astimezone(UTC)
    return (moved, int(offset.total_seconds() // 60)) if _FIRST_YEAR <= moved.year <= _LAST_YEAR else None


def moment_of(value: Any) -> datetime | None:
    """Read a time of the API without its offset."""
    found = time_of(value)
    return found[0] if found else None


def language_of(value: Any) -> str | None:
    """Read a language; X's marks for "none" and "undetermined" are None.

    >>> language_of("en"), language_of("und"), language_of("in")
    ('en', None, 'id')
    """
    if not isinstance(value, str) or not value or value in _NO_LANGUAGE:
        return None
    return _RENAMED.get(value, value)


def client_of(value: Any) -> str | None:
    """Read the name of the application, plain (v2) or inside a link (v1.1).

    >>> client_of('<a href="https://x.example" rel="nofollow">X for iPhone</a>')
    'X for iPhone'
    """
    if not isinstance(value, str):
        return None
    if value.startswith("<"):
        value = value[value.find(">") + 1 : value.rfind("<")]
    return text_of(value.strip()) or None


def status_link(url: Any) -> tuple[str | None, str] | None:
    """Take the link to a post apart into handle (None where it names none) and id.

    >>> status_link("https://x.com/ann/status/7?s=20"), status_link("https://a.example")
    (('ann', '7'), None)
    """
    match = _STATUS.match(url) if isinstance(url, str) else None
    return (match.group(1), match.group(2)) if match else None


def links_of(urls: Any, dropped: Iterable[str | None]) -> list[str]:
    """Give the expanded links of a post, once each.

    Left out are those that X adds itself: to the post's media, and to the posts whose ids are in
    ``dropped`` (the quoted one, the post itself where it was cut short).
    """
    found: dict[str, None] = {}
    for url in dicts(urls):
        link = url.get("expanded_url") or url.get("url")
        if not isinstance(link, str) or "media_key" in url or str(url.get("display_url")).startswith("pic."):
            continue
        target = status_link(link)
        if target is None or target[1] not in dropped:
            found[link] = None
    return list(found)


def names_in(head: bytes) -> frozenset[bytes]:
    r"""Give the names of JSON fields in the first bytes of a file, at any depth.

    The file may be cut off anywhere, and a recorded reply may stand in it as an escaped string.

    >>> sorted(names_in(b'{"body": "[{\\"id_str\\": \\"1\\", \\"te'))
    [b'body', b'id_str']
    """
    return frozenset(_KEY.findall(as_utf8(head).replace(b"\\", b"")))


def is_script(head: bytes) -> bool:
    """Tell the JavaScript of an X archive, which is not the API's JSON."""
    return as_utf8(head).lstrip().startswith(b"window.")
