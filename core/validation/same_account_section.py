"""The experiment on the same account in other years, as a section: tables, curves, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.model import Chart, Column, Curve, Section, Table
from core.validation.calibration import calibration_said, calibration_table, reliability_chart, share_text
from core.validation.detection import RATES, detect
from core.validation.finding import KINDS, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from core.model import Cell
    from core.validation.detection import Detection, Trial
    from core.validation.finding import Findings

    Bools = npt.NDArray[np.bool_]

YEAR = 365
_MOST_ERRORS = 20
_LEAST_GROUP = 10
_POINTS = 60
_OF_RATES = tuple(f"Recall at 1 in {round(1 / rate):,}" for rate in RATES)
_HEAD = (
    Column("Accounts", "count"),
    Column("Same pairs", "count", "Two sides of one account in one pool"),
    Column("Different pairs", "count"),
    Column("AUC", "number", "Chance that a same pair scores above a different one"),
    *(
        Column(name, "share", "Same pairs found where that share of different ones is accepted")
        for name in _OF_RATES
    ),
    Column("Mate first", "share", "Sides whose mate scores above everybody else"),
)


def section(key: str, question: str, found: Findings) -> Section:
    """Write the findings down."""
    detected = {at: detect(trial) for at, trial in found.trials.items()}
    tables = [_main(found, detected), _whom(found), _baselines(found)]
    if found.hard is not None:
        tables.append(_single("hard", "Captures of one account that share few texts", found.hard, _HARD))
    if found.weeks is not None:
        tables.append(_single("weeks", "Odd against even weeks", found.weeks, _WEEKS))
    tables += [calibration_table(found), _errors(found)]
    return Section(
        key=key,
        question=question,
        answer=_answer(found, detected),
        tables=tuple(tables),
        charts=(_detection_chart(found), reliability_chart(found)),
        notes=_notes(found),
    )


_HARD = (
    "Whole captures, years apart, that share less than one text in twenty, against all captures of different "
    "accounts. Few pairs: read the interval."
)
_WEEKS = (
    "Sides of the even and of the odd weeks share news, events and friends, and flatter every score: never read them "
    "as recall."
)


def _row(trial: Trial, detected: Detection) -> tuple[Cell, ...]:
    n_accounts = len(np.unique(trial.accounts))
    return (
        n_accounts,
        detected.n_same,
        detected.n_different,
        detected.auc,
        *detected.recall,
        detected.first,
    )


def _main(found: Findings, detected: dict[tuple[int, str], Detection]) -> Table:
    rows = [
        (size, kind, *_row(found.trials[size, kind], detected[size, kind])) for size, kind in found.trials
    ]
    return Table(
        "same-account",
        "Same account, other years, by posts a side",
        "Closed: every side's mate is in the pool. Open: several pools, of all accounts, of some and of one kind; in each "
        "one account in five, drawn anew, has both sides, so that one may count in several. Each pair is judged by a "
        "model that saw neither account. Intervals: accounts drawn anew.",
        (Column("Posts a side", "count"), Column("Pool"), *_HEAD),
        tuple(sorted(rows, key=lambda row: (row[0], row[1]))),
    )


def _parts(found: Findings, size: int, kind: str) -> Iterator[tuple[str, Trial]]:
    """Give the pairs inside each group, and those whose sides are a year and more apart."""
    trial = found.trials[size, kind]
    groups = np.array([group or "" for group in found.groups])
    for group in sorted(set(groups.tolist()) - {""}):
        inside = (groups[trial.accounts] == group).sum(axis=1) == 2  # noqa: PLR2004 — both sides
        if trial.same[inside].sum() >= _LEAST_GROUP:
            yield f"{group} alone", trial.take(inside)
    far = (found.gaps[size][trial.accounts] >= YEAR).sum(axis=1) == 2  # noqa: PLR2004
    if trial.same[far].sum() >= _LEAST_GROUP:
        yield "sides a year and more apart", trial.take(far)


def _whom(found: Findings) -> Table:
    size = found.main_size
    rows = [
        (whom, kind, *_row(trial, detect(trial)))
        for kind in KINDS
        for whom, trial in _parts(found, size, kind)
    ]
    return Table(
        "inside-groups",
        f"Inside each kind of account, {size:,} posts a side",
        "Different pairs across kinds are easy; these are within one. Closed: what is usual is learned from all "
        "accounts. Open: from those of the pool, which is of one kind alone in some.",
        (Column("Whom"), Column("Pool"), *_HEAD),
        tuple(sorted(rows, key=lambda row: (row[0], row[1]))),
    )


def _baselines(found: Findings) -> Table:
    size = found.main_size
    rows = [
        (label, kind, *_row(trial, detect(trial))) for (label, kind), trial in found.baselines.items()
    ] + [
        ("One-operator score", kind, *_row(found.trials[size, kind], detect(found.trials[size, kind])))
        for kind in KINDS
    ]
    return Table(
        "baselines",
        f"Beside simpler scores, {size:,} posts a side",
        "The same pairs. The sum adds standard scores of the three above it.",
        (Column("Score"), Column("Pool"), *_HEAD),
        tuple(rows),
    )


def _single(key: str, title: str, trial: Trial, note: str) -> Table:
    return Table(key, title, note, _HEAD, (_row(trial, detect(trial)),))


def _errors(found: Findings) -> Table:
    """Name the different pairs that score highest, each once."""
    trial = found.trials[found.main_size, OPEN]
    different = ~trial.same
    scores, accounts = trial.scores[different], np.sort(trial.accounts[different], axis=1)
    order = np.argsort(-scores, kind="stable")
    rows: list[tuple[Cell, ...]] = []
    seen: set[tuple[int, int]] = set()
    for at in order.tolist():
        pair = (int(accounts[at, 0]), int(accounts[at, 1]))
        if pair in seen:
            continue
        seen.add(pair)
        rows.append((found.names[pair[0]], found.names[pair[1]], float(scores[at])))
        if len(rows) == _MOST_ERRORS:
            break
    return Table(
        "errors",
        "Different accounts that score highest",
        f"Open pools, {found.main_size:,} posts a side; each pair with its highest bits. Look at them: some may be of "
        "one office, band or newsroom under two handles, which the labels cannot know.",
        (Column("A"), Column("B"), Column("Bits", "number")),
        tuple(rows),
    )


def _detection_chart(found: Findings) -> Chart:
    curves = [
        _detection_curve(f"This score, {kind} pool", found.trials[found.main_size, kind]) for kind in KINDS
    ]
    curves += [
        _detection_curve(f"{label}, {kind} pool", trial)
        for (label, kind), trial in found.baselines.items()
        if kind == OPEN
    ]
    return Chart(
        "detection", f"What is found at which price, {found.main_size:,} posts a side", tuple(curves)
    )


def _detection_curve(name: str, trial: Trial) -> Curve:
    different = np.sort(trial.scores[~trial.same])[::-1]
    same = trial.scores[trial.same]
    most = len(different)
    # at the tables' own rates a reader of the curve finds the tables' own recall
    allowed = [
        *(np.geomspace(1, most, _POINTS) - 1).tolist(),
        *(rate * most for rate in RATES if rate * most >= 1),
    ]
    cuts = np.unique(np.floor(allowed).astype(int))
    recall = [float((same > different[cut]).mean()) for cut in cuts.tolist()]
    return Curve(name, "detection", tuple((cuts / most).tolist()), tuple(recall))


def _answer(found: Findings, detected: dict[tuple[int, str], Detection]) -> str:
    said = []
    for kind in KINDS:
        one = detected[found.main_size, kind]
        said.append(
            f"in {kind} pools {share_text(one.recall[1])} of {one.n_same:,} same pairs are found at one false pair in a "
            f"thousand and {share_text(one.recall[0])} at one in a hundred"
        )
    return f"With {found.main_size:,} posts a side, {'; '.join(said)}. {calibration_said(found)}"


_MASKED = (
    "Handles, links and hashtags are no words; words of an account's own handle and display name are taken out of both "
    "its sides' texts, and every key of it and of its captures out of their audiences (of whole captures, whose texts "
    "are as they came, only that). Clients, identity measures and times play no part in the one-operator score."
)
_EMPTY = (
    "A recall is left empty where there are fewer different pairs than one false one needs. A pair with too little "
    "evidence in every view counts with 0 bits."
)


def _notes(found: Findings) -> tuple[str, ...]:
    notes = [
        _MASKED,
        _EMPTY,
        "Gaps: "
        + "; ".join(
            f"{size:,} posts a side, {int((gaps >= YEAR).sum())} of {int((gaps >= 0).sum())} accounts a year and more"
            for size, gaps in found.gaps.items()
        )
        + ".",
    ]
    if found.n_unknown:
        notes.append(
            f"{found.n_unknown} pairs of accounts that are listed as of one office or group under two handles count as "
            "neither same nor different."
        )
    return tuple(notes)
