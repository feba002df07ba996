"""What kind of account a profile's posts describe: four axes, eight classes, and the cluster it lies in.

Every value here is a style descriptor of an account's posts: no diagnosis, and nothing about a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

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

POLES: tuple[tuple[str, str], ...] = tuple(
    (first[:-1], second[:-1]) for first, second in zip(CLASSES[::2], CLASSES[1::2], strict=True)
)
"""Both ends of each of :data:`AXES`, in the singular."""

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


class Lean(NamedTuple):
    """The pole that an axis leans to, how likely it is, and the bounds of that."""

    pole: str
    share: float
    low: float
    high: float


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

    @property
    def lean(self) -> Lean:
        """Give the likelier pole; in the very middle the second.

        >>> AxisScore("T/F", 0.25, 0.2, 0.4, -1.2, ()).lean
        Lean(pole='Thinker', share=0.75, low=0.6, high=0.8)
        """
        first, second = POLES[AXES.index(self.axis)]
        if self.share < 1 / 2:
            return Lean(first, 1 - self.share, 1 - self.high, 1 - self.low)
        return Lean(second, self.share, self.low, self.high)

    @property
    def is_undecided(self) -> bool:
        """Tell whether the interval holds the middle, so that neither pole is read.

        >>> AxisScore("E/I", 0.6, 0.45, 0.7, 0.4, ()).is_undecided
        True
        """
        return self.low <= 1 / 2 <= self.high


@dataclass(frozen=True, slots=True, eq=False)
class PersonaMedia:
    """What a profile's pictures, videos and sounds add to its persona.

    ``n_words`` English words that were said or written in ``n_files`` files count with the profile's own. ``axis_bits`` is by how
    many bits that moved each axis towards its second pole, None where the posts alone are too little text. ``classes`` (8,)
    are the shares of the analyst's ``network``, which make up ``weight`` of the persona's; ``text_classes`` (8,) the rest.
    Each is None where there is none.
    """

    n_files: int
    n_words: int
    axis_bits: tuple[float, ...] | None
    weight: float = 0.0
    classes: npt.NDArray[np.float64] | None = None
    text_classes: npt.NDArray[np.float64] | None = None
    network: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Persona:
    """The four axes of one profile, and what they say of the eight classes.

    ``classes`` is (8,), in the order of :data:`CLASSES`: how likely each is to be the leading one, as unsure as the
    axes are; it adds up to 1, and is 1 in 8 each where nothing is known. ``leading`` is the pole with most evidence,
    and where a network judged pictures and videos, the likeliest of the classes that both give. ``axes`` is empty where
    ``missing`` says why; ``classes`` and ``leading`` are None then, unless a network gives them alone. ``n_words`` words
    of ``n_texts`` texts of the profile's own were read. ``media`` is what files that are tied to it add, None where there are none.
    """

    key: str
    model: str
    axes: tuple[AxisScore, ...]
    classes: npt.NDArray[np.float64] | None
    leading: str | None
    n_words: int
    n_texts: int
    missing: str | None = None
    media: PersonaMedia | None = None


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
