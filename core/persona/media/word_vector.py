"""Words as one vector, where no encoder of the workspace gave one: each word in the place that its letters say.

Weinberger et al. 2009, feature hashing. No vocabulary is kept, so that none can leak what somebody wrote.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

_WORD = re.compile(r"[^\W\d_]{2,}")
WORDS_LENGTH = 64


def word_vector(text: str, length: int = WORDS_LENGTH) -> npt.NDArray[np.float32] | None:
    """Describe a text by its words, in any script.

    Parameters
    ----------
    text : str
    length : int
        Places, 1 or more.

    Returns
    -------
    ndarray of shape (length,) or None
        Of length 1, from square roots of counts; a word adds or takes away in its place, as its letters say. None
        where there is no word of two letters, or all cancel.

    Examples
    --------
    >>> bool((word_vector("The sea, the SEA") == word_vector("sea the sea the")).all()), word_vector("1 2 3")
    (True, None)
    """
    counts = np.zeros(length)
    for word in _WORD.findall(text.casefold()):
        mark = zlib.crc32(word.encode("utf-8", "replace"))
        counts[(mark >> 1) % length] += 1 if mark & 1 else -1
    rooted = np.sign(counts) * np.sqrt(np.abs(counts))
    size = float(np.linalg.norm(rooted))
    return (rooted / size).astype(np.float32) if size > 0 else None
