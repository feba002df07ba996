"""The measure of style: do the two write alike, whatever they write about? METHODS 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.block import joined
from core.content.style import MIN_PROFILES, MIN_TEXTS, cosine, deviations, habit_overlaps, too_few
from core.measures import Measure, Scores, lacking, register
from core.model import Missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from core.model import HabitOverlap, Portrait
    from core.model.result import Mode
    from core.params import ComparisonParams
    from core.reference import Reference

_COSINE: dict[Mode, str] = {"default": "cosine", "paper": "cosine"}
_LOOK_UP_PAIRS = 2_048
_NO_REFERENCE = Missing("what is usual in this workspace is not known yet")


def _style(
    left: Sequence[Portrait],
    right: Sequence[Portrait],
    pairs: npt.NDArray[np.int64],
    reference: Reference | None,
    _: ComparisonParams,
    /,
) -> Scores:
    block, rows = joined(left, right, pairs)
    styles = [portrait.content.style for portrait in block]
    n_a, n_b = np.array([style.n_texts for style in styles], dtype=np.int64)[rows].T
    missing = lacking(n_a, n_b, MIN_TEXTS, "distinct texts of its own")
    values = np.full(len(rows), np.nan)
    if reference is None or reference.style_scale.n_profiles < MIN_PROFILES:
        unknown = _NO_REFERENCE.reason if reference is None else too_few(reference.style_scale)
        missing = [why or unknown for why in missing]
    else:
        laid = [deviations(style, reference.style_scale) for style in styles]
        for n, (a, b) in enumerate(rows.tolist()):
            if n % _LOOK_UP_PAIRS == 0:
                block.check()
            values[n] = cosine(laid[a], laid[b]) if missing[n] is None else np.nan
    return Scores(values, tuple(missing), n_a, n_b, (None,) * len(rows))


def explain_style(
    a: Portrait, b: Portrait, reference: Reference | None, _: ComparisonParams
) -> tuple[HabitOverlap, ...] | Missing:
    """Name the habits that carry the cosine; character grams, which have no names, are the rest of it."""
    if reference is None:
        return _NO_REFERENCE
    return habit_overlaps(a.content.style, b.content.style, reference.style_scale, None)


register(
    Measure(
        name="content.style_cosine",
        label="Style, cosine",
        aspect="content",
        direction="similarity",
        low=-1.0,
        high=1.0,
        units=_COSINE,
        items="distinct texts",
        meaning="How alike the two write, whatever they write about: above 0 more alike than any two of the "
        "workspace, below 0 less.",
        formula="Cosine of square roots of rates of character 3-5-grams, function words and habits (punctuation, "
        "casing, emoji, length), each in standard deviations from the workspace's mean, cut at 4; links, handles and "
        "hashtags removed; at most 500 texts drawn by a seeded hash.",
        limits="Character grams hold some topic. A ghost-writer has one style in many accounts; people of one trade "
        "and language share habits. Habits change over the years.",
        needs="50 distinct texts of each one's own, 30 profiles in the workspace",
        source="ours; Burrows' delta as cosine (Evert et al. 2017)",
        compute=_style,
        explain=explain_style,
        order=70,
    )
)
