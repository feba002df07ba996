"""Measured pairs as rows of a map: every measure as a share of the pairs that are less alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.errors import InputError
from core.maps.table import MOST_ROWS, Rows, checked_table, sampled
from core.measures import DETAIL, all_measures
from core.progress import check, never
from core.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.maps.table import Floats, Ints
    from core.measures import Measure
    from core.survey import Stretch

# Names are what an impersonator copies, and persona never judges (METHODS 0, 6).
UNREAD = frozenset({"identity", "persona"})
_LEAST_PRESENT = 0.5


def map_measures() -> tuple[Measure, ...]:
    """Give the measures that a map of pairs is made of: survey these, others are not read.

    All but identity and persona, and but those of one family that are shown in full elsewhere: forty
    warping distances of one aspect would outvote the rest.

    Examples
    --------
    >>> "content.tfidf_cosine" in {measure.name for measure in map_measures()}
    True
    """
    return tuple(m for m in all_measures() if m.aspect not in UNREAD and DETAIL not in m.tags)


def draw_pairs(
    n_profiles: int, *, most: int = MOST_ROWS, seed: int = 0, always: Sequence[tuple[int, int]] = ()
) -> Ints:
    """Choose the pairs of n profiles that a map shows: all, or a seeded sample where there are too many.

    Parameters
    ----------
    n_profiles : int
    most : int
        Pairs on the map.
    seed : int
    always : sequence of pairs
        Positions of profiles that are on the map in any case.

    Returns
    -------
    ndarray of shape (p, 2)
        Distinct pairs of positions, the smaller first, in ascending order: what
        :func:`core.survey.survey` takes.

    Raises
    ------
    InputError
        If more are to be there in any case than there may be, or one is none.

    Examples
    --------
    >>> draw_pairs(3).tolist()
    [[0, 1], [0, 2], [1, 2]]
    >>> len(draw_pairs(20_000, most=100)), draw_pairs(20_000, most=1, always=[(9, 4)]).tolist()
    (100, [[4, 9]])
    """
    if wrong := [
        pair for pair in always if pair[0] == pair[1] or not 0 <= min(pair) <= max(pair) < n_profiles
    ]:
        message = f"{wrong[0]} is no pair of {n_profiles} profiles"
        raise InputError(message)
    n_pairs = n_profiles * (n_profiles - 1) // 2
    held = [_number(min(pair), max(pair), n_profiles) for pair in always]
    return _pairs_of(sampled(n_pairs, most, seed, held), n_profiles)


def _number(a: int, b: int, n: int) -> int:
    """Give the number of a pair among all pairs, (0, 1) first."""
    return a * (2 * n - a - 1) // 2 + b - a - 1


def _pairs_of(numbers: Ints, n: int) -> Ints:
    """Give the pairs that have some numbers."""
    firsts = np.arange(max(n - 1, 0), dtype=np.int64)
    starts = firsts * (2 * n - firsts - 1) // 2
    a = np.searchsorted(starts, numbers, side="right") - 1
    return np.stack([a, numbers - starts[a] + a + 1], axis=1) if numbers.size else np.zeros((0, 2), np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class PairScale:
    """Where pairs stand among those of a map, measure by measure.

    ``curves`` holds, for each of the f measures, the values of the map's pairs, ascending, the more
    alike the higher; ``fills`` is (f,), what a missing value counts as.
    """

    measures: tuple[Measure, ...]
    curves: tuple[Floats, ...]
    fills: Floats

    @property
    def parts(self) -> tuple[str, ...]:
        """Name the measures."""
        return tuple(measure.label for measure in self.measures)

    def rows(self, found: Sequence[Stretch], /) -> Rows:
        """Make rows of new pairs, which stand where they would have stood among the map's.

        A pair without any value is left out; what is missing in another counts as the map's median.

        Raises
        ------
        InputError
            If a measure of the map was not measured, or no pair has a value.
        """
        values = oriented_values(found, self.measures)
        kept = np.flatnonzero(np.isfinite(values).any(axis=1))
        return Rows(
            checked_table(self.table(values[kept])),
            kept,
            self.parts,
            (*_empty_note(len(values) - len(kept)), *_fill_notes(self.measures, values[kept])),
            self,
        )

    def table(self, values: Floats) -> Floats:
        """Put oriented values, (m, f), on the scale of the map: (m, f), in [0, 1]."""
        shares = [_share_below(values[:, at], curve) for at, curve in enumerate(self.curves)]
        return np.where(np.isfinite(values), np.stack(shares, axis=1), self.fills)


def oriented_values(found: Sequence[Stretch], measures: Sequence[Measure]) -> Floats:
    """Give the values of pairs, (n, f), distances with their sign turned, NaN where one is missing.

    Raises
    ------
    InputError
        If one of the measures was not measured.
    """
    columns = []
    for measure in measures:
        if absent := [stretch for stretch in found if measure.name not in stretch.scores]:
            message = f"{measure.label} was not measured for {sum(len(one.pairs) for one in absent):,} pairs"
            raise InputError(message)
        values = np.concatenate([stretch.scores[measure.name].values for stretch in found])
        columns.append(values if measure.direction == "similarity" else -values)
    n = sum(len(stretch.pairs) for stretch in found)
    return np.stack(columns, axis=1) if columns else np.zeros((n, 0))


def pair_rows(
    found: Sequence[Stretch],
    *,
    most: int = MOST_ROWS,
    seed: int = 0,
    always: Sequence[int] = (),
    cancelled: Callable[[], bool] = never,
) -> Rows:
    """Turn measured pairs into rows of a map.

    Each measure of :func:`map_measures` that was measured is one column: the share of the map's pairs
    that are less alike by it, ties counting half, so that a cosine and a distance in days weigh the same.
    A row does not know which pair it is of, nor how much evidence there was: two rows side by side are
    two pairs that are alike in the same respects, not four profiles that are alike.

    Parameters
    ----------
    found : sequence of Stretch
        Of :func:`core.survey.survey`; all have the same measures.
    most : int
        Rows on the map; of more pairs a seeded sample is taken, and said.
    seed : int
    always : sequence of int
        Positions, among all pairs of ``found`` one after the other, that are on the map in any case.
    cancelled : callable
        Asked with every measure.

    Returns
    -------
    Rows
        Values in (0, 1), the more alike the higher. A measure that is missing for more than half of the
        pairs is left out, and so is one that is the same for all; a pair for which all others are
        missing is left out; what else is missing counts as the median. The notes say all of it.

    Raises
    ------
    InputError
        If nothing is left.
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    METHODS 7. O(f · n log n): 19,900 pairs of 25 measures take about 0.1 s. Deterministic.

    Examples
    --------
    >>> from core.measures import Scores
    >>> from core.survey import Stretch
    >>> none, n = (None,) * 3, np.zeros(3, dtype=np.int64)
    >>> cosines = Scores(np.array([0.2, 0.9, 0.2]), none, n, n, none)
    >>> stretch = Stretch(np.array([[0, 1], [0, 2], [1, 2]]), {}, {"content.tfidf_cosine": cosines})
    >>> pair_rows([stretch]).table.ravel().round(3).tolist()
    [0.333, 0.833, 0.333]
    """
    declared = [m for m in map_measures() if found and all(m.name in stretch.scores for stretch in found)]
    values = oriented_values(found, declared)
    kept = sampled(len(values), most, seed, always)
    notes = _sample_notes(len(kept), len(values), seed)
    check(cancelled, "no map was made")
    values = values[kept]
    there = np.isfinite(values).any(axis=1)
    values, kept = values[there], kept[there]
    notes += _empty_note(int((~there).sum()))
    used, said = _used(values, declared)
    if not used:
        message = "no measure tells these pairs apart: choose more pairs, or add posts to their profiles"
        raise InputError(message)
    check(cancelled, "no map was made")
    measures, values = tuple(declared[at] for at in used), values[:, used]
    curves = tuple(np.sort(column[np.isfinite(column)]) for column in values.T)
    fills = np.array([np.median(_share_below(curve, curve)) for curve in curves])
    scale = PairScale(measures, curves, fills)
    notes += [*said, *_fill_notes(measures, values)]
    return Rows(scale.table(values), kept, scale.parts, tuple(notes), scale)


def _share_below(values: Floats, curve: Floats) -> Floats:
    """Give the share of a curve that lies below each value, ties counting half."""
    below = np.searchsorted(curve, values, side="left")
    return (below + np.searchsorted(curve, values, side="right")) / (2 * max(len(curve), 1))


def _used(values: Floats, measures: Sequence[Measure]) -> tuple[list[int], list[str]]:
    """Choose the measures that are there for half of the pairs and differ; say which are not."""
    there = np.isfinite(values)
    rare = there.mean(axis=0) < _LEAST_PRESENT if len(values) else np.zeros(len(measures), dtype=np.bool_)
    low = np.where(there, values, np.inf).min(axis=0, initial=np.inf)
    flat = ~rare & (low >= np.where(there, values, -np.inf).max(axis=0, initial=-np.inf))
    notes = []
    for chosen, why in ((rare, "missing for more than half of the pairs"), (flat, "the same for all pairs")):
        if chosen.any():
            names = "; ".join(measures[at].label for at in np.flatnonzero(chosen).tolist())
            notes.append(f"Left out, since {why}: {names}")
    return np.flatnonzero(~rare & ~flat).tolist(), notes


def _sample_notes(n_kept: int, n: int, seed: int) -> list[str]:
    if n_kept == n:
        return []
    return [f"A sample of {n_kept:,} of {n:,} pairs, drawn at random with seed {seed}"]


def _empty_note(n: int) -> list[str]:
    return [f"{counted(n, 'pairs')} left out: none of the measures has a value there"] if n else []


def _fill_notes(measures: Sequence[Measure], values: Floats) -> list[str]:
    """Say how much of which measure counts as its median."""
    missing = (~np.isfinite(values)).mean(axis=0)
    filled = [
        f"{m.label} ({share:.1%})" for m, share in zip(measures, missing.tolist(), strict=True) if share
    ]
    return [f"Counted as the median where missing: {'; '.join(filled)}"] if filled else []
