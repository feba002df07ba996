"""What each consideration weighs in the safety factor, and every cut-off: the one place of all of them.

The factor is cut out of ``b = 1 / (1 + exp(-x))``, and x is a sum of log-odds, one a consideration. [A] gives
no weights, so these are ours, chosen by what each may do and not fitted to anybody's contacts: no data says
which contacts went well. Three rules hold at the defaults, and a test holds each of them.

1. *Knowing nothing is the middle.* All considerations but the classes come to less than ln 5 together, where
   the outermost bins begin: without informative axes nothing ends at +3 or -3.
2. *The same class alone makes nothing safe.* What the classes add is cut at 1.5, which is +2 (b = .82) at most;
   +3 takes contact, its tone or likeness besides.
3. *A warning takes back.* Abuse, an approach without answer and a new account each lower x by a little of
   their own, and besides take back a share of whatever speaks for contact, the more the heavier they
   weigh: four abusive posts outweigh any class.

What a network says of a profile's pictures is in its classes before any of this, by ``media_weight``: a mean of
distributions is no surer than the surer of them, so that all three rules hold whatever the network says.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import ParameterError

if TYPE_CHECKING:
    from core.model.result import Mode

WEIGHTS: tuple[str, ...] = ("classes", "hybrid", "contact", "tone", "abuse", "one_sided", "new")
"""The considerations that have a weight each, as :class:`core.model.safety.SafetyPart` names them."""

_MOST_WEIGHT = 3.0  # beyond it the belief would be rounded to 0 or 1
_MOST_SHARE = 1.0
_MOST_HALF = 1_000
_MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class SafetyParams:
    """The weights and cut-offs of the safety factor; every weight is from 0 (left out) to 3.

    Parameters
    ----------
    mode : {"default", "paper"}
        "paper" has the sign from equal leading classes and the size from its probability alone ([A]); none of
        the weights below counts there.
    classes : float
        Times ``logit(s) - logit(s0)``: 1, since these are log-odds to begin with.
    most_classes : float
        Where that is cut, up and down: 1.5, short of ln 5 = 1.61, so that classes alone never end at +3 or -3.
    hybrid : float
        Log-odds of being the most alike pair of the workspace by HS, minus as much of being the least; in
        between by rank, since HS has no unit and lies elsewhere in every workspace: .75, so that by likeness
        alone the four most alike pairs of a hundred reach +2, the four least alike -2.
    contact : float
        Log-odds of contact that went both ways, once it is frequent: .5, the most of all that speaks for contact
        beside the classes, since it has happened.
    contact_half : float
        So many posts count for half of all that contact can say (in HS too): 5, a short exchange.
    tone : float
        Log-odds if all posts of contact were positive, minus as much if all were negative: .15, since VADER
        is wrong about every third post.
    tone_posts : int
        Below so many English posts the tone is missing: 5; of fewer one misread post would decide.
    takes_back : float
        A warning of this weight may take back all that speaks for contact, a lighter one as much less: .4, so that
        abuse may take all of it, silence three eighths and newness a quarter.
    abuse : float
        Log-odds against contact where many posts hold abuse, besides what it takes back: .45.
    abuse_half : float
        So many abusive posts count for half: 1. One may be a jest or a quotation, four are not.
    one_sided : float
        Log-odds against contact where many approaches met no answer: .15; silence has many reasons.
    approaches : int
        Fewer approaches than this are nobody's pattern: 3.
    one_sided_half : float
        So many unanswered approaches count for half: 6.
    new : float
        Log-odds against contact with an account made the very day: .1; all accounts were new once.
    new_days : int
        An account counts as new while it is younger than this at its last post: 30 days, in which most
        accounts made for one purpose are used up.
    media_weight : float
        Share in a profile's classes of what the analyst's own network says of its pictures and videos, from 0 to 1; its
        text has the rest. .25, where there is such a network: nobody has shown what it is worth here.

    Raises
    ------
    ParameterError
        If a value is out of its range.

    Examples
    --------
    >>> SafetyParams().classes, SafetyParams(mode="paper").mode
    (1.0, 'paper')
    >>> from dataclasses import replace
    >>> replace(SafetyParams(), tone=0.0).tone
    0.0
    """

    mode: Mode = "default"
    classes: float = 1.0
    most_classes: float = 1.5
    hybrid: float = 0.75
    contact: float = 0.5
    contact_half: float = 5.0
    tone: float = 0.15
    tone_posts: int = 5
    takes_back: float = 0.4
    abuse: float = 0.45
    abuse_half: float = 1.0
    one_sided: float = 0.15
    approaches: int = 3
    one_sided_half: float = 6.0
    new: float = 0.1
    new_days: int = 30
    media_weight: float = 0.25

    def __post_init__(self) -> None:
        """Check every parameter."""
        if self.mode not in {"default", "paper"}:
            message = f"mode is 'default' or 'paper', not {self.mode!r}"
            raise ParameterError(message)
        for name in (*WEIGHTS, "most_classes"):
            _check(name, getattr(self, name), 0.0, _MOST_WEIGHT)
        _check("media_weight", self.media_weight, 0.0, _MOST_SHARE)
        for name in ("contact_half", "takes_back", "abuse_half", "one_sided_half"):
            _check(name, getattr(self, name), 0.1, _MOST_HALF)
        for name, most in (("tone_posts", _MOST_HALF), ("approaches", _MOST_HALF), ("new_days", _MOST_DAYS)):
            _check(name, getattr(self, name), 1, most)
            if getattr(self, name) != int(getattr(self, name)):
                message = f"{name} is a whole number, not {getattr(self, name)}"
                raise ParameterError(message)


def _check(name: str, value: float, least: float, most: float) -> None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not (is_number and math.isfinite(value) and least <= value <= most):
        message = f"{name} is a number from {least:g} to {most:g}, not {value!r}"
        raise ParameterError(message)


def reach(params: SafetyParams) -> tuple[float, float]:
    """Give the least and the most that all considerations but the classes come to together, in log-odds.

    >>> low, high = reach(SafetyParams())
    >>> -math.log(5) < low < 0 < high < math.log(5)
    True
    """
    return (
        -math.fsum((params.hybrid, params.tone, params.abuse, params.one_sided, params.new)),
        math.fsum((params.hybrid, params.contact, params.tone)),
    )
