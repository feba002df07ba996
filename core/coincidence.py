"""How often two audiences of given sizes share so many targets by chance, compiled.

Each class of targets (those of one popularity) falls to both, to one of the two or to neither with
fixed probabilities, target by target. What is asked is the law of the number that falls to both,
given how many fall to each. It is found by the double saddlepoint approximation (Skovgaard 1987,
Butler 2007, ch. 5): for each number the class probabilities are tilted until both sizes and the
number are what is to be expected, and a Gaussian is fitted there; the densities are made to add up
to 1. Stirling's error in the four numbers (both, A alone, B alone, neither) is taken out, so that a
hypergeometric law comes out exactly, and 0, which most pairs of strangers share, as good as the rest.

All compiled code is in this module: the cache of what was compiled follows one file.
"""

from __future__ import annotations

from math import lgamma
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from numba import njit

from core.spread import spread

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

_Loop = TypeVar("_Loop", bound="Callable[..., Any]")
_LONGEST_STEP = 1.5
_MOST_STEPS = 200
_CLOSE = 1e-9
_SURE = 1 - 1e-6
_SHORT = 1e-4
_NEGLIGIBLE = 40.0  # natural logarithms below the mode


def _compiled(loop: _Loop) -> _Loop:
    """Compile a loop at its first call and keep it on disk; other threads run beside it."""
    return cast("_Loop", njit(cache=True, nogil=True, error_model="numpy")(loop))


@_compiled
def _moments(cells: Floats, m: Floats, tilt: Floats, out: Floats) -> None:
    """Sum over targets: log of the norm, three means, six covariances (00, 01, 02, 11, 12, 22)."""
    e_a, e_b, e_both = np.exp(tilt[1]), np.exp(tilt[2]), np.exp(tilt[0] + tilt[1] + tilt[2])
    out[:] = 0.0
    for c in range(m.size):
        both, a, b = cells[c, 0] * e_both, cells[c, 1] * e_a, cells[c, 2] * e_b
        norm = both + a + b + cells[c, 3]
        both, a, b = both / norm, (a + both) / norm, (b + both) / norm
        out[0] += m[c] * np.log(norm)
        out[1] += m[c] * both
        out[2] += m[c] * a
        out[3] += m[c] * b
        out[4] += m[c] * both * (1 - both)
        out[5] += m[c] * both * (1 - a)
        out[6] += m[c] * both * (1 - b)
        out[7] += m[c] * a * (1 - a)
        out[8] += m[c] * (both - a * b)
        out[9] += m[c] * b * (1 - b)


@_compiled
def _unrounded(x: float) -> float:
    """Give the logarithm of Stirling's formula over the factorial, up to a constant."""
    return float((x + 0.5) * np.log(x) - x - lgamma(x + 1))


@_compiled
def _density(v: float, n_a: float, n_b: float, cells: Floats, m: Floats, tilt: Floats, out: Floats) -> float:
    """Give the log density of v, up to a constant; NaN where no tilt makes it expected.

    ``tilt`` is where the search begins, and is left where it ended.
    """
    for _ in range(_MOST_STEPS):
        _moments(cells, m, tilt, out)
        g0, g1, g2 = v - out[1], n_a - out[2], n_b - out[3]
        h00, h01, h02, h11, h12, h22 = out[4], out[5], out[6], out[7], out[8], out[9]
        c00, c01, c02 = h11 * h22 - h12 * h12, h02 * h12 - h01 * h22, h01 * h12 - h02 * h11
        det = h00 * c00 + h01 * c01 + h02 * c02
        if not det > 0:
            return np.nan
        if abs(g0) + abs(g1) + abs(g2) <= _CLOSE * (1 + n_a + n_b):
            neither = m.sum() - n_a - n_b + v
            edges = _unrounded(v) + _unrounded(n_a - v) + _unrounded(n_b - v) + _unrounded(neither)
            value = out[0] - tilt[0] * v - tilt[1] * n_a - tilt[2] * n_b - 0.5 * np.log(det)
            return float(value + edges)
        c11, c12, c22 = h00 * h22 - h02 * h02, h01 * h02 - h00 * h12, h00 * h11 - h01 * h01
        s0 = (c00 * g0 + c01 * g1 + c02 * g2) / det
        s1 = (c01 * g0 + c11 * g1 + c12 * g2) / det
        s2 = (c02 * g0 + c12 * g1 + c22 * g2) / det
        short = min(1.0, _LONGEST_STEP / max(abs(s0), abs(s1), abs(s2), 1e-300))
        tilt[0] += short * s0
        tilt[1] += short * s1
        tilt[2] += short * s2
    return np.nan


@_compiled
def _walk(
    start: int,
    end: int,
    step: int,
    n_a: int,
    n_b: int,
    cells: Floats,
    m: Floats,
    tilt: Floats,
    logs: Floats,
    peak: float,
) -> float:
    """Fill the log densities from ``start`` towards ``end`` until they no longer matter.

    No tilt makes the last number possible expected, but every number short of it, and the density has
    a limit there. It is concave in its logarithm: where it cannot be found, or comes out above, it is
    drawn on as a straight line, which lies above it.
    """
    out = np.empty(10)
    before, last = np.nan, np.nan
    for v in range(start, end + step, step):
        line = 2 * last - before
        found = _density(v - step * _SHORT if v == end else float(v), n_a, n_b, cells, m, tilt, out)
        if np.isnan(found) or (np.isfinite(line) and found > line):
            found = line
        if not np.isfinite(found):
            break
        logs[v] = found
        before, last = last, found
        peak = max(peak, found)
        if found < peak - _NEGLIGIBLE:
            break
    return peak


@_compiled
def _tail_sum(logs: Floats, first: int, peak: float) -> float:
    total = 0.0
    for v in range(first, logs.size):
        total += np.exp(logs[v] - peak)
    return total


@_compiled
def chance(k: int, n_a: int, n_b: int, cells: Floats, m: Floats) -> tuple[float, float]:
    """Give P(number ≥ k) and P(number = k).

    ``cells`` is (c, 4): the probabilities that a target of each class falls to both, to A alone, to B
    alone, to neither; ``m`` is (c,): the targets of each class. (1, 0) where no law can be found.
    """
    m = m.copy()
    can_share = 0.0
    for c in range(m.size):
        if cells[c, 0] > _SURE:  # everybody names these: they are shared, and nothing is left to chance
            k, n_a, n_b = k - int(m[c]), n_a - int(m[c]), n_b - int(m[c])
            m[c] = 0.0
        can_share += m[c] if cells[c, 0] > 0 else 0.0
    most = max(0, min(n_a, n_b, int(can_share)))
    least = max(0, n_a + n_b - int(m.sum()))
    if k > most:
        return 0.0, 0.0
    if k < least or most <= least:
        return 1.0, 0.0 if k < least else 1.0
    logs = np.full(most + 1, -np.inf)
    middle = min(max(int((cells[:, 0] * m).sum()), least), most - 1)
    up = np.zeros(3)
    peak = _walk(middle, least, -1, n_a, n_b, cells, m, np.zeros(3), logs, -np.inf)
    peak = _walk(middle + 1, most, 1, n_a, n_b, cells, m, up, logs, peak)
    if not np.isfinite(peak):
        return 1.0, 0.0
    total = _tail_sum(logs, least, peak)
    if k > middle and not np.isfinite(logs[k]):  # far beyond what is likely
        _walk(k, most, 1, n_a, n_b, cells, m, up, logs, -np.inf)
    point = np.exp(logs[k] - peak) / total
    return min(1.0, _tail_sum(logs, k, peak) / total), point


@_compiled
def chances(
    shared: Ints,
    sizes: Ints,
    tables: Floats,
    rows: Ints,
    classes: Floats,
    stop: npt.NDArray[np.uint8],
    found: Floats,
) -> None:
    """Give tail and point of p pairs into ``found``, (p, 2).

    ``tables`` is (s, c): how probably a profile of each size names a target of each class; ``rows`` is
    (p, 2) into it. ``classes`` is (3, c): number of targets, then what :func:`pair_cells` takes.
    """
    cells = np.empty((classes.shape[1], 4))
    for k in range(shared.size):
        if stop[0]:
            break
        pair_cells(tables[rows[k, 0]], tables[rows[k, 1]], classes, cells)
        tail, point = chance(shared[k], sizes[k, 0], sizes[k, 1], cells, classes[0])
        found[k, 0], found[k, 1] = tail, point


@_compiled
def pair_cells(a: Floats, b: Floats, classes: Floats, cells: Floats) -> None:
    """Make the four probabilities of each class from how probably each of the two names its targets.

    That a target is named so often and no oftener makes any two a little less likely to be among
    those who name it: by Hájek's (1964) factor ``1 − κ(1 − a)(1 − b) / D``, whose κ / D is row 1 of
    ``classes``, times row 2, by which all pairs together share what they must.
    """
    for c in range(a.size):
        both = a[c] * b[c] * (1 - (1 - a[c]) * (1 - b[c]) * classes[1, c]) * classes[2, c]
        both = min(max(both, 0.0, a[c] + b[c] - 1), a[c], b[c])
        cells[c, 0], cells[c, 1], cells[c, 2] = both, a[c] - both, b[c] - both
        cells[c, 3] = 1 - a[c] - b[c] + both


def worked_chances(
    shared: Ints, sizes: Ints, tables: Floats, rows: Ints, classes: Floats, cancelled: Callable[[], bool]
) -> Floats:
    """Give tail and point of p pairs, (p, 2), as :func:`chances` does, on every core.

    Raises
    ------
    CancelledError
        If ``cancelled``, asked every 0.2 s, said so.
    """
    law = np.ones((len(shared), 2))

    def work(first: int, end: int, stop: npt.NDArray[np.uint8]) -> None:
        some = slice(first, end)
        chances(shared[some], sizes[some], tables, rows[some], classes, stop, law[some])

    spread(work, len(shared), cancelled=cancelled)
    return law
