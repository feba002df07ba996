"""Foreign text as it may be kept and shown: printable, in one line, of bounded length."""

from __future__ import annotations

import unicodedata

MOST_LETTERS = 300


def plain(text: str, most: int = MOST_LETTERS) -> str:
    r"""Give what was heard or read without anything that could move a cursor, reorder a line or hide.

    >>> plain("so  \x1b[2J\u202egood\u200b \n day")
    'so [2Jgood day'
    """
    shown = "".join(
        one if one.isprintable() else " " if unicodedata.category(one) in {"Cc", "Zl", "Zp", "Zs"} else ""
        for one in text[: 4 * most]
    )
    joined = " ".join(shown.split())
    return joined if len(joined) <= most else f"{joined[: most - 1]}…"
