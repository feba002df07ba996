"""What a comparison says: measurements, and the results that are drawn beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Mode = Literal["default", "paper"]
Direction = Literal["similarity", "distance"]


@dataclass(frozen=True, slots=True)
class Missing:
    """The reason why there is no value, in words for the analyst."""

    reason: str


@dataclass(frozen=True, slots=True)
class Trait:
    """One habit of one profile: the number it rests on and the cut-off it was held against.

    ``label`` is what a badge says ("Nocturnal"); ``explanation`` names number and cut-off.
    """

    name: str
    label: str
    value: float
    explanation: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measure of one pair: a value, or the reason why there is none.

    ``n_a`` and ``n_b`` count the ``items`` ("posts", "targets") that the measure read of each;
    ``shared`` counts what both have, where a thing can be shared.
    """

    measure: str
    aspect: str
    value: float | None
    missing: str | None
    unit: str
    direction: Direction
    n_a: int
    n_b: int
    items: str
    shared: int | None = None

    @property
    def n_evidence(self) -> int:
        """Give the smaller of the two profiles' numbers of items."""
        return min(self.n_a, self.n_b)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The measurements of one pair, in the order in which they are shown."""

    a: str
    b: str
    mode: Mode
    measurements: tuple[Measurement, ...]

    def __getitem__(self, measure: str) -> Measurement:
        """Give the measurement of one measure by its name."""
        for measurement in self.measurements:
            if measurement.measure == measure:
                return measurement
        raise KeyError(measure)


@dataclass(frozen=True, slots=True, eq=False)
class Warping:
    """How one series was bent onto another.

    ``a`` and ``b`` are the series that were compared (counts in paper mode, rates in default
    mode); ``start`` is the day or hour of their first bins. ``path`` is (k, 2): pairs of bins,
    first to last, around the clock where ``circular``. ``step_costs`` is (k,): squared difference
    of each. ``distance`` is ``sqrt(sum)`` in paper mode and ``sqrt(sum / steps)`` in default mode.
    ``band`` is the widest shift in bins, None if free.
    """

    a: npt.NDArray[np.float64]
    b: npt.NDArray[np.float64]
    start_a: int
    start_b: int
    path: npt.NDArray[np.int64]
    step_costs: npt.NDArray[np.float64]
    cost: float
    steps: int
    distance: float
    band: int | None
    circular: bool
    mode: Mode


@dataclass(frozen=True, slots=True)
class SharedTarget:
    """One user named by both; ``n_profiles`` of the workspace's profiles name it."""

    key: str
    weight_a: int
    weight_b: int
    strong_a: bool
    strong_b: bool
    n_profiles: int


@dataclass(frozen=True, slots=True)
class Contact:
    """How often each of the two names the other."""

    a_to_b: int
    b_to_a: int


@dataclass(frozen=True, slots=True, eq=False)
class TargetOverlap:
    """Two audiences laid over each other, both profiles themselves removed.

    ``weights_a`` and ``weights_b`` map every target's unified key to its weight; ``cut_a`` and
    ``cut_b`` are the least weights of a strong friendship.
    """

    weights_a: dict[str, int]
    weights_b: dict[str, int]
    cut_a: float
    cut_b: float
    shared: tuple[SharedTarget, ...]
    contact: Contact
    jaccard: float | None
    strong_jaccard: float | None


@dataclass(frozen=True, slots=True)
class TermOverlap:
    """One term's part in a cosine; the parts of all terms add up to it."""

    term: str
    count_a: int
    count_b: int
    idf: float
    part: float


@dataclass(frozen=True, slots=True)
class Repeat:
    """One text or repost found in both timelines.

    ``positions_*`` are row numbers in the two timelines; ``lag_seconds`` is the first post of B minus
    the first of A.
    """

    text: str
    positions_a: tuple[int, ...]
    positions_b: tuple[int, ...]
    lag_seconds: float
