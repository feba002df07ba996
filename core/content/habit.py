"""The habits of writing that can be counted and named: punctuation, casing, emoji, length."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

# Pictographs, flags and the like; signs of trade and mathematics are none. Skin tones, joiners and
# selectors belong to the emoji before them.
_PICTURE = "\u231a-\u23ff\u25aa-\u25fe\u2600-\u27bf\u2934-\u2935\u2b05-\u2b55\U0001f000-\U0001faff"
_TONE = "\U0001f3fb-\U0001f3ff"
EMOJI = re.compile(
    f"(?:[\U0001f1e6-\U0001f1ff]{{2}}|(?![{_TONE}])[{_PICTURE}])"
    f"(?:[\ufe0f{_TONE}]|\u200d[{_PICTURE}\u2194\u2195]|[\U000e0020-\U000e007f])*"
)

# What is counted in the text, each by how many of them there are in a hundred characters.
_SIGNS: dict[str, str] = {
    "full stops": r"(?<!\.)\.(?!\.)",
    "commas": ",",
    "exclamation marks": "!",
    "runs of exclamation marks": "!{2,}",
    "question marks": r"\?",
    "mixed ?! runs": r"[?!]*(?:\?!|!\?)[?!]*",
    "dots in a row": r"\.{2,}",
    "ellipsis characters": "…",
    "colons": ":(?![-()DPp/])",
    "semicolons": ";(?![-()DPp])",
    "hyphens": r"(?<=\w)-(?=\w)",
    "dashes": "[–—]|(?<= )-{1,2}(?= )",
    "brackets": r"(?<![:;=-])[()]",
    "straight quotes": '"',
    "curly quotes": "[“”„«»]",
    "straight apostrophes": r"(?<=\w)'(?=\w)",
    "curly apostrophes": r"(?<=\w)’(?=\w)",
    "ampersands": "&",
    "slashes": "/",
    "bars": r"\|",
    "asterisks": r"\*",
    "line breaks": r"\n",
    "double blanks": r"(?<=\S) {2,}(?=\S)",
    "blanks before marks": r"(?<=\w) [!?,.:;](?=\s|$)",
    "no blank after a comma": r",(?=[^\W\d])",
    "numbers": r"\d+",
    "emoji": EMOJI.pattern,
    "emoticons": r"(?<!\w)[:;=8]-?[()DPpo3](?!\w)",
    "hearts of signs": "<3",
    "words in capitals": r"\b[^\W\d_a-z]{2,}\b(?<![^\x00-\x7f])",
    "capitalised words": r"(?<=[\w,] )[A-ZÀ-Þ][a-zß-ÿ]+",
    "lengthened letters": r"([^\W\d_])\1\1+",
    "laughter": r"(?i:\b(?:a*(?:ha){2,}h?|l+o+l+|(?:je){2,}|k{3,}|r+s{2,}|mdr|xd+))\b",
    "one letter for a word": r"(?i:(?<![\w'’.])[urnkcxq](?![\w'’.]))",
}
_PATTERNS: dict[str, re.Pattern[str]] = {name: re.compile(pattern) for name, pattern in _SIGNS.items()}
# What is true of a post or not, as a share of posts.
_TRAITS: dict[str, Callable[[str], object]] = {
    "begins in lower case": lambda text: text[:1].islower(),
    "ends with a letter": lambda text: text[-1:].isalnum(),
    "ends with a full stop": lambda text: text.endswith("."),
    "ends with an exclamation mark": lambda text: text.endswith("!"),
    "ends with an emoji": lambda text: not text[-1:].isascii() and EMOJI.search(text[-3:]),
    "all in capitals": lambda text: text.isupper(),
    "all in lower case": lambda text: text.islower(),
    "has an emoji": lambda text: not text.isascii() and EMOJI.search(text),
}
SIGNS, TRAITS = tuple(_PATTERNS), tuple(_TRAITS)
HABITS: tuple[str, ...] = (
    *SIGNS,
    *TRAITS,
    "letters in a word",
    "words in a post",
    "spread of words in a post",
)


def habits(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Count the habits of some texts from which links, handles and hashtags were removed.

    Returns
    -------
    ndarray of float32, shape (n_habits,)
        In the order of :data:`HABITS`: signs in a hundred characters, shares of posts, then mean
        letters of a word, and mean and standard deviation of the logarithm of a post's words. All 0
        without texts.

    Examples
    --------
    >>> found = dict(zip(HABITS, habits(["no way!!!", "Really?"]).tolist()))
    >>> found["begins in lower case"], round(found["exclamation marks"], 2), found["has an emoji"]
    (0.5, 18.75, 0.0)
    """
    if not texts:
        return np.zeros(len(HABITS), np.float32)
    # Joined by a sign that no pattern counts or reaches over.
    whole = "\x00".join(texts)
    n_characters = max(1, len(whole) - len(texts) + 1)
    signs = [100 * sum(1 for _ in pattern.finditer(whole)) / n_characters for pattern in _PATTERNS.values()]
    traits = [sum(1 for text in texts if true_of(text)) / len(texts) for true_of in _TRAITS.values()]
    n_words = np.array([len(text.split()) for text in texts], dtype=np.float64)
    spoken = np.log1p(n_words)
    letters = sum(map(str.isalpha, whole)) / max(1.0, n_words.sum())
    return np.array([*signs, *traits, letters, spoken.mean(), spoken.std()], dtype=np.float32)
