"""The terms that a cluster's profiles use more than the others: weighted log-odds with an informative prior.

Monroe, Colaresi & Quinn (2008) rather than c-TF-IDF: it is a difference in units of its own uncertainty, so that a
rare word of one chance and a function word that everybody uses both stay out, in any language, without a list.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy.typing as npt

    from core.persona.latent import Counts

    Floats = npt.NDArray[np.float64]

N_TERMS = 12
_LEAST_USERS, _USER_SHARE = 2, 0.25
_LEAST_Z = 1.645
_MOST_LETTERS = 40
_SAME = 1e-9  # two z that differ by less are a tie


def cluster_terms(
    words: Counts, labels: npt.NDArray[np.int64], n_terms: int = N_TERMS, *, ignored: Collection[str] = ()
) -> tuple[tuple[str, ...], ...]:
    """Name what sets each cluster's words apart.

    Each profile counts alike, however much it says, and each word of it by the square root of its count, so that
    neither the loud nor a catchphrase speak for the rest; a term must be used by a quarter of the cluster's profiles, two at least (by the one profile of a
    cluster of one).

    Parameters
    ----------
    words : Counts
        Of n profiles; weights are not read.
    labels : ndarray of int, shape (n,)
        The number of each profile's cluster; -1 for none, who are part of the others.
    n_terms : int
        At most how many a cluster.
    ignored : collection of str
        Terms that are not named; function words, say.

    Returns
    -------
    tuple of tuple of str
        By number, most telling first, ties in the order of the terms; fewer or none where no more are told apart
        (one-sided z below 1.645).

    Notes
    -----
    O(entries × clusters). The prior is one further profile of the usual words on either side. METHODS 6.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from core.persona.latent import Counts
    >>> rows = sparse.csr_array(np.array([[9, 9, 0], [9, 7, 0], [9, 0, 8], [9, 0, 9]]))
    >>> counts = Counts(pa.array(["and", "sea", "sky"]), rows, np.ones(3))
    >>> cluster_terms(counts, np.array([0, 0, 1, 1]))
    (('sea',), ('sky',))
    """
    n_clusters = int(labels.max(initial=-1)) + 1
    said = _level(words.rows)
    whole = np.asarray(said.sum(axis=0))
    level = said.sum() / max(1, int((np.diff(said.indptr) > 0).sum()))
    prior = whole / max(whole.sum(), 1.0) * level
    users = sparse.csr_array((said > 0).astype(np.int64))
    unnamed = np.array(
        [len(name) > _MOST_LETTERS or name in ignored for name in words.names.to_pylist()], np.bool_
    )
    found = []
    for number in range(n_clusters):
        inside = labels == number
        inner = np.asarray(said[inside].sum(axis=0))
        z = _log_odds(inner, whole - inner, prior)
        n_users = np.asarray(users[inside].sum(axis=0))
        size = int(inside.sum())
        z[(n_users < max(min(_LEAST_USERS, size), ceil(_USER_SHARE * size))) | unnamed] = 0.0
        told = np.flatnonzero(z >= _LEAST_Z)
        told = told[z[told] >= np.sort(z[told])[-n_terms:].min(initial=np.inf) - _SAME]
        named = sorted((-round(float(z[at]), 9), words.names[at].as_py()) for at in told.tolist())
        found.append(tuple(term for _, term in named[:n_terms]))
    return tuple(found)


def _level(rows: sparse.csr_array) -> sparse.csr_array:
    """Damp counts by their square root, and bring every profile that says anything to the same sum, the median."""
    rows = rows.astype(np.float64).sqrt()
    totals = np.asarray(rows.sum(axis=1), dtype=np.float64)
    usual = float(np.median(totals[totals > 0])) if (totals > 0).any() else 0.0
    scale = np.divide(usual, totals, out=np.zeros_like(totals), where=totals > 0)
    return sparse.csr_array(sparse.diags_array(scale) @ rows)


def _log_odds(inner: Floats, outer: Floats, prior: Floats) -> Floats:
    """Give the z of the difference in log-odds of each term, 0 where nobody uses it."""
    a, b = inner + prior, np.maximum(outer, 0.0) + prior
    used = a > 0
    z = np.zeros(len(prior))
    a, b = a[used], b[used]
    odds = np.log(a / (a.sum() - a + 1.0)) - np.log(b / (b.sum() - b + 1.0))
    z[used] = odds / np.sqrt(1 / a + 1 / b)
    return z
