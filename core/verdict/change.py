"""What would change what is said of a pair: a base rate, some bits, a view that is missing."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from core.text import counted
from core.verdict.chance import HIGHEST_BASE_RATE, base_rate_at, bits_needed
from core.verdict.phrase import chance, lowered, one_pair_in
from core.verdict.wording import AGAINST_UP_TO, CONSISTENT_FROM, decide

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model import Verdict

_RAREST = 1e-12
_LACK = re.compile(
    r"(?P<who>A|B|the workspace) has (?:no|(?P<has>[\d,]+)) (?P<what>[^,]+), (?P<least>[\d,]+) needed(?: to .*)?"
)


def what_would_change(verdict: Verdict, base_rate: float) -> tuple[str, ...]:
    r"""Say which base rate, how many bits and which missing view would change the statement.

    Parameters
    ----------
    verdict : Verdict
    base_rate : float
        Share of one-operator pairs before looking, in (0, 1).

    Returns
    -------
    tuple of str
        Plain sentences with computed numbers, at least one.

    Examples
    --------
    >>> from core.model import Verdict
    >>> print(*what_would_change(Verdict("x:1", "x:2", "default", 12.0, 9.0, 15.0, ()), 0.001), sep="\n")
    A base rate of one pair in 456 or more: the chance would reach 90%.
    1.2 more bits at this base rate.
    """
    if verdict.bits is None:
        return (_remedy(verdict.missing or ""), *_lacking(verdict))
    decision, bits = decide(verdict, base_rate), verdict.bits
    if decision == "against":
        more = AGAINST_UP_TO - bits
        said = [f"{_more(more)} bits would leave it undecided; no base rate would."]
    elif not verdict.is_calibrated:
        said = ["A workspace like those that the score was learned on, or a score trained on one like this."]
    else:
        said = _moved(bits, base_rate, is_consistent=decision == "consistent")
    return (*said, *_lacking(verdict))


def _moved(bits: float, base_rate: float, *, is_consistent: bool) -> list[str]:
    """Find the base rate and the bits at which a calibrated statement turns."""
    cut, turn = base_rate_at(bits, CONSISTENT_FROM), bits_needed(CONSISTENT_FROM, base_rate)
    if is_consistent:
        below = f"A base rate below {_rounded(cut, math.ceil)}: the chance would fall under {chance(CONSISTENT_FROM)}."
        rarest = f"No base rate down to {one_pair_in(_RAREST)} would be too low."
        return [below if cut > _RAREST else rarest, f"{_more(bits - turn, 'fewer')} bits at this base rate."]
    more = f"{_more(turn - bits)} bits at this base rate."
    if cut > HIGHEST_BASE_RATE:
        return [f"No base rate up to {one_pair_in(HIGHEST_BASE_RATE)} would be enough.", more]
    reached = f"{_rounded(cut, math.floor)} or more: the chance would reach {chance(CONSISTENT_FROM)}."
    return [f"A base rate of {reached}", more]


def _more(bits: float, word: str = "more") -> str:
    """Write a number of bits that are wanting, upwards: 1.04 are not enough where 1.05 are needed.

    >>> _more(1.04), _more(0.0, "fewer")
    ('1.1 more', '0.1 fewer')
    """
    return f"{max(math.ceil(10 * bits), 1) / 10:,.1f} {word}"


def _rounded(base_rate: float, toward: Callable[[float], int]) -> str:
    """Say a base rate to three digits, on that side of it where the statement has turned."""
    one_in = 1 / base_rate
    scale = 10 ** max(math.floor(math.log10(one_in)) - 2, 0)
    return one_pair_in(1 / (toward(one_in / scale) * scale))


def _lacking(verdict: Verdict) -> list[str]:
    """Say what each missing view would need."""
    return [
        f"Evidence of {lowered(one.label)}: {_wanted(one.missing)}."
        for one in verdict.contributions
        if one.missing is not None
    ]


def _wanted(missing: str) -> str:
    """Turn what is lacking into how much more is needed.

    >>> _wanted("A has 3 mentions, 10 needed"), _wanted("no text is in a language that is known")
    ('7 more mentions of A', 'no text is in a language that is known')
    >>> _wanted("the workspace has 12 profiles, 30 needed to learn what is usual")
    '18 more profiles in the workspace'
    """
    lack = _LACK.fullmatch(missing.rstrip("."))
    if lack is None:
        return missing.rstrip(".")
    more = int(lack["least"].replace(",", "")) - int((lack["has"] or "0").replace(",", ""))
    where = "in" if lack["who"] == "the workspace" else "of"
    return f"{counted(more, _plural('more ' + lack['what']))} {where} {lack['who']}"


def _plural(what: str) -> str:
    """Give the plural of what is lacking, which stands in the singular where there was one.

    >>> _plural("more post"), _plural("more distinct texts")
    ('more posts', 'more distinct texts')
    """
    return what if what.endswith("s") else f"{what}s"


def _remedy(missing: str) -> str:
    wanted = _wanted(missing)
    if wanted != missing.rstrip("."):
        return f"{wanted}."
    return "More posts of both: what is missing is said above."
