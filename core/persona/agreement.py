"""How far groups agree with a labelling that somebody else made: the layout of [A]'s tables, on data whose labels exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

_SEED = 386
_SHUFFLES = 200


@dataclass(frozen=True, slots=True)
class PaperClaim:
    """A figure that [A] prints about its own videos, in per cent; nobody can check it."""

    what: str
    percent: float
    n: int | None
    is_at_least: bool = False


PAPER_CLAIMS: tuple[PaperClaim, ...] = (
    PaperClaim("K-Means", 92.65, 138),
    PaperClaim("DBSCAN", 91.02, 138),
    PaperClaim("BIRCH", 89.65, 138),
    PaperClaim("videos of its own", 92.0, 40),
    PaperClaim("two public sets of videos", 95.0, None, is_at_least=True),
)
"""[A]'s claims, never ours: no number of videos from 20 to 400 yields its three percentages at once, and its labels
are nowhere stated (METHODS 6)."""


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """How n profiles' clusters agree with the classes of a reference labelling.

    ``classes`` are the c classes in order; ``matched`` (c,) is the cluster given to each so that most profiles fit,
    None where there are fewer clusters than classes. ``confusion`` is (c, k + u): rows are classes, columns
    ``columns``, the matched clusters in the order of their classes, then the others, then -1 if any is in none.

    ``accuracy`` in [0, 1] counts profiles in the cluster of their class; ``by_chance`` is what it would be on average
    if the labels were shuffled (best matching finds agreement in noise). ``ari`` in [-1, 1] is 0 by chance, ``nmi``
    in [0, 1] is not. ``precision`` and ``recall`` (c,) are None where nothing can be divided. ``n_left_out`` profiles
    are in no cluster: they count as wrong, and as a cluster of one each for ARI and NMI.
    """

    n: int
    classes: tuple[str, ...]
    matched: tuple[int | None, ...]
    columns: tuple[int, ...]
    confusion: Ints
    accuracy: float
    by_chance: float
    ari: float
    nmi: float
    precision: tuple[float | None, ...]
    recall: tuple[float | None, ...]
    n_left_out: int


def agreement(found: Mapping[str, int], reference: Mapping[str, str]) -> Agreement:
    """Compare clusters with a reference labelling.

    Parameters
    ----------
    found : mapping of str to int
        The number of each profile's cluster, -1 for none.
    reference : mapping of str to str
        The class of each profile. Profiles that only one of the two has are not counted.

    Returns
    -------
    Agreement

    Raises
    ------
    InputError
        If no profile is in both.

    Notes
    -----
    The matching is Kuhn and Munkres'; among equal ones the first classes take the lowest numbers. ``by_chance`` is
    the mean of 200 seeded shuffles. NMI is divided by the arithmetic mean of the entropies. O(n + c³) a shuffle.

    Examples
    --------
    >>> found = agreement({"x:1": 1, "x:2": 1, "x:3": 0, "x:4": 1}, {"x:1": "a", "x:2": "a", "x:3": "b", "x:4": "b"})
    >>> found.accuracy, found.matched, found.confusion.tolist()
    (0.75, (1, 0), [[2, 0], [1, 1]])
    """
    keys = sorted(found.keys() & reference.keys())
    if not keys:
        message = "no profile has both a cluster and a label; label some profiles first"
        raise InputError(message)
    classes, truth = np.unique([reference[key] for key in keys], return_inverse=True)
    given = np.array([found[key] for key in keys], dtype=np.int64)
    numbers, said = np.unique(given, return_inverse=True)
    counts = np.zeros((len(classes), len(numbers)), dtype=np.int64)
    np.add.at(counts, (truth, said), 1)
    clusters = np.flatnonzero(numbers >= 0)
    pairs = _matching(counts[:, clusters])
    matched = tuple(int(numbers[clusters[pairs[at]]]) if at in pairs else None for at in range(len(classes)))
    columns = _in_order(numbers.tolist(), matched)
    place = {number: at for at, number in enumerate(numbers.tolist())}
    right = [int(counts[at, place[one]]) if one is not None else 0 for at, one in enumerate(matched)]
    sizes = [int(counts[:, place[one]].sum()) if one is not None else 0 for one in matched]
    apart = np.where(given >= 0, given, given.max(initial=0) + 1 + np.arange(len(given)))
    return Agreement(
        n=len(keys),
        classes=tuple(classes.tolist()),
        matched=matched,
        columns=columns,
        confusion=counts[:, [place[number] for number in columns]],
        accuracy=sum(right) / len(keys),
        by_chance=_by_chance(truth, said, counts.shape, clusters),
        ari=float(adjusted_rand_score(truth, apart)),
        nmi=float(np.clip(normalized_mutual_info_score(truth, apart), 0.0, 1.0)),
        precision=tuple(hit / size if size else None for hit, size in zip(right, sizes, strict=True)),
        recall=tuple(hit / int(counts[at].sum()) for at, hit in enumerate(right)),
        n_left_out=int((given < 0).sum()),
    )


def _matching(counts: Ints) -> dict[int, int]:
    """Give each class its cluster, so that most profiles fit; a class without a common profile has none."""
    rows, columns = linear_sum_assignment(counts, maximize=True)
    return {
        row: column
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if counts[row, column]
    }


def _in_order(numbers: list[int], matched: tuple[int | None, ...]) -> tuple[int, ...]:
    first = [one for one in matched if one is not None]
    return (
        *first,
        *(one for one in numbers if one >= 0 and one not in first),
        *(one for one in numbers if one < 0),
    )


def _by_chance(truth: Ints, said: Ints, shape: tuple[int, ...], clusters: Ints) -> float:
    rng = np.random.default_rng(_SEED)
    total = 0
    for _ in range(_SHUFFLES):
        counts = np.zeros(shape, dtype=np.int64)
        np.add.at(counts, (rng.permutation(truth), said), 1)
        counts = counts[:, clusters]
        total += int(counts[linear_sum_assignment(counts, maximize=True)].sum())
    return total / (_SHUFFLES * len(truth))
