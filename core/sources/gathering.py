"""What readers of other platforms than X share: a harvest of any platform, times, a first look."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from core.keys import LONGEST_NAME
from core.model import Profile, Refusal
from core.sources.documents import as_utf8
from core.sources.moment import NO_TIME, NO_ZONE, UNREADABLE
from core.sources.x_field import names_in
from core.sources.x_harvest import Harvest, brought_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from core.model import Batch
    from core.sources.documents import Document
    from core.sources.entries import Entry
    from core.sources.options import ReadOptions

_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_SHORTEST_TIME = len("2024-01-01T00:00")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]|$)")
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx", "art"})
# A whole string, or one that the first look has cut short; a string before a colon is a name.
_STRING = re.compile(rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)(?:"\s*(:)?|\\?\Z)', re.DOTALL)
_RECORDINGS = frozenset({b"interactions", b"http_interactions"})
_MAX_VALUE = 80


class Moment(NamedTuple):
    """A time in UTC and the offset it was written with, or the reason why there is none."""

    time: datetime | None
    offset_minutes: int | None = None
    refused: str | None = None


class Outline(NamedTuple):
    """The names of JSON fields, at any depth, and the short strings, as far as a first look reaches."""

    names: frozenset[bytes]
    values: frozenset[bytes]


def moment_of(value: Any, zone: ZoneInfo | None = None) -> Moment:
    """Read a time as RFC 3339 writes it; one that names no zone is refused unless ``zone`` is told.

    >>> moment_of("2024-01-02T03:04:05.678+02:00").time.isoformat()
    '2024-01-02T01:04:05.678000+00:00'
    >>> moment_of("2024-01-02T03:04:05").refused
    'its time names no zone; name the zone, such as UTC or Europe/Berlin'
    """
    if not value:
        return Moment(None, refused=NO_TIME)
    try:
        found = datetime.fromisoformat(value) if len(value) >= _SHORTEST_TIME else None
    except (TypeError, ValueError):
        found = None
    if found is None or not _is_sane(found):
        return Moment(None, refused=UNREADABLE)
    found = found.replace(tzinfo=zone) if found.tzinfo is None else found
    offset = found.utcoffset()
    if offset is None:
        return Moment(None, refused=NO_ZONE)
    moved = found.astimezone(UTC)
    return (
        Moment(moved, int(offset.total_seconds() // 60))
        if _is_sane(moved)
        else Moment(None, refused=UNREADABLE)
    )


def _is_sane(moment: datetime) -> bool:
    """Tell a time in the years of social media; those at their edges have to be so in UTC too."""
    return _FIRST_YEAR <= moment.year <= _LAST_YEAR


def language_of(value: Any) -> str | None:
    """Give the language of a tag without script and region; marks for "none" are None.

    >>> language_of("pt-BR"), language_of("und"), language_of("x" * 99)
    ('pt', None, None)
    """
    match = _LANGUAGE.match(value) if isinstance(value, str) else None
    language = match.group(1).lower() if match else None
    return None if language in _NO_LANGUAGE else language


def string_of(value: Any) -> str | None:
    """Give a text, or None where something else stands or it is empty."""
    return value if isinstance(value, str) and value else None


def name_of(value: Any) -> str | None:
    """Give the name of a user or a post, an id or an address; None where it is none or endless."""
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST_NAME else None


def outline_of(head: bytes) -> Outline:
    r"""Take a first look at JSON: what a text inside it says is never taken for the file's own.

    Only of recordings, whose replies are JSON inside a string, the insides are looked at too.

    >>> sorted(outline_of(b'{"text": "{\\"id_str\\": 1}", "type": "Note", "con').names)
    [b'text', b'type']
    """
    plain = as_utf8(head)
    strings = _STRING.findall(plain)
    names = frozenset(text for text, colon in strings if colon)
    if not plain.lstrip().startswith((b"{", b"[")) or names & _RECORDINGS:
        names = names | names_in(head)
        strings += _STRING.findall(plain.replace(b"\\", b""))
    return Outline(names, frozenset(t for t, colon in strings if not colon and len(t) <= _MAX_VALUE))


class Gathering(Harvest):
    """A harvest of one platform; ``zone`` is that of times that name none."""

    def __init__(self, file: str, platform: str, zone: str | None = None) -> None:
        super().__init__(file, platform)
        self.zone = ZoneInfo(zone) if zone else None

    def add_profile(self, profile: Profile) -> None:
        """Keep what is known of a profile; a later record that leaves something out takes nothing away."""
        known = self._profiles.get(profile.key)
        if known and known != profile:
            told = {f.name: getattr(known, f.name) for f in fields(Profile)}
            empty = {name: value for name, value in told.items() if getattr(profile, name) is None}
            profile = replace(profile, **empty)
        self._profiles[profile.key] = profile

    def refuse_row(self, place: str, reason: str) -> None:
        """Refuse one row and count it."""
        self.n_rows += 1
        self.refuse(place, reason)


def gathered(
    entry: Entry,
    options: ReadOptions,
    platform: str,
    walk: Callable[[Gathering, Document], Iterator[None]],
    found: Iterable[Document | Refusal] | None = None,
) -> Iterator[Batch]:
    """Read an entry of a platform in batches, as :func:`core.sources.x_harvest.brought_in` does."""
    yield from brought_in(Gathering(entry.name, platform, options.zone), entry, walk, found)
