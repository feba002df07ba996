"""The measure of meaning: do the posts of the two speak of the same? METHODS 3, [B] 3.4."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.block import joined
from core.content.embedding.meaning import MIN_PROFILES, MIN_TEXTS, SAMPLED, cosine, departure, unfit
from core.measures import EMBEDDED, Measure, Scores, register

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from core.model import Portrait
    from core.model.result import Mode
    from core.params import ComparisonParams
    from core.reference import Reference

_LOOK_UP_PAIRS = 2_048
_COSINE: dict[Mode, str] = {"default": "cosine", "paper": "cosine"}


def _meaning(
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: npt.NDArray[np.int64],
    reference: Reference | None,
    params: ComparisonParams,
    /,
) -> Scores:
    block, rows = joined(left, right, pairs)
    meanings = [portrait.meaning for portrait in block]
    scale = reference.meaning_scale if reference and params.mode == "default" else None
    n_a, n_b = np.array([one.n_sampled if one else 0 for one in meanings], dtype=np.int64)[rows].T
    values, missing = np.full(len(rows), np.nan), list[str | None]()
    laid: dict[int, npt.NDArray[np.float64]] = {}
    for n, (at_a, at_b) in enumerate(rows.tolist()):
        if n % _LOOK_UP_PAIRS == 0:
            block.check()
        a, b = meanings[at_a], meanings[at_b]
        if a is None or b is None:
            missing.append(f"the posts of {'B' if a else 'A'} are not embedded yet")
            continue
        missing.append(unfit(a, b, scale, params.mode))
        if missing[-1] is None:
            for at, one in ((at_a, a), (at_b, b)):
                if at not in laid:
                    laid[at] = departure(one, scale) if scale else one.vector.astype(np.float64)
            values[n] = cosine(laid[at_a], laid[at_b])
    return Scores(values, tuple(missing), n_a, n_b, (None,) * len(rows))


register(
    Measure(
        name="content.embedding_cosine",
        label="Meaning, embedding cosine",
        aspect="content",
        direction="similarity",
        low=-1.0,
        high=1.0,
        units=_COSINE,
        items="distinct texts",
        meaning="How alike what the two write about is, in whatever words or language: above 0 more alike than any "
        "two of the workspace, below 0 less.",
        formula="Cosine of the mean vectors of both profiles' own posts. Default: of their departures from the "
        "mean of the workspace's profiles, each direction divided by its spread (shrunk whitening). Paper: as they are. "
        f"Of each profile a stated number of distinct texts, {SAMPLED} unless chosen otherwise, of three words or more "
        "are drawn by a seeded hash, links and handles removed; the model is named beside the value.",
        limits="Topic is not author. In paper mode nearly any two timelines of one language score high. An encoder "
        "does not read every language; a mean of many topics resembles another mean of many topics.",
        needs=f"{MIN_TEXTS} distinct texts of each one's own, embedded; by default {MIN_PROFILES} embedded profiles "
        "in the workspace",
        source="[B] 3.4; whitening ours",
        compute=_meaning,
        order=35,
        tags=(EMBEDDED,),
    )
)
