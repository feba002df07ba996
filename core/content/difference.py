"""In what two near-identical texts differ, as spans of either: what is marked when they are shown."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from core.text import HANDLE, LINK

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[int, int]

# Of longer texts what follows is one piece: the search is quadratic in the number of pieces.
_MOST_PIECES = 600
_PIECE = re.compile(rf"{LINK.pattern}|{HANDLE.pattern}|\w+|[^\w\s]+", re.IGNORECASE)


class Difference(NamedTuple):
    """Spans (start, end) of A's and of B's text that the other lacks, in ascending order."""

    spans_a: tuple[Span, ...]
    spans_b: tuple[Span, ...]


def _pieces(text: str) -> list[Span]:
    spans: list[Span] = []
    for match in _PIECE.finditer(text):
        if len(spans) == _MOST_PIECES:
            spans[-1] = (spans[-1][0], len(text))
            break
        spans.append(match.span())
    return spans


def _joined(pieces: Sequence[Span], chosen: list[int]) -> tuple[Span, ...]:
    """Give the spans of some pieces; neighbours become one, with what is between them."""
    spans: list[Span] = []
    before = -2
    for at in chosen:
        start, end = pieces[at]
        if at == before + 1:
            start = spans.pop()[0]
        spans.append((start, end))
        before = at
    return tuple(spans)


def difference(text_a: str, text_b: str) -> Difference:
    """Mark what differs between two texts, piece by piece.

    A piece is a word, a link, a handle or a run of signs or emoji; letter case and the width of
    blanks make no difference, links and emoji do: two posts of one wording may differ in nothing else.

    Parameters
    ----------
    text_a, text_b : str
        As they were posted.

    Returns
    -------
    Difference
        Both empty where the texts are the same but for case and blanks.

    Notes
    -----
    O(pieces²), at most 600 pieces; what follows in a longer text counts as one. Swapping the texts
    may mark other, equally many words where several readings are possible.

    Examples
    --------
    >>> a, b = "Vote for Ann now https://a.example/1", "vote for Bob now 🚢 https://b.example/2"
    >>> marked = difference(a, b)
    >>> [a[i:j] for i, j in marked.spans_a], [b[i:j] for i, j in marked.spans_b]
    (['Ann', 'https://a.example/1'], ['Bob', '🚢 https://b.example/2'])
    """
    pieces_a, pieces_b = _pieces(text_a), _pieces(text_b)
    matcher = SequenceMatcher(
        None,
        [text_a[start:end].casefold() for start, end in pieces_a],
        [text_b[start:end].casefold() for start, end in pieces_b],
        autojunk=False,
    )
    only_a: list[int] = []
    only_b: list[int] = []
    for tag, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        if tag != "equal":
            only_a += range(a_from, a_to)
            only_b += range(b_from, b_to)
    return Difference(_joined(pieces_a, only_a), _joined(pieces_b, only_b))
