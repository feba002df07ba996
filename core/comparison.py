"""Two portraits, every measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.block import Block
from core.errors import InputError
from core.measures import all_measures
from core.model import Comparison, Measurement

if TYPE_CHECKING:
    from core.measures import Measure, Scores
    from core.model import Portrait
    from core.params import ComparisonParams
    from core.reference import Reference

_ONE_PAIR = np.array([[0, 1]])


def compare(
    a: Portrait,
    b: Portrait,
    reference: Reference | None,
    params: ComparisonParams,
    aspect: str | None = None,
) -> Comparison:
    """Measure one pair by every measure of the register, or by those of one aspect.

    Parameters
    ----------
    a, b : Portrait
        Two different profiles, their audiences unified.
    reference : Reference or None
        What the workspace teaches; without it the measures that need it are missing and say so.
        Paper mode needs none.
    params : ComparisonParams
        The mode and the parameters of each aspect.
    aspect : str or None
        One of :data:`core.measures.ASPECTS`; None for all of them.

    Raises
    ------
    InputError
        If both are the same profile: every measure would be perfect and mean nothing.

    Notes
    -----
    Deterministic. Most of the time goes into the warping of daily series, O(days · band), and in
    paper mode O(days_a · days_b).
    """
    if a.profile.key == b.profile.key:
        message = f"A and B are the same profile ({a.profile.key}); choose two"
        raise InputError(message)
    block = Block([a, b])
    measurements = tuple(
        _measurement(measure, measure.scores(block, block, _ONE_PAIR, reference, params), params)
        for measure in all_measures()
        if aspect in {None, measure.aspect}
    )
    return Comparison(a.profile.key, b.profile.key, params.mode, measurements)


def _measurement(measure: Measure, scores: Scores, params: ComparisonParams) -> Measurement:
    reason = scores.missing[0]
    return Measurement(
        measure=measure.name,
        aspect=measure.aspect,
        value=None if reason else float(scores.values[0]),
        missing=reason,
        unit=measure.units[params.mode],
        direction=measure.direction,
        n_a=int(scores.n_a[0]),
        n_b=int(scores.n_b[0]),
        items=measure.items,
        shared=scores.shared[0],
    )
