"""Cosines of many pairs of vocabularies; one pair is a block of one (METHODS 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from core.content.sheet import count_products, count_squares, products, squares
from core.progress import never

if TYPE_CHECKING:
    from core.content.sheet import TermSheet

    Pairs = npt.NDArray[np.int64]

# Gives the weight of each of some terms, in their order.
TermWeights = Callable[[Sequence[str]], npt.NDArray[np.float64]]

NO_TERMS = "one of the two timelines has no words to compare"


class Cosines(NamedTuple):
    """The cosines of p pairs, NaN where a timeline has no terms, and how many terms each pair shares."""

    values: npt.NDArray[np.float64]
    shared: npt.NDArray[np.int64]


def smoothed_idf(
    document_frequency: npt.ArrayLike,
    n_documents: int,
) -> npt.NDArray[np.float64]:
    """Weigh terms by rarity as scikit-learn does: ``ln((1 + n) / (1 + df)) + 1``.

    >>> smoothed_idf([2, 1], 2).round(4).tolist()
    [1.0, 1.4055]
    """
    frequency = np.asarray(document_frequency, dtype=np.float64)
    return np.log((1 + n_documents) / (1 + frequency)) + 1


def _cosine(
    found: npt.NDArray[np.float64], lengths: npt.NDArray[np.float64], sheet: TermSheet, pairs: Pairs
) -> npt.NDArray[np.float64]:
    """Divide products by the products of squared lengths; NaN where a row has no terms."""
    has_terms = (np.diff(sheet.starts)[pairs] > 0).all(axis=1)
    cosines = np.full(len(pairs), np.nan)
    cosines[has_terms] = np.minimum(1.0, found[has_terms] / np.sqrt(lengths[has_terms]))
    return cosines


def workspace_cosines(
    sheet: TermSheet,
    pairs: Pairs,
    weights: TermWeights,
    *,
    damped: bool = True,
    cancelled: Callable[[], bool] = never,
) -> Cosines:
    """Give the cosines that :func:`workspace_cosine` gives, for many pairs.

    Parameters
    ----------
    sheet : TermSheet
        The vocabularies (:func:`core.content.sheet.lay_out`).
    pairs : ndarray of int64, shape (p, 2)
        Its rows; fastest where pairs of one row follow one another.
    weights, damped
        As for that function.
    cancelled : callable
        Asked every 0.2 s whether to stop.

    Raises
    ------
    CancelledError
        If ``cancelled`` said so.

    Notes
    -----
    O(terms of B) a pair, on every core.
    """
    counts = 1 + np.log(sheet.counts) if damped else sheet.counts.astype(np.float64)
    values = counts * weights(sheet.terms.to_pylist())[sheet.codes]
    found = products(sheet, values, pairs, cancelled=cancelled)
    lengths = squares(sheet, values)[pairs].prod(axis=1)
    return Cosines(_cosine(found.products, lengths, sheet, pairs), found.shared)


def paper_cosines(sheet: TermSheet, pairs: Pairs, *, cancelled: Callable[[], bool] = never) -> Cosines:
    """Give the cosines that :func:`paper_cosine` gives, for many pairs; parameters as for the others.

    A shared term weighs 1 and any other the same, 1.4055, so that whole sums are all that is needed:
    the squared length of A is that of what it shares, and 1.4055² times the rest.
    """
    found = count_products(sheet, pairs, cancelled=cancelled)
    rare = smoothed_idf([1], 2)[0] ** 2
    whole = count_squares(sheet)[pairs]
    shared = np.stack([found.squares_a, found.squares_b], axis=1)
    lengths = (shared + rare * (whole - shared)).prod(axis=1)
    return Cosines(_cosine(found.products.astype(np.float64), lengths, sheet, pairs), found.shared)
