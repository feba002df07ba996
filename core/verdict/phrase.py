"""Numbers of a verdict in words: signs, odds, shares, as every face of the product says them."""

from __future__ import annotations

import math

from core.verdict.chance import LEAST_SHOWN, MOST_SHOWN

_SCALES = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))
_MOST_BITS = 49.8  # 2 to this is a quadrillion, past which words stop
_FEW = 0.0995  # shares that would print as 10% are no longer below ten
_NEARLY_ALL = 0.995
_TEN, _THOUSAND = 9.95, 1_000
_EVEN = 0.5
_HOW = frozenset({"difference", "overlap", "gain", "ratio", "Jaccard", "cosine", "DTW"})
"""Last words of a measure's label that say how it is worked out, not what it looks at."""


def signed(value: float, digits: int = 1) -> str:
    """Write a number that counts for or against, with a true minus; nothing has no sign.

    >>> signed(3.84), signed(-0.31), signed(-0.01)
    ('+3.8', '−0.3', '0.0')
    """
    written = f"{value:+,.{digits}f}"
    return (written[1:] if not float(written.replace(",", "")) else written).replace("-", "−")


def likeness(value: float, digits: int = 3) -> str:
    """Write a raw likeness; nothing has no sign.

    >>> likeness(0.1234), likeness(-2.5), likeness(-0.001, 2)
    ('0.123', '−2.500', '0.00')
    """
    written = f"{value:,.{digits}f}"
    return (written if float(written.replace(",", "")) else written.lstrip("-")).replace("-", "−")


def whole(number: float) -> str:
    """Write a large number as people say it: to three digits from ten thousand on.

    >>> whole(72.6), whole(1_234), whole(56_789), whole(1_000_000), whole(2.35e9)
    ('73', '1,234', '56,800', '1 million', '2.35 billion')
    """
    rounded = float(f"{number:.3g}") if number >= 10 * _THOUSAND else round(number)
    size, name = next((scale for scale in _SCALES if rounded >= scale[0]), (1.0, ""))
    return f"{rounded / size:,.6g}{name}" if name else f"{rounded:,.0f}"


def fold(bits: float) -> str:
    """Say how many times likelier, or less likely, these bits make a thing.

    >>> fold(3.8), fold(1.2), fold(-1.2), fold(60)
    ('14', '2.3', '2.3', 'more than a quadrillion')
    """
    size = abs(bits)
    if size > _MOST_BITS:
        return "more than a quadrillion"
    times = math.exp2(size)
    return whole(times) if times >= _TEN else f"{times:.1f}"


def chance(p: float) -> str:
    """Write a probability, never beyond what may be shown.

    >>> chance(0.014), chance(0.97), chance(1e-9), chance(1.0), chance(0.9985)
    ('1.4%', '97%', '< 0.1%', '> 99.9%', '99.8%')
    """
    if p < LEAST_SHOWN:
        return "< 0.1%"
    if p > MOST_SHOWN:
        return "> 99.9%"
    if p > _NEARLY_ALL:
        # downwards: what rounds up to 99.9% has not reached it
        return f"{math.floor(1e3 * p) / 10:.1f}%"
    return f"{100 * p:.{1 if p < _FEW else 0}f}%"


def chances(low: float, high: float) -> str:
    """Write the ends of an interval of probabilities; once, where both are beyond what may be shown or print alike.

    >>> chances(0.55, 0.96), chances(1e-9, 0.04), chances(1e-9, 1e-7), chances(0.9995, 1.0), chances(0.971, 0.972)
    ('55% to 96%', '< 0.1% to 4.0%', 'below 0.1%', 'above 99.9%', '97%')
    """
    first, last = chance(low), chance(high)
    return beyond(low) if first == last else f"{first} to {last}"


def beyond(p: float) -> str:
    """Write a probability within a sentence, where a sign would stumble.

    >>> beyond(0.84), beyond(1e-9), beyond(1.0)
    ('84%', 'below 0.1%', 'above 99.9%')
    """
    return chance(p).replace("< ", "below ").replace("> ", "above ")


def after(p: float) -> str:
    """Say a probability after looking as people count: one in so many while it is below even odds.

    >>> after(0.0137), after(0.97), after(1e-7), after(1.0)
    ('one in **73**', '**97%**', 'less than one in **1,000**', 'more than **99.9%**')
    """
    if p < LEAST_SHOWN:
        return "less than one in **1,000**"
    if p > MOST_SHOWN:
        return "more than **99.9%**"
    return f"one in **{whole(1 / p)}**" if p < _EVEN else f"**{chance(p)}**"


def one_pair_in(base_rate: float) -> str:
    """Say a base rate.

    >>> one_pair_in(0.01), one_pair_in(1e-6)
    ('one pair in 100', 'one pair in 1 million')
    """
    return f"one pair in {whole(1 / base_rate)}"


def rank(share: float) -> str:
    """Write the share of pairs that lie below: one decimal near the ends, 100% only for all.

    >>> rank(0.97), rank(0.9987), rank(0.99999), rank(1.0), rank(0.0006)
    ('97%', '99.8%', '99.9%', '100%', '0.1%')
    """
    if 0 < share < 1 - _NEARLY_ALL:
        return f"{max(100 * share, 0.1):.1f}%"
    if _NEARLY_ALL < share < 1:
        return f"{math.floor(1e3 * share) / 10:.1f}%"
    return f"{100 * share:.0f}%"


def lowered(label: str) -> str:
    """Let a label stand within a sentence; abbreviations keep their capitals.

    >>> lowered("Words they choose"), lowered("DTW of posts"), lowered("")
    ('words they choose', 'DTW of posts', '')
    """
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def topic(label: str) -> str:
    """Name what a measure looks at within a sentence, without the word for how it is worked out.

    >>> topic("Repost share, difference"), topic("Vocabulary, TF-IDF cosine"), topic("Shared targets, rare ones first")
    ('repost share', 'vocabulary', 'shared targets, rare ones first')
    """
    what, _, how = label.rpartition(", ")
    return lowered(what if what and how.split(" ")[-1] in _HOW else label)
