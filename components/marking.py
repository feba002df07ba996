"""Foreign text with some of its pieces marked: what one of two near-identical posts has and the other lacks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from components import theme
from core.text import without_links
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from figures.template import Side

Span = tuple[int, int]

_GROUND = {"a": "blue", "b": "orange"}
_ISOLATE, _RELEASE = "\u2068", "\u2069"
_JOINER = "\u2060"  # keeps a piece of foreign text from running into a mark of ours


def marked(text: str, spans: Sequence[Span], side: Side) -> str:
    r"""Write foreign text as Markdown, its marked pieces in bold type on the colour of their side.

    The ground is a shape and bold a weight: neither needs colour vision. Text that runs from right to
    left is isolated as a whole, so that its pieces keep their order.

    Parameters
    ----------
    text : str
        Anything.
    spans : sequence of (int, int)
        Start and end of each piece, ascending and apart.
    side : {"a", "b"}
        Whose text it is.

    Returns
    -------
    str
        One line of Markdown.

    Examples
    --------
    >>> print(marked("Vote for Ann", [(9, 12)], "a").replace("\u2060", ""))
    Vote for :blue-background[**Ann**]
    """
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    written = []
    for n, (start, end) in enumerate(pairwise(edges)):
        piece = text[start:end]
        said = theme.escaped(piece).strip(_ISOLATE + _RELEASE)
        if not said:
            written.append(" " if piece else "")
            continue
        if n % 2:
            said = f"{_JOINER}:{_GROUND[side]}-background[**{said}**]{_JOINER}"
        before, after = (" " if edge.isspace() else "" for edge in (piece[0], piece[-1]))
        written.append(f"{before}{said}{after}")
    whole = "".join(written).strip()
    return f"{_ISOLATE}{whole}{_RELEASE}" if plain(text, None).startswith(_ISOLATE) else whole


def only_words(text: str, spans: Sequence[Span]) -> str:
    """Say in one line of plain text what one text has and the other lacks; of links only that there are.

    Examples
    --------
    >>> only_words("Vote for Bob!", [(9, 13)]), only_words("Vote", []), only_words("Vote www.a.example", [(5, 18)])
    ('Bob!', '', '(link)')
    """
    pieces = [plain(without_links(text[start:end]), 60) for start, end in spans]
    return " … ".join(filter(None, pieces)) or ("(link)" if spans else "")
