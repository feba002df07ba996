"""Made-up posts, and copies of them that were edited a little: what a search has to find."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "ka", "le")
_FLAT = 2.0
_EMOJI = ("🚢", "🔥", "😂", "❤️")
EDITS = ("word changed", "word added", "word left out", "link swapped", "emoji added", "handle swapped")


class Copy(NamedTuple):
    """A text, its edited copy, and how it was edited."""

    text: str
    copy: str
    edit: str


def _word(dice: Random) -> str:
    return "".join(dice.choices(_SYLLABLES, k=dice.randint(1, 6)))


def vocabulary(dice: Random, n: int = 30_000) -> list[str]:
    """Make distinct words in the order of their rank: the first are the shortest and the commonest."""
    return sorted({_word(dice) for _ in range(3 * n)}, key=lambda word: (len(word), word))[:n]


def sentence(dice: Random, words: Sequence[str], n_words: int) -> str:
    """Draw words by Zipf's law; now and then a link, a handle or a hashtag stands among them."""
    # Zipf's law, flat over the first few ranks as in running text: the commonest word is one in twenty.
    reach = (len(words) + _FLAT) / _FLAT
    drawn = [words[int(_FLAT * reach ** dice.random() - _FLAT)] for _ in range(n_words)]
    if dice.random() < 0.5:
        drawn.append(f"https://a.example/{dice.getrandbits(32):x}")
    if dice.random() < 0.3:
        drawn.insert(0, f"@{dice.choice(words)}")
    if dice.random() < 0.2:
        drawn.append(f"#{dice.choice(words)}")
    return " ".join(drawn)


def edited(dice: Random, text: str, edit: str) -> str:
    """Copy a text with one edit."""
    pieces = text.split()
    at = dice.choice([k for k, piece in enumerate(pieces) if piece[0].isalpha() and "/" not in piece])
    new = f"new{_word(dice)}"
    if edit == "word changed":
        pieces[at] = new
    elif edit == "word added":
        pieces.insert(at, new)
    elif edit == "word left out":
        del pieces[at]
    elif edit == "link swapped":
        pieces = [piece for piece in pieces if "/" not in piece] + [f"https://b.example/{new}"]
    elif edit == "handle swapped":
        pieces = [f"@{new}", *(piece for piece in pieces if piece[0] != "@")]
    else:
        pieces.insert(at, dice.choice(_EMOJI))
        pieces[-1] += dice.choice(_EMOJI)
    return " ".join(pieces)


def planted(
    n_texts: int, n_copies: int, seed: int, least: int = 8, most: int = 40
) -> tuple[list[str], list[Copy]]:
    """Make texts of ``least`` to ``most`` words, and edited copies of the first of them.

    Of the shortest text one word less is still enough to be looked at.
    """
    dice = Random(seed)  # noqa: S311 — texts to search, no secret
    words = vocabulary(dice)
    texts = [sentence(dice, words, dice.randint(least, most)) for _ in range(n_texts)]
    return texts, [
        Copy(text, edited(dice, text, edit), edit)
        for text, edit in zip(texts[:n_copies], EDITS * (n_copies // len(EDITS) + 1), strict=False)
    ]
