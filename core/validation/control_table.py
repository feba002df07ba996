"""The tables of the controls, and the answer that their numbers give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.model.study import Column, Estimate, Table
from core.progress import check, never
from core.text import counted
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
_ABOVE, _KEPT, _UNCLEAR, _TOO_FEW = "more often", "kept", "perhaps more often", "too few to say"
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
        "Promised",
        "share",
        "The rate of independent pairs that the claim promises; none where it promises nothing.",
    ),
    Column(
        "The promise",
        help="More often: the whole interval lies above the promised rate. Perhaps: only the rate does. Too few to say: the "
        "interval reaches twice the promised rate, so that kept and broken would look alike.",
    ),
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
        """Say how the rate stands against the promised one; None where there is none.

        Where the interval reaches twice the promised rate (or half the way from it to 1, for large ones),
        the pairs could not have shown that the promise is broken, and nothing is said.
        """
        nominal, low, high = self.nominal, self.rate.low, self.rate.high
        if nominal is None or low is None or high is None:
            return None
        if low > nominal:
            return _ABOVE
        if high >= min(2 * nominal, (1 + nominal) / 2):
            return _TOO_FEW
        return _KEPT if (self.rate.value or 0.0) <= nominal else _UNCLEAR


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
        (Column("Claim"), Column("Page"), Column("Made from"), Column("Promised", "share")),
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
    """Say which claims are made more often than they promise, and what is said though nothing is promised.

    Returns
    -------
    str
        One line a control, those that were made independent together and first.
    """
    if not made:
        return "No claim could be tested here."
    built = [one for one in made if one.control.is_made]
    lines = [_kept_words("Where accounts were made independent", built), *_unpromised_words(built)]
    lines += [
        _kept_words(kind.label, [one for one in made if one.control is kind])
        for kind in KINDS
        if not kind.is_made
    ]
    return "\n".join(filter(None, lines)) or "No claim that promises a rate could be tested here."


def _kept_words(where: str, outcomes: list[Outcome]) -> str:
    """Say how many of the claims that promise a rate keep it, and of how many nothing can be said."""
    promised = [one for one in outcomes if one.standing]
    above = [one for one in promised if one.standing == _ABOVE]
    n_unsure = sum(one.standing == _TOO_FEW for one in promised)
    n_sure = len(promised) - n_unsure
    if not promised:
        return ""
    if not n_sure:
        return f"{where}: too few pairs to say of any claim whether it is made more often than it promises."
    named = "; ".join(
        f"{one.claim.short}, {_rate_words(one)} where {share_words(one.nominal or 0.0)} is promised"
        for one in above
    )
    if above:
        are = "is" if len(above) == 1 else "are"
        of = f"{len(above)} of {counted(n_sure, 'claims')} that can be judged"
        said = f"{of} {are} made more often than promised: {named}"
    elif n_sure == 1:
        said = "the one claim that can be judged is not made more often than promised"
    else:
        said = f"none of {n_sure} claims that can be judged is made more often than promised"
    unsure = f" Of {n_unsure} more the pairs are too few to say." if n_unsure else ""
    return f"{where}: {said}.{unsure}"


def _unpromised_words(built: list[Outcome]) -> list[str]:
    """Name what is said of pairs made independent and promises no rate; lists have one as a whole."""
    said = [one for one in built if one.nominal is None and one.n_said and one.claim.key != LISTED]
    named = "; ".join(f"{one.claim.short}, {_rate_words(one)} ({one.control.label.lower()})" for one in said)
    return [f"Said there too, though no rate is promised: {named}."] if named else []


def _rate_words(one: Outcome) -> str:
    value, low, high = (
        share_words(number or 0.0) for number in (one.rate.value, one.rate.low, one.rate.high)
    )
    return f"{value} of the {'lists' if one.control.key == LISTS else 'pairs'} (95%: {low} to {high})"


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
