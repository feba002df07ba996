"""Audiences laid over each other, compiled: one pair, or every pair that shares a target.

Counts and weights are added up as whole numbers, and the products of a cosine always in the order of
the targets' keys, so that a pair has the same bits whether it is measured alone, in a list or among
all. All compiled code is in this module: the cache of what was compiled follows one file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Rows = npt.NDArray[np.int32]

_Loop = TypeVar("_Loop", bound="Callable[..., Any]")
# What is counted of a pair, as whole numbers, and what comes of it.
COUNTS = ("shared", "n_a", "n_b", "a_to_b", "b_to_a")
VALUES = ("jaccard", "weighted_jaccard", "rarity_cosine")
_FIRST_ROOM = 1024


class Sheet(NamedTuple):
    """A matrix of profiles × targets as flat arrays, which is what compiled code reads.

    Row r holds the entries ``starts[r]`` to ``starts[r + 1]`` of ``targets`` (ascending), ``counts``
    and ``parts`` (count and rarity made into the coordinate of a cosine). ``own`` holds the columns
    that mean the profile itself, row by row. Then the same by column: ``named_by`` holds the rows
    that name a target (ascending), with their counts and parts once more, so that a column is read
    straight through; ``place`` says where each entry of a row stands there; ``owners`` holds whose own
    a column is.
    """

    starts: Ints
    targets: Rows
    counts: Ints
    parts: Floats
    totals: Ints
    squares: Floats
    own_starts: Ints
    own: Rows
    column_starts: Ints
    named_by: Rows
    column_counts: Ints
    column_parts: Floats
    place: Ints
    owner_starts: Ints
    owners: Rows


def _compiled(loop: _Loop) -> _Loop:
    """Compile a loop at its first call and keep it on disk; other threads run beside it."""
    return cast("_Loop", njit(cache=True, nogil=True, error_model="numpy")(loop))


@_compiled
def _is_own(sheet: Sheet, row: int, target: int) -> bool:
    for at in range(sheet.own_starts[row], sheet.own_starts[row + 1]):  # noqa: SIM110 — compiled
        if sheet.own[at] == target:
            return True
    return False


@_compiled
def _without(sheet: Sheet, row: int, other: int) -> tuple[int, int, float]:
    """Give size, weight and squared length of a row, the columns that mean another row left out."""
    size, total, square = 0, 0, 0.0
    for at in range(sheet.starts[row], sheet.starts[row + 1]):
        if not _is_own(sheet, other, sheet.targets[at]):
            size += 1
            total += sheet.counts[at]
            square += sheet.parts[at] * sheet.parts[at]
    return size, total, square


@_compiled
def lengths(sheet: Sheet) -> None:
    """Add up weight and squared length of every row."""
    for row in range(sheet.starts.size - 1):
        total, square = 0, 0.0
        for at in range(sheet.starts[row], sheet.starts[row + 1]):
            total += sheet.counts[at]
            square += sheet.parts[at] * sheet.parts[at]
        sheet.totals[row], sheet.squares[row] = total, square


@_compiled
def _values(
    shared: int, union: int, least: int, weights: int, product: float, length: float, values: Floats
) -> None:
    """Make the three values of what was added up; NaN where an audience is empty."""
    if weights == 0:
        values[:] = np.nan
        return
    values[0] = shared / union
    # The smaller and the larger share of every target add up to the shares of both, which are 1 each.
    values[1] = least / (2 * weights - least)
    values[2] = min(1.0, product / np.sqrt(length)) if length > 0 else np.nan


@_compiled
def measure_pair(sheet: Sheet, a: int, b: int, counts: Ints, values: Floats) -> None:
    """Lay two rows over each other; ``counts`` is (5,) and ``values`` (3,), both written."""
    n_a, total_a, square_a = _without(sheet, a, b)
    n_b, total_b, square_b = _without(sheet, b, a)
    shared, least, product = 0, 0, 0.0
    at, to = sheet.starts[a], sheet.starts[b]
    while at < sheet.starts[a + 1] and to < sheet.starts[b + 1]:
        one, other = sheet.targets[at], sheet.targets[to]
        if one == other:
            shared += 1
            least += min(sheet.counts[at] * total_b, sheet.counts[to] * total_a)
            product += sheet.parts[at] * sheet.parts[to]
        at += one <= other
        to += other <= one
    counts[0], counts[1], counts[2] = shared, n_a, n_b
    counts[3], counts[4] = sheet.totals[a] - total_a, sheet.totals[b] - total_b
    weights, length = total_a * total_b, square_a * square_b
    _values(shared, n_a + n_b - shared, least, weights, product, length, values)


@_compiled
def measure_pairs(sheet: Sheet, pairs: Ints, counts: Ints, values: Floats) -> None:
    """Lay the rows of each pair over each other: ``counts`` is (p, 5), ``values`` (p, 3)."""
    for k in range(pairs.shape[0]):
        measure_pair(sheet, pairs[k, 0], pairs[k, 1], counts[k], values[k])


@_compiled
def _strong_of(sheet: Sheet, row: int, other: int, cut: float) -> int:
    size = 0
    for at in range(sheet.starts[row], sheet.starts[row + 1]):
        if sheet.counts[at] >= cut and not _is_own(sheet, other, sheet.targets[at]):
            size += 1
    return size


@_compiled
def count_strong(sheet: Sheet, pairs: Ints, cuts: Floats, found: Ints) -> None:
    """Count the entries that reach a cut: ``cuts`` is (p, 2), ``found`` (p, 3): of both, of A, of B."""
    for k in range(pairs.shape[0]):
        a, b = pairs[k, 0], pairs[k, 1]
        found[k, 1], found[k, 2] = _strong_of(sheet, a, b, cuts[k, 0]), _strong_of(sheet, b, a, cuts[k, 1])
        shared, at, to = 0, sheet.starts[a], sheet.starts[b]
        while at < sheet.starts[a + 1] and to < sheet.starts[b + 1]:
            one, other = sheet.targets[at], sheet.targets[to]
            shared += one == other and sheet.counts[at] >= cuts[k, 0] and sheet.counts[to] >= cuts[k, 1]
            at += one <= other
            to += other <= one
        found[k, 0] = shared


@_compiled
def _mark_contacts(sheet: Sheet, row: int, in_contact: npt.NDArray[np.uint8], mark: int) -> None:
    """Mark whoever names a row, or is named by it: for these both are to be left out."""
    for at in range(sheet.own_starts[row], sheet.own_starts[row + 1]):
        for k in range(sheet.column_starts[sheet.own[at]], sheet.column_starts[sheet.own[at] + 1]):
            in_contact[sheet.named_by[k]] = mark
    for at in range(sheet.starts[row], sheet.starts[row + 1]):
        target = sheet.targets[at]
        for k in range(sheet.owner_starts[target], sheet.owner_starts[target + 1]):
            in_contact[sheet.owners[k]] = mark


@_compiled
def _gather(sheet: Sheet, row: int, shared: Ints, least: Ints, product: Floats) -> None:
    """Add up what a row shares with every later row."""
    total = sheet.totals[row]
    for at in range(sheet.starts[row], sheet.starts[row + 1]):
        count, part, target = sheet.counts[at], sheet.parts[at], sheet.targets[at]
        first, last = sheet.place[at] + 1, sheet.column_starts[target + 1]
        others = sheet.named_by[first:last]
        counts, parts = sheet.column_counts[first:last], sheet.column_parts[first:last]
        for k in range(others.size):
            other = np.uint32(others[k])  # unsigned: nobody looks whether it counts from the end
            shared[other] += 1
            least[other] += min(count * sheet.totals[other], counts[k] * total)
            product[other] += part * parts[k]


@_compiled
def _finish(
    sheet: Sheet, a: int, b: int, shared: int, least: int, product: float, counts: Ints, values: Floats
) -> None:
    n_a = sheet.starts[a + 1] - sheet.starts[a]
    n_b = sheet.starts[b + 1] - sheet.starts[b]
    counts[0], counts[1], counts[2], counts[3], counts[4] = shared, n_a, n_b, 0, 0
    weights, length = sheet.totals[a] * sheet.totals[b], sheet.squares[a] * sheet.squares[b]
    _values(shared, n_a + n_b - shared, least, weights, product, length, values)


@_compiled
def _reaches(counts: Ints, values: Floats, cuts: Floats, min_targets: int) -> bool:
    if counts[1] < min_targets or counts[2] < min_targets:
        return False
    return bool(values[0] >= cuts[0] or values[1] >= cuts[1] or values[2] >= cuts[2])


@_compiled
def measure_above(
    sheet: Sheet, first: int, last: int, cuts: Floats, min_targets: int, stop: npt.NDArray[np.uint8]
) -> tuple[Ints, Ints, Floats]:
    """Measure rows ``first`` to ``last`` against all later ones; keep the pairs that reach a cut.

    Returns pairs (k, 2), counts (k, 5) and values (k, 3), in the order of the pairs.
    """
    n_rows = sheet.starts.size - 1
    shared, least = np.zeros(n_rows, dtype=np.int64), np.zeros(n_rows, dtype=np.int64)
    product, in_contact = np.zeros(n_rows), np.zeros(n_rows, dtype=np.uint8)
    pairs = np.empty((_FIRST_ROOM, 2), dtype=np.int64)
    counts, values = np.empty((_FIRST_ROOM, 5), dtype=np.int64), np.empty((_FIRST_ROOM, 3))
    n_kept = 0
    for a in range(first, last):
        if stop[0]:
            break
        _gather(sheet, a, shared, least, product)
        _mark_contacts(sheet, a, in_contact, 1)
        for b in range(a + 1, n_rows):
            if shared[b] == 0:
                continue
            if n_kept == len(pairs):
                pairs = np.concatenate((pairs, np.empty_like(pairs)))
                counts = np.concatenate((counts, np.empty_like(counts)))
                values = np.concatenate((values, np.empty_like(values)))
            if in_contact[b]:
                measure_pair(sheet, a, b, counts[n_kept], values[n_kept])
            else:
                _finish(sheet, a, b, shared[b], least[b], product[b], counts[n_kept], values[n_kept])
            if _reaches(counts[n_kept], values[n_kept], cuts, min_targets):
                pairs[n_kept, 0], pairs[n_kept, 1] = a, b
                n_kept += 1
            shared[b], least[b], product[b] = 0, 0, 0.0
        _mark_contacts(sheet, a, in_contact, 0)
    return pairs[:n_kept], counts[:n_kept], values[:n_kept]
