"""The words of each post in their order, as numbers: what near-identical posts are found by.

Two posts are near-identical if few words must be changed, added or left out to make one of the other.
Links, handles, emoji and punctuation are no words: a copy with another link or an emoji behind it is
the same wording. A hashtag is the word in it.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from core.content.cleaning import MARKS
from core.content.repeats import reposted, texts
from core.model import Wording
from core.text import HANDLE, LINK, UNSPACED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

# Below six words one changed word says another thing: "good morning to you all", "... to you both".
MIN_NEAR_WORDS = 6
# Twice the longest tweet; of longer posts the beginning is compared.
MOST_NEAR_WORDS = 96

_ASCII_WORD = re.compile("[a-z0-9]+(?:'+[a-z0-9]+)*")
_ALNUM = f"[^\\W_{UNSPACED}]"
_WORD = re.compile(f"[{UNSPACED}]|{_ALNUM}+(?:[{MARKS}'\u2019]+{_ALNUM}+)*[{MARKS}]*")


class _Numbers(dict[str, int]):
    """The number of a word: 32 bits of BLAKE2b, the same on every machine and in every run."""

    def __missing__(self, word: str) -> int:
        digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4).digest()
        self[word] = number = int.from_bytes(digest, "little")
        return number


def near_words(text: str) -> list[str]:
    """Cut a text into the words that near-identical posts are compared by.

    A character of Han or Kana is a word; marks and apostrophes inside a word belong to it.

    >>> near_words("Vote NOW @ann: it\u2019s the #Harbour! 🚢 https://a.example/1")
    ['vote', 'now', "it's", 'the', 'harbour']
    """
    is_ascii = text.isascii()
    if not is_ascii:
        text = unicodedata.normalize("NFKC", text).replace("\u2019", "'")
    text = text.casefold()
    # What no link is without is looked for first, which is much faster than looking for links.
    if "http" in text or "www." in text or "..." in text or "\u2026" in text:
        text = LINK.sub(" ", text)
    if "@" in text:
        text = HANDLE.sub(" ", text)
    return (_ASCII_WORD if is_ascii else _WORD).findall(text)


def word_numbers(
    many: Iterable[str | None],
    *,
    min_words: int = MIN_NEAR_WORDS,
    most_words: int = MOST_NEAR_WORDS,
) -> dict[tuple[int, ...], list[int]]:
    """Group texts by their wording.

    Parameters
    ----------
    many : iterable of str or None
        A text None is passed over, and so is one of fewer than ``min_words`` words.
    min_words, most_words : int
        What follows the first ``most_words`` words is not looked at.

    Returns
    -------
    dict
        From the numbers of a wording's words to the positions of its texts, ascending.

    Notes
    -----
    O(characters): about 100,000 posts a second.

    Examples
    --------
    >>> list(word_numbers(["a b c", "A, b: c!", None, "a b"], min_words=3).values())
    [[0, 1]]
    """
    number = _Numbers().__getitem__
    found: dict[tuple[int, ...], list[int]] = {}
    for position, text in enumerate(many):
        cut = near_words(text) if text is not None else ()
        if len(cut) >= min_words:
            found.setdefault(tuple(map(number, cut[:most_words])), []).append(position)
    return found


def own_texts(posts: pd.DataFrame) -> list[str | None]:
    """Give the text of each post that is no repost, None elsewhere.

    >>> import pandas as pd
    >>> own_texts(pd.DataFrame({"text": ["mine", "theirs"], "kind": ["reply", "repost"]}))
    ['mine', None]
    """
    return [
        None if other else text for text, other in zip(texts(posts), reposted(posts).tolist(), strict=True)
    ]


def stored(rows: Sequence[tuple[int, ...]]) -> Wording:
    """Store the numbers of the words of some wordings one after the other.

    >>> stored([(1, 2), (3,)]).lengths.tolist()
    [2, 1]
    """
    lengths = np.fromiter(map(len, rows), np.uint8, len(rows))
    n_words = int(lengths.sum(dtype=np.int64))
    return Wording(np.fromiter(chain.from_iterable(rows), np.uint32, n_words), lengths)


def wording(posts: pd.DataFrame, *, min_words: int = MIN_NEAR_WORDS) -> Wording:
    """Sum up the wordings of a profile's own posts.

    Parameters
    ----------
    posts : DataFrame
        Columns ``kind`` and ``text`` of :data:`core.schema.POSTS`.
    min_words : int
        Texts of fewer words are left out.

    Returns
    -------
    Wording
        Empty where no post has so many words.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"kind": "reply", "text": ["one two three four five six", "one two"]})
    >>> wording(rows).lengths.tolist()
    [6]
    """
    return stored(sorted(word_numbers(own_texts(posts), min_words=min_words)))
