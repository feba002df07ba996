"""HTML that a stranger wrote, read as words: nothing in it is ever run, fetched or shown as HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST_MARKUP = 200_000  # characters; a post of the largest servers has a hundredth of it
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL)
# A "<" that opens no tag. What stays are tags that end before the next one starts, so that the
# parser never has to look far: on "<a <a <a …" it would take time by the square of the length.
_STRAY = re.compile(r"<(?!/?[A-Za-z][^<>]*>)")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_MARKUP = re.compile(r"[<&]")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+\Z", re.IGNORECASE)
_SCHEME = re.compile(r"\A(?:https?://)?(?:www\.)?", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "template", "title", "iframe"})
_UNSEEN_CLASS = "quote-inline"  # "RE: link", for servers that know no quotes
_LINES = frozenset({"div", "li", "tr", "figure", "figcaption", "section", "article", "header", "footer"})
_PARAGRAPHS = frozenset({"p", "blockquote", "pre", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"})


class Plain(NamedTuple):
    """The words of a text in HTML, and the links in it, once each."""

    text: str
    links: list[str]


def is_address(text: str) -> bool:
    """Tell the address of a page from anything else that a link may hold (``javascript:``, ``mailto:``).

    >>> is_address("https://a.example/x"), is_address("javascript:alert(1)")
    (True, False)
    """
    return _ADDRESS.match(text) is not None


def is_short_for(shown: str, address: str) -> bool:
    """Tell whether a text only shows the beginning of an address, as links are shown.

    >>> is_short_for("www.a.example/lo…", "https://a.example/long"), is_short_for("here", "https://a.example")
    (True, False)
    """
    text = _SCHEME.sub("", shown.strip()).rstrip("….").rstrip("/")
    return "." in text and _SCHEME.sub("", address).casefold().startswith(text.casefold())


class _Reader(HTMLParser):
    """Collects words, line by line; ``lines`` holds the pieces of each."""

    def __init__(self, named: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: dict[str, None] = {}
        self._named = named
        self._unseen: list[str] = []
        self._anchor: tuple[str, bool, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if self._unseen or tag in _UNSEEN or _UNSEEN_CLASS in classes:
            if tag not in {"br", "img", "hr", "wbr"}:
                self._unseen.append(tag)
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "img":
            self.pieces.append(given.get("alt") or "")
        elif tag == "a":
            self._end_anchor()
            is_name = not {"mention", "hashtag"}.isdisjoint(classes) or given.get("href") in self._named
            self._anchor = ((given.get("href") or "").strip(), is_name, len(self.pieces))
        else:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag in self._unseen:  # what was left open inside it ends with it
                del self._unseen[len(self._unseen) - 1 - self._unseen[::-1].index(tag) :]
        elif tag == "a":
            self._end_anchor()
        else:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(_BLANKS.sub(" ", data))

    def updatepos(self, i: int, j: int) -> int:  # noqa: ARG002  the name and order are the parser's
        """Count no lines: nobody asks where a tag stood."""
        return j

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self.pieces.append("\n\n")
        elif tag in _LINES:
            self.pieces.append("\v")  # a new line, unless one has just begun

    def _end_anchor(self) -> None:
        if self._anchor is None:
            return
        address, is_name, start = self._anchor
        self._anchor = None
        shown = "".join(self.pieces[start:]).strip()
        is_name = is_name or (shown[:1] in {"@", "#", "＃"} and " " not in shown)
        if is_name or not is_address(address):
            return
        self.links[address] = None
        words = "" if is_short_for(shown, address) else f"{shown} "
        self.pieces[start:] = [f"{words.lstrip()}{address}"]

    def finish(self) -> Plain:
        self.close()
        self._end_anchor()
        return Plain(_joined(self.pieces), list(self.links))


def _joined(pieces: list[str]) -> str:
    lines: list[str] = []
    for line in "".join(pieces).replace("\v", "\n\v").split("\n"):
        is_soft = line.startswith("\v")
        plain = _BLANKS.sub(" ", line.replace("\v", "")).strip(" ")
        if is_soft and lines and not lines[-1]:
            lines[-1] = plain
        elif plain or (lines and lines[-1]):  # of several empty lines one is kept
            lines.append(plain)
    return "\n".join(lines).strip("\n")


def plain_of(markup: str, named: Collection[str] = ()) -> Plain:
    r"""Read the words of HTML: paragraphs and lines as lines, links as their addresses.

    A link that shows words of its own keeps them before its address. Mentions and hashtags stay as
    they are shown. Indentation is lost, as it is on the page.

    Parameters
    ----------
    markup : str
        HTML, well-formed or not; beyond :data:`LONGEST_MARKUP` characters it is cut.
    named : collection of str
        Addresses that are mentions or hashtags, which count as no links.

    Notes
    -----
    O(n) also on hostile markup.

    Examples
    --------
    >>> plain_of('<p>R&amp;D<br>see <a href="https://a.example/b"><span>a.example</span></a></p><p>bye</p>')
    Plain(text='R&D\nsee https://a.example/b\n\nbye', links=['https://a.example/b'])
    """
    if not _MARKUP.search(markup):
        return Plain(_joined([_BLANKS.sub(" ", markup)]), [])
    reader = _Reader(named)
    reader.feed(_STRAY.sub("&lt;", _COMMENT.sub(" ", markup[:LONGEST_MARKUP])))
    return reader.finish()
