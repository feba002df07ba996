"""How a profile writes, as numbers, and what is usual in a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """The style of one profile, about 18 kB: ``rates`` is (n,), the square roots of all entries' rates.

    First the buckets of character grams, then the function words, then the habits of
    :mod:`core.content.style`. ``n_texts`` distinct texts were read.
    """

    rates: Floats
    n_texts: int


@dataclass(frozen=True, slots=True, eq=False)
class StyleScale:
    """What is usual in a workspace: ``mean`` and ``spread`` of every entry, over ``n_profiles``."""

    mean: Floats
    spread: Floats
    n_profiles: int


@dataclass(frozen=True, slots=True)
class HabitOverlap:
    """One named entry's part in a style cosine: both profiles' rates, and both in deviations."""

    habit: str
    rate_a: float
    rate_b: float
    deviation_a: float
    deviation_b: float
    part: float
