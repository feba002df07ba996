"""What a verdict says in words: consistent with one operator, speaking against it, or not decided.

Three things decide. The *bits* say what the posts are worth by themselves; the *base rate* says how likely
one operator was before looking; *doubts* say that a probability made of both would not be one. A low
probability alone is no finding about a pair, for every pair has one before anybody looks: that two profiles
are spoken against needs bits that do so. No sentence says that two accounts share an operator, none names
anybody: the two are "A" and "B" (METHODS 5).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.verdict.chance import probability
from core.verdict.phrase import after, chance, fold, one_pair_in, rank, signed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model import Verdict

Decision = Literal["consistent", "against", "undecided", "insufficient"]

CONSISTENT_FROM = 0.9
"""From this probability on the evidence is called consistent with one operator."""
AGAINST_UP_TO = -math.log2(10)
"""Up to these bits it is called speaking against: strangers are ten times likelier to look like this."""
ALIKE_FROM = 1.0
"""From these bits on a pair is called alike: one operator is twice as likely to look like this."""
NOTHING = 0.05
"""Bits that print as none."""
UNLIKE = (
    "No probability is shown: this workspace, or this pair, is unlike those that the score was learned on."
)
"""What is said where a verdict has doubts, which say in what it is unlike."""

DECISIONS: Mapping[Decision, str] = {
    "consistent": "Consistent with one operator",
    "against": "The evidence speaks against one operator",
    "undecided": "Cannot decide",
    "insufficient": "Insufficient evidence",
}
"""The words of each decision, the same on card, ticket, command line and Method page."""

CUT_OFFS: Mapping[Decision, str] = {
    "consistent": f"The chance after looking is {chance(CONSISTENT_FROM)} or more, in a workspace like those that the "
    "score was learned on.",
    "against": f"The evidence is worth {signed(AGAINST_UP_TO)} bits or fewer: strangers are ten times likelier to "
    "look like this. A low base rate alone is never called so.",
    "undecided": "Everything between, and every pair of a workspace unlike those that the score was learned on.",
    "insufficient": "Fewer posts than the score needs, or too few other profiles to learn what is usual.",
}
"""When each decision is made, for the Method page and the badge on the card."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What may be said of a pair at one base rate.

    ``headline`` and ``warning`` are plain text; ``sentence`` is too, but that ``**`` stands around its
    numbers (:func:`plain_text`), or a reason that was made elsewhere. ``probability``, ``low``
    and ``high`` are unclamped, in [0, 1], None where none may be shown.
    """

    decision: Decision
    headline: str
    sentence: str
    warning: str | None
    base_rate: float
    probability: float | None = None
    low: float | None = None
    high: float | None = None


def plain_text(text: str) -> str:
    """Take the emphasis away, for a ticket or a terminal.

    >>> plain_text("one in **73**")
    'one in 73'
    """
    return text.replace("**", "")


def decide(verdict: Verdict, base_rate: float) -> Decision:
    """Choose between the three answers and insufficient evidence.

    Parameters
    ----------
    verdict : Verdict
    base_rate : float
        Share of one-operator pairs before looking, in (0, 1).

    Returns
    -------
    Decision
        "consistent" needs a probability of at least :data:`CONSISTENT_FROM` that may be shown, and never
        falls with a higher base rate; "against" needs no more than :data:`AGAINST_UP_TO` bits.
        Where the verdict has doubts neither is said.

    Examples
    --------
    >>> from core.model import Verdict
    >>> strong = Verdict("x:1", "x:2", "default", 12.0, 9.0, 15.0, ())
    >>> decide(strong, 0.01), decide(strong, 1e-6)
    ('consistent', 'undecided')
    """
    if verdict.bits is None:
        return "insufficient"
    if not verdict.is_calibrated:
        return "undecided"
    if verdict.bits <= AGAINST_UP_TO:
        return "against"
    return "consistent" if probability(verdict.bits, base_rate) >= CONSISTENT_FROM else "undecided"


def say(verdict: Verdict, base_rate: float) -> Statement:
    """Put a verdict into words at a base rate.

    Parameters
    ----------
    verdict : Verdict
    base_rate : float
        Share of one-operator pairs before looking, in (0, 1).

    Raises
    ------
    ParameterError
        If the base rate is not within (0, 1).

    Notes
    -----
    Deterministic; METHODS 5.

    Examples
    --------
    >>> from core.model import Verdict
    >>> said = say(Verdict("x:1", "x:2", "default", 3.8, 2.2, 5.7, ()), 0.001)
    >>> said.headline
    'Alike, but not enough to say one operator'
    >>> plain_text(said.sentence)
    'The posts make one operator 14 times likelier than before looking. From one pair in 1,000, that is one in 73.'
    """
    decision = decide(verdict, base_rate)
    if verdict.bits is None:
        reason = verdict.missing or "nothing could be compared"
        return Statement(decision, DECISIONS[decision], f"{reason[:1].upper()}{reason[1:]}.", None, base_rate)
    headline = _headline(verdict, decision)
    if not verdict.is_calibrated:
        return Statement(decision, headline, _ranked(verdict), UNLIKE, base_rate)
    p, low, high = (
        None if bits is None else probability(bits, base_rate)
        for bits in (verdict.bits, verdict.low, verdict.high)
    )
    sentence = f"{_worth(verdict.bits)} {_so(verdict.bits, base_rate)}"
    return Statement(decision, headline, sentence, None, base_rate, p, low, high)


def _headline(verdict: Verdict, decision: Decision) -> str:
    bits = verdict.bits or 0.0
    if decision in ("against", "consistent"):
        return DECISIONS[decision]
    if bits >= ALIKE_FROM:
        known = verdict.is_calibrated
        return (
            f"Alike, but {'not enough to say one operator' if known else 'no probability can be given here'}"
        )
    if bits <= AGAINST_UP_TO:
        return "Unlike, but no probability can be given here"
    why = "strangers are about as likely to look like this"
    return (
        f"{DECISIONS[decision]}: {why if bits > -ALIKE_FROM else 'rather like strangers, but not clearly so'}"
    )


def _worth(bits: float) -> str:
    """Say what the posts alone are worth."""
    if abs(bits) < NOTHING:
        return "Two strangers are as likely to post like this as one operator."
    way = "likelier" if bits > 0 else "less likely"
    return f"The posts make one operator **{fold(bits)} times** {way} than before looking."


def _so(bits: float, base_rate: float) -> str:
    """Say what bits and base rate come to."""
    stays = " still" if abs(bits) < NOTHING else ""
    before = one_pair_in(base_rate)
    return f"From {before}, that is{stays} {after(probability(bits, base_rate))}."


def ranked(share_below: float | None) -> str:
    """Say where the bits stand among the workspace's pairs; nothing where that is not known.

    >>> ranked(0.991), ranked(0.0), ranked(None)
    ("more than 99% of the workspace's pairs", "more than no other of the workspace's pairs", '')
    """
    if share_below is None:
        return ""
    some = "no other" if share_below <= 0 else rank(share_below)
    return f"more than {some} of the workspace's pairs"


def _ranked(verdict: Verdict) -> str:
    place = ranked(verdict.share_below)
    among = f", {place}" if place else "; how many pairs of the workspace have more is not known yet"
    return f"The posts are worth **{signed(verdict.bits or 0.0)} bits**{among}."
