"""A map: rows of numbers laid out in a plane, seeded and repeatable, and new rows placed into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.errors import InputError
from core.maps import fuzzy, tsne
from core.maps.neighbour import nearest
from core.maps.table import checked_table
from core.maps.trust import LEAST_ROWS, MOST_ASKED, N_NEIGHBORS, trustworthiness
from core.model import Layout
from core.progress import check, ignore_progress, never
from core.spread import aside

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from core.maps.params import MapParams
    from core.maps.table import Floats, Ints, Rows

    Cancelled = Callable[[], bool]

MIN_ROWS = 4
_JITTER = 0.01
_FARTHEST = 1e6
_SMALL = 1e-4  # the spread with which t-SNE begins
_NAMES = {"tsne": "t-SNE", "umap": "UMAP"}
# Shares of the progress: until neighbours are found, until all lie.
_FOUND, _LAID = 0.12, 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Gauge:
    """Where the middle of the rows is, (f,), and how far they reach from it: no map knows of either."""

    middle: Floats
    reach: float

    @classmethod
    def of(cls, table: Floats) -> Gauge:
        """Take the measure of rows, none of which is too large or too small to be squared after."""
        high, low = table.max(axis=0), table.min(axis=0)
        middle = low / 2 + high / 2
        return cls(middle, float((high / 2 - low / 2).max()) or 1.0)

    def applied(self, table: Floats) -> Floats:
        """Give rows as the map has them; one that is out of all proportion lies far out, and no farther."""
        with np.errstate(over="ignore"):
            near = (table - self.middle) / self.reach
        return np.clip(near, -_FARTHEST, _FARTHEST)


@dataclass(frozen=True, slots=True, eq=False)
class Mapped:
    """A map, and what places new rows into it: the rows it was made of, on the ``gauge`` of the map."""

    layout: Layout
    params: MapParams
    table: Floats
    gauge: Gauge

    def place(self, table: npt.ArrayLike, *, cancelled: Cancelled = never) -> Floats:
        """Place new rows, (m, f), without moving any other: (m, 2).

        Where a new row lies says which old ones it is nearest to, and no more: one that is like none of
        them is put beside some all the same.

        Parameters
        ----------
        table : array_like of shape (m, f)
            On the scales of the map's own: ``rows.scale.rows(found).table``.
        cancelled : callable
            Asked every 0.2 s.

        Raises
        ------
        InputError
            If they have other columns than the map, or a value that is no finite number.
        CancelledError
            If the analyst stopped it.

        Notes
        -----
        Deterministic. Each new row is placed for itself, so that two new ones like each other and like
        nothing else are not brought together.
        """
        asked = np.asarray(table, dtype=np.float64)
        width = self.table.shape[1]
        if asked.ndim != 2 or asked.shape[1] != width:  # noqa: PLR2004 — rows and columns
            message = f"the map is made of {width} columns; rows of shape {asked.shape} do not fit it"
            raise InputError(message)
        if not len(asked):
            return np.zeros((0, 2))
        asked = self.gauge.applied(checked_table(asked))
        n, points, params = len(self.table), self.layout.points, self.params
        k = min(n, int(3 * tsne.PLACING_PERPLEXITY) if params.method == "tsne" else params.n_neighbors)
        near, apart = nearest(self.table, asked, k, cancelled=cancelled)
        if params.method == "tsne":
            return aside(lambda: tsne.place(points, near, apart), cancelled)
        return aside(lambda: fuzzy.place(points, near, apart, params.min_dist, params.seed), cancelled)


def lay_out(
    rows: Rows,
    params: MapParams,
    *,
    progress: Callable[[float, str], None] = ignore_progress,
    cancelled: Cancelled = never,
) -> Mapped:
    """Lay rows out in a plane, so that those alike lie together.

    Neighbours on the map are mostly neighbours in the measures; its ``trustworthiness`` says how many.
    Distances between groups, their sizes and the empty room between them mean nothing: a map is for
    finding what to look at, and no evidence.

    Parameters
    ----------
    rows : Rows
        Of :func:`core.maps.row.pair_rows` or :func:`core.maps.row.profile_rows`; any with a finite table.
    params : MapParams
    progress : callable
        Given the share done and words for it.
    cancelled : callable
        Asked at least every 0.5 s whether to stop.

    Returns
    -------
    Mapped
        The layout, with all settings as they were used: a perplexity above a third of the other rows,
        or more neighbours than there are rows, are cut down to it, and the notes say so. Rows equal to
        each other lie beside each other, in an order that means nothing.

    Raises
    ------
    InputError
        Of fewer than four rows, or where a value is no finite number.
    CancelledError
        If the analyst stopped it.

    Notes
    -----
    METHODS 7. Exact neighbours, and a start along the two directions of greatest variance. Equal bit for
    bit for equal rows and parameters on one machine. 19,900 rows of 25 take less than 30 s on two
    cores, either way, the import of the library (and for UMAP what it compiles) left out.

    Examples
    --------
    >>> from core.maps.params import MapParams
    >>> from core.maps.table import Rows
    >>> table = np.random.default_rng(0).normal(size=(30, 3))
    >>> mapped = lay_out(Rows(table, np.arange(30), ("a", "b", "c")), MapParams(perplexity=5))
    >>> mapped.layout.points.shape, dict(mapped.layout.settings)["perplexity"]
    ((30, 2), '5')
    """
    given = checked_table(rows.table, MIN_ROWS)
    gauge = Gauge.of(given)
    table, n = gauge.applied(given), len(given)
    perplexity = tsne.usable_perplexity(params.perplexity, n)
    k = int(3 * perplexity) if params.method == "tsne" else min(params.n_neighbors, n) - 1
    near, apart = nearest(
        table,
        table,
        k,
        own=np.arange(n),
        progress=lambda share: progress(_FOUND * share, f"Finding the nearest of {n:,} rows"),
        cancelled=cancelled,
    )
    begun = start(table, params.seed)
    points = _laid(begun, near, apart, params, perplexity, progress, cancelled)
    check(cancelled, "no map was made")
    progress(_LAID, "Checking how far the map can be trusted")
    trust = trustworthiness(table, points, seed=params.seed, cancelled=cancelled) if n >= LEAST_ROWS else None
    progress(1.0, "The map is made")
    settings, notes = _told(params, table, perplexity, k, trust)
    return Mapped(Layout(params.method, points, trust, settings, (*rows.notes, *notes)), params, table, gauge)


def _laid(
    begun: Floats,
    near: Ints,
    apart: Floats,
    params: MapParams,
    perplexity: float,
    progress: Callable[[float, str], None],
    cancelled: Cancelled,
) -> Floats:
    """Have the library lay the rows out in a thread of its own, which ends soon after it is to stop."""
    stop, reached = [False], [0.0]
    name = _NAMES[params.method]

    def tell(share: float) -> bool:
        reached[0] = share
        return stop[0]

    def asked() -> bool:
        # Said from here, since what draws progress may be bound to the thread that asked for the map.
        progress(_FOUND + (_LAID - _FOUND) * reached[0], f"Laying out by {name}: {reached[0]:.0%}")
        stop[0] = cancelled()
        return stop[0]

    asked()
    if params.method == "tsne":
        return aside(lambda: tsne.descend(begun * _SMALL, near, apart, perplexity, tell), asked)
    return aside(lambda: fuzzy.settle(begun, near, apart, params.min_dist, params.seed, tell), asked)


def start(table: Floats, seed: int) -> Floats:
    """Give each row its place along the two directions of greatest variance, moved by a seeded hair.

    Returns
    -------
    ndarray of shape (n, 2)
        The first column has spread 1; signs are such that the heaviest entry of each direction is
        positive. The hair, of spread .01, parts rows that are equal.

    Examples
    --------
    >>> bool(np.ptp(start(np.array([[0.0, 0.0], [4.0, 0.0]]), 0)[:, 0]) > 1)
    True
    """
    centred = table - table.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    found = np.zeros((len(table), 2))
    for at, axis in enumerate(axes.T[:-3:-1]):
        heaviest = int(np.abs(axis).argmax())
        found[:, at] = centred @ (axis * np.sign(axis[heaviest]))
    spread = float(found[:, 0].std())
    hair = np.random.default_rng(seed).normal(scale=_JITTER, size=found.shape)
    return hair + (found / spread if spread > 0 else 0.0)


def _told(
    params: MapParams, table: Floats, perplexity: float, k: int, trust: float | None
) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Say how the map was made, and what of it is not as it was asked for."""
    n = len(table)
    notes = []
    if params.method == "tsne":
        own = [
            ("perplexity", f"{perplexity:.4g}"),
            ("learning rate", f"{tsne.learning_rate(n):,.0f}"),
            ("steps", f"{tsne.N_EARLY} with exaggeration {tsne.EXAGGERATION:g}, then {tsne.N_LATE}"),
            ("repulsion", "interpolated" if n >= tsne.MANY else "Barnes-Hut tree"),
        ]
        if perplexity < params.perplexity:
            notes.append(
                f"Perplexity {params.perplexity:g} is more than {n:,} rows allow: {perplexity:.4g} was used"
            )
    else:
        own = [
            ("neighbours", f"{k + 1}, the row itself among them"),
            ("least distance", f"{params.min_dist:g}"),
            ("epochs", f"{fuzzy.N_EPOCHS[n >= fuzzy.MANY]}"),
        ]
        if k + 1 < params.n_neighbors:
            notes.append(f"{params.n_neighbors} neighbours are more than {n:,} rows: {k + 1} were used")
    if trust is None:
        notes.append(f"Too few rows to say how far the map can be trusted: {LEAST_ROWS} are needed")
    looked = f"all {n:,} rows" if n <= MOST_ASKED else f"a sample of {MOST_ASKED:,} of {n:,} rows"
    if (n_distinct := len(np.unique(table, axis=0))) < n:
        notes.append(f"{n - n_distinct:,} of {n:,} rows equal another one in every column")
    general = [
        ("method", _NAMES[params.method]),
        ("rows", f"{n:,}"),
        ("columns", f"{table.shape[1]:,}"),
        ("start", "two principal components"),
        ("nearest rows", "exact, Euclidean"),
        ("seed", f"{params.seed}"),
    ]
    if trust is not None:
        own.append(("trustworthiness", f"of {N_NEIGHBORS} neighbours, {looked}"))
    return (*general[:3], *own, *general[3:]), notes
