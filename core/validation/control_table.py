"""The tables of the controls, and the answer that their numbers give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.model.study import Column, Estimate, Table
from core.progress import check, never
from core.validation.control_claim import LISTED, Q_CUT
from core.validation.control_kind import KINDS, LISTS
from core.validation.control_rate import rate
from core.validation.control_round import ALL_CLAIMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.validation.control_claim import Claim
    from core.validation.control_event import Event
    from core.validation.control_kind import Control, Group
    from core.validation.control_round import Rounds

_TITLES: dict[Group, str] = {
    "independent": "Independent accounts",
    "topic": "Accounts on one topic",
    "crowd": "Crowds of single events",
}
_ABOVE, _WITHIN, _UNCLEAR = "above", "within", "not clearly"
_NOTES: dict[Group, str] = {
    "independent": "Where the control is made (shuffled, moved, own weeks), every pair of which the claim is made is a "
    "false one. Accounts that share no topic are independent by assumption.",
    "topic": "Different accounts, so that nobody of them should be taken for one operator. What is said may be true "
    "all the same: they may well share targets and texts. It shows how little it says of who writes.",
    "crowd": "As for accounts on one topic: what is said may be true, and says little of who writes.",
}
_COLUMNS = (
    Column("Claim"),
    Column("Control"),
    Column("Accounts", "count", "In the pairs that were tested."),
    Column("Pairs tested", "count", "Those with evidence enough; of shuffles, pairs of all of them."),
    Column("Said of", "count", "Pairs of which the claim is made."),
    Column("Rate", "share", "Said of, over pairs tested; 95% by bootstrap over accounts."),
    Column(
        "Nominal", "share", "What the claim promises of independent pairs; empty where it promises nothing."
    ),
    Column("Against nominal", help="Above: the whole interval is. Not clearly: only a part of it."),
)
_INTERVALS = (
    "A rate counts pairs; its interval draws accounts, since one strange account makes many pairs. Where no pair (or "
    "every pair) is a hit, it is the exact interval of as many trials as there are disjoint pairs."
)
_CLOCKS = (
    "A time-zone hint about different accounts may be right: only the weeks of one profile show it wrong."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One claim under one control."""

    claim: Claim
    control: Control
    n_accounts: int
    n_said: int
    rate: Estimate
    nominal: float | None

    @property
    def standing(self) -> str | None:
        """Say how the rate stands against the nominal one; None where there is none."""
        if self.nominal is None or self.rate.low is None or self.rate.high is None:
            return None
        if self.rate.low > self.nominal:
            return _ABOVE
        return _WITHIN if (self.rate.value or 0.0) <= self.nominal else _UNCLEAR


def outcomes(
    found: Rounds, seed: int, *, cancelled: Callable[[], bool] = never
) -> tuple[list[Outcome], list[tuple[str, str, str]]]:
    """Count what was said: outcomes, and (claim, control, reason) of what could not be tested.

    Raises
    ------
    CancelledError
        If so, asked before every rate.
    """
    made, untested = [], []
    trials = {trial.control: trial for trial in found.trials}
    for kind in KINDS:
        if kind.key in found.lacks:
            untested.append(("every claim", kind.label, found.lacks[kind.key]))
        trial = trials.get(kind.key)
        if trial is None:
            continue
        for claim in (claim for claim in ALL_CLAIMS if claim.key in trial.said):
            check(cancelled)
            said = trial.said[claim.key]
            known = np.flatnonzero(~np.isnan(said))
            if not known.size:
                untested.append((claim.short, kind.label, trial.lacks[claim.key] or "no pair was there"))
                continue
            pairs, hits = trial.pairs[known], said[known] > 0
            estimate = rate(hits, pairs, n_rounds=trial.n_rounds, seed=seed)
            nominal = Q_CUT if kind.key == LISTS else claim.nominal
            made.append(Outcome(claim, kind, np.unique(pairs).size, int(hits.sum()), estimate, nominal))
    return made, untested


def group_table(group: Group, made: list[Outcome]) -> Table:
    """Make the table of a group of controls."""
    rows = tuple(
        (
            one.claim.label,
            one.control.label,
            None if one.control.key == LISTS else one.n_accounts,
            one.rate.n,
            one.n_said,
            one.rate,
            one.nominal,
            one.standing,
        )
        for one in made
        if one.control.group == group
    )
    return Table(f"controls_{group}", _TITLES[group], _NOTES[group], _COLUMNS, rows)


def claim_table() -> Table:
    """List the claims: what is said, where, from when on, and what that promises."""
    return Table(
        "controls_claims",
        "The claims",
        "Everything the product says of a pair that can be wrong, at the recommended settings. A rank is no claim: "
        "somebody is always nearest.",
        (Column("Claim"), Column("Page"), Column("Made from"), Column("Nominal", "share")),
        tuple((claim.label, claim.where, claim.cut, claim.nominal) for claim in ALL_CLAIMS),
    )


def untested_table(untested: list[tuple[str, str, str]]) -> Table:
    """List what could not be tested, and why; claims that lack the same are named together."""
    together: dict[tuple[str, str], list[str]] = {}
    for claim, kind, why in untested:
        together.setdefault((kind, why), []).append(claim)
    return Table(
        "controls_untested",
        "Not tested",
        "Controls that could not be made here, and claims for which every pair lacked evidence; the commonest reason.",
        (Column("Claims"), Column("Control"), Column("Why")),
        tuple(("; ".join(claims), kind, why) for (kind, why), claims in together.items()),
    )


def answer(made: list[Outcome]) -> str:
    """Say which claims are made more often than they promise, and what is said though nothing is promised."""
    if not made:
        return "No claim could be tested here."
    built = [one for one in made if one.control.is_made and one.standing]
    said = [_built_words(built)] if built else []
    said += _unpromised_words(made)
    for kind in KINDS:
        said += _loose_words([one for one in made if one.control is kind and not kind.is_made])
    return " ".join(said) or "No claim that promises a rate could be tested here."


def _unpromised_words(made: list[Outcome]) -> list[str]:
    """Name what is said of pairs made independent and promises no rate; lists have one as a whole."""
    said = [one for one in made if one.control.is_made and one.nominal is None and one.n_said]
    named = ", ".join(
        f"{one.claim.short} {_rate_words(one)} ({one.control.label.lower()})"
        for one in said
        if one.claim.key != LISTED
    )
    return [f"Said there too, though no rate is promised: {named}."] if named else []


def _built_words(built: list[Outcome]) -> str:
    above = [one for one in built if one.standing == _ABOVE]
    where = "Where independence was made"
    if not above:
        worst = max(built, key=lambda one: (one.rate.value or 0.0) / (one.nominal or 1.0))
        return (
            f"{where}, none of {len(built)} rates lies above the nominal one; nearest comes {_words(worst)}."
        )
    named = ", ".join(_words(one) for one in above)
    return f"{where}, {len(above)} of {len(built)} rates lie above the nominal ones: {named}."


def _loose_words(here: list[Outcome]) -> list[str]:
    """Name what exceeds its nominal rate where independence is assumed, or not even that."""
    promised = [one for one in here if one.standing]
    above = [one for one in promised if one.standing == _ABOVE]
    if not promised:
        return []
    label = here[0].control.label
    if not above:
        return [f"{label}: none of {len(promised)} above nominal."]
    return [f"{label}: above nominal are {', '.join(_words(one) for one in above)}."]


def _words(one: Outcome) -> str:
    return f"{one.claim.short} {_rate_words(one)} for {share_words(one.nominal or 0.0)}"


def _rate_words(one: Outcome) -> str:
    value, low, high = (
        share_words(number or 0.0) for number in (one.rate.value, one.rate.low, one.rate.high)
    )
    return f"{value} [{low}, {high}]"


def share_words(share: float) -> str:
    """Write a share: one decimal, more where it is small.

    >>> share_words(0.0512), share_words(0.0011), share_words(0.00004), share_words(0.0)
    ('5.1%', '0.11%', '0.0040%', '0%')
    """
    if share == 0:
        return "0%"
    percent = 100 * share
    digits = 1 if percent >= 1 else 2 if percent >= 0.01 else 4  # noqa: PLR2004 — zeros hide the number
    return f"{percent:.{digits}f}%"


def notes(found: Rounds) -> tuple[str, ...]:
    """Say how the controls were made, on what."""
    some = "" if found.n_profiles == found.n_all else f" (a seeded sample of {found.n_all:,})"
    who = (
        f"{found.n_profiles:,} profiles{some}; profiles of one account are never a pair. "
        "Second accounts are left out only where the data itself says so: a pair of one operator that nobody "
        "knows of counts as a false one."
    )
    return (who, *(f"{kind.label}: {kind.how}" for kind in KINDS), *_event_notes(found), _INTERVALS, _CLOCKS)


def _event_notes(found: Rounds) -> tuple[str, ...]:
    return tuple(_event_note(event, n_profiles) for event, n_profiles in found.events)


def _event_note(event: Event, n_profiles: int) -> str:
    within = f"{share_words(event.share)} of all days on which anybody used it lie in these seven"
    return (
        f"Event: {event.words}; {len(event.crowd):,} profiles took part, {n_profiles:,} posted in the days around it; "
        f"{within if event.thing else 'no hashtag or link was shared by five profiles'}."
    )
