"""Writers whose place on the four axes somebody said, and which of them may be one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from core.text import count_words, normalised, text_hash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

POLES: tuple[str, ...] = ("EI", "SN", "TF", "JP")
"""The letters of the poles of each axis, in the order of :data:`core.model.persona.AXES`."""

_SAME_SHARE = 0.5  # of the distinct posts of whoever has fewer: so many in common are no chance
_LEAST_WORDS = 3  # of a post that says something when two writers have it
_MOST_TOGETHER = 50  # what more writers than these have posted is a phrase, and joins nobody


@dataclass(frozen=True, slots=True)
class Writer:
    """One labelled writer.

    ``key`` is the name that the file gives it, or its file and line. ``shares`` are the probabilities in
    [0, 1] of the four second poles (introvert, intuitive, feeler, perceiver). ``readers`` maps the place of
    an axis to what each reader said of it, True for the second pole; empty where the file does not say.
    """

    key: str
    texts: tuple[str, ...] = field(repr=False)
    shares: tuple[float, float, float, float]
    readers: Mapping[int, tuple[bool, ...]] = field(default_factory=dict)


def second_poles(letters: str) -> tuple[bool, ...] | None:
    """Read four letters as one pole of each axis, None where they are no type.

    >>> second_poles("infp"), second_poles("ESTJ"), second_poles("INFX")
    ((True, True, True, True), (False, False, False, False), None)
    """
    if len(letters) != len(POLES) or not letters.isascii():
        return None
    places = [poles.find(letter) for poles, letter in zip(POLES, letters.upper(), strict=True)]
    return None if min(places) < 0 else tuple(bool(place) for place in places)


def same_writers(writers: Sequence[Writer]) -> npt.NDArray[np.int64]:
    """Give each writer the number of the person behind it: whoever has the same key, or half of the posts in common, is one.

    Folds and intervals are drawn over these numbers, so that a writer who stands twice in a file is never
    on both sides.

    Parameters
    ----------
    writers : sequence of Writer

    Returns
    -------
    ndarray of shape (n,)
        Numbers from 0 in the order in which they come; transitive: a, b and c are one where a and b are and
        b and c.

    Notes
    -----
    O(posts). Posts of fewer than three words are not looked at, nor are those that more than 50 writers have.

    Examples
    --------
    >>> one = ("the harbour is calm", "we sail at dawn")
    >>> many = [Writer("1", one, (0, 0, 0, 0)), Writer("2", ("nothing of that kind",), (0, 0, 0, 0)), Writer("3", one[:1], (1, 1, 1, 1))]
    >>> same_writers(many).tolist()
    [0, 1, 0]
    """
    parent = list(range(len(writers)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for a, b in _pairs(writers):
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    numbers: dict[int, int] = {}
    return np.array(
        [numbers.setdefault(root(at), len(numbers)) for at in range(len(writers))], dtype=np.int64
    )


def _pairs(writers: Sequence[Writer]) -> list[tuple[int, int]]:
    by_key: dict[str, int] = {}
    by_post: dict[str, list[int]] = defaultdict(list)
    found, sizes = [], []
    for at, writer in enumerate(writers):
        if (first := by_key.setdefault(writer.key, at)) != at:
            found.append((first, at))
        posts = {
            text_hash(plain)
            for text in writer.texts
            if count_words(plain := normalised(text)) >= _LEAST_WORDS
        }
        sizes.append(len(posts))
        for post in posts:
            by_post[post].append(at)
    shared: Counter[tuple[int, int]] = Counter()
    for holders in by_post.values():
        if 1 < len(holders) <= _MOST_TOGETHER:
            shared.update(combinations(holders, 2))
    return found + [
        pair for pair, n in shared.items() if n >= _SAME_SHARE * min(sizes[pair[0]], sizes[pair[1]])
    ]
