"""The measure of near-identical posts: do the two publish the same but for a few words? METHODS 3."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from core.block import joined
from core.content.near import near_counts
from core.measures import Measure, Scores, register

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from core.model import Portrait
    from core.model.result import Mode
    from core.params import ComparisonParams
    from core.reference import Reference

_TEXTS: dict[Mode, str] = {"default": "texts", "paper": "texts"}


def near_block(
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: npt.NDArray[np.int64],
    _: Reference | None,
    __: ComparisonParams,
    /,
) -> Scores:
    """Count near-identical posts of many pairs by one search over all profiles that occur in them."""
    block, rows = joined(left, right, pairs)
    wordings = [portrait.content.wording for portrait in block]
    found = near_counts(wordings, rows, progress=block.progress, cancelled=block.cancelled)
    sizes = np.array([len(wording) for wording in wordings], dtype=np.int64)[rows]
    missing = tuple(
        next(
            (
                f"{name} has no text of six words or more of its own"
                for name, n in zip("AB", both, strict=True)
                if not n
            ),
            None,
        )
        for both in sizes.tolist()
    )
    shared = found.min(axis=1)
    values = np.where([reason is None for reason in missing], shared, np.nan)
    return Scores(values, missing, sizes[:, 0], sizes[:, 1], tuple(shared.tolist()))


register(
    Measure(
        name="content.near_posts",
        label="Near-identical posts",
        aspect="content",
        direction="similarity",
        low=0.0,
        high=math.inf,
        units=_TEXTS,
        items="distinct texts",
        meaning="How many texts of either have one in the other that is the same but for a few words.",
        formula="Distinct texts of at least six words (case-folded; links, handles, emoji and signs removed) with a "
        "text of the other of which at most one word in five must be changed, added or left out (Levenshtein over "
        "words); the smaller of the two profiles' numbers. Same posts are among them.",
        limits='Templates that a button fills in ("I just voted in the ... poll") count; of posts of more than 96 '
        "words the beginning is compared; languages written without blanks, Thai and Khmer, are compared as wholes.",
        needs="one such text of each",
        source="ours; prefix filter of Chaudhuri et al. 2006, Wang et al. 2012",
        compute=near_block,
        order=15,
        digits=0,
    )
)
