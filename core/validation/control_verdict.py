"""The verdict under control: how often different accounts are called consistent with one operator."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.measures import Scores
from core.validation.control_claim import Claim
from core.verdict.chance import HIGHEST_BASE_RATE, bits_needed, default_base_rate
from core.verdict.score import judge
from core.verdict.wording import ALIKE_FROM, CONSISTENT_FROM, CUT_OFFS, decide

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from core.gallery import Gallery
    from core.standing import Standing
    from core.validation.control_trial import Crew

CONSISTENT, BITS, ALIKE = "verdict.consistent", "verdict.bits", "verdict.alike"
_WORTH = bits_needed(CONSISTENT_FROM, HIGHEST_BASE_RATE)


def _read(scores: Mapping[str, Scores], _: Standing, /, *, name: str) -> npt.NDArray[np.float64]:
    return scores[name].values


def _claim(name: str, short: str, label: str, cut: str, nominal: float) -> Claim:
    return Claim(
        name.replace(".", "_"), short, label, "Compare", cut, nominal, (name,), partial(_read, name=name)
    )


VERDICT_CLAIMS: tuple[Claim, ...] = (
    _claim(
        CONSISTENT,
        "consistent with one operator",
        "Consistent with one operator",
        f"{CUT_OFFS['consistent']} At the default base rate",
        math.exp2(-_WORTH),
    ),
    _claim(
        BITS,
        "bits for one operator",
        "As many bits as make it consistent with one operator, doubts or not",
        f"{_WORTH:.1f} bits at a base rate of 1 in 100, more at lower ones",
        math.exp2(-_WORTH),
    ),
    _claim(
        ALIKE,
        "alike by bits",
        "Alike: one operator is likelier to post like this than strangers",
        f"{ALIKE_FROM:g} bit or more",
        math.exp2(-ALIKE_FROM),
    ),
)
"""Nominal: bits are the logarithm of a likelihood ratio, and strangers reach 2 to the n at most once in 2 to the n."""


def verdicts(
    gallery: Gallery,
    crew: Crew,
    *,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> dict[str, Scores]:
    """Judge all pairs of a crew by the default model, and tell which statements the card would make.

    Returns
    -------
    dict
        By the names that :data:`VERDICT_CLAIMS` read; values 1, 0, or NaN where evidence is missing.
    """
    pairs = [(crew.keys[a], crew.keys[b]) for a, b in crew.pairs.tolist()]
    if not pairs:
        return {name: _scores(np.zeros(0), ()) for name in (CONSISTENT, BITS, ALIKE)}
    judged = judge(gallery, pairs, progress=progress, cancelled=cancelled)
    bits = np.asarray(judged.bits, dtype=np.float64)
    base_rate = default_base_rate(len(gallery.workspace.profiles))
    reached = bits >= bits_needed(CONSISTENT_FROM, base_rate)
    consistent = np.zeros(bits.size, dtype=np.bool_)
    for row in np.flatnonzero(reached).tolist():
        consistent[row] = decide(judged.verdict(row), base_rate) == "consistent"
    said = {CONSISTENT: consistent, BITS: reached, ALIKE: bits >= ALIKE_FROM}
    missing = tuple(judged.missing)
    return {
        name: _scores(np.where(np.isnan(bits), np.nan, found.astype(np.float64)), missing)
        for name, found in said.items()
    }


def _scores(values: npt.NDArray[np.float64], missing: tuple[str | None, ...]) -> Scores:
    nothing = np.zeros(values.size, dtype=np.int64)
    return Scores(values, missing, nothing, nothing, (None,) * values.size)
