"""What each consideration adds to the safety factor, in log-odds; the weights are :mod:`core.safety.weight`'s."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from core.model.safety import SafetyPart
from core.safety.similarity import PARTS
from core.safety.usual import CHANCE, MIN_PAIRS, MIN_PROFILES
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model.persona import Persona
    from core.model.safety import ContactTone, HybridSimilarity
    from core.safety.contact import Direction
    from core.safety.weight import SafetyParams

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "classes": "Same class",
        "hybrid": "Hybrid similarity",
        "contact": "Contact both ways",
        "tone": "Tone of contact",
        "abuse": "Abusive words",
        "one_sided": "Approach without answer",
        "new": "New account",
    }
)
"""What each consideration is called, by its name: beside its arrow, its weight and in every table alike."""

_SURE = 1e-6  # no class is ever quite certain, nor quite impossible
_NO_CONTACT = "neither names the other in this data"
_MOST_SHARE = 0.999  # nobody is more alike than all pairs, being one of them
_SHORT = {"ss": "style", "cs": "meaning", "im": "linkage"}


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What was found of two profiles, and what is usual where they are.

    ``usual_same`` is how likely two profiles of the workspace are in one class, on average, and ``rank`` the share
    of its pairs that are less alike than these two, ties counting for half, None where that is not known.
    ``days_a`` and ``days_b`` are how old each account was at its last post, None where that is not known.
    """

    a: Persona
    b: Persona
    usual_same: float
    hybrid: HybridSimilarity
    rank: float | None
    a_to_b: Direction
    b_to_a: Direction
    days_a: float | None
    days_b: float | None


def logit(p: float) -> float:
    """Give the log-odds of a probability, kept off 0 and 1.

    >>> round(logit(0.8), 3), round(logit(0.0), 3)
    (1.386, -13.816)
    """
    kept = min(max(p, _SURE), 1.0 - _SURE)
    return math.log(kept) - math.log1p(-kept)


def saturated(n: float, half: float) -> float:
    """Give what n of something say of all that it can say, in [0, 1): a half at ``half``.

    >>> saturated(0, 5.0), saturated(5, 5.0), saturated(15, 5.0)
    (0.0, 0.5, 0.75)
    """
    return n / (n + half)


def same(a: Persona, b: Persona) -> float | None:
    """Give how likely two profiles are in one class, in [0, 1]; None where one has no classes."""
    if a.classes is None or b.classes is None:
        return None
    return min(1.0, math.fsum((a.classes * b.classes).tolist()))


def parts_of(found: Evidence, params: SafetyParams) -> tuple[SafetyPart, ...]:
    """Weigh everything that was found; the parts come in the order of :data:`core.safety.weight.WEIGHTS`.

    The first four speak for contact or against it. Each of the last three is a warning: it takes back a share of
    what then still speaks for contact, and adds something against it.
    """
    parts = [_classes(found, params), _hybrid(found, params), _contact(found, params), _tone(found, params)]
    left = math.fsum(max(0.0, part.logits) for part in parts)
    for warn in (_abuse, _one_sided, _new):
        part, share = warn(found, params, left)
        parts.append(part)
        left *= 1.0 - share
    return tuple(parts)


def _missing(name: str, why: str) -> SafetyPart:
    return SafetyPart(name, LABELS[name], 0.0, why, why)


def _added(name: str, logits: float, found: str) -> SafetyPart:
    return SafetyPart(name, LABELS[name], logits, found)


def _classes(found: Evidence, params: SafetyParams) -> SafetyPart:
    name = "classes"
    s = same(found.a, found.b)
    if s is None:
        return _missing(name, "a class is not known of both")
    against_usual = logit(s) - logit(found.usual_same)
    most = min(params.most_classes, _known(found.a), _known(found.b))
    cut = min(max(against_usual, -most), most)
    said = (
        f"a chance of {s:.1%} to be of one class, {found.usual_same:.1%} is {'chance' if found.usual_same == CHANCE else 'usual here'}; "
        f"leading: {found.a.leading} and {found.b.leading}"
    )
    if cut != against_usual:
        said += f"; cut at {most:.2f} either way"
    return _added(name, params.classes * cut, said)


def _known(persona: Persona) -> float:
    """Give how far a profile's leading class is above chance, in log-odds.

    Of two profiles of which nothing is known of one, nothing is known of the two: whatever is usual in
    the workspace, that is no evidence against them.
    """
    leading = CHANCE if persona.classes is None else float(np.max(persona.classes))
    return max(0.0, logit(leading) - logit(CHANCE))


def statement(found: Evidence, *, is_same: bool) -> float:
    """Give the probability that the two are in one class, or that they are not, kept off 0 and 1."""
    s = same(found.a, found.b) or 0.0
    return min(max(s if is_same else 1.0 - s, _SURE), 1.0 - _SURE)


def paper_part(found: Evidence, *, is_same: bool) -> SafetyPart:
    """Give the one part of paper mode: the log-odds of its statement."""
    probability = statement(found, is_same=is_same)
    said = (
        f"leading classes {found.a.leading} and {found.b.leading}: “{'' if is_same else 'not '}the same” "
        f"with a probability of {probability:.1%}"
    )
    return SafetyPart("classes", "Same class, or not", logit(probability), said)


def _hybrid(found: Evidence, params: SafetyParams) -> SafetyPart:
    name = "hybrid"
    present, usual = found.hybrid.present, found.hybrid.usual
    if present is None:
        return _missing(name, "; ".join(dict.fromkeys(found.hybrid.missing.values())))
    if usual is None or found.rank is None:
        return _missing(
            name, f"what is usual takes {MIN_PROFILES} profiles, and {MIN_PAIRS} pairs with the same parts"
        )
    there = [part for part in PARTS if part not in found.hybrid.missing]
    said = (
        f"more alike than {_share(found.rank)} of the pairs here; "
        f"{present:.2f} of {len(there)} ({', '.join(_SHORT[part] for part in there)}), {usual:.2f} is usual"
    )
    return _added(name, params.hybrid * (2 * found.rank - 1), said)


def _share(rank: float) -> str:
    """Write a rank, finer near its ends; no pair is more alike than all, or than none.

    >>> _share(0.981), _share(0.99968), _share(0.0003), _share(0.5)
    ('98.1%', '99.9%', '0.1%', '50%')
    """
    kept = min(max(rank, 1 - _MOST_SHARE), _MOST_SHARE)
    return f"{kept:.0%}" if 0.1 <= kept <= 0.9 else f"{kept:.1%}"  # noqa: PLR2004 — how it is written


def _tones(found: Evidence) -> list[ContactTone]:
    return [one.tone for one in (found.a_to_b, found.b_to_a) if one.tone is not None]


def _no_contact(found: Evidence) -> str | None:
    """Say why there are no posts of contact, None where there are some."""
    if any(tone.n_posts for tone in _tones(found)):
        return None
    return _unseen(found) or _NO_CONTACT


def _unseen(found: Evidence) -> str | None:
    sides = [side for side, one in (("A", found.a_to_b), ("B", found.b_to_a)) if one.tone is None]
    return (
        f"{' and '.join(sides)} name{'s' if len(sides) == 1 else ''} nobody in this data" if sides else None
    )


def _contact(found: Evidence, params: SafetyParams) -> SafetyPart:
    name = "contact"
    if (why := _unseen(found)) is not None:
        return _missing(name, why)
    to_b, to_a = (tone.n_posts for tone in _tones(found))
    if not to_b + to_a:
        return _added(name, 0.0, _NO_CONTACT)
    said = f"A names B in {counted(to_b, 'posts')}, B names A in {counted(to_a, 'posts')}"
    return _added(name, params.contact * saturated(min(to_b, to_a), params.contact_half), said)


def _tone(found: Evidence, params: SafetyParams) -> SafetyPart:
    name = "tone"
    if (why := _no_contact(found)) is not None:
        return _missing(name, why)
    n_read, positive, negative = (
        sum(getattr(tone, what) for tone in _tones(found)) for what in ("n_read", "n_positive", "n_negative")
    )
    if n_read < params.tone_posts:
        read = counted(n_read, "English posts")
        return _missing(name, f"{read} of contact in own words, {params.tone_posts} needed")
    said = (
        f"of {counted(n_read, 'English posts')} of contact {positive} positive, {negative} negative (VADER)"
    )
    return _added(name, params.tone * (positive - negative) / n_read, said)


def _warning(
    name: str, strength: float, said: str, left: float, params: SafetyParams
) -> tuple[SafetyPart, float]:
    """Weigh a warning of a strength in [0, 1]; second, the share that it takes back of what speaks for contact."""
    weight: float = getattr(params, name)
    share = strength * min(1.0, weight / params.takes_back)
    if round(100 * share) and left > 0:
        said += f"; takes back {share:.0%} of what speaks for contact"
    return _added(name, -(strength * weight + share * left) + 0.0, said), share


def _abuse(found: Evidence, params: SafetyParams, left: float) -> tuple[SafetyPart, float]:
    name = "abuse"
    if (why := _no_contact(found)) is not None:
        return _missing(name, why), 0.0
    n_read, n = (sum(getattr(tone, what) for tone in _tones(found)) for what in ("n_read", "n_abusive"))
    if not n_read:
        return _missing(name, "no English post of contact in own words"), 0.0
    by = [
        f"{one.tone.n_abusive} by {side}"
        for side, one in (("A", found.a_to_b), ("B", found.b_to_a))
        if one.tone is not None and one.tone.n_abusive
    ]
    said = f"{n} of {counted(n_read, 'English posts')} of contact hold a word of the list{_listed(by)}"
    return _warning(name, saturated(n, params.abuse_half), said, left, params)


def _listed(by: Sequence[str]) -> str:
    return f" ({', '.join(by)})" if by else ""


def _one_sided(found: Evidence, params: SafetyParams, left: float) -> tuple[SafetyPart, float]:
    name = "one_sided"
    if (why := _unseen(found)) is not None:
        return _missing(name, f"{why}: an answer could not be seen"), 0.0
    to_b, to_a = _tones(found)
    if to_b.n_posts and to_a.n_posts:
        return _added(name, 0.0, "each names the other"), 0.0
    source, target, n = (
        ("A", "B", found.a_to_b.n_approaches) if to_b.n_posts else ("B", "A", found.b_to_a.n_approaches)
    )
    if not to_b.n_posts + to_a.n_posts:
        return _added(name, 0.0, _NO_CONTACT), 0.0
    if not n:
        said = f"{source} names {target}, but in no post that asks for an answer while {target} was posting"
        return _added(name, 0.0, said), 0.0
    said = (
        f"{source} approached {target} in {counted(n, 'posts')} while {target} was posting, "
        f"and {target} never names {source}"
    )
    if n < params.approaches:
        return _added(name, 0.0, f"{said}; {params.approaches} are a pattern"), 0.0
    return _warning(name, saturated(n, params.one_sided_half), said, left, params)


def _new(found: Evidence, params: SafetyParams, left: float) -> tuple[SafetyPart, float]:
    name = "new"
    ages = {side: days for side, days in (("A", found.days_a), ("B", found.days_b)) if days is not None}
    if not ages:
        return _missing(name, "when the accounts were made is not known"), 0.0
    youngest = min(ages, key=lambda side: ages[side])
    strength = max(0.0, 1.0 - ages[youngest] / params.new_days)
    said = f"{youngest} was {counted(int(ages[youngest]), 'days')} old at its last post"
    if len(ages) > 1:
        said = f"the newer one, {said[0]},{said[1:]}"
    if strength == 0 and len(ages) == 1:
        other = "B" if youngest == "A" else "A"
        return _missing(name, f"{said}; when {other} was made is not known"), 0.0
    return _warning(name, strength, said, left, params)
