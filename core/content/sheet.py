"""Many vocabularies, or many sets of keys, laid out side by side, and what pairs of them share, compiled.

Products are added up in the order of the terms, and whole numbers as whole numbers, so that a pair has
the same bits whether it is measured alone or among all, and whichever of the two comes first. All
compiled code of this is in this module: the cache of what was compiled follows one file.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit

from core.progress import never
from core.spread import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from core.model import TermCounts

    Floats = npt.NDArray[np.float64]
    Longs = npt.NDArray[np.int64]
    Codes = npt.NDArray[np.int32]
    Keys = npt.NDArray[np.uint64]
    Stop = npt.NDArray[np.uint8]

_Loop = TypeVar("_Loop", bound="Callable[..., Any]")


class TermSheet(NamedTuple):
    """Vocabularies over one list of terms, in code-point order.

    Row r holds the entries ``starts[r]`` to ``starts[r + 1]`` of ``codes`` (places in ``terms``,
    ascending) and ``counts``.
    """

    terms: pa.Array
    starts: Longs
    codes: Codes
    counts: Longs


class Products(NamedTuple):
    """What p pairs of rows share: the number of terms, and the products of their values added up."""

    shared: Longs
    products: Floats


class CountProducts(NamedTuple):
    """As :class:`Products`, of whole counts; and the squares of the shared counts of either, added up."""

    shared: Longs
    products: Longs
    squares_a: Longs
    squares_b: Longs


def _compiled(loop: _Loop) -> _Loop:
    """Compile a loop at its first call and keep it on disk; other threads run beside it."""
    return cast("_Loop", njit(cache=True, nogil=True, error_model="numpy")(loop))


def lay_out(documents: Sequence[TermCounts]) -> TermSheet:
    """Lay vocabularies out over one list of terms.

    Parameters
    ----------
    documents : sequence of TermCounts

    Returns
    -------
    TermSheet

    Notes
    -----
    O(n log n) in the number of distinct terms; 200 vocabularies of 8,000 terms take about a second and
    40 bytes an entry.

    Examples
    --------
    >>> from core.model import TermCounts
    >>> sheet = lay_out([TermCounts(("a", "c"), np.array([1, 2])), TermCounts(("b",), np.array([3]))])
    >>> sheet.terms.to_pylist(), sheet.codes.tolist(), sheet.starts.tolist()
    (['a', 'b', 'c'], [0, 2, 1], [0, 2, 3])
    """
    named = [pa.array(document.terms, pa.string()) for document in documents]
    encoded = pc.dictionary_encode(pa.concat_arrays(named) if named else pa.array([], pa.string()))
    order = np.asarray(pc.sort_indices(encoded.dictionary), dtype=np.int64)
    rank = np.empty(order.size, dtype=np.int32)
    rank[order] = np.arange(order.size, dtype=np.int32)
    sizes = [len(document.terms) for document in documents]
    counts = [np.zeros(0, dtype=np.int64), *(document.counts for document in documents)]
    return TermSheet(
        encoded.dictionary.take(pa.array(order)),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        rank[np.asarray(encoded.indices, dtype=np.int64)],
        np.concatenate(counts).astype(np.int64),
    )


@_compiled
def _squares(starts: Longs, values: Any, squares: Any) -> None:
    for row in range(starts.size - 1):
        for at in range(starts[row], starts[row + 1]):
            squares[row] += values[at] * values[at]


@_compiled
def _clear(codes: Codes, first: int, end: int, room: Any) -> None:
    for at in range(first, end):
        room[codes[at]] = 0


@_compiled
def _fill(codes: Codes, values: Any, first: int, end: int, room: Any) -> None:
    for at in range(first, end):
        room[codes[at]] = values[at]


@_compiled
def _float_products(
    starts: Longs, codes: Codes, values: Floats, pairs: Longs, n_terms: int, shared: Longs,
    products: Floats, first: int, end: int, stop: Stop,
) -> None:  # fmt: skip
    room = np.zeros(n_terms)
    laid = -1
    for k in range(first, end):
        if stop[0]:
            return
        a, b = pairs[k, 0], pairs[k, 1]
        if a != laid:
            if laid >= 0:
                _clear(codes, starts[laid], starts[laid + 1], room)
            _fill(codes, values, starts[a], starts[a + 1], room)
            laid = a
        n, product = 0, 0.0
        for at in range(starts[b], starts[b + 1]):
            value = room[codes[at]]
            n += value != 0
            # What is not shared adds 0.0, which changes no bit.
            product += value * values[at]
        shared[k], products[k] = n, product


@_compiled
def _count_products(
    starts: Longs, codes: Codes, counts: Longs, pairs: Longs, n_terms: int, shared: Longs,
    products: Longs, squares: Longs, first: int, end: int, stop: Stop,
) -> None:  # fmt: skip
    room = np.zeros(n_terms, dtype=np.int64)
    laid = -1
    for k in range(first, end):
        if stop[0]:
            return
        a, b = pairs[k, 0], pairs[k, 1]
        if a != laid:
            if laid >= 0:
                _clear(codes, starts[laid], starts[laid + 1], room)
            _fill(codes, counts, starts[a], starts[a + 1], room)
            laid = a
        n, product, square_a, square_b = 0, 0, 0, 0
        for at in range(starts[b], starts[b + 1]):
            count = room[codes[at]]
            if count:
                n += 1
                product += count * counts[at]
                square_a += count * count
                square_b += counts[at] * counts[at]
        shared[k], products[k], squares[k, 0], squares[k, 1] = n, product, square_a, square_b


@_compiled
def _shared_keys(
    starts: Longs, keys: Keys, pairs: Longs, shared: Longs, first: int, end: int, stop: Stop
) -> None:
    for k in range(first, end):
        if stop[0]:
            return
        at, last = starts[pairs[k, 0]], starts[pairs[k, 0] + 1]
        to, final = starts[pairs[k, 1]], starts[pairs[k, 1] + 1]
        n = 0
        while at < last and to < final:
            one, other = keys[at], keys[to]
            n += one == other
            at += one <= other
            to += other <= one
        shared[k] = n


def squares(sheet: TermSheet, values: Floats) -> Floats:
    """Add up the squares of each row's values, (n_rows,), in the order of the terms."""
    found = np.zeros(sheet.starts.size - 1)
    _squares(sheet.starts, values, found)
    return found


def count_squares(sheet: TermSheet) -> Longs:
    """Add up the squares of each row's counts, (n_rows,)."""
    found = np.zeros(sheet.starts.size - 1, dtype=np.int64)
    _squares(sheet.starts, sheet.counts, found)
    return found


def products(
    sheet: TermSheet, values: Floats, pairs: Longs, *, cancelled: Callable[[], bool] = never
) -> Products:
    """Multiply rows with one another: ``values`` is (n_entries,), none of them 0; ``pairs`` (p, 2).

    O(terms of B) a pair where pairs of one A follow one another; one number a term and core of memory.
    """
    found = Products(np.zeros(len(pairs), dtype=np.int64), np.zeros(len(pairs)))
    work = partial(_float_products, sheet.starts, sheet.codes, values, pairs, len(sheet.terms), *found)
    spread(work, len(pairs), cancelled=cancelled)
    return found


def count_products(sheet: TermSheet, pairs: Longs, *, cancelled: Callable[[], bool] = never) -> CountProducts:
    """Multiply the counts of rows with one another, exactly; cost as :func:`products`."""
    shared, found = (np.zeros(len(pairs), dtype=np.int64) for _ in range(2))
    both = np.zeros((len(pairs), 2), dtype=np.int64)
    work = partial(
        _count_products, sheet.starts, sheet.codes, sheet.counts, pairs, len(sheet.terms), shared, found, both
    )
    spread(work, len(pairs), cancelled=cancelled)
    return CountProducts(shared, found, *both.T.copy())


def shared_keys(sets: Sequence[Keys], pairs: Longs, *, cancelled: Callable[[], bool] = never) -> Longs:
    """Count the keys that both of each pair have, (p,).

    Parameters
    ----------
    sets : sequence of ndarray of uint64
        Each ascending, no key twice.
    pairs : ndarray of int64, shape (p, 2)
    cancelled : callable
        Asked every 0.2 s.

    Raises
    ------
    CancelledError
        If ``cancelled`` said so.

    Examples
    --------
    >>> sets = [np.array([1, 2, 9], np.uint64), np.array([2, 3, 9], np.uint64)]
    >>> shared_keys(sets, np.array([[0, 1], [0, 0]])).tolist()
    [2, 3]
    """
    starts = np.concatenate([[0], np.cumsum([len(keys) for keys in sets])]).astype(np.int64)
    keys = np.concatenate([np.zeros(0, dtype=np.uint64), *sets])
    found = np.zeros(len(pairs), dtype=np.int64)
    spread(partial(_shared_keys, starts, keys, pairs, found), len(pairs), cancelled=cancelled)
    return found
