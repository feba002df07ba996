"""From bits of evidence to a probability: what was likely before looking, and what is likely after."""

from __future__ import annotations

import math

from core.errors import ParameterError

HIGHEST_BASE_RATE = 1 / 100
"""A pair picked by hand is still one of all that could have been picked: no default lies above this."""
LEAST_SHOWN, MOST_SHOWN = 0.001, 0.999
"""Between these a probability is shown: no evidence of this kind is worth more certainty."""


def probability(bits: float, base_rate: float) -> float:
    """Give how likely one operator is after looking: bits of evidence and base rate together.

    Do not show it where a verdict has doubts (:attr:`core.model.Verdict.is_calibrated`): bits that were
    learned on one population make a wrong probability on another.

    Parameters
    ----------
    bits : float
        Log2 likelihood ratio of the evidence; any size, also infinite.
    base_rate : float
        Share of one-operator pairs among the pairs that this one was taken from, in (0, 1).

    Returns
    -------
    float
        In [0, 1], not clamped (:func:`shown_probability`); 0 and 1 only where a float cannot tell.

    Raises
    ------
    ParameterError
        If the base rate is not within (0, 1), or the bits are no number.

    Notes
    -----
    Odds after = odds before × 2^bits. The larger side of the odds is scaled down, never the smaller one
    up, so that nothing overflows and no bits give back the base rate. METHODS 5.

    Examples
    --------
    Even odds need log2(999) bits where one pair in 1,000 has one operator:

    >>> probability(0, 0.01), round(probability(9.9644, 0.001), 4), probability(5_000, 1e-6)
    (0.01, 0.5, 1.0)
    """
    if not 0 < base_rate < 1:
        message = f"the base rate is {base_rate}; give a share above 0 and below 1"
        raise ParameterError(message)
    if math.isnan(bits):
        message = "the bits are no number: there is no probability without evidence"
        raise ParameterError(message)
    shrunk = math.exp2(-abs(bits))
    one, others = (base_rate, (1 - base_rate) * shrunk) if bits > 0 else (base_rate * shrunk, 1 - base_rate)
    return one / (one + others)


def bits_needed(wanted: float, base_rate: float) -> float:
    """Give the bits with which the evidence would just reach a probability.

    Parameters
    ----------
    wanted, base_rate : float
        Both in (0, 1).

    Raises
    ------
    ParameterError
        If one of them is not.

    Examples
    --------
    >>> round(bits_needed(0.9, 0.01), 2), bits_needed(0.5, 0.5)
    (9.8, 0.0)
    """
    for share in (wanted, base_rate):
        if not 0 < share < 1:
            message = f"{share} is no share above 0 and below 1"
            raise ParameterError(message)
    return math.log2(wanted / (1 - wanted)) - math.log2(base_rate / (1 - base_rate))


def base_rate_at(bits: float, wanted: float) -> float:
    """Give the base rate at which these bits just reach a probability.

    Examples
    --------
    Bits that bring one in 1,000 to even odds:

    >>> round(1 / base_rate_at(bits_needed(0.5, 0.001), 0.5))
    1000
    """
    return probability(-bits, wanted)


def default_base_rate(n_profiles: int, n_tested: int | None = None) -> float:
    """Give the base rate that a page starts from.

    Parameters
    ----------
    n_profiles : int
        Profiles of the workspace: the other one could have been any of the rest.
    n_tested : int, optional
        Pairs that a survey tested, where the pair was found by one.

    Returns
    -------
    float
        1 / (n_profiles - 1), or 1 / n_tested, but never above :data:`HIGHEST_BASE_RATE`.

    Raises
    ------
    ParameterError
        If there is no pair to speak of.

    Notes
    -----
    METHODS 5. A start, not a finding: whoever knows more of where the pair comes from should move it.

    Examples
    --------
    >>> round(1 / default_base_rate(336)), round(1 / default_base_rate(336, 56_280)), default_base_rate(40)
    (335, 56280, 0.01)
    """
    others = n_profiles - 1 if n_tested is None else n_tested
    if others < 1:
        message = (
            f"{n_profiles} profiles and {n_tested or 0} tested pairs: a base rate needs at least one pair"
        )
        raise ParameterError(message)
    return min(1 / others, HIGHEST_BASE_RATE)


def shown_probability(p: float) -> float:
    """Clamp a probability to what may be shown.

    Examples
    --------
    >>> shown_probability(1.0), shown_probability(0.25), shown_probability(1e-9)
    (0.999, 0.25, 0.001)
    """
    return min(max(p, LEAST_SHOWN), MOST_SHOWN)
