"""What a model's card says of how well it does on accounts that it was not fitted on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.validation.detection import RATES, detect
from core.validation.finding import KINDS, OPEN
from core.validation.reliability import expected
from core.validation.wording import written

if TYPE_CHECKING:
    from core.validation.finding import Findings
    from core.verdict.model import Model

_LIKELY = 0.5


def with_figures(model: Model, found: Findings) -> Model:
    """Note on a model's card what the experiment on the same account in other years found.

    The figures are of models fitted on four fifths of the same accounts and judged on the others.
    """
    size = found.main_size
    figures = {"posts a side": f"{size:,}"}
    for kind in KINDS:
        detected = detect(found.trials[size, kind])
        for rate, recall in zip(RATES, detected.recall, strict=True):
            if recall.value is not None:
                figures[f"recall at 1 false in {round(1 / rate):,}, {kind} pools"] = written(
                    recall, "share"
                ).line
    n, share, said = expected(found.trials[size, OPEN], _LIKELY)
    if n:
        figures[f"of {n:,} pairs said to be {_LIKELY:.0%} likely and more"] = (
            f"{said:.0%} expected, {written(share, 'share').line} found"
        )
    return replace(model, card={**model.card, "figures": figures})
