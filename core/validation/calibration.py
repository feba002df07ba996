"""What the experiment on the same account says of its own probabilities: where they hold, and where they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.model import Chart, Column, Estimate, Table
from core.validation.finding import OPEN
from core.validation.reliability import brier, expected, reliability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model import Cell
    from core.validation.detection import Trial
    from core.validation.finding import Findings

LIKELY = 0.5


def _judged(found: Findings) -> Iterator[tuple[str, Trial]]:
    """Give the trials in open pools whose probabilities are looked at, by what they are called."""
    for (size, kind), trial in sorted(found.trials.items()):
        if kind == OPEN:
            yield f"{size:,} posts a side", trial
    for group, trial in found.elsewhere.items():
        yield f"{group}, by models that saw none of them", trial


def calibration_table(found: Findings) -> Table:
    """Hold what was said against what was found, of open pools of each size and of each group unseen in training."""
    rows = tuple((name, *_calibrated(trial)) for name, trial in _judged(found))
    return Table(
        "calibration",
        "Open pools: what was said, and what was found",
        f"Bits and the pools' own base rate give a probability. Pairs said to be {LIKELY:.0%} likely and more: how many "
        "there are, how likely they were said to be on average, and the share that was of one account. The curve does not hold where the interval misses what was said.",
        (
            Column("Pools"),
            Column("Pairs", "count"),
            Column("Base rate: one in", "count"),
            Column(f"Said {LIKELY:.0%} and more", "count"),
            Column("Said, on average", "share"),
            Column("Found", "share"),
            Column("Brier, × 1,000", "number"),
        ),
        rows,
    )


def _calibrated(trial: Trial) -> tuple[Cell, ...]:
    n, share, said = expected(trial, LIKELY)
    base = round(1 / trial.same.mean())
    return (len(trial.same), base, n, None if np.isnan(said) else said, share, 1_000 * brier(trial))


def reliability_chart(found: Findings) -> Chart:
    """Draw the same, over all probabilities."""
    curves = tuple(reliability(name, trial) for name, trial in _judged(found))
    return Chart("reliability", "Open pools: said and found", curves)


def calibration_said(found: Findings) -> str:
    """Say in words what was expected and found, and name every place where the curve does not hold."""
    trial = found.trials[found.main_size, OPEN]
    n, share, probable = expected(trial, LIKELY)
    said = [
        f"Of {n:,} pairs of open pools said to be {LIKELY:.0%} likely and more, {probable:.0%} were expected to be "
        f"of one account and {share_text(share)} were."
        if n
        else f"No pair of open pools was said to be {LIKELY:.0%} likely or more."
    ]
    if off := [line for name, trial in _judged(found) if (line := _off(name, trial))]:
        said.append(
            f"The curve does not hold everywhere: {'; '.join(off)}. In a workspace unlike those that its model "
            "learned from the product shows bits and ranks, and no probability."
        )
    return " ".join(said)


def _off(name: str, trial: Trial) -> str:
    """Say what was said and found where the interval misses what was said, else nothing."""
    n, share, probable = expected(trial, LIKELY)
    if not n or share.low is None or share.high is None or share.low <= probable <= share.high:
        return ""
    return f"{name}, said {probable:.0%}, found {share_text(share)}"


def share_text(found: Estimate) -> str:
    """Write a share with its interval.

    >>> share_text(Estimate(0.5, 0.4, 0.6)), share_text(Estimate(None))
    ('50.0% (40.0% to 60.0%)', 'an unknown share')
    """
    if found.value is None:
        return "an unknown share"
    if found.low is None or found.high is None:
        return f"{found.value:.1%}"
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"
