"""How well posts tell what readers said of their writers: the sentence, the tables, the notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.model import Column, Estimate, Section, Table
from core.model.persona import AXES, CAVEAT
from core.persona_training.figure import (
    agreement_with_a_reader,
    calibration,
    figures,
    reader_agreement,
)
from core.persona_training.learner import LEARNERS, LOGISTIC, MAJORITY
from core.persona_training.logistic import cross_entropy
from core.validation.bootstrap import estimate
from core.validation.wording import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from core.model.study import Cell
    from core.persona_training.material import Material
    from core.persona_training.trial import Outcomes, TrialParams

    Floats = npt.NDArray[np.float64]

TRAITS, MEANING, BOTH = "closed features", "meaning of the posts", "closed features, then meaning"
TOO_GOOD = 0.85
"""Accuracy beyond what readers agree on: where it is surely above, a label has leaked into the texts."""

_QUESTION = "How well do posts tell what readers said of their writers?"
_HEADS = {
    "accuracy": Column("Accuracy", "share", "The pole that the readers' labels lean to was named."),
    "macro_f1": Column("Macro-F1", "number", "F1 of either pole, averaged."),
    "balanced": Column("Balanced accuracy", "share", "Of either pole the share that was named so, averaged; 50% is chance."),
    "mcc": Column("MCC", "number", "Matthews' correlation: 0 is chance, 1 is always right."),
    "brier": Column("Brier", "number", "Mean squared difference from the soft label: 0 is best."),
    "ece": Column("Calibration error", "share", "By how much what was said misses the labels on average, bin by bin."),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """All that was tried, and the draws of people, (1 + draws, n), by which intervals are made.

    ``kept`` is how the model that is kept learns each axis: closed features, alone or with meaning on top.
    """

    material: Material
    outcomes: Outcomes
    draws: Floats
    kept: Mapping[str, str]

    def figures(self, axis: str, features: str, learner: str) -> Mapping[str, Floats]:
        """Give the figures of one way; see :func:`core.persona_training.figure.figures`."""
        said = self.outcomes[axis, features, learner].said
        return figures(said, self.material.shares[:, AXES.index(axis)], self.draws)

    def readers(self, axis: str) -> list[tuple[bool, ...]]:
        """Give what the readers of each writer said."""
        return [writer.readers.get(AXES.index(axis), ()) for writer in self.material.writers]


def meaning_gain(outcomes: Outcomes, shares: Floats, draws: Floats) -> Mapping[str, Mapping[str, Floats]]:
    """Say what meaning adds to the closed features, axis by axis: differences of figures over the same draws.

    "cross-entropy" and "brier" below 0 and "mcc" above 0 speak for it. Empty where it was not tried.
    """
    found = {}
    for at, axis in enumerate(AXES):
        if (axis, BOTH, LOGISTIC) not in outcomes:
            continue
        with_it, without = (outcomes[axis, features, LOGISTIC].said for features in (BOTH, TRAITS))
        more, less = (figures(one, shares[:, at], draws) for one in (with_it, without))
        losses = (cross_entropy(one, shares[:, at]).mean(axis=0) for one in (with_it, without))
        entropy = draws @ np.subtract(*losses) / draws.sum(axis=1)
        found[axis] = {
            "cross-entropy": entropy,
            **{name: more[name] - less[name] for name in ("brier", "mcc")},
        }
    return found


def helps(gain: Mapping[str, Floats]) -> bool:
    """Tell whether meaning helps beyond noise: the interval of the cross-entropy's change lies below 0.

    >>> helps({"cross-entropy": np.array([-0.2, -0.3, -0.1, -0.2])}), helps({"cross-entropy": np.array([-0.2, -0.3, 0.1, 0.2])})
    (True, False)
    """
    told = estimate(gain["cross-entropy"])
    return told.high is not None and told.high < 0


def axis_section(judged: Judged, gains: Mapping[str, Mapping[str, Floats]], params: TrialParams) -> Section:
    """Tell how well the axes are learned, beside what readers agree on."""
    has_readers = any(len(one) > 1 for one in judged.readers(AXES[0]))
    tables = [
        *([_reader_table(judged)] if has_readers else []),
        _figure_table(judged),
        *([_gain_table(gains, len(judged.material.writers))] if gains else []),
        _calibration_table(judged),
        _grid_table(params),
    ]
    return Section(
        "axes",
        _QUESTION,
        _answer(judged, has_readers=has_readers),
        tuple(tables),
        (),
        (),
        _notes(judged, params),
    )


def told(judged: Judged, axis: str, name: str, features: str | None = None) -> str:
    """Write one figure of the kept model, or of what it learns from some features, with its interval."""
    found = judged.figures(axis, features or judged.kept[axis], LOGISTIC)
    return written(estimate(found[name]), _HEADS[name].kind).line


def _answer(judged: Judged, *, has_readers: bool) -> str:
    said = "; ".join(
        f"{axis} {told(judged, axis, 'balanced')} balanced accuracy, MCC {told(judged, axis, 'mcc')}"
        for axis in AXES
    )
    if not has_readers:
        return f"On writers it has not seen: {said}. 50% and 0 are chance."
    agreed = [float(reader_agreement(judged.readers(axis), judged.draws)[0][0]) for axis in AXES]
    return (
        f"On writers it has not seen: {said}; 50% and 0 are chance. Two readers of the same posts name the same pole in "
        f"{min(agreed):.0%} to {max(agreed):.0%}: what learns from them and is much surer has read something else."
    )


def _figure_table(judged: Judged) -> Table:
    labels = {one.key: one.label for one in LEARNERS}
    n = len(judged.material.writers)
    rows: list[tuple[Cell, ...]] = []
    for axis, features, learner in judged.outcomes:
        found = judged.figures(axis, features, learner)
        mark = " (kept)" if learner == LOGISTIC and judged.kept[axis] == features else ""
        intervals = [estimate(found[name], n) for name in _HEADS if name != "ece"]
        # writers drawn anew always miss by more: the draws' interval does not stand around it
        rows.append((axis, features, labels[learner] + mark, *intervals, float(found["ece"][0])))
    heads = (Column("Axis"), Column("From"), Column("Learner"), *_HEADS.values())
    note = "Of writers who are in no training, nor in the folds on which parameters were chosen. Intervals (95 %) draw people."
    return Table("axes", "Learners compared", note, heads, tuple(rows))


def _reader_table(judged: Judged) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for axis in AXES:
        readers = judged.readers(axis)
        agreed, mcc = reader_agreement(readers, judged.draws)
        n = sum(len(one) > 1 for one in readers)
        ways = ((judged.kept[axis], LOGISTIC), (TRAITS, MAJORITY))
        said = [
            agreement_with_a_reader(judged.outcomes[axis, *way].said, readers, judged.draws) for way in ways
        ]
        rows.append((axis, *(estimate(one, n) for one in (agreed, mcc, *said))))
    heads = (
        Column("Axis"),
        Column("Two readers", "share", "How often two readers of one writer name the same pole."),
        Column("MCC of readers", "number", "Of one reader against another: 0 is chance."),
        Column("Model and reader", "share", "How often the kept model names the pole that a reader names."),
        Column("Majority and reader", "share", "How often the commoner pole is the one that a reader names."),
    )
    note = "The kept model is judged on writers whom it has not seen; strong and weak opinions count alike."
    return Table(
        "readers", "What readers agree on, and what a model does with them", note, heads, tuple(rows)
    )


def _gain_table(gains: Mapping[str, Mapping[str, Floats]], n: int) -> Table:
    rows = tuple(
        (axis, *(estimate(one, n) for one in gain.values()), "kept" if helps(gain) else "left out")
        for axis, gain in gains.items()
    )
    heads = (
        Column("Axis"),
        Column("Cross-entropy", "number", "Nats a writer; below 0 is better."),
        Column("Brier", "number", "Below 0 is better."),
        Column("MCC", "number", "Above 0 is better."),
        Column("In the model"),
    )
    note = (
        "Differences between closed features with meaning on top and closed features alone, on the same folds and "
        "draws. Meaning is kept where the interval of the cross-entropy lies below 0, and counts only for embedded profiles."
    )
    return Table("meaning", "What the meaning of the posts adds", note, heads, rows)


def _calibration_table(judged: Judged) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for at, axis in enumerate(AXES):
        said = judged.outcomes[axis, judged.kept[axis], LOGISTIC].said
        for mean, label, low, high, n in calibration(said, judged.material.shares[:, at], judged.draws):
            rows.append((axis, mean, Estimate(label, low, high, n)))
    heads = (
        Column("Axis"),
        Column("Said", "share", "Mean probability of the second pole that was said of a group of writers."),
        Column("Labels", "share", "Mean of their soft labels, with its 95 % interval."),
    )
    note = "The kept model, on writers whom it has not seen; the second pole is I, N, F, P."
    return Table("calibration", "Are the probabilities true to their word?", note, heads, tuple(rows))


def _grid_table(params: TrialParams) -> Table:
    rows = tuple(
        (one.label, name, ", ".join(f"{value:g}" for value in values))
        for one in LEARNERS
        for name, values in one.grid.items()
    )
    note = f"Chosen on {params.n_inner} folds of the training by cross-entropy against the soft labels."
    return Table(
        "persona-grid",
        "What was tried",
        note,
        (Column("Learner"), Column("Parameter"), Column("Values")),
        rows,
    )


def _notes(judged: Judged, params: TrialParams) -> tuple[str, ...]:
    leaks = [
        axis
        for axis in AXES
        if (estimate(judged.figures(axis, judged.kept[axis], LOGISTIC)["accuracy"]).low or 0) > TOO_GOOD
    ]
    what = "an accuracy surely above what readers agree on: look for what tells the label in these texts"
    warned = [f"{', '.join(leaks)}: {what} before you believe it."] if leaks else []
    return (
        CAVEAT,
        *warned,
        f"{params.n_folds} folds of people, {params.n_repeats} times, stratified by label; parameters are chosen within each training.",
        "Words that name types, poles, functions or such systems are taken out of all texts first.",
        "Accuracy, F1 and MCC are against the pole that the soft label leans to; soft labels weigh both poles in training.",
        "Intervals keep the folds and the trained models: they do not hold what another training would change.",
        *judged.material.left_out,
    )
