"""Strong friendships of many pairs: whom both name often ([B] 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.audience.kernel import count_strong
from core.audience.overlap import cut_of
from core.progress import check, never
from core.spread import spread

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from core.audience.incidence import Incidence
    from core.audience.likeness import Likeness
    from core.audience.params import AudienceParams

    Ints = npt.NDArray[np.int64]


class Friendships(NamedTuple):
    """The strong friendships of p pairs, (p,) each: those of both, of A and of B; either's own left out."""

    shared: Ints
    n_a: Ints
    n_b: Ints


class _Cuts:
    """The cut of each row, and what it is without the other profile where that is named."""

    def __init__(self, laid: Incidence, params: AudienceParams) -> None:
        self._sheet, self._params = laid.sheet, params
        rows = zip(laid.sheet.starts[:-1].tolist(), laid.sheet.starts[1:].tolist(), strict=True)
        self.whole = np.array([cut_of(laid.sheet.counts[first:end], params) for first, end in rows])

    def without(self, row: int, other: int) -> float:
        """Give the cut of a row where the columns that mean another are left out."""
        sheet = self._sheet
        named = slice(sheet.starts[row], sheet.starts[row + 1])
        own = sheet.own[sheet.own_starts[other] : sheet.own_starts[other + 1]]
        return cut_of(sheet.counts[named][~np.isin(sheet.targets[named], own)], self._params)


def friendships(
    laid: Incidence, found: Likeness, params: AudienceParams, *, cancelled: Callable[[], bool] = never
) -> Friendships:
    """Count the strong friendships that :func:`core.audience.overlap.overlap` marks, for many pairs.

    Parameters
    ----------
    laid : Incidence
        Over ``params.kinds``.
    found : Likeness
        Of the pairs, in that incidence: it says who names whom.
    params : AudienceParams
    cancelled : callable
        Asked every 0.2 s whether to stop.

    Returns
    -------
    Friendships

    Raises
    ------
    CancelledError
        If ``cancelled`` said so.

    Notes
    -----
    O(n_a + n_b) a pair; a cut is worked out anew only for a pair of which one names the other.

    Examples
    --------
    >>> from core.audience.incidence import incidence
    >>> from core.audience.likeness import likeness
    >>> from core.audience.params import AudienceParams
    >>> from core.model import Audience
    >>> one = Audience(("x:1", "x:2"), np.array([[5, 0, 0, 0], [1, 0, 0, 0]]))
    >>> laid = incidence([one, one], [{"x:8"}, {"x:9"}])
    >>> friendships(laid, likeness(laid, [[0, 1]]), AudienceParams()).shared.tolist()
    [1]
    """
    cuts = _Cuts(laid, params)
    of_pairs = cuts.whole[found.pairs] if len(cuts.whole) else np.zeros((0, 2))
    for side, named in enumerate((found.a_to_b, found.b_to_a)):
        for k in np.flatnonzero(named).tolist():
            check(cancelled, "no value was kept")
            of_pairs[k, side] = cuts.without(int(found.pairs[k, side]), int(found.pairs[k, 1 - side]))
    counts = np.zeros((len(found.pairs), 3), dtype=np.int64)

    def work(first: int, end: int, stop: npt.NDArray[np.uint8]) -> None:
        if not stop[0]:
            count_strong(laid.sheet, found.pairs[first:end], of_pairs[first:end], counts[first:end])

    spread(work, len(counts), cancelled=cancelled)
    return Friendships(*counts.T.copy())
