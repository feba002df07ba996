"""How the Persona & safety page speaks: its answer, its caveat, names of poles and factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components import theme
from core.model.persona import CAVEAT
from core.safety.advice import advice

if TYPE_CHECKING:
    import pandas as pd

    from core.model.persona import Persona
    from core.model.safety import Safety

NEVER_FED = "It never feeds the one-operator verdict."


def factor(number: int | None) -> str:
    """Write a safety factor, with its sign.

    Examples
    --------
    >>> factor(2), factor(-3), factor(None)
    ('+2', '−3', '—')
    """
    return theme.MISSING if number is None else f"{number:+d}".replace("-", "−")


def outcome(number: int) -> str:
    """Say what a safety factor expects, without what it advises.

    Examples
    --------
    >>> outcome(-3)
    'on this evidence, ignoring or blocking is the likeliest outcome'
    """
    said = advice(number).partition(":")[0]
    return said[0].lower() + said[1:]


def caveat() -> str:
    """Give what stands near the top of the page and under its figures, as Markdown of ours."""
    return f"{CAVEAT} {NEVER_FED}"


def noted(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a table with the caveat on every row: a row may be copied without the others.

    Examples
    --------
    >>> import pandas as pd
    >>> noted(pd.DataFrame({"x": [1, 2]}))["Note"].nunique()
    1
    """
    return frame.assign(Note=CAVEAT)


def answer(a: Persona, b: Persona, safety: Safety | None) -> str:
    """Answer the page's question in a sentence or two, as Markdown; carefully."""
    kinds = kinds_words(a, b)
    if safety is None:
        return f"{kinds} What contact would be like is being worked out."
    if safety.factor is None:
        return f"**No safety factor.** {kinds}"
    return f"**{factor(safety.factor)}: {outcome(safety.factor)}.** {kinds}"


def kinds_words(a: Persona, b: Persona) -> str:
    """Say what the two are read as, as Markdown.

    Examples
    --------
    >>> from core.model.persona import Persona
    >>> none = Persona("x:1", "m", (), None, None, 20, 3, "not enough text")
    >>> kinds_words(none, none)
    'Neither account can be read: not enough text.'
    """
    if a.leading is None and b.leading is None:
        reasons = dict.fromkeys(_why(one) for one in (a, b))
        return f"Neither account can be read: {'; '.join(reasons)}."
    if a.leading is None or b.leading is None:
        known, side, other, lacks = (b, "B", "A", a) if a.leading is None else (a, "A", "B", b)
        return f"{side} reads most like **{known.leading}**; {other} cannot be read: {_why(lacks)}."
    if a.leading == b.leading:
        return f"Both read most like **{a.leading}**{_both_sure(a, b)}."
    return f"A reads most like **{a.leading}**, B like **{b.leading}**{_both_sure(a, b)}."


def _why(persona: Persona) -> str:
    """Give the reason without its figures: the card below has them."""
    return theme.escaped((persona.missing or "not known").partition(": ")[0].rstrip("."))


def _both_sure(a: Persona, b: Persona) -> str:
    """Say how far the two agree: on how many axes each is read with some certainty, and the same way."""
    pairs = zip(a.axes, b.axes, strict=False)  # one may have classes and no axes
    clear = [(one, other) for one, other in pairs if not one.is_undecided and not other.is_undecided]
    if not clear:
        return ", but on no axis are both clear of the middle"
    same = sum(one.lean.pole == other.lean.pole for one, other in clear)
    where = "the one axis" if len(clear) == 1 else f"the {len(clear)} axes"
    return f"; on {where} where both are clear of the middle they lean {_the_same(same, len(clear))}"


def _the_same(same: int, of: int) -> str:
    if same == of:
        return "the same way"
    return "opposite ways" if not same else f"the same way on {same}"
