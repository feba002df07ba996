"""How a file goes wrong: in what it says, in how that is written, and byte by byte.

A change is three numbers, so that Hypothesis can make a failing file as simple as it gets: which kind
of damage, where, and with what.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.strategies import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TIMES = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999-23:59",
    "1990-01-01T00:00:00+14:00",
    "2099-12-31T23:59:59-12:00",
    "2006-01-01T00:00:00+02:00",
    "2024-02-30T12:00:00Z",
    "2024-03-31T02:30:00",
    "2024-10-27T02:30:00",
    "2024-06-30T23:59:60Z",
    "2024-03-01T12:00:00+99:99",
    "2024-03-01T24:00:00Z",
    "2024-W10-5T12:00:00Z",
    "2024-03-01T12:00:00,5+00:00:30",
    "٢٠٢٤-٠٣-٠١T١٢:٠٠:٠٠Z",
    "Wed Oct 10 20:19:24 +9959 2018",
    "Wed Oct 10 20:19:24 -0000 0000",
    "Sat Dec 31 23:59:59 -1200 2099",
    "Fri Mar 01 12:00:00 EST 2024",
    "03/04/2024 10:00",
    "now",
    "1709294400000000000",
    "-62135596800",
    "1e400",
    "253402300800",
)
STRANGE = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    1e300,
    -0.0,
    float("nan"),
    float("inf"),
    2**31,
    2**53 + 1,
    2**63,
    2**64,
    10**400,
    "",
    " ",
    "0",
    "-1",
    "1e18",
    "1" * 400,
    "1" * 5000,
    "nan",
    "null",
    "@",
    "@@@",
    "x" * 257,
    "\ud800",
    "a\udc80b",
    "\x00",
    "\ufeff",
    "\u202e\u200d",
    "a:b/c@d#e",
    "https://",
    "http://[::1",
    "at://",
    "did:plc:",
    "<a",
    "&#x110000;&#55296;&#0;",
    [],
    {},
    [None],
    [[]],
    ["x"],
    [{}],
    {"": None},
    {"id": {"id": {}}},
    *HOSTILE,
)
# Of which a reader whose work grows by the square of a length never gets done.
_FRAGMENTS = (
    "<a ",
    "<",
    "<!--",
    "&",
    "@a.",
    "@a@b.",
    "#1",
    "#",
    "http",
    "https://a/,",
    "\\",
    '"',
    '""',
    "'",
    " ",
    "\n",
    "\r",
    "1",
    "RT @a: ",
    "ﷺ",
    "\u0301",
    "[",
    "](",
    "💩",
    "a,",
    "{",
    "=",
    "﷽",
)
_LENGTHS = (40, 300, 2_000, 2_000, 30_000, 200_000)
LARGEST = 1_000_000
_LIKE_TIME = re.compile(r"\d{4}-\d\d-\d\d|:\d\d[+ ]|^\d{10}$")
DEEPEST = 90_000  # beyond what any parser's recursion takes


def _places(value: Any, path: tuple = ()) -> Iterator[tuple]:
    waiting = [(value, path)]
    while waiting:
        held, here = waiting.pop()
        if isinstance(held, dict | list):
            for key in held if isinstance(held, dict) else range(len(held)):
                yield (*here, key)
                waiting.append((held[key], (*here, key)))


def _at(value: Any, place: int) -> tuple[Any, Any] | None:
    """Give a holder and a key in it, whichever the number means."""
    places = list(_places(value))
    if not places:
        return None
    *path, last = places[place % len(places)]
    for key in path:
        value = value[key]
    return value, last


def _pick(choices: Any, choice: int) -> Any:
    return choices[choice % len(choices)]


def _drop(holder: Any, key: Any, choice: int) -> None:
    del holder[key]


def _replace(holder: Any, key: Any, choice: int) -> None:
    holder[key] = copy.deepcopy(_pick(STRANGE, choice))


def _retime(holder: Any, key: Any, choice: int) -> None:
    """Change a time: the one meant, else the nearest behind it."""
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    start = keys.index(key)
    for near in keys[start:] + keys[:start]:
        if isinstance(holder[near], str) and _LIKE_TIME.search(holder[near]):
            holder[near] = _pick(TIMES, choice)
            return
    holder[key] = _pick(TIMES, choice)


def _nest(holder: Any, key: Any, choice: int) -> None:
    for depth in range(_pick((1, 3, 40), choice)):
        holder[key] = (
            [holder[key]] if (choice + depth) % 2 else {_pick(("a", "reply", "id"), depth): holder[key]}
        )


def _repeat(holder: Any, key: Any, choice: int) -> None:
    """Say a thing several times, or a thing and the name of another."""
    if isinstance(holder, list):
        holder[key:key] = [copy.deepcopy(holder[key])] * _pick((1, 5, 300), choice)
    else:
        holder[_pick(list(holder), choice)] = copy.deepcopy(holder[key])


def _rename(holder: Any, key: Any, choice: int) -> None:
    if isinstance(holder, dict):
        holder[_pick(("", "id", "text", "type", "\x00", "a" * 300, "__proto__"), choice)] = holder.pop(key)
    else:
        holder.insert(choice % (len(holder) + 1), holder.pop(key))


def _restate(holder: Any, key: Any, choice: int) -> None:
    """Write a number as a string, a string as a number, a list, or something near."""
    value = holder[key]
    if isinstance(value, str):
        number = float(value) if value.isdecimal() and len(value) < 300 else len(value)
        forms: tuple = (
            number,
            int(number),
            [value],
            {"value": value},
            value.encode("utf-8", "replace"),
            value[::-1],
        )
    else:
        forms = (str(value), f"{value}.0", [value], {"0": value})
    holder[key] = _pick(forms, choice)


def _inflate(holder: Any, key: Any, choice: int) -> None:
    fragment = _pick(_FRAGMENTS, choice)
    length = _pick(_LENGTHS, choice // len(_FRAGMENTS))
    before = holder[key] if isinstance(holder[key], str) and choice % 2 else ""
    holder[key] = before + fragment * (length // len(fragment))


def _splice(holder: Any, key: Any, choice: int) -> None:
    """Put something hostile into the midst of a text."""
    value = str(holder[key])
    middle = choice % (len(value) + 1)
    piece = _pick([item for item in STRANGE if isinstance(item, str)], choice)
    holder[key] = value[:middle] + piece + value[middle:]


_SAID: tuple[Callable[[Any, Any, int], None], ...] = (
    _replace,
    _drop,
    _retime,
    _repeat,
    _restate,
    _splice,
    _rename,
    _nest,
    _inflate,
)


def changed(value: Any, change: tuple[int, int, int]) -> Any:
    """Change one thing of what a file says."""
    kind, place, choice = change
    found = _at(value, place)
    if found is not None:
        _pick(_SAID, kind)(*found, choice)
    return value


def _other_encoding(data: bytes, at: int, choice: int) -> bytes:
    text = data.decode("utf-8", "replace")
    encoding = _pick(("utf-16", "utf-8-sig", "utf-16-be", "utf-32", "latin-1", "cp1252", "utf-7"), choice)
    return text.encode(encoding, "replace")


def _twice_named(data: bytes, at: int, choice: int) -> bytes:
    names = list(re.finditer(rb'"(\w+)"\s*:', data))
    if not names:
        return data + data
    name = names[at % len(names)]
    value = _pick((b"null", b'"x"', b"[]", b"{}", b"[" * DEEPEST + b"]" * DEEPEST), choice)
    return data[: name.start()] + name.group() + value + b"," + data[name.start() :]


_PIECES = (b"\x00", b'"', b"\xff", b"\xef\xbb\xbf", b"\n", b"\r", b",", b"}", b"]", b"[", b"{", b"\\", b"\xed\xa0\x80", b"NaN", b"1e999", b"\x1a", b"\xff" * 9, b"/*", b"'", b"\t", b"-" * 40, b"9" * 400)  # fmt: skip

_WRITTEN: tuple[Callable[[bytes, int, int], bytes], ...] = (
    lambda data, at, choice: data[:at] + bytes([data[at] ^ (1 << choice % 8)]) + data[at + 1 :],
    lambda data, at, choice: data[:at],
    lambda data, at, choice: data[:at] + _pick(_PIECES, choice) + data[at:],
    lambda data, at, choice: data[:at] + _pick(_PIECES, choice) + data[at + 1 + choice % 16 :],
    lambda data, at, choice: data[:at] + data[at + choice % 200 :],
    lambda data, at, choice: data[:at] + data[at : at + choice % 2_000] * 2 + data[at:],
    lambda data, at, choice: data[at:] + data[:at],
    _other_encoding,
    _twice_named,
    lambda data, at, choice: data.replace(b"\n", _pick((b"\r\n", b"\r", b"\n\n", b""), choice)),
    lambda data, at, choice: data + _pick((b"\n", b";", b"\x00" * 4096, data, b'\n"'), choice),
    lambda data, at, choice: (
        _pick((b"[", b"[" * DEEPEST, b" " * 70_000, b"\n" * 999, b'{"a":'), choice) + data
    ),
)


def damaged(data: bytes, change: tuple[int, int, int]) -> bytes:
    """Change one thing of how a file is written."""
    kind, place, choice = change
    data = data[:LARGEST]
    return _pick(_WRITTEN, kind)(data, place % len(data), choice) if data else data


def changes(most: int) -> st.SearchStrategy[tuple[tuple[int, int, int], ...]]:
    """Draw some changes."""
    one = st.tuples(st.integers(0, 11), st.integers(0, 9_999), st.integers(0, 999))
    return st.lists(one, max_size=most).map(tuple)
