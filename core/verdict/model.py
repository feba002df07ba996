"""The one-operator model: a few readable numbers, and the card of what they were learned from."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """What one view is worth in nats: ``weight · f(z) + start + growth · e``.

    ``z`` is how many standard deviations a pair is above what is usual, ``f(z) = knee · asinh(z / knee)``:
    the tenth deviation is worth less than the first. ``e = log2(evidence / 1,000)``, the evidence held
    within ``least`` and ``most``, which bound what was seen in training. ``draws`` (r, 3) are the same
    three numbers (weight, start, growth) fitted on profiles drawn with repetition.
    """

    view: str
    weight: float
    start: float
    growth: float
    least: float
    most: float
    draws: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Crowd:
    """What the training's pools were like, by which a workspace unlike them is known.

    ``usual`` maps a view to the lowest and the highest median of what was usual in a pool, and has no
    view that no pool had;
    ``strong_share`` is the highest share of a pool's pairs with :data:`STRONG_BITS` and more;
    ``languages`` and ``platforms`` are those of at least one profile in twenty.
    """

    n_profiles: tuple[int, int]
    usual: Mapping[str, tuple[float, float]]
    strong_share: float
    languages: tuple[str, ...]
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A one-operator model.

    ``name`` says which; ``card`` is what a reader must know of it: data, date, code version, figures.
    """

    name: str
    knee: float
    parts: tuple[Part, ...]
    crowd: Crowd
    card: Mapping[str, Any] = field(default_factory=dict)


def worth(model: Model, deviations: Floats, evidence: Floats) -> Floats:
    """Give what each view of each pair is worth, in bits.

    Parameters
    ----------
    model : Model
    deviations : ndarray of shape (p, views)
        NaN where a view is missing.
    evidence : ndarray of shape (p, views)
        The items of the profile that has fewer.

    Returns
    -------
    ndarray of shape (p, views)
        0 where a view is missing. Each row adds up to the bits of its pair.
    """
    weights = np.array([(part.weight, part.start, part.growth) for part in model.parts])
    return _worth(design(model, deviations, evidence), weights)


def draws(model: Model, deviations: Floats, evidence: Floats) -> Floats:
    """Give the bits of each pair as every draw of the model has them, (r, p); r is 0 where it has none."""
    laid = design(model, deviations, evidence)
    each = np.array([part.draws for part in model.parts], dtype=np.float64)
    drawn = each.reshape(len(model.parts), -1, 3).transpose(1, 0, 2)
    found = [_worth(laid, weights).sum(axis=1) for weights in drawn]
    return np.array(found).reshape(len(drawn), len(deviations))


def _worth(laid: Floats, weights: Floats) -> Floats:
    found: Floats = (laid * weights).sum(axis=2) / math.log(2)
    return found


def design(model: Model, deviations: Floats, evidence: Floats) -> Floats:
    """Give what the three numbers of each part are multiplied by, (p, views, 3); 0 where a view is missing."""
    bounds = np.array([(part.least, part.most) for part in model.parts])
    return laid_out(deviations, evidence, bounds, model.knee)


def laid_out(deviations: Floats, evidence: Floats, bounds: Floats, knee: float) -> Floats:
    """Give :func:`design` for a model that is yet to be fitted; ``bounds`` is (views, 2)."""
    seen = ~np.isnan(deviations)
    bent = knee * np.arcsinh(np.where(seen, deviations, 0.0) / knee)
    held = np.log2(np.clip(evidence, bounds[:, 0], bounds[:, 1]) / 1_000)
    return np.stack([bent, np.ones_like(bent), held], axis=2) * seen[:, :, None]
