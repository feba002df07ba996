"""Every pair of a workspace, or those of a list, by every measure: what a pair page calls, by the block.

Pairs are measured a stretch at a time: at most 200 profiles are held, whatever the number of pairs, and
whoever reads stretch by stretch holds no more of the result either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import numpy as np

from core.block import Block
from core.errors import InputError, ParameterError
from core.measures import all_measures
from core.pair_table import row_table, table_schema
from core.progress import check, ignore_progress, never

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import numpy.typing as npt
    import pyarrow as pa

    from core.gallery import Gallery
    from core.measures import Measure, Scores
    from core.model import Portrait
    from core.params import ComparisonParams
    from core.reference import Reference

    Pairs = npt.NDArray[np.int64]

MOST_PROFILES = 200  # some 5 MB each while they are measured
MOST_PAIRS = MOST_PROFILES * (MOST_PROFILES - 1) // 2
_STOPPED = "the pairs that were not yet measured are left out"


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Some pairs, measured: ``pairs`` are (p, 2) positions among the portraits, ``keys`` by position."""

    pairs: Pairs
    keys: Mapping[int, str]
    scores: Mapping[str, Scores]


class OnDemand(Sequence["Portrait"]):
    """The portraits of some profiles, each read when it is asked for, so that none has to be held.

    >>> len(OnDemand(None, ["x:1", "x:2"]))
    2
    """

    def __init__(self, gallery: Gallery, keys: Sequence[str]) -> None:
        self._gallery, self.keys = gallery, keys

    @overload
    def __getitem__(self, at: int) -> Portrait: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Portrait]: ...
    def __getitem__(self, at: int | slice) -> Portrait | Sequence[Portrait]:
        """Read a portrait."""
        if isinstance(at, slice):
            return OnDemand(self._gallery, self.keys[at])
        return self._gallery.portrait(self.keys[at])

    def __len__(self) -> int:
        """Count the profiles."""
        return len(self.keys)


def count_pairs(n_profiles: int, pairs: Pairs | None = None) -> int:
    """Count the pairs of n profiles, or those of a list.

    >>> count_pairs(200)
    19900
    """
    return n_profiles * (n_profiles - 1) // 2 if pairs is None else len(pairs)


def checked_pairs(pairs: npt.ArrayLike, n_profiles: int) -> Pairs:
    """Give pairs as an array, (p, 2), in the order in which they are measured.

    Raises
    ------
    ParameterError
        If one names no profile, or one profile twice, or two name the same two profiles: whoever
        counts pairs would count them twice.

    Examples
    --------
    >>> checked_pairs([(2, 0), (0, 1)], 3).tolist()
    [[0, 1], [2, 0]]
    """
    given = np.asarray(pairs)
    if not given.size:
        return np.zeros((0, 2), dtype=np.int64)
    if given.ndim != 2 or given.shape[1] != 2 or not np.issubdtype(given.dtype, np.integer):  # noqa: PLR2004
        message = f"pairs have shape {given.shape} and type {given.dtype}; give whole numbers, (p, 2)"
        raise ParameterError(message)
    if int(given.min()) < 0 or int(given.max()) >= n_profiles:
        message = f"a pair names profile {int(given.min())} or {int(given.max())} of {n_profiles}"
        raise ParameterError(message)
    if (same := given[:, 0] == given[:, 1]).any():
        message = f"a pair is of one profile ({int(given[same][0, 0])}), which is like itself"
        raise ParameterError(message)
    chosen = given.astype(np.int64)
    ordered, counts = np.unique(np.sort(chosen, axis=1), axis=0, return_counts=True)
    if len(ordered) < len(chosen):
        message = f"the pair {tuple(ordered[counts > 1][0].tolist())} is named twice; name each pair once"
        raise ParameterError(message)
    side = MOST_PROFILES // 2
    keys = (chosen[:, 1], chosen[:, 0], chosen[:, 1] // side, chosen[:, 0] // side)
    order = np.lexsort(keys if n_profiles > MOST_PROFILES else keys[:2])
    return np.ascontiguousarray(chosen[order])


def stretches(n_profiles: int, pairs: Pairs | None = None) -> Iterator[Pairs]:
    """Cut all pairs of n profiles, or checked ones, into stretches of few profiles.

    >>> [len(pairs) for pairs in stretches(300)]
    [4950, 10000, 10000, 4950, 10000, 4950]
    """
    if pairs is not None:
        yield from _stretches_of(pairs)
        return
    side = n_profiles if n_profiles <= MOST_PROFILES else MOST_PROFILES // 2
    firsts = range(0, n_profiles, side) if n_profiles > 1 else ()
    for first in firsts:
        for other in range(first, n_profiles, side):
            rows = np.arange(first, min(first + side, n_profiles), dtype=np.int64)
            columns = np.arange(other, min(other + side, n_profiles), dtype=np.int64)
            tile = np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2)
            if len(tile := tile[tile[:, 0] < tile[:, 1]]):
                yield tile


def _stretches_of(pairs: Pairs) -> Iterator[Pairs]:
    first = 0
    while first < len(pairs):
        some = pairs[first : first + MOST_PAIRS]
        _, met = np.unique(some.ravel(), return_index=True)
        if met.size > MOST_PROFILES:
            some = some[: np.sort(met)[MOST_PROFILES] // 2]
        yield some
        first += len(some)


def survey(
    portraits: Sequence[Portrait],
    reference: Reference | None,
    params: ComparisonParams,
    pairs: npt.ArrayLike | None = None,
    *,
    measures: Sequence[Measure] | None = None,
    skip: Callable[[Pairs], bool] = lambda _: False,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Iterator[Stretch]:
    """Measure pairs of portraits, a stretch at a time.

    Parameters
    ----------
    portraits : sequence of Portrait
        Different profiles, their audiences unified. Each is asked for as often as there are stretches
        it is in, and not held after: :class:`OnDemand` reads them from disk.
    reference, params
        As for :func:`core.comparison.compare`.
    pairs : array_like of shape (p, 2), optional
        Positions in ``portraits``, each two profiles once, in either order; all pairs where None.
    measures : sequence of Measure, optional
        All of the register where None.
    skip : callable
        Asked of each stretch's pairs whether they are known already and left out.
    progress : callable
        Given the share done and words for it.
    cancelled : callable
        Asked at least every 0.5 s whether to stop.

    Yields
    ------
    Stretch
        Its pairs in an order that only the set of all pairs decides.

    Raises
    ------
    ParameterError
        If pairs are none, see :func:`checked_pairs`.
    InputError
        If two portraits of a pair are of one profile.
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    Every value has the same bits as in :func:`core.comparison.compare`, whatever else is measured. 19,900
    pairs of 3,200 posts each take about 30 s on two cores. Deterministic.
    """
    chosen = None if pairs is None else checked_pairs(pairs, len(portraits))
    used = all_measures() if measures is None else measures
    n_pairs, done = count_pairs(len(portraits), chosen), 0
    for some in stretches(len(portraits), chosen):
        check(cancelled, _STOPPED)
        before = done
        done += len(some)
        if skip(some):
            continue

        def tell(share: float, what: str, before: int = before, size: int = len(some)) -> None:
            now = before + share * size
            progress(now / n_pairs, f"Measuring {int(now):,} of {n_pairs:,} pairs: {what}")

        yield _measured(portraits, some, used, reference, params, tell, cancelled)


def _measured(
    portraits: Sequence[Portrait],
    pairs: Pairs,
    measures: Sequence[Measure],
    reference: Reference | None,
    params: ComparisonParams,
    tell: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> Stretch:
    places, rows = np.unique(pairs, return_inverse=True)
    rows = rows.reshape(-1, 2)
    held = []
    for place in places.tolist():
        check(cancelled, _STOPPED)
        tell(0.0, "reading portraits")
        held.append(portraits[place])
    keys = {place: portrait.profile.key for place, portrait in zip(places.tolist(), held, strict=True)}
    if len(set(keys.values())) < len(keys):
        message = "two portraits are of one profile; give each profile once"
        raise InputError(message)
    scores, step = {}, 1 / max(len(measures), 1)
    block = Block(held, cancelled=cancelled)
    for n, measure in enumerate(measures):
        block.check()
        tell(n * step, measure.label)
        block.progress = lambda share, n=n, what=measure.label: tell((n + share) * step, what)  # type: ignore[misc]
        scores[measure.name] = measure.scores(block, block, rows, reference, params)
    return Stretch(pairs, keys, scores)


def measure_pairs(
    portraits: Sequence[Portrait],
    reference: Reference | None,
    params: ComparisonParams,
    pairs: npt.ArrayLike | None = None,
    *,
    measures: Sequence[Measure] | None = None,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Callable[[], bool] = never,
) -> Iterator[pa.Table]:
    """Measure pairs of portraits, as tables of pairs × measures; ``pa.concat_tables`` makes them one.

    Parameters, order, errors and cost are those of :func:`survey`; the columns are told by
    :mod:`core.pair_table`.
    """
    used = all_measures() if measures is None else measures
    schema = table_schema(used, params)
    found = survey(portraits, reference, params, pairs, measures=used, progress=progress, cancelled=cancelled)
    for stretch in found:
        yield row_table(stretch, schema)
