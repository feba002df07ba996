"""Some of many texts: the same ones whatever their order, on every machine and in every run."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SEED = 4909


def text_sample(texts: Iterable[str], most: int) -> list[str]:
    """Draw distinct texts by a seeded hash of each.

    Parameters
    ----------
    texts : iterable of str
    most : int
        How many at most.

    Returns
    -------
    list of str
        In the order of their hashes. A larger sample begins with the smaller one.

    Examples
    --------
    >>> sorted(text_sample(["b", "a", "b"], 9)), len(text_sample(map(str, range(99)), 10))
    (['a', 'b'], 10)
    """
    salt = SEED.to_bytes(8)

    def lot(text: str) -> tuple[bytes, str]:
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, salt=salt).digest(), text

    return sorted(set(texts), key=lot)[:most]
