"""What an axis model is: a line over closed features, and how sure its weights are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

CLIP = 3.0
"""How many standard deviations one feature may count for: in training, and wherever a model is used."""


@dataclass(frozen=True, slots=True, eq=False)
class AxisModel:
    """The line of one axis, in nats towards its second pole.

    ``start`` is the log-odds of a writer all of whose features are usual; ``weights`` (k,) are of one
    standard deviation of each feature. ``covariance`` (1 + k, 1 + k) says how sure ``start`` (first) and
    the weights are: Laplace's approximation of their posterior.
    """

    axis: str
    start: float
    weights: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True, eq=False)
class MeaningModel:
    """What the meaning of the posts adds to the features, by vectors of one encoder.

    ``encoder`` is the name that :class:`core.model.Meaning` carries, ``mean`` (d,) the mean unit vector of the
    training. ``weights`` (4, d) are nats for a unit of difference from it, one row an axis; ``errors`` (4,) the
    standard deviations, in nats, of what is so added.
    """

    encoder: str
    mean: Floats
    weights: Floats
    errors: Floats


@dataclass(frozen=True, slots=True, eq=False)
class PersonaModel:
    """Four axes over the same features.

    ``traits`` (k,) are names of :func:`core.persona.trait.trait_names`, all or some of them; ``mean`` and
    ``scale`` (k,) what was usual of their values in training. ``axes`` are in the order of
    :data:`core.model.persona.AXES`. ``card`` says of what, when and how well it was made.
    """

    name: str
    traits: tuple[str, ...]
    mean: Floats
    scale: Floats
    axes: tuple[AxisModel, ...]
    card: Mapping[str, Any]
    meaning: MeaningModel | None = None


def deviations(values: Floats, mean: Floats, scale: Floats) -> Floats:
    """Measure values, (k,) or (n, k), in standard deviations from what is usual, at most :data:`CLIP` of them.

    >>> deviations(np.array([1.0, 9.0]), np.array([0.5, 0.5]), np.array([0.5, 0.5])).tolist()
    [1.0, 3.0]
    """
    return np.clip((values - mean) / scale, -CLIP, CLIP)
