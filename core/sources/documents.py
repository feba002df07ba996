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
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from core.errors import FormatError, InputError
from core.model import Refusal
from core.sources.array_part import is_array, parts
from core.sources.entry import BUFFER_BYTES, Salvaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.sources.entries import Entry

_ASSIGNMENT = re.compile(rb"^\s*(?:window\.)?[\w.$]+\s*=\s*")
_OPENING = re.compile(r'\s*(?:\{\s*"[^"\\]{1,80}"\s*:\s*)?\[')
_GAP = re.compile(r"[\s,]*")
_WHOLE_LIMIT = 1024**3
_WHOLE_ARRAY = 64 * 1024**2
_HEAD = 8 * 1024 * 1024
_LONGEST_LINE = 256 * 1024 * 1024  # a page of replies takes a hundredth of it


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
    if isinstance(error, InputError):
        return f"from here on it could not be read: {error}"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return f"not UTF-8 text (byte {wrong.start + 1:,}); save it as UTF-8"
    return f"not JSON ({error}); it was cut off or damaged: fetch the file again"


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


def _lines(name: str, source: Salvaged) -> Iterator[Document | Refusal]:
    place = "line 1"
    with io.BufferedReader(source, BUFFER_BYTES) as stream:
        for number, line in enumerate(iter(partial(stream.readline, _LONGEST_LINE), b""), 1):
            place = f"line {number}"
            if line.isspace():
                continue
            try:
                value = orjson.loads(line if number > 1 else line.removeprefix(codecs.BOM_UTF8))
            except orjson.JSONDecodeError as error:
                if line.endswith(b"\n") or not source.broken:
                    yield Refusal(name, place, _reason(error, line))
            else:
                yield from _unwrapped(value, place)
    if source.broken:
        yield Refusal(name, place, _reason(source.broken, b""))


def _end(text: str, start: int) -> int | None:
    """Find where the JSON value that starts here ends, or None where it does not."""
    try:
        return json.JSONDecoder().raw_decode(text, start)[1]
    except (ValueError, RecursionError):
        return None


def _pieces(name: str, data: bytes, error: Exception, n_before: int = 0) -> Iterator[Document | Refusal]:
    """Give what is whole in a file that is not one JSON value, then the reason why it stops.

    Either several values stand one after another, or a list was cut off: then its whole elements
    are given. Each piece is parsed by itself, so one with bytes that are not UTF-8 is refused alone.
    """
    if _looks_like_lines(data):
        yield from _lines(name, Salvaged(io.BytesIO(data)))
        if isinstance(error, InputError):
            yield Refusal(name, "the end of the file", _reason(error, data))
        return
    text = data.decode("utf-8", "surrogateescape")
    position, number = _GAP.match(text).end(), n_before  # type: ignore[union-attr]
    closing = ""
    first = _end(text, position)
    is_one = first is None or not text[first:].strip()
    if is_one and (opening := _OPENING.match(text)):
        position, closing = opening.end(), "]}" if "{" in opening.group() else "]"
    while True:
        position = _GAP.match(text, position).end()  # type: ignore[union-attr]
        # no post is a bare number: a file of zeros would be as many documents
        end = _end(text, position) if text.startswith(("{", "["), position) else None
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


def _is_long(entry: Entry, head: bytes) -> bool:
    """Tell an array that is not read whole; of a packed one only reading tells how long it is."""
    if entry.origin is None or len(head) < _HEAD:
        return entry.size > _WHOLE_ARRAY
    return len(entry.head(_WHOLE_ARRAY + 1)) > _WHOLE_ARRAY


def _parts(entry: Entry) -> Iterator[Document | Refusal]:
    with Salvaged(entry.open()) as stream:
        for part in parts(stream, entry.name):
            place = f"after item {part.n_before}" if part.n_before else ""
            if part.values is None:
                broken = stream.broken if part.is_last else None
                yield from _document(entry.name, part.data, broken, place, part.n_before)
            else:
                yield Document(place, part.values)


def _document(
    name: str, data: bytes, broken: InputError | None, place: str = "", n_before: int = 0
) -> Iterator[Document | Refusal]:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        yield from _pieces(name, data, broken or error, n_before)
        return
    yield from _unwrapped(value, place)
    if broken:
        yield Refusal(name, "the end of the file", str(broken))


def documents(entry: Entry) -> Iterator[Document | Refusal]:
    r"""Walk the JSON values of an entry; what cannot be read comes as a refusal in its place.

    Lines are read one by one and the array of a long file part by part, each a document of its own, so
    that a file of any size needs little memory; an object, or an array of up to 64 MiB, is read whole,
    up to 1 GiB, which takes several times its size. Of a document that was cut off, or lies in a
    damaged archive, the whole elements of its outer list are given, then one refusal that says where
    it ends.

    Raises
    ------
    FormatError
        If the file is empty.
    LimitError
        If it is one document too large to be read whole.

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
        yield from _lines(entry.name, Salvaged(entry.open()))
        return
    if is_array(head) and _is_long(entry, head):
        yield from _parts(entry)
        return
    data, broken = entry.whole(_WHOLE_LIMIT, "save it as JSON lines")
    data = _ASSIGNMENT.sub(b"", as_utf8(data), count=1).rstrip().removesuffix(b";")
    yield from _document(entry.name, data, broken)
