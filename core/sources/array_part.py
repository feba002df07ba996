"""A long JSON array, read part by part: each part is an array of whole elements and fits into memory."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from core.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.sources.entry import Salvaged

PART_BYTES = 16 * 1024**2
"""About so much is read at once; its values take several times as much memory."""

_LONGEST_ELEMENT = 64 * 1024**2
_OPENING = re.compile(rb"\s*\[")
_FIRST_NAME = re.compile(rb'\s*\{\s*("(?:[^"\\]|\\.){1,80}+")\s*:')
_BEHIND = re.compile(r"\s*,")
_GAP = re.compile(r"\s*")
_ATTEMPTS = 8
_LAST = 1024**2  # where in a piece the end of its last whole element is looked for


class Part(NamedTuple):
    """Some elements of an array: their values, or where one by one must be looked at, an array in bytes.

    ``n_before`` elements come before it. The last part is in bytes; it may be cut off.
    """

    values: list[Any] | None
    data: bytes
    n_before: int
    is_last: bool = False


def is_array(start: bytes) -> bool:
    """Tell a JSON array in UTF-8 by its first bytes.

    >>> is_array(b' [{"id": 1}'), is_array(b'{"data": ['), is_array(b"window.YTD = [")
    (True, False, False)
    """
    return _OPENING.match(start.removeprefix(codecs.BOM_UTF8)) is not None


def parts(stream: Salvaged, name: str) -> Iterator[Part]:
    """Read an array part by part.

    Parameters
    ----------
    stream : Salvaged
        From its beginning, which :func:`is_array`.
    name : str
        What messages call it.

    Raises
    ------
    LimitError
        If an element is larger than 64 MiB, or does not end.

    Notes
    -----
    A piece of the file is taken to end where an object is followed by another that begins with the same
    name as the first of all. If what comes before that is an array of whole values, so it is: brackets
    and quotation marks can be read in one way only. Else the elements are walked one by one.
    """
    held, n_before = stream.upto(PART_BYTES).removeprefix(codecs.BOM_UTF8), 0
    held = held[_OPENING.match(held).end() :]  # type: ignore[union-attr]
    while more := stream.upto(max(PART_BYTES, len(held))):
        held += more
        found = _by_name(held) or _by_walk(held)
        if found is not None:
            values, data, n, end = found
            yield Part(values, data, n_before)
            held, n_before = held[end:], n_before + n
        elif len(held) > _LONGEST_ELEMENT:
            message = (
                f"item {n_before + 1} of {name} is damaged, or larger than {_LONGEST_ELEMENT:,} bytes; "
                "fetch the file again, or save it as JSON lines"
            )
            raise LimitError(message)
    yield Part(None, b"[" + held, n_before, is_last=True)


_Found = tuple[list[Any] | None, bytes, int, int]
"""Whole elements as values or in bytes, how many, and where the next begins."""


def _by_name(data: bytes) -> _Found | None:
    """Parse the whole elements that some bytes begin with."""
    first = _FIRST_NAME.match(data)
    if first is None:
        return None
    border = re.compile(rb"\}(\s*,\s*)(?=\{\s*" + re.escape(first.group(1)) + rb"\s*:)")
    found = list(border.finditer(data, max(0, len(data) - _LAST)))[-_ATTEMPTS:]
    for match in reversed(found):
        try:
            values = orjson.loads(b"[" + data[: match.start(1)] + b"]")
        except orjson.JSONDecodeError:
            continue  # within an element, or behind a bad one
        return values, b"", len(values), match.end()
    return None


def _by_walk(data: bytes) -> _Found | None:
    """Find the whole elements that some bytes begin with, whatever they are."""
    text = data.decode("utf-8", "surrogateescape")
    decoder = json.JSONDecoder()
    n = end = behind = 0
    while True:
        start = _GAP.match(text, behind).end()  # type: ignore[union-attr]
        try:
            comma = _BEHIND.match(text, decoder.raw_decode(text, start)[1])
        except (ValueError, RecursionError):
            break
        if comma is None:
            break
        n, end, behind = n + 1, comma.start(), comma.end()
    if not n:
        return None
    whole, rest = (text[:place].encode("utf-8", "surrogateescape") for place in (end, behind))
    return None, b"[" + whole + b"]", n, len(rest)
