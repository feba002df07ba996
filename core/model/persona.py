"""What kind of account a profile's posts describe: four axes, eight classes, and the cluster it lies in.

Every value here is a style descriptor of an account's posts: no diagnosis, and nothing about a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

CAVEAT = "A style descriptor of an account's posts, not a diagnosis, and nothing about a person."
"""What every number of this part of the product carries."""

AXES: tuple[str, ...] = ("E/I", "S/N", "T/F", "J/P")
CLASSES: tuple[str, ...] = (
    "Extroverts",
    "Introverts",
    "Sensors",
    "Intuitives",
    "Thinkers",
    "Feelers",
    "Judgers",
    "Perceivers",
)
"""[A]'s eight, in its order: the two poles of each axis, one after the other."""

ClusterMethod = Literal["k-means", "dbscan", "birch"]
CLUSTER_METHODS: tuple[ClusterMethod, ...] = ("k-means", "dbscan", "birch")


@dataclass(frozen=True, slots=True)
class TraitPart:
    """What one feature adds to the score of an axis, in bits towards its second pole.

    ``value`` is the rate that was found and ``usual`` that of the training, both in ``unit``.
    """

    trait: str
    label: str
    value: float
    usual: float
    unit: str
    bits: float


@dataclass(frozen=True, slots=True)
class AxisScore:
    """Where an account sits on one axis.

    ``share`` in (0, 1) is the probability of the second pole (introvert, intuitive, feeler, perceiver),
    0.5 the middle; ``low`` and ``high`` bound it (95 %: how much text there is, and how sure the model is of
    its weights). ``bits`` is the log2 odds that the text adds to those of the training, the evidence that
    poles are ranked by, already shrunk by its uncertainty; ``parts`` add up to it before that, largest first.
    """

    axis: str
    share: float
    low: float
    high: float
    bits: float
    parts: tuple[TraitPart, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Persona:
    """The four axes of one profile, and what they say of the eight classes.

    ``classes`` is (8,), in the order of :data:`CLASSES`: how likely each is to be the leading one, as unsure as the
    axes are; it adds up to 1, and is 1 in 8 each where nothing is known. ``leading`` is the pole with most evidence. ``axes`` is empty, ``classes`` and ``leading`` None,
    where ``missing`` says why. ``n_words`` words of ``n_texts`` texts of the profile's own were read.
    """

    key: str
    model: str
    axes: tuple[AxisScore, ...]
    classes: npt.NDArray[np.float64] | None
    leading: str | None
    n_words: int
    n_texts: int
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group of profiles that say alike and name alike.

    ``label`` is the analyst's where there is one, else ``suggested``: the class of :data:`CLASSES` that the
    lexicon gives it, None where it gives none; ``reasons`` are the words of the lexicon that speak for it.
    ``terms`` are what its profiles use more than the others.
    """

    number: int
    label: str
    suggested: str | None
    reasons: tuple[str, ...]
    terms: tuple[str, ...]
    n_profiles: int


@dataclass(frozen=True, slots=True)
class Clustering:
    """The profiles of a workspace in groups; ``members`` maps a profile's key to its cluster's number.

    A profile that is in none (DBSCAN leaves some out) has the number -1. ``placed`` are profiles that came
    after the clusters were made and moved none of them. ``silhouette`` in [-1, 1] is None where it has no meaning;
    ``notes`` say what a reader must know (fewer clusters found than asked for, profiles left out and why).
    """

    method: ClusterMethod
    clusters: tuple[Cluster, ...]
    members: Mapping[str, int]
    placed: frozenset[str]
    silhouette: float | None
    notes: tuple[str, ...]
    caveat: str = CAVEAT
