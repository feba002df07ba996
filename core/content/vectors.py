"""TF-IDF: how alike the vocabularies of two timelines are, and which terms make them so.

A timeline is one document. Its vector holds, for each term, how often the term occurs times its
weight (idf); the measure is the cosine of two such vectors, in [0, 1]. In paper mode the weights come
from the two timelines alone and counts enter as they are. In default mode the weights come from the
whole workspace and counts are damped, 1 + ln(count): else the dozen commonest words of a language
carry most of every cosine. On 58 timelines of 29 politicians, two years apart, the raw cosine put the
same account first for 66 % of them, the damped one for 84 %.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.census import Census
from core.content.cosine import NO_TERMS, paper_cosines, smoothed_idf, workspace_cosines
from core.content.sheet import lay_out
from core.model import Missing, TermOverlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.content.cosine import Cosines, TermWeights
    from core.model import TermCounts

_NO_TERMS = Missing(NO_TERMS)
_ONE_PAIR = np.array([[0, 1]])


@dataclass(frozen=True, slots=True, eq=False)
class Idf:
    """How rare terms are in a workspace.

    ``document_frequency`` says in how many of the ``n_documents`` timelines each term occurs.

    >>> idf = Idf(Census.of({"a": 2, "b": 1}), 2)
    >>> idf.weights(["b", "a", "unseen"]).round(4).tolist()
    [1.4055, 1.0, 2.0986]
    """

    document_frequency: Census
    n_documents: int

    def weights(self, terms: Sequence[str]) -> npt.NDArray[np.float64]:
        """Weigh terms, in their order; a term never seen counts as in no document."""
        return smoothed_idf(self.document_frequency.many(terms), self.n_documents)


def fit_idf(documents: Iterable[TermCounts]) -> Idf:
    """Learn how rare terms are from the timelines of a workspace.

    Parameters
    ----------
    documents : iterable of TermCounts
        One a profile; a profile without words counts as a document all the same.

    Returns
    -------
    Idf

    Notes
    -----
    O(all terms): 200 profiles of 8,000 terms take well under two seconds. Deterministic, and the
    order of the documents does not matter.

    Examples
    --------
    >>> from core.model import TermCounts
    >>> idf = fit_idf([TermCounts(("a", "b"), np.array([5, 1])), TermCounts(("b",), np.array([2]))])
    >>> sorted(idf.document_frequency.items()), idf.n_documents
    ([('a', 1), ('b', 2)], 2)
    """
    seen: Counter[str] = Counter()
    n_documents = 0
    for document in documents:
        seen.update(document.terms)
        n_documents += 1
    return Idf(Census.of(seen), n_documents)


def pair_weights(a: TermCounts, b: TermCounts) -> TermWeights:
    """Weigh terms by two timelines alone (paper mode): 1.000 if both have it, 1.4055 if one has.

    [B] 3.4 fits idf on the two documents; with the textbook's ``log(N / df)`` every shared word
    would weigh nothing, so that scikit-learn's smoothed form must have been meant.

    >>> from core.model import TermCounts
    >>> one, other = TermCounts(("a", "b"), np.array([1, 1])), TermCounts(("b",), np.array([1]))
    >>> pair_weights(one, other)(["a", "b"]).round(4).tolist()
    [1.4055, 1.0]
    """
    shared = frozenset(a.terms).intersection(b.terms)
    by_frequency = smoothed_idf([1, 2], 2)

    def weights(terms: Sequence[str]) -> npt.NDArray[np.float64]:
        return by_frequency[np.fromiter((term in shared for term in terms), np.intp, len(terms))]

    return weights


@dataclass(frozen=True, slots=True, eq=False)
class _Shared:
    """The terms of both: their rows in A and in B, their weights, their parts in the cosine."""

    rows_a: npt.NDArray[np.intp]
    rows_b: npt.NDArray[np.intp]
    idf: npt.NDArray[np.float64]
    parts: npt.NDArray[np.float64]


def _frequency(counts: npt.NDArray[np.int64], *, damped: bool) -> npt.NDArray[np.float64]:
    return 1 + np.log(counts) if damped else counts.astype(np.float64)


def _shared(a: TermCounts, b: TermCounts, weights: TermWeights, *, damped: bool) -> _Shared | None:
    if not a.terms or not b.terms:
        return None
    row_of = {term: row for row, term in enumerate(b.terms)}
    found = [(row, row_of[term]) for row, term in enumerate(a.terms) if term in row_of]
    rows = np.array(found, dtype=np.intp).reshape(-1, 2)
    idf_a = weights(a.terms)
    vector_a = _frequency(a.counts, damped=damped) * idf_a
    vector_b = _frequency(b.counts, damped=damped) * weights(b.terms)
    length = float(np.linalg.norm(vector_a) * np.linalg.norm(vector_b))
    parts = vector_a[rows[:, 0]] * vector_b[rows[:, 1]] / length
    return _Shared(rows[:, 0], rows[:, 1], idf_a[rows[:, 0]], parts)


def _only(found: Cosines) -> float | Missing:
    value = float(found.values[0])
    return _NO_TERMS if np.isnan(value) else value


def workspace_cosine(
    a: TermCounts, b: TermCounts, weights: TermWeights, *, damped: bool = True
) -> float | Missing:
    """Compare two vocabularies with weights learned elsewhere (default mode).

    A high value says that the two speak about the same things in the same words, not that one
    person writes both: two fans of one team are alike here. Made for the terms that
    :func:`core.content.cleaning.words` cuts.

    Parameters
    ----------
    a, b : TermCounts
    weights : callable
        Usually :meth:`Idf.weights`; must be positive.
    damped : bool
        Whether counts enter as 1 + ln(count), scikit-learn's ``sublinear_tf``, or as they are.

    Returns
    -------
    float or Missing
        In [0, 1]; missing where a timeline has no terms.

    Notes
    -----
    O(n_terms of both); deterministic; exactly the same value whichever of the two comes first.

    Examples
    --------
    >>> from core.model import TermCounts
    >>> one, other = TermCounts(("a", "b"), np.array([3, 4])), TermCounts(("a",), np.array([9]))
    >>> workspace_cosine(one, other, Idf(Census.of({}), 1).weights, damped=False)
    0.6
    """
    return _only(workspace_cosines(lay_out([a, b]), _ONE_PAIR, weights, damped=damped))


def paper_cosine(a: TermCounts, b: TermCounts) -> float | Missing:
    """Compare two vocabularies as the paper does: idf fitted on the two alone ([B] 3.4).

    Equals the cosine of scikit-learn's ``TfidfVectorizer().fit_transform([text_a, text_b])`` where
    the terms were cut by :func:`~core.content.cleaning.tokens`. Nearly every two timelines of one
    language score high, since the commonest words weigh most: read it beside its percentile.

    Returns
    -------
    float or Missing
        In [0, 1]; missing where a timeline has no terms.

    Examples
    --------
    >>> from core.model import TermCounts
    >>> one = TermCounts(("a", "b"), np.array([1, 1]))
    >>> round(paper_cosine(one, TermCounts(("b", "c"), np.array([1, 1]))), 4)
    0.3361
    """
    return _only(paper_cosines(lay_out([a, b]), _ONE_PAIR))


def term_overlaps(
    a: TermCounts,
    b: TermCounts,
    weights: TermWeights,
    n: int | None = 30,
    *,
    damped: bool = True,
) -> tuple[TermOverlap, ...]:
    """Name the terms that carry a cosine, heaviest first.

    Parameters
    ----------
    a, b : TermCounts
    weights : callable
        Those the cosine was made with: :func:`pair_weights` or :meth:`Idf.weights`.
    n : int or None
        How many to name; None for all, whose parts add up to the cosine.
    damped : bool
        As the cosine was made; paper mode does not damp.

    Returns
    -------
    tuple of TermOverlap
        Empty where nothing is shared; ties in alphabetical order.

    Examples
    --------
    >>> from core.model import TermCounts
    >>> one = TermCounts(("a", "b"), np.array([1, 1]))
    >>> [(t.term, round(t.part, 3)) for t in term_overlaps(one, one, pair_weights(one, one))]
    [('a', 0.5), ('b', 0.5)]
    """
    shared = _shared(a, b, weights, damped=damped)
    if shared is None:
        return ()
    # A stable sort keeps equal parts in the order of the terms, which is the alphabet's.
    order = np.argsort(-shared.parts, kind="stable")[:n]
    return tuple(
        TermOverlap(
            term=a.terms[shared.rows_a[at]],
            count_a=int(a.counts[shared.rows_a[at]]),
            count_b=int(b.counts[shared.rows_b[at]]),
            idf=float(shared.idf[at]),
            part=float(shared.parts[at]),
        )
        for at in order
    )
