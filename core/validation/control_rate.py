"""How often something is said of pairs, with an interval that knows that pairs share profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import beta

from core.model.study import Estimate

if TYPE_CHECKING:
    import numpy.typing as npt

N_DRAWS = 1_000
_SURE = 0.95
_AT_ONCE = 100


def exact_interval(n_hits: int, n: int) -> tuple[float, float]:
    """Give the interval of Clopper and Pearson (95 %) of n independent trials.

    Examples
    --------
    >>> low, high = exact_interval(0, 10)
    >>> low, round(high, 3)
    (0.0, 0.308)
    """
    if n < 1:
        return 0.0, 1.0
    rest = (1 - _SURE) / 2
    low = float(beta.ppf(rest, n_hits, n - n_hits + 1)) if n_hits else 0.0
    high = float(beta.ppf(1 - rest, n_hits + 1, n - n_hits)) if n_hits < n else 1.0
    return low, high


def rate(hits: npt.ArrayLike, pairs: npt.ArrayLike, *, n_rounds: int = 1, seed: int = 0) -> Estimate:
    """Give the share of pairs that are hits, with an interval by bootstrap over profiles.

    A hit that rests on one strange profile comes again in each of its pairs: pairs are not drawn anew,
    profiles are, and a pair counts as often as both of its profiles were drawn together.

    Parameters
    ----------
    hits : array_like of bool, shape (p,)
    pairs : array_like of int, shape (p, 2)
        Who is in each pair; a pair may come several times, or be of one profile with itself.
    n_rounds : int
        From how many independent rounds the pairs come.
    seed : int
        Of the draws.

    Returns
    -------
    Estimate
        ``n`` is the number of pairs; nothing but that where there are none.

    Notes
    -----
    O(draws · n²) for n profiles, a second for 400. Deterministic. Where no pair is a hit, or every one,
    drawing profiles shows no other result: the interval is then that of as many independent trials as
    there are disjoint pairs (half the profiles, in each round), which is the wider side. Where each profile
    comes once and with itself, the trials are independent and the interval is exact.

    Examples
    --------
    >>> found = rate([True, False, False], [[0, 1], [0, 2], [1, 2]])
    >>> round(found.value, 3), found.n, found.low <= found.value <= found.high
    (0.333, 3, True)
    """
    said = np.asarray(hits, dtype=np.bool_).ravel()
    asked = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    if not said.size:
        return Estimate(None, n=0)
    names, rows = np.unique(asked, return_inverse=True)
    rows = rows.reshape(-1, 2)
    n_hits = int(said.sum())
    if said.size == names.size and bool((asked[:, 0] == asked[:, 1]).all()):
        low, high = exact_interval(n_hits, said.size)
    elif n_hits in {0, said.size}:
        n_free = min(n_rounds * max(1, names.size // 2), said.size)
        low, high = exact_interval(n_free if n_hits else 0, n_free)
    else:
        low, high = _bootstrap(said, rows, names.size, seed)
    value = n_hits / said.size
    return Estimate(value, min(low, value), max(high, value), said.size)


def _bootstrap(
    said: npt.NDArray[np.bool_], rows: npt.NDArray[np.int64], n: int, seed: int
) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    counts, hits = np.zeros((n, n)), np.zeros((n, n))
    np.add.at(counts, (rows[:, 0], rows[:, 1]), 1.0)
    np.add.at(hits, (rows[:, 0], rows[:, 1]), said.astype(np.float64))
    shares = []
    for _ in range(0, N_DRAWS, _AT_ONCE):
        drawn = rng.multinomial(n, np.full(n, 1 / n), size=_AT_ONCE).astype(np.float64)
        found, of = (_weighed(matrix, drawn) for matrix in (hits, counts))
        shares.append(found[of > 0] / of[of > 0])
    rest = 50 * (1 - _SURE)
    low, high = np.percentile(np.concatenate(shares), [rest, 100 - rest])
    return float(low), float(high)


def _weighed(matrix: npt.NDArray[np.float64], drawn: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Add up a matrix of pairs, each as often as its profiles were drawn: (draws,)."""
    alone = np.diag(matrix)
    both: npt.NDArray[np.float64] = ((drawn @ (matrix - np.diag(alone))) * drawn).sum(axis=1)
    return both + drawn @ alone
