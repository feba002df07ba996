"""What a cluster may be called: one of [A]'s eight classes, where its words speak for one, and which words do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from core.model.persona import CLASSES
from core.persona.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import numpy.typing as npt

    from core.persona.latent import Counts

    Floats = npt.NDArray[np.float64]

LEAST_HITS = 20
"""Words of the lexicon that a profile must use to be asked."""
LEAST_SHARE = 0.1
"""Of its words that must be the lexicon's: of English timelines 20 % and more are, of Spanish ones 4 % at most, by
chance of spelling."""
LEAST_Z = 2.0
"""Standard errors by which a cluster must use a class's words more than the others do."""
N_REASONS = 6
_LEAST_ASKED = 2
_LEAST_SPREAD = 1e-6  # of shares: less is rounding


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class for a cluster, None where the lexicon says nothing; ``reasons`` are the words that speak for it.

    ``z`` is how many standard errors more of the cluster's words of the lexicon are of that class.
    """

    label: str | None
    reasons: tuple[str, ...]
    z: float | None


_NOTHING = Suggestion(None, (), None)


def class_words() -> Mapping[str, frozenset[str]]:
    """Give the words that the lexicon supposes to speak for each class, in the order of the classes.

    >>> "party" in class_words()["Extroverts"]
    True
    """
    return {
        name: frozenset().union(*(one.words for one in lexicon() if one.supposed == name)) for name in CLASSES
    }


def suggestions(
    words: Counts,
    labels: npt.NDArray[np.int64],
    classes: Mapping[str, Collection[str]] | None = None,
) -> tuple[Suggestion, ...]:
    """Suggest a class for each cluster, none twice.

    What is compared is how the lexicon's words of a profile are shared out among the classes, not how many there
    are: else the cluster of those who write in the lexicon's language would be everything at once. Profiles are
    the cases, so that a loud one has no more say. A suggestion is a reading aid; an analyst's label overrides it.

    Parameters
    ----------
    words : Counts
        Of n profiles; weights are not read.
    labels : ndarray of int, shape (n,)
        The number of each profile's cluster; -1 for none, who are part of the others.
    classes : mapping of str to collection of str, optional
        The words of each class, in the forms of ``words``; :func:`class_words` where None.

    Returns
    -------
    tuple of Suggestion
        By number. Nothing is suggested for a cluster that no class is 2 standard errors above the others for, for
        those beyond as many as there are classes, and where fewer than two profiles, of the cluster or outside it,
        use 20 words of the lexicon, and as many as a tenth of their own words.

    Notes
    -----
    Of all one-to-one assignments the one with the largest sum of z (Kuhn-Munkres); O(entries + k³). METHODS 6;
    [A] IV.C names the clusters and does not say how it knew which is which.

    Examples
    --------
    >>> from core.persona.latent import Counts
    >>> rows = sparse.csr_array(np.array([[90, 10], [80, 9], [95, 7], [9, 80], [10, 99], [8, 70]]))
    >>> counts = Counts(pa.array(["party", "proof"]), rows, np.ones(2))
    >>> lexicon = {"Extroverts": ["party"], "Thinkers": ["proof"]}
    >>> [found.label for found in suggestions(counts, np.array([0, 0, 0, 1, 1, 1]), lexicon)]
    ['Extroverts', 'Thinkers']
    """
    n_clusters = int(labels.max(initial=-1)) + 1
    lists = class_words() if classes is None else classes
    listed = {name: _columns(words, listing) for name, listing in lists.items()}
    hits = np.column_stack(
        [_uses(words.rows[:, columns]) for columns in listed.values()] or [np.zeros(len(labels))]
    )
    n_hits = hits.sum(axis=1)
    asked = (n_hits >= LEAST_HITS) & (n_hits >= LEAST_SHARE * _uses(words.rows))
    if not asked.any():
        return (_NOTHING,) * n_clusters
    shares = hits[asked] / hits[asked].sum(axis=1, keepdims=True)
    z = _above(shares, labels[asked], n_clusters)
    worth = np.where(z >= LEAST_Z, z, 0.0)
    found = [_NOTHING] * n_clusters
    names = list(listed)
    for cluster, at in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
        if worth[cluster, at] > 0:
            said = _reasons(words, listed[names[at]], asked, labels == cluster, n_hits)
            found[cluster] = Suggestion(names[at], said, float(z[cluster, at]))
    return tuple(found)


def _columns(words: Counts, listing: Collection[str]) -> npt.NDArray[np.int64]:
    places = pc.index_in(pa.array(sorted(set(listing)), pa.string()), value_set=words.names)
    return np.sort(np.asarray(places.drop_null(), dtype=np.int64))


def _uses(rows: sparse.csr_array) -> Floats:
    return np.asarray(rows.sum(axis=1), dtype=np.float64)


def _above(shares: Floats, labels: npt.NDArray[np.int64], n_clusters: int) -> Floats:
    """Give how far each cluster's mean shares are above those of all others, (k, c), in standard errors."""
    z = np.zeros((n_clusters, shares.shape[1]))
    for number in range(n_clusters):
        inside, outside = shares[labels == number], shares[labels != number]
        if min(len(inside), len(outside)) < _LEAST_ASKED:
            continue
        left = ((inside - inside.mean(axis=0)) ** 2).sum(axis=0) + (
            (outside - outside.mean(axis=0)) ** 2
        ).sum(axis=0)
        spread = np.sqrt(left / max(len(shares) - 2, 1) * (1 / len(inside) + 1 / len(outside)))
        ahead = inside.mean(axis=0) - outside.mean(axis=0)
        # where all within a cluster speak alike nothing is left to divide by
        z[number] = ahead / np.maximum(spread, _LEAST_SPREAD)
    return z


def _reasons(
    words: Counts,
    columns: npt.NDArray[np.int64],
    asked: npt.NDArray[np.bool_],
    inside: npt.NDArray[np.bool_],
    n_hits: Floats,
) -> tuple[str, ...]:
    """Name the class's words that the cluster uses most more than the others, two of its profiles at least."""
    shares = sparse.diags_array(1 / np.maximum(n_hits, 1)) @ words.rows[:, columns]
    mine, others = shares[asked & inside], shares[asked & ~inside]
    ahead = np.asarray(mine.mean(axis=0)) - np.asarray(others.mean(axis=0))
    n_users = np.asarray((mine > 0).sum(axis=0))
    ahead[n_users < min(2, mine.shape[0])] = 0.0
    order = np.argsort(-ahead.round(12), kind="stable")
    named = [at for at in order.tolist() if ahead[at] > 0][:N_REASONS]
    return tuple(words.names[int(columns[at])].as_py() for at in named)
