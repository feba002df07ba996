r"""HTTP replies recorded as YAML (by vcr for R, vcrpy, VCR for Ruby), read without a YAML library.

Of the whole language only what those recorders write around a reply's body is understood: the keys
``request``, ``response`` and ``string``, and four ways to write a text: plain, in single or double
quotes, as a literal block. Anything else is refused: a reply is read exactly or not at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import orjson

from core.errors import FormatError
from core.model import Refusal
from core.sources.documents import Document, as_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.sources.entries import Entry

MAX_BYTES = 256 * 1024**2
_FIRST_WORDS = re.compile(rb"\s*(?:---[^\n]*\s+)?(?:#[^\n]*\s+)*(?:http_)?interactions:", re.ASCII)
_KEY = re.compile(r"^( *)(?:- +)?(request|response|string):[ \t]*", re.MULTILINE)
_SINGLE = re.compile(r"'([^']*+(?:''[^']*+)*+)'")
_DOUBLE = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL)
_BLOCK = re.compile(r"\|[-+0-9]*[ \t]*(?:#[^\n]*)?\n")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_ESCAPED = dict(zip('0abt\tnvfre "/\\N_LP', '\0\a\b\t\t\n\v\f\r\x1b "/\\\x85\xa0\u2028\u2029', strict=True))
_BLANKS = " \t"
_NOT_PLAIN = frozenset("!'\"|>&*")
_SEPARATOR = frozenset("\x85\u2028\u2029")
_UNREADABLE = "its body is binary, cut off or written in an unusual way; save the reply itself as JSON"


def is_recording(head: bytes) -> bool:
    r"""Tell a recording in YAML by its first words.

    >>> is_recording(b"http_interactions:\n- request:"), is_recording(b'{"interactions": []}')
    (True, False)
    """
    return _FIRST_WORDS.match(as_utf8(head)) is not None


def _folded(raw: str) -> str:
    """Join the lines of a quoted text: one break is a blank, each further one a new line."""
    first, *rest = raw.split("\n")
    pieces, breaks, tail = [first], 0, _is_continued(first)
    for number, line in enumerate(rest, 1):
        if tail:
            pieces[-1] = pieces[-1][:-1]
        else:
            pieces[-1] = _without_tail(pieces[-1])
            breaks += 1
        words = line.lstrip(_BLANKS)
        if words or number == len(rest):
            pieces.append("\n" * (breaks - 1) or (" " if breaks else ""))
            pieces.append(words)
            breaks = 0
        tail = _is_continued(words)
    return "".join(pieces)


def _is_continued(line: str) -> bool:
    """Tell whether a line ends in a backslash that escapes the break behind it."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _without_tail(line: str) -> str:
    """Remove the blanks at the end of a line, but for one that is escaped."""
    bare = line.rstrip(_BLANKS)
    return line[: len(bare) + 1] if bare != line and _is_continued(bare) else bare


def _character(match: re.Match[str]) -> str:
    code = match.group(1)
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPED[code]


def _block(text: str, start: int) -> tuple[str, int]:
    """Read the indented lines of a block, from ``start`` to where they end."""
    lines: list[str] = []
    indent, position = 0, start
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end]
        depth = len(line) - len(line.lstrip(" "))
        if depth < len(line):
            indent = indent or depth
            if depth < max(indent, 1):
                break
        lines.append(line[indent:])
        position = end + 1
    return "\n".join(lines), min(position, len(text))


def _scalar(text: str, start: int) -> tuple[str | None, int]:
    """Read the text that starts here and say where it ends; None where it is in none of the four ways.

    Raises
    ------
    KeyError, ValueError
        If it holds an escape that YAML does not have.
    """
    if match := _DOUBLE.match(text, start):
        return _ESCAPE.sub(_character, _folded(match.group(1))), match.end()
    if match := _SINGLE.match(text, start):
        # in this style a backslash is a letter like any other
        found, end = _folded(match.group(1).replace("\\", "\0")).replace("\0", "\\"), match.end()
        found = found.replace("''", "'")
    elif match := _BLOCK.match(text, start):
        found, end = _block(text, match.end())
    else:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        found = text[start:end]
    # the last three are the ends of lines to YAML 1.1 and letters to YAML 1.2
    is_plain = found == "" or match or text[start] not in _NOT_PLAIN
    return (found if is_plain and _SEPARATOR.isdisjoint(found) else None), end


def _reply(file: str, place: str, text: str, start: int) -> tuple[Document | Refusal | None, int]:
    try:
        body, end = _scalar(text, start)
    except (KeyError, ValueError):
        return Refusal(file, place, "its body holds an escape that YAML does not have"), start
    if body is None:
        return Refusal(file, place, _UNREADABLE), end
    if not body.lstrip().startswith(("{", "[")):
        return None, end  # an empty reply or a page for people holds no posts
    try:
        return Document(place, orjson.loads(body)), end
    except orjson.JSONDecodeError as error:
        return Refusal(file, place, f"its body is not JSON ({error}); save the reply itself as JSON"), end


def recorded(entry: Entry) -> Iterator[Document | Refusal]:
    r"""Walk the JSON bodies of the replies in a recording; one that cannot be read comes as a refusal.

    Raises
    ------
    FormatError
        If the file is not UTF-8 text, or holds no reply with a body in JSON.
    LimitError
        If it is too large.

    Examples
    --------
    >>> from core.sources.entries import from_bytes
    >>> text = b"interactions:\n- response:\n    body:\n      string: '[1,\n        2]'\n"
    >>> [(reply.place, reply.value) for reply in recorded(from_bytes("a.yml", text))]
    [('reply 1', [1, 2])]
    """
    data, broken = entry.whole(MAX_BYTES, "save the replies of this recording as JSON")
    try:
        text = as_utf8(data).decode(errors="replace" if broken else "strict").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        message = f"{entry.name} is not UTF-8 text (byte {error.start + 1:,}); save it as UTF-8"
        raise FormatError(message) from error
    number, in_response, is_any = 0, False, False
    position = 0
    while match := _KEY.search(text, position):
        position = match.end()
        if match.group(2) != "string":
            in_response = match.group(2) == "response"
            number += in_response
            continue
        found, position = _reply(entry.name, f"reply {number}", text, match.end())
        if found and in_response:
            is_any = True
            yield found
    if broken:
        yield Refusal(entry.name, "the end of the file", str(broken))
    elif not is_any:
        message = f"{entry.name} is a recording without a reply in JSON; save the replies themselves as JSON"
        raise FormatError(message)
