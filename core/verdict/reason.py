"""What speaks against one operator, strongest first, whatever the verdict.

A score is easily believed. So the two strongest reasons against stand beside every one: the views that
speak against it, the measures in which the two differ, other explanations of what is alike, and what the
score does not know. Each is made from numbers of this pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.measures import DETAIL, get
from core.verdict.chance import probability
from core.verdict.phrase import beyond, likeness, lowered, one_pair_in, rank, signed, topic
from core.verdict.wording import (
    ALIKE_FROM,
    CONSISTENT_FROM,
    NOTHING,
    ranked,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.model import Comparison, Contribution, Verdict
    from core.standing import Standing

SHOWN = 2
"""Reasons against that stand beside every verdict."""
DIFFERENT_UP_TO = 0.25
"""Share of pairs that are less alike up to which a measure is called one in which the two differ."""
CIRCLE_FROM = 3.0
"""Bits of whom they name from which a shared circle is named as the other explanation."""
NAMES_ALIKE_FROM = 0.8
"""Likeness of handles or names from which one may imitate the other."""
CARRIES_FROM = 0.6
"""Share of all that speaks for one operator from which one view is said to carry it."""

_NAMES = ("identity.handle", "identity.name")
# What else makes two profiles alike in a view, by the start of its measure's name, longest first.
_ELSE = {
    "content.style": "people of one trade or school write alike",
    "content": "two who write of one subject choose the same words",
    "audience": "members of one circle name the same people",
    "behaviour": "people of one time zone and one trade keep the same hours",
    "": "what two strangers share by chance looks like it too",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against: ``text`` is a plain sentence, ``measure`` where its evidence is shown, if anywhere."""

    text: str
    measure: str | None = None


def differences(comparison: Comparison, standing: Standing | None) -> tuple[Reason, ...]:
    """Find what else of a comparison speaks against one operator, most telling first.

    Parameters
    ----------
    comparison : Comparison
        Of the same pair. Families of measures are left out, and so is what the pair has nothing of in
        common, as most pairs have.
    standing : Standing or None
        Of the workspace; without it no measure can be called different.

    Returns
    -------
    tuple of Reason
        Measures by which at most a quarter of the workspace's pairs are less alike, the least alike
        first; then names so alike that one profile may imitate the other.
    """
    different, imitated = [], []
    for found in comparison.measurements:
        measure = get(found.measure)
        if found.value is None or DETAIL in measure.tags:
            continue
        if found.measure in _NAMES and found.value >= NAMES_ALIKE_FROM:
            text = f"{measure.label}, {found.value:.2f} of 1: one may imitate the other, who is somebody else then."
            imitated.append((-found.value, Reason(text, found.measure)))
        if found.aspect == "identity" or (found.direction == "similarity" and found.value == measure.low):
            continue
        share = standing.more_alike_than(found) if standing else None
        if share is not None and share <= DIFFERENT_UP_TO:
            alike = f"more alike than only {rank(share)}" if share > 0 else "less alike than all other"
            text = f"They differ in {topic(measure.label)}: {alike} of the workspace's pairs."
            different.append((share, Reason(text, found.measure)))
    return tuple(
        reason for some in (different, imitated[:1]) for _, reason in sorted(some, key=lambda one: one[0])
    )


def reasons_against(
    verdict: Verdict, base_rate: float, differing: Sequence[Reason] = ()
) -> tuple[Reason, ...]:
    """Give the two strongest reasons against one operator, however strong the evidence for it is.

    Parameters
    ----------
    verdict : Verdict
    base_rate : float
        Share of one-operator pairs before looking, in (0, 1).
    differing : sequence of Reason
        As :func:`differences` finds them.

    Returns
    -------
    tuple of Reason
        Always two where the verdict has bits; none where it has not, for then nothing is claimed.

    Notes
    -----
    The order: views that speak against it, by their bits; the base rate, as long as it keeps the
    probability below the cut; above it, that friends share a circle; measures that differ; an interval that reaches below the cut; one view that
    carries most; views that are missing; doubts about the workspace, which stand as a warning besides;
    views that add little; the other explanation of the view that adds most; then whatever is left. METHODS 5.

    Examples
    --------
    >>> from core.model import Contribution, Verdict
    >>> words = Contribution("words", "Words they choose", "content.tfidf_cosine", 12.5, .4, .1, 6., 500, 400, "texts")
    >>> verdict = Verdict("x:1", "x:2", "default", 12.5, 9.0, 16.0, (words,))
    >>> for reason in reasons_against(verdict, 0.01):
    ...     print(reason.text)
    The interval reaches down to +9.0 bits, where the chance is 84%.
    100% of what speaks for it is one view, words they choose: two who write of one subject choose the same words.
    """
    if verdict.bits is None:
        return ()
    # sentences are made one by one until there are enough; none says a thing twice
    found: dict[str, Reason] = {}
    for reason in _against(verdict, base_rate, differing):
        found.setdefault(reason.text, reason)
        if len(found) == SHOWN:
            break
    return tuple(found.values())


def _against(verdict: Verdict, base_rate: float, differing: Sequence[Reason]) -> Iterator[Reason]:
    """Make reasons one by one, strongest first; there are always two."""
    bits = verdict.bits or 0.0
    known = sorted((one for one in verdict.contributions if one.missing is None), key=lambda one: one.bits)
    after = probability(bits, base_rate) if verdict.is_calibrated else None
    yield from (
        _view(f"Against it by {signed(-one.bits)[1:]} bits", one) for one in known if one.bits <= -NOTHING
    )
    if after is not None and bits > 0 and after < CONSISTENT_FROM:
        yield _base_rate(after, base_rate)
    if after is not None and after >= CONSISTENT_FROM:
        yield from _circle(known)
    yield from differing
    yield from _unsure(verdict, base_rate, after)
    yield from _carried(known, CARRIES_FROM)
    yield from _unseen(verdict)
    yield from (
        Reason(f"Unlike what the score was learned on: {doubt.rstrip('.')}.") for doubt in verdict.doubts
    )
    yield from (_view(f"Only {signed(one.bits)} bits", one) for one in known if one.bits < ALIKE_FROM)
    yield from _carried(known, 0.0)
    if after is not None:
        yield _base_rate(after, base_rate)
    yield from (_view(f"No more than {signed(one.bits)} bits", one) for one in known)
    if verdict.low is not None and verdict.high is not None:
        yield Reason(f"The interval runs from {signed(verdict.low)} to {signed(verdict.high)} bits.")
    place = ranked(verdict.share_below)
    yield Reason(f"All views together are worth {signed(bits)} bits{f', {place}' if place else ''}.")


def _circle(known: Sequence[Contribution]) -> Iterator[Reason]:
    """Say what the score's errors mostly were: friends and colleagues, who are no strangers to each other."""
    for one in known:
        if one.measure.startswith("audience") and one.bits >= CIRCLE_FROM:
            yield Reason(
                f"Friends, colleagues and an office with its holder name the same people too ({signed(one.bits)} bits): "
                "most pairs that the score got wrong were such.",
                one.measure,
            )


def _unseen(verdict: Verdict) -> Iterator[Reason]:
    for one in verdict.contributions:
        if one.missing is not None:
            yield Reason(f"No evidence of {lowered(one.label)}: {one.missing.rstrip('.')}.", one.measure)


def _view(lead: str, one: Contribution) -> Reason:
    if one.value is None:
        return Reason(f"{lead}: {lowered(one.label)}.", one.measure)
    usual = ""
    if one.usual is not None:
        among = likeness(one.usual)
        usual = f", where their nearest others reach {among}"
        if one.bits < 0 and one.value > one.usual:
            usual = f", too little above the {among} of their nearest others"
    return Reason(f"{lead}: {lowered(one.label)}, {likeness(one.value)}{usual}.", one.measure)


def _base_rate(after: float, base_rate: float) -> Reason:
    """Count the strangers among pairs with as much evidence."""
    strangers = 1 - after
    of = 100 if 0.01 <= strangers <= 0.99 else 1_000  # noqa: PLR2004 — what percents can tell
    n = min(max(round(of * strangers), 1), of - 1)
    before = one_pair_in(base_rate)
    return Reason(
        f"Of {of:,} pairs with so much evidence about {n:,} would be of two strangers, for only {before} has one "
        "operator to begin with."
    )


def _unsure(verdict: Verdict, base_rate: float, after: float | None) -> Iterator[Reason]:
    """Say how low the interval reaches, where a statement would not hold there."""
    if after is None or after < CONSISTENT_FROM or verdict.low is None:
        return
    low = probability(verdict.low, base_rate)
    if low < CONSISTENT_FROM:
        yield Reason(
            f"The interval reaches down to {signed(verdict.low)} bits, where the chance is {beyond(low)}."
        )


def _carried(known: Sequence[Contribution], least: float) -> Iterator[Reason]:
    """Name the other explanation of the view that carries most of what speaks for one operator."""
    total = sum(one.bits for one in known if one.bits > 0)
    if total < NOTHING:
        return
    most = max(known, key=lambda one: one.bits)
    if most.bits / total >= least:
        other = next(said for start, said in _ELSE.items() if most.measure.startswith(start))
        yield Reason(
            f"{rank(most.bits / total)} of what speaks for it is one view, {lowered(most.label)}: {other}.",
            most.measure,
        )
