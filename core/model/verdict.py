"""The one-operator verdict on a pair: bits of evidence, and what they are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one view adds to the bits of a pair.

    ``view`` names it ("words"), ``label`` says it ("Words they choose"), ``measure`` is the measure of
    the register that shows the same thing, by which a page links to its evidence. ``value`` is the raw
    likeness of the pair, ``usual`` the mean of each profile's nearest others, ``deviations`` how many
    standard deviations the pair is above them. ``n_a`` and ``n_b`` count the ``items`` that were read.
    ``bits`` is negative where the view speaks against one operator. Where ``missing`` has a reason,
    ``bits`` is 0 and the numbers are None.
    """

    view: str
    label: str
    measure: str
    bits: float
    value: float | None
    usual: float | None
    deviations: float | None
    n_a: int
    n_b: int
    items: str
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much the evidence speaks for one operator behind two profiles.

    ``bits`` is the log2 likelihood ratio, without any base rate and never clamped: the bits of the
    ``contributions`` add up to it exactly. ``low`` and ``high`` bound it (95 %, bootstrap over the
    training's profiles: how sure the model is of its own weights). All three are None where ``missing``
    says why there is too little evidence. ``doubts`` says in what this workspace is unlike the one the
    model was fitted on: where there is any, bits and ranks hold and a probability must not be shown.
    ``share_below`` is the share of the workspace's pairs with fewer bits, None until that is known.
    """

    a: str
    b: str
    model: str
    bits: float | None
    low: float | None
    high: float | None
    contributions: tuple[Contribution, ...]
    missing: str | None = None
    doubts: tuple[str, ...] = ()
    share_below: float | None = None

    @property
    def is_calibrated(self) -> bool:
        """Tell whether a probability may be made of the bits."""
        return self.bits is not None and not self.doubts
