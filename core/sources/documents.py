"""JSON in the shapes in which it is found: one document, lines, JavaScript, recorded replies.

Every reader of JSON formats walks its file through :func:`documents`, so that a truncated file, a
bad line among many and a wrong encoding are met in one place.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from core.errors import FormatError
from core.model import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.sources.entries import Entry

_ASSIGNMENT = re.compile(rb"^\s*(?:window\.)?[\w.$]+\s*=\s*")
_NEXT = re.compile(r"[\s,]*")
_WHOLE_LIMIT = 1024**3


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON value and where it stood (``line 12``, ``item 3``)."""

    place: str
    value: Any


def _as_utf8(data: bytes) -> bytes:
    """Turn what announces itself as UTF-16 into UTF-8, and drop a byte order mark."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode()
    return data.removeprefix(codecs.BOM_UTF8)


def _reason(error: Exception, data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return f"not UTF-8 text (byte {wrong.start + 1:,}); save it as UTF-8"
    return f"not JSON ({error})"


def _unwrapped(value: Any, place: str) -> Iterator[Document]:
    """Open recorded HTTP replies, whose bodies are JSON inside a string."""
    recorded = None
    if isinstance(value, dict):
        recorded = value.get("interactions") or value.get("http_interactions")
    if not isinstance(recorded, list):
        yield Document(place, value)
        return
    for number, exchange in enumerate(recorded, 1):
        try:
            body = exchange["response"]["body"]["string"]
            inner = orjson.loads(body)
        except (KeyError, TypeError, orjson.JSONDecodeError):
            continue  # a recorded reply without a JSON body holds no posts
        yield Document(f"{place}, reply {number}" if place else f"reply {number}", inner)


def _lines(entry: Entry) -> Iterator[Document | Refusal]:
    with entry.open() as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            place = f"line {number}"
            try:
                value = orjson.loads(line if number > 1 else line.removeprefix(codecs.BOM_UTF8))
            except orjson.JSONDecodeError as error:
                yield Refusal(entry.name, place, _reason(error, line))
            else:
                yield from _unwrapped(value, place)


def _salvaged(entry: Entry, data: bytes) -> Iterator[Document | Refusal]:
    """Give the whole elements of a document that was cut off, then the reason why it ends there."""
    decoder, text = json.JSONDecoder(), data.decode("utf-8", "replace")
    position, number = text.find("[") + 1, 0
    while position > 0:
        position = _NEXT.match(text, position).end()  # type: ignore[union-attr]
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        number += 1
        yield Document(f"item {number}", value)
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError as error:
        yield Refusal(entry.name, f"item {number + 1}", _reason(error, data))


def _looks_like_lines(head: bytes) -> bool:
    """Tell JSONL by its first line being a whole value that another line follows, or ends the file."""
    first, newline, rest = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not newline:
        return False
    if first.rstrip() in {b"{", b"["} or not rest.strip():
        return False
    try:
        orjson.loads(first)
    except orjson.JSONDecodeError:
        # a bad first line among lines: the second decides
        second = rest.lstrip().partition(b"\n")[0]
        return second.startswith(b"{") and second.rstrip().endswith(b"}")
    return True


def documents(entry: Entry) -> Iterator[Document | Refusal]:
    """Walk the JSON values of an entry; what cannot be read comes as a refusal in its place.

    Lines are read one by one, so that a file of any size needs little memory; a single document is
    read whole, up to 1 GiB.

    Raises
    ------
    FormatError
        If the file is empty, or one document too large to be read whole.
    """
    head = entry.head(8 * 1024 * 1024)
    if not head.strip():
        message = f"{entry.name} is empty"
        raise FormatError(message)
    if _looks_like_lines(head):
        yield from _lines(entry)
        return
    if entry.size > _WHOLE_LIMIT:
        message = f"{entry.name} is one JSON document of {entry.size:,} bytes; save it as JSON lines"
        raise FormatError(message)
    with entry.open() as stream:
        data = _as_utf8(stream.read())
    data = _ASSIGNMENT.sub(b"", data, count=1).rstrip().removesuffix(b";")
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        yield from _salvaged(entry, data)
    else:
        yield from _unwrapped(value, "")
