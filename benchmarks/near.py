"""How fast, and how surely, are near-identical posts found among all posts of a workspace.

Texts are made up, words drawn by Zipf's law as in a language, and one in a hundred is copied with one
small edit: what is found is held against what was planted before the time is believed.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.clock import seconds
from benchmarks.line import Line
from core.content.near import twins
from core.content.wording import near_words, stored, word_numbers
from tests.content.planting import planted

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.bench import Bench
    from core.model import Wording

N_POSTS = 1_000_000
COPIED = 100  # one text in so many
TARGET = 120.0  # seconds, for a million posts on two cores
LEAST = 0.95
_AGAINST = "rensa, MinHash of 128 values over pairs of words, LSH"
_SEED = 4909
_BANDS = 32

Found = set[tuple[int, int]]


class _Stand(NamedTuple):
    """Texts to search, and which copy was planted of which text."""

    texts: list[str]
    copies: list[str]
    truth: Found


def _stand(n_posts: int) -> _Stand:
    n_copies = n_posts // COPIED
    texts, copies = planted(n_posts - n_copies, n_copies, _SEED)
    return _Stand(texts, [copy.copy for copy in copies], {(at, at) for at in range(n_copies)})


def _wording(texts: list[str]) -> tuple[Wording, list[list[int]]]:
    found = sorted(word_numbers(texts).items())
    return stored([words for words, _ in found]), [rows for _, rows in found]


def _ours(stand: _Stand) -> Found:
    mine, rows = _wording(stand.texts)
    theirs, copy_rows = _wording(stand.copies)
    found: Found = set()
    for part in twins([mine, theirs], every=True):
        for text, twin, _ in part.rows[part.rows[:, 0] < len(mine)].tolist():
            found |= {(a, b) for a in rows[text] for b in copy_rows[twin - len(mine)]}
    return found


def _theirs(stand: _Stand) -> Found:
    rensa = import_module("rensa")
    search = rensa.RMinHashLSH(threshold=0.6, num_perm=128, num_bands=_BANDS)

    def sketch(text: str) -> object:
        words = near_words(text)
        made = rensa.RMinHash(num_perm=128, seed=_SEED)
        made.update([" ".join(pair) for pair in pairwise(words)])
        return made

    sketches = [sketch(text) for text in stand.texts]
    for at, made in enumerate(sketches):
        search.insert(at, made)
    copies = [sketch(copy) for copy in stand.copies]
    return {
        (at, number)
        for number, copy in enumerate(copies)
        for at in search.query(copy)
        if copy.jaccard(sketches[at]) >= 0.6  # type: ignore[attr-defined]
    }


def _timed(work: Callable[[_Stand], Found], stand: _Stand, n: int) -> tuple[tuple[float, ...], float, float]:
    """Time some searches; give recall and precision of the last."""
    found: list[Found] = []
    spent = tuple(seconds(lambda: found.append(work(stand))) for _ in range(n))
    right = len(found[-1] & stand.truth)
    return spent, right / len(stand.truth), right / max(1, len(found[-1]))


def measured(n_posts: int, repeats: int, target: float | None) -> Line:
    """Measure the search among so many posts.

    Raises
    ------
    ValueError
        If too little of what was planted is found, or too much besides.
    """
    _ours(_stand(2 * COPIED))  # has every loop compiled, or what was compiled read
    stand = _stand(n_posts)
    ours, recall, precision = _timed(_ours, stand, repeats)
    if min(recall, precision) < LEAST:
        message = (
            f"near-identical posts: recall {recall:.3f}, precision {precision:.3f}, {LEAST} asked of both"
        )
        raise ValueError(message)
    against = ""
    reference: tuple[float, ...] = ()
    if find_spec("rensa"):
        reference, their_recall, their_precision = _timed(_theirs, stand, 1)
        against = f"{_AGAINST}; recall {their_recall:.3f}, precision {their_precision:.3f}"
    data = f"{n_posts:,} made-up posts, 1 % edited copies; recall {recall:.3f}, precision {precision:.3f}"
    return Line("near-identical posts of a workspace", "s", data, ours, against, reference, target)


def run(bench: Bench) -> list[Line]:
    bench.say(f"near-identical posts among {N_POSTS:,}")
    return [measured(N_POSTS, min(bench.repeats, 2), TARGET)]
