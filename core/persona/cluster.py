"""Profiles in groups, by K-Means, DBSCAN or BIRCH, and the place of a later profile among them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.cluster import DBSCAN, Birch
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import silhouette_score

from core.errors import ParameterError
from core.model.persona import CLASSES, CLUSTER_METHODS
from core.persona.k_means import k_means
from core.persona.radius import LEAST_RADIUS, distances_to, elbow
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from core.model.persona import ClusterMethod

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

N_CLUSTERS = len(CLASSES)
IN_NONE = -1
_DIGITS = 9  # to which two profiles are one point
_LEAST_CORE = 3
_BIRCH_SHARE = 0.5  # of the median distance to the nearest other profile


@dataclass(frozen=True, slots=True)
class ClusterParams:
    """How profiles are grouped.

    ``n_clusters`` is asked of K-Means and BIRCH: eight as in [A]. DBSCAN takes ``min_samples`` (None: ``ln n``,
    at least 3; Sander 1998 and others lean on the dimension, too many for a small workspace), and ``eps``, the
    radius in which they lie (None: read off the elbow of the distances to the min_samples-th profile).

    >>> ClusterParams().n_clusters
    8
    """

    n_clusters: int = N_CLUSTERS
    eps: float | None = None
    min_samples: int | None = None

    def __post_init__(self) -> None:
        """Check the numbers."""
        if self.n_clusters < 2:  # noqa: PLR2004 — one group is none
            message = f"profiles are grouped into two clusters or more, not {self.n_clusters}"
            raise ParameterError(message)
        if self.eps is not None and not 0 < self.eps < float("inf"):
            message = f"eps is a distance above 0, not {self.eps}"
            raise ParameterError(message)
        if self.min_samples is not None and self.min_samples < 2:  # noqa: PLR2004
            message = f"min_samples is 2 or more, not {self.min_samples}: one profile is always near itself"
            raise ParameterError(message)


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """What a method found among n profiles in d dimensions.

    ``labels`` is (n,), :data:`IN_NONE` where a profile is in no cluster; clusters are numbered from the largest
    on, equal ones in the order of their first keys. ``centres`` is (k, d), the mean of each cluster. ``cores`` are
    DBSCAN's core points, (c, d), ``core_labels`` their clusters, ``eps`` its radius: empty, None for the others.
    """

    method: ClusterMethod
    labels: Ints
    centres: Floats
    cores: Floats
    core_labels: Ints
    eps: float | None
    silhouette: float | None
    notes: tuple[str, ...]

    @property
    def n_clusters(self) -> int:
        """Count the clusters."""
        return len(self.centres)

    def place(self, rows: Floats) -> Ints:
        """Place later profiles, (m, d), and move nothing.

        With K-Means and BIRCH in the cluster of the nearest centre, with DBSCAN in that of the nearest core point
        within ``eps``, else in none. Ties go to the lower number.
        """
        if not len(rows) or not self.n_clusters:
            return np.full(len(rows), IN_NONE, dtype=np.int64)
        if self.eps is None:
            return np.asarray(cdist(rows, self.centres).argmin(axis=1), dtype=np.int64)
        away = cdist(rows, self.cores)
        found: Ints = np.where(away.min(axis=1) <= self.eps, self.core_labels[away.argmin(axis=1)], IN_NONE)
        return found


def group(
    keys: Sequence[str], rows: npt.ArrayLike, method: ClusterMethod, params: ClusterParams | None = None
) -> Grouping:
    """Put profiles into groups.

    Read the silhouette first: below about 0.25 the groups are cut through one cloud, and where a profile lies
    says little. K-Means and BIRCH give as many groups as they are asked for whether there are any or not.

    Parameters
    ----------
    keys : sequence of str
        Of the n profiles, distinct.
    rows : array_like of float, shape (n, d)
        Finite.
    method : {"k-means", "dbscan", "birch"}
    params : ClusterParams, optional

    Returns
    -------
    Grouping
        Without clusters, and with a note that says why, where there are fewer profiles than the method needs.

    Raises
    ------
    ParameterError
        If there is no such method, or keys and rows do not fit together.

    Notes
    -----
    The same whatever order the profiles come in: they are sorted by key. K-Means takes the best of 20 seeded
    starts, until nothing changes. BIRCH's radius is half the median distance to the nearest other profile.
    O(n² · d) at most. [A] IV.C names the methods and eight clusters, and no parameter of any.

    Examples
    --------
    >>> rows = [[0.0], [0.1], [5.0], [5.1], [0.2]]
    >>> found = group(["x:1", "x:2", "x:3", "x:4", "x:5"], rows, "k-means", ClusterParams(2))
    >>> found.labels.tolist(), found.place(np.array([[4.0]])).tolist()
    ([0, 0, 1, 1, 0], [1])
    """
    params = params or ClusterParams()
    if method not in CLUSTER_METHODS:
        message = f"there is no method {method!r}; choose {', '.join(CLUSTER_METHODS)}"
        raise ParameterError(message)
    given = np.asarray(rows, dtype=np.float64)
    given = given.reshape(len(keys), -1) if len(keys) else np.zeros((0, 1))
    if len(set(keys)) < len(keys) or not np.isfinite(given).all():
        message = "profiles are grouped by distinct keys and finite numbers"
        raise ParameterError(message)
    order = sorted(range(len(keys)), key=lambda at: keys[at])
    found = _found(given[order], method, params)
    labels = np.empty(len(keys), dtype=np.int64)
    labels[order] = found.labels
    return Grouping(
        method,
        labels,
        found.centres,
        found.cores,
        found.core_labels,
        found.eps,
        found.silhouette,
        found.notes,
    )


def _found(rows: Floats, method: ClusterMethod, params: ClusterParams) -> Grouping:
    """Group rows that are sorted by their keys."""
    nobody, nowhere = np.full(len(rows), IN_NONE, dtype=np.int64), np.zeros((0, rows.shape[1]))
    if why := _too_few(len(rows), method, params):
        return Grouping(method, nobody, nowhere, nowhere, nobody[:0], None, None, (why,))
    if method == "dbscan":
        return _dense(rows, params)
    labels, notes = (_k_means if method == "k-means" else _birch)(rows, params.n_clusters)
    labels = _numbered(labels)
    return Grouping(
        method,
        labels,
        _centres(rows, labels),
        nowhere,
        labels[:0],
        None,
        _silhouette(rows, labels),
        (*notes, *_thin(len(rows), params.n_clusters)),
    )


def _too_few(n: int, method: ClusterMethod, params: ClusterParams) -> str:
    needed = _min_samples(n, params) if method == "dbscan" else params.n_clusters
    if n >= needed:
        return ""
    what = f"min_samples = {needed}" if method == "dbscan" else f"{needed} clusters"
    there = f"{counted(n, 'profiles')} can be grouped" if n else "No profile can be grouped"
    return f"{there}; {_NAMES[method]} with {what} needs {needed} at least."


_NAMES: dict[ClusterMethod, str] = {"k-means": "K-Means", "dbscan": "DBSCAN", "birch": "BIRCH"}


def _thin(n: int, n_clusters: int) -> tuple[str, ...]:
    if n >= 2 * n_clusters:
        return ()
    return (f"{n} profiles in {n_clusters} clusters are fewer than two a cluster: the groups say little.",)


def _n_points(rows: Floats) -> int:
    return len(np.unique(rows.round(_DIGITS), axis=0))


def _k_means(rows: Floats, n_clusters: int) -> tuple[Ints, tuple[str, ...]]:
    n = min(n_clusters, _n_points(rows))
    return k_means(rows, n), _fewer(n, n_clusters)


def _birch(rows: Floats, n_clusters: int) -> tuple[Ints, tuple[str, ...]]:
    near = np.median(distances_to(rows, 1))
    threshold = float(_BIRCH_SHARE * near) if near > 0 else LEAST_RADIUS
    with warnings.catch_warnings():
        # fewer subclusters than asked for: what is found is counted and said
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = Birch(threshold=threshold, n_clusters=n_clusters).fit(rows)
    labels = fitted.labels_.astype(np.int64)
    return labels, _fewer(len(np.unique(labels)), n_clusters)


def _fewer(n: int, n_clusters: int) -> tuple[str, ...]:
    return (
        (f"{n} of {n_clusters} clusters were found: the rest of the profiles are alike.",)
        if n < n_clusters
        else ()
    )


def _min_samples(n: int, params: ClusterParams) -> int:
    return params.min_samples or max(_LEAST_CORE, round(log(n)) if n else 0)


def _dense(rows: Floats, params: ClusterParams) -> Grouping:
    min_samples = _min_samples(len(rows), params)
    read, is_elbow = elbow(distances_to(rows, min_samples - 1))
    how = "as set" if params.eps else ("the elbow of" if is_elbow else "nine in ten of") + " the distances"
    eps = params.eps or max(read, LEAST_RADIUS)
    fitted = DBSCAN(eps=eps, min_samples=min_samples).fit(rows)
    labels = _numbered(fitted.labels_.astype(np.int64))
    at = fitted.core_sample_indices_
    notes = [f"eps = {eps:.3g} ({how}), min_samples = {min_samples}."]
    if n_left := int((labels == IN_NONE).sum()):
        notes.append(f"{n_left} of {len(rows)} profiles are in no cluster: too few others are near them.")
    centres = _centres(rows, labels)
    silhouette = _silhouette(rows, labels)
    return Grouping("dbscan", labels, centres, rows[at], labels[at], eps, silhouette, tuple(notes))


def _numbered(labels: Ints) -> Ints:
    """Give labels by which the largest cluster is 0; of equal ones the one that comes first goes before."""
    found, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    ranked = [label for label in found[order].tolist() if label != IN_NONE]
    number = {label: n for n, label in enumerate(ranked)} | {IN_NONE: IN_NONE}
    return np.array([number[label] for label in labels.tolist()], dtype=np.int64)


def _centres(rows: Floats, labels: Ints) -> Floats:
    n = int(labels.max(initial=IN_NONE)) + 1
    found = [rows[labels == number].mean(axis=0) for number in range(n)]
    return np.array(found).reshape(n, rows.shape[1])


def _silhouette(rows: Floats, labels: Ints) -> float | None:
    """Give how much nearer profiles are to their own cluster than to the next, where there are two and pairs."""
    inside = labels != IN_NONE
    n_clusters = len(np.unique(labels[inside]))
    if not 2 <= n_clusters < inside.sum():  # noqa: PLR2004 — a silhouette is of two clusters or more
        return None
    return float(silhouette_score(rows[inside], labels[inside]))
