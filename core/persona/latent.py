"""The directions in which many profiles differ most, of a sparse matrix profiles × names, and who carries them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse
from scipy.linalg import eigh
from scipy.sparse.linalg import LinearOperator, svds
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]

N_DIRECTIONS = 8
LEAST_PROFILES = 2
MOST_NAMES = 20_000
_EXACT = (
    1_500  # up to this many rows or columns all directions are solved for; beyond, the first few are searched
)
_SEED = 386
_NOTHING = 1e-10  # of the first direction's variance: what is below is rounding


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How often n profiles use each of c names: ``rows`` is (n, c), sparse, ``weights`` (c,) what a name weighs.

    Names are distinct. What a use weighs is ``(1 + ln count) × weight``.
    """

    names: pa.Array
    rows: sparse.csr_array
    weights: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Latent:
    """The d directions of highest variance of a matrix profiles × names.

    ``names`` (c,) are the columns, ``weights`` (c,) theirs, ``mean`` (c,) the usual row, ``directions`` (c, d)
    orthonormal, ``variances`` (d,) what each holds, falling, and ``total`` that of all there are.
    """

    names: pa.Array
    weights: Floats
    mean: Floats
    directions: Floats
    variances: Floats
    total: float

    @property
    def n_directions(self) -> int:
        """Count the directions."""
        return len(self.variances)

    def place(self, counts: Counts) -> tuple[Floats, Bools]:
        """Place profiles, those it was fitted on or later ones, without fitting anything.

        Returns
        -------
        coordinates : ndarray of shape (m, d)
            0, the mean, where nothing is known.
        known : ndarray of bool, shape (m,)
            Whether a profile uses any of the names.
        """
        rows = _unit_rows(_columns(counts, self.names), self.weights)
        known = np.diff(rows.indptr) > 0
        # without BLAS, whose last bits depend on the number of threads
        found = np.asarray(rows @ self.directions) - np.einsum("c,cd->d", self.mean, self.directions)
        found[~known] = 0.0
        return found, known

    def carriers(self, direction: int, n: int = 10) -> tuple[tuple[tuple[str, float], ...], ...]:
        """Name what carries a direction: the names that lead towards it, and those that lead away from it.

        Each with its loading in [-1, 1], heaviest first, at most ``n`` a side.
        """
        loading = self.directions[:, direction]
        order = np.argsort(-np.abs(loading), kind="stable")
        towards, away = ([at for at in order.tolist() if sign * loading[at] > 0][:n] for sign in (1.0, -1.0))
        return tuple(
            tuple((self.names[at].as_py(), float(loading[at])) for at in side) for side in (towards, away)
        )


def _columns(counts: Counts, names: pa.Array) -> sparse.csr_array:
    """Give the columns of some names, in their order; of a name that nobody uses an empty one."""
    places = pc.index_in(counts.names, value_set=names)
    there = np.asarray(pc.is_valid(places), dtype=np.bool_)
    to = np.asarray(places.drop_null(), dtype=np.int64)
    chosen = np.flatnonzero(there)
    move = sparse.csr_array((np.ones(len(to)), (chosen, to)), shape=(len(counts.names), len(names)))
    return sparse.csr_array(counts.rows.astype(np.float64) @ move)


def _unit_rows(rows: sparse.csr_array, weights: Floats) -> sparse.csr_array:
    """Damp counts, weigh them, and bring each row to length 1."""
    rows = rows.astype(np.float64, copy=True)
    rows.sum_duplicates()
    rows.eliminate_zeros()
    rows.data = (1 + np.log(rows.data)) * weights[rows.indices]
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1))
    rows.data /= np.repeat(lengths, np.diff(rows.indptr))
    return rows


def shared_names(
    counts: Counts, least: int = LEAST_PROFILES, most: int = MOST_NAMES
) -> npt.NDArray[np.int64]:
    """Choose the columns that can tell groups apart: of names that ``least`` profiles use or more.

    Of more than ``most`` those that most profiles use, ties in the order of the names.
    """
    users = np.bincount(counts.rows.indices[counts.rows.data > 0], minlength=len(counts.names))
    chosen = np.flatnonzero(users >= least)
    if len(chosen) > most:
        chosen = chosen[np.argsort(-users[chosen], kind="stable")[:most]]
    names = counts.names.take(pa.array(chosen))
    return chosen[np.asarray(pc.sort_indices(names), dtype=np.int64)]


def fit_latent(counts: Counts, n_directions: int = N_DIRECTIONS, *, least: int = LEAST_PROFILES) -> Latent:
    """Find the directions in which profiles differ most.

    Each row is brought to length 1, so that who says more does not lie further out, and the mean row is taken off:
    principal components, that is, of the rows that use any name at all. Do not read a direction as a topic
    before looking at what carries it, and not at all where it was found among a handful of profiles.

    Parameters
    ----------
    counts : Counts
    n_directions : int
        At most how many; there are no more than profiles less one.
    least : int
        Names that fewer profiles use are left out.

    Returns
    -------
    Latent
        Without directions where fewer than two profiles use a name, or all use theirs alike.

    Notes
    -----
    float64; exact up to 1,500 profiles or names (O(n² · c)), beyond that ARPACK from a seeded start; one thread, so
    that the bits are the same on any machine of a kind. Signs are fixed: the heaviest loading of a direction is positive. The order of columns does not matter. METHODS 6;
    "latent features of high variance" of [A] IV.B.

    Examples
    --------
    >>> rows = sparse.csr_array(np.array([[3, 1, 0, 0], [2, 1, 0, 0], [0, 0, 2, 1], [0, 0, 1, 5]]))
    >>> counts = Counts(pa.array(["a", "b", "c", "d"]), rows, np.ones(4))
    >>> latent = fit_latent(counts, 1)
    >>> np.sign(latent.place(counts)[0][:, 0]).tolist() in ([1, 1, -1, -1], [-1, -1, 1, 1])
    True
    """
    chosen = shared_names(counts, least)
    names, weights = counts.names.take(pa.array(chosen)), counts.weights[chosen]
    rows = _unit_rows(counts.rows[:, chosen], weights)
    rows = rows[np.diff(rows.indptr) > 0]
    n_rows, n_names = rows.shape
    if n_rows < LEAST_PROFILES:
        return Latent(names, weights, np.zeros(n_names), np.zeros((n_names, 0)), np.zeros(0), 0.0)
    mean = np.asarray(rows.sum(axis=0)) / n_rows
    # every row has length 1, so that all there is less what the mean holds is what varies
    total = max(0.0, 1.0 - float(mean @ mean))
    with threadpool_limits(1, "blas"):  # else the last bits depend on the number of threads
        directions, variances = _directions(rows, mean, min(n_directions, n_rows - 1))
    kept = variances > _NOTHING * max(variances.max(initial=0.0), _NOTHING)
    directions, variances = directions[:, kept], variances[kept]
    heaviest = np.abs(directions).argmax(axis=0)
    signs = np.sign(directions[heaviest, np.arange(directions.shape[1])])
    return Latent(names, weights, mean, directions * signs, variances, total)


def _directions(rows: sparse.csr_array, mean: Floats, n: int) -> tuple[Floats, Floats]:
    """Give at most n directions and the variance of each, falling."""
    n_rows, n_names = rows.shape
    if n_names <= min(n_rows, _EXACT):
        spread = (rows.T @ rows).toarray() / n_rows - np.outer(mean, mean)
        values, vectors = eigh(spread)
        return vectors[:, ::-1][:, :n], np.maximum(values[::-1][:n], 0.0)
    if n_rows <= _EXACT:
        likeness = (rows @ rows.T).toarray()
        usual = likeness.mean(axis=0)
        values, vectors = eigh(likeness - usual - usual[:, None] + usual.mean())
        values, vectors = np.maximum(values[::-1][:n], 0.0), vectors[:, ::-1][:, :n]
        found = np.asarray(rows.T @ vectors) - np.outer(mean, vectors.sum(axis=0))
        lengths = np.sqrt(values)
        return np.divide(found, lengths, out=np.zeros_like(found), where=lengths > 0), values / n_rows
    return _searched(rows, mean, n)


def _searched(rows: sparse.csr_array, mean: Floats, n: int) -> tuple[Floats, Floats]:
    """Search the first n directions of a matrix too large to solve."""
    centred = LinearOperator(
        rows.shape,
        matvec=lambda x: rows @ x.ravel() - mean @ x.ravel(),
        rmatvec=lambda y: rows.T @ y.ravel() - mean * y.sum(),
        dtype=np.float64,
    )
    start = np.random.default_rng(_SEED).standard_normal(min(rows.shape))
    _, lengths, vectors = svds(centred, k=n, v0=start)
    order = np.argsort(-lengths, kind="stable")
    return vectors[order].T, lengths[order] ** 2 / rows.shape[0]
