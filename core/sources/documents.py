"""JSON in the shapes in which it is found: one document, lines, JavaScript, recorded replies.

Every reader of JSON formats walks its file through :func:`documents`, so that a truncated file, a
bad line among many and a wrong encoding are met in one place.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from core.errors import FormatError
from core.model import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.sources.entries import Entry

_ASSIGNMENT = re.compile(rb"^\s*(?:window\.)?[\w.$]+\s*=\s*")
_OPENING = re.compile(r'\s*(?:\{\s*"[^"\\]{1,80}"\s*:\s*)?\[')
_GAP = re.compile(r"[\s,]*")
_WHOLE_LIMIT = 1024**3
_HEAD = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON value and where it stood (``line 12``, ``item 3``; empty for a whole file)."""

    place: str
    value: Any


def as_utf8(data: bytes) -> bytes:
    """Turn what announces itself as UTF-16 into UTF-8, and drop a byte order mark.

    >>> as_utf8("[1]".encode("utf-16")), as_utf8("[1]".encode("utf-8-sig"))
    (b'[1]', b'[1]')
    """
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
        if recorded is None and "request" in value and "response" in value:
            yield from _reply(value, place)  # one exchange, saved from a recording that was cut off
            return
    if not isinstance(recorded, list):
        yield Document(place, value)
        return
    for number, exchange in enumerate(recorded, 1):
        yield from _reply(exchange, f"{place}, reply {number}" if place else f"reply {number}")


def _reply(exchange: Any, place: str) -> Iterator[Document]:
    try:
        inner = orjson.loads(exchange["response"]["body"]["string"])
    except (KeyError, TypeError, IndexError, orjson.JSONDecodeError):
        return  # a recorded reply without a JSON body holds no posts
    yield Document(place, inner)


def _lines(name: str, stream: BinaryIO) -> Iterator[Document | Refusal]:
    for number, line in enumerate(stream, 1):
        if line.isspace():
            continue
        place = f"line {number}"
        try:
            value = orjson.loads(line if number > 1 else line.removeprefix(codecs.BOM_UTF8))
        except orjson.JSONDecodeError as error:
            yield Refusal(name, place, _reason(error, line))
        else:
            yield from _unwrapped(value, place)


def _end(text: str, start: int) -> int | None:
    """Find where the JSON value that starts here ends, or None where it does not."""
    try:
        return json.JSONDecoder().raw_decode(text, start)[1]
    except (ValueError, RecursionError):
        return None


def _pieces(name: str, data: bytes, error: Exception) -> Iterator[Document | Refusal]:
    """Give what is whole in a file that is not one JSON value, then the reason why it stops.

    Either several values stand one after another, or a list was cut off: then its whole elements
    are given. Each piece is parsed by itself, so one with bytes that are not UTF-8 is refused alone.
    """
    if _looks_like_lines(data):
        yield from _lines(name, io.BytesIO(data))
        return
    text = data.decode("utf-8", "surrogateescape")
    position, number = _GAP.match(text).end(), 0  # type: ignore[union-attr]
    closing = ""
    first = _end(text, position)
    is_one = first is None or not text[first:].strip()
    if is_one and (opening := _OPENING.match(text)):
        position, closing = opening.end(), "]}" if "{" in opening.group() else "]"
    while True:
        position = _GAP.match(text, position).end()  # type: ignore[union-attr]
        end = _end(text, position)
        if end is None:
            break
        number, piece = number + 1, text[position:end].encode("utf-8", "surrogateescape")
        try:
            value = orjson.loads(piece)
        except orjson.JSONDecodeError as wrong:
            yield Refusal(name, f"item {number}", _reason(wrong, piece))
        else:
            yield from _unwrapped(value, f"item {number}")
        position = end
    if "".join(text[position : position + 99].split()) != closing:
        yield Refusal(name, f"item {number + 1}", _reason(error, data))


def _is_whole(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def _looks_like_lines(head: bytes) -> bool:
    """Tell JSONL by its first line being a whole value that another line follows.

    Where the first line is a bad one, the second decides; a lone element between the brackets of a
    list that was written one element a line is no JSONL.
    """
    first, newline, rest = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not newline or not rest.strip() or first.rstrip().endswith((b"[", b"{")):
        return False
    if _is_whole(first):
        return True
    second, _, third = rest.lstrip().partition(b"\n")
    return second.startswith(b"{") and not third.lstrip().startswith((b"]", b"}")) and _is_whole(second)


def documents(entry: Entry) -> Iterator[Document | Refusal]:
    r"""Walk the JSON values of an entry; what cannot be read comes as a refusal in its place.

    Lines are read one by one, so that a file of any size needs little memory; a single document is
    read whole, up to 1 GiB. Of a document that was cut off the whole elements of its outer list are
    given, then one refusal that says where it ends.

    Raises
    ------
    FormatError
        If the file is empty, or one document too large to be read whole.

    Examples
    --------
    >>> from core.sources.entries import from_bytes
    >>> [found.place for found in documents(from_bytes("a.jsonl", b'{"a": 1}\n{"a":\n{"a": 3}'))]
    ['line 1', 'line 2', 'line 3']
    """
    head = entry.head(_HEAD)
    start = as_utf8(head)
    if not start or start.isspace():
        message = f"{entry.name} is empty"
        raise FormatError(message)
    if _looks_like_lines(head):
        with entry.open() as stream:
            yield from _lines(entry.name, stream)
        return
    if entry.size > _WHOLE_LIMIT:
        message = f"{entry.name} is one JSON document of {entry.size:,} bytes; save it as JSON lines"
        raise FormatError(message)
    with entry.open() as stream:
        data = as_utf8(stream.read())
    data = _ASSIGNMENT.sub(b"", data, count=1).rstrip().removesuffix(b";")
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        yield from _pieces(entry.name, data, error)
    else:
        yield from _unwrapped(value, "")
