"""What a profile's posts mean, taken together: a vector, and what is usual in a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """The mean of the vectors of a profile's own posts, or of a seeded sample of them.

    ``vector`` is (d,). ``n_sampled`` of the profile's ``n_texts`` distinct texts were read; ``model``
    names the encoder and its version: vectors of two models are never compared.
    """

    vector: npt.NDArray[np.float32]
    n_texts: int
    n_sampled: int
    model: str


@dataclass(frozen=True, slots=True, eq=False)
class MeaningScale:
    """Where the meanings of a workspace lie: ``mean`` (d,) of ``n_profiles`` profiles, by one model.

    ``whitening`` (d, d) divides each direction by how far the profiles lie apart in it. ``mean_cosine``
    is the mean of the plain cosines of all their pairs: encoders differ in where theirs sit.
    """

    mean: npt.NDArray[np.float32]
    whitening: npt.NDArray[np.float32]
    n_profiles: int
    mean_cosine: float
    model: str


@dataclass(frozen=True, slots=True)
class CloseTexts:
    """Two texts, one of each profile, that mean nearly the same.

    ``positions_*`` are row numbers in the two timelines, of all posts with that text.
    """

    text_a: str
    text_b: str
    positions_a: tuple[int, ...]
    positions_b: tuple[int, ...]
    cosine: float
