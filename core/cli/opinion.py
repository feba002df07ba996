"""What a comparison comes to in its workspace: the hybrid distance and the verdict, as records and lines."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from core.hybrid import hybrid, is_part
from core.measures import all_measures
from core.params import ComparisonParams
from core.verdict.chance import default_base_rate
from core.verdict.score import is_learned, judge
from core.verdict.wording import plain_text, say

if TYPE_CHECKING:
    from core.cli.output import Progress
    from core.gallery import Gallery

_PAPER = ComparisonParams.of("paper")
_ONE_PAIR = np.array([[0, 1]], dtype=np.int64)


def hybrid_record(gallery: Gallery, a: str, b: str, progress: Progress) -> dict[str, Any]:
    """Give [B]'s hybrid distance of a pair and its parts, null where there is nothing to take it from.

    Where the workspace's percentiles are not kept yet they are worked out, once.
    """
    if not gallery.is_ranked(_PAPER):
        gallery.fit_standing(_PAPER, progress)
    standing = gallery.standing(_PAPER)
    if standing is None:
        return {"distance": None, "parts": {}}
    both = [gallery.portrait(a), gallery.portrait(b)]
    reference = gallery.reference
    scores = {
        measure.name: measure.scores(both, both, _ONE_PAIR, reference, _PAPER)
        for measure in all_measures()
        if is_part(measure)
    }
    found = hybrid(scores, standing)
    parts = {aspect: _known(values) for aspect, values in found.parts.items()}
    return {"distance": _known(found.distance), "parts": parts}


def _known(values: np.ndarray[Any, np.dtype[np.float64]]) -> float | None:
    return None if not values.size or np.isnan(values[0]) else float(values[0])


def verdict_record(gallery: Gallery, a: str, b: str, progress: Progress) -> dict[str, Any]:
    """Give the one-operator score of a pair and what is said of it at the default base rate."""
    verdict = judge(gallery, [(a, b)], progress=progress).verdict(0)
    stated = say(verdict, default_base_rate(max(len(gallery.workspace.profiles), 2)))
    return {
        **asdict(verdict),
        "decision": stated.decision,
        "headline": stated.headline,
        "sentence": plain_text(stated.sentence),
        "warning": stated.warning,
        "base_rate": stated.base_rate,
        "probability": stated.probability,
    }


def verdict_lines(gallery: Gallery, a: str, b: str, progress: Progress) -> list[str]:
    """Say the verdict in one line; where the workspace has yet to be learned, how to have it."""
    if not is_learned(gallery):
        pending = (
            "what is usual in this workspace has to be learned first; compare with --json learns it, once"
        )
        return [f"verdict    not known yet: {pending}"]
    record = verdict_record(gallery, a, b, progress)
    return [f"verdict    {record['headline']}. {record['sentence']}"]
