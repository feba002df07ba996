"""How long does a map of all pairs of 200 profiles take, and how far can it be trusted: t-SNE and UMAP.

Rows are made up: profiles lie in a space of eight directions, and each measure of a pair sees how far two
are apart along some of them, with noise of its own, as a share of the pairs (what
:func:`core.maps.row.pair_rows` makes of measures). What is compiled is compiled before; neighbours, the
start, the map and how far it can be trusted are timed. The references make the map alone.
"""

from __future__ import annotations

from functools import partial
from time import process_time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats import rankdata

from benchmarks.clock import seconds
from benchmarks.line import Line
from benchmarks.stock import GENERATED
from core.maps.layout import lay_out
from core.maps.params import MapParams
from core.maps.table import Rows
from core.maps.trust import trustworthiness

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from benchmarks.bench import Bench
    from core.model import MapMethod

    Floats = npt.NDArray[np.float64]

N_PROFILES, N_MEASURES = 200, 25
TARGET = 30.0
LEAST_OF_THEIRS = 0.01  # of trustworthiness, that ours may be below theirs
AGAINST = {
    "tsne": "sklearn.manifold.TSNE, perplexity 30, same seed, every core",
    "umap": "umap.UMAP as it comes, same seed",
}
_NAMES = {"tsne": "t-SNE", "umap": "UMAP"}
_WARM = 400
_SEED = 4909
_DIRECTIONS = 8


def pair_table(n_profiles: int, n_measures: int) -> Floats:
    """Make up rows of all pairs of some profiles, (p, m), each value a share of the pairs."""
    rng = np.random.default_rng(_SEED)
    profiles = rng.normal(size=(n_profiles, _DIRECTIONS))
    a, b = np.triu_indices(n_profiles, 1)
    apart = np.abs(profiles[a] - profiles[b])
    seen = apart @ rng.normal(size=(_DIRECTIONS, n_measures)) + 0.5 * rng.normal(size=(len(a), n_measures))
    return np.asarray((rankdata(seen, axis=0) - 0.5) / len(a))


def _ours(table: Floats, method: MapMethod) -> Floats:
    rows = Rows(table, np.arange(len(table)), tuple(f"measure {n}" for n in range(table.shape[1])))
    return lay_out(rows, MapParams(method=method, seed=_SEED)).layout.points


def _theirs(table: Floats, method: MapMethod) -> Floats:
    if method == "tsne":
        from sklearn.manifold import TSNE  # noqa: PLC0415 — a claim loads what it measures

        return np.asarray(TSNE(perplexity=30, random_state=_SEED, n_jobs=-1).fit_transform(table))
    from umap import UMAP  # noqa: PLC0415

    return np.asarray(UMAP(random_state=_SEED, n_jobs=1).fit_transform(table), dtype=np.float64)


class _Run(NamedTuple):
    """What some runs took, on the wall and of all cores together, and the last map."""

    spent: tuple[float, ...]
    worked: tuple[float, ...]
    points: Floats


def _timed(work: Callable[[], Floats], n: int) -> _Run:
    found: list[Floats] = []
    spent, worked = [], []
    for _ in range(n):
        before = process_time()
        spent.append(seconds(lambda: found.append(work())))
        worked.append(process_time() - before)
    return _Run(tuple(spent), tuple(worked), found[-1])


def measured(table: Floats, method: MapMethod, repeats: int) -> list[Line]:
    """Measure one kind of map of a table against its reference, in one run.

    Besides the time on the wall that of the processor is told, which a busy machine lengthens less.

    Raises
    ------
    ValueError
        If our map can be trusted less than the reference's.
    """
    # Every loop compiled, the largest kind of each too, or read if it has been.
    warm = table[: max(_WARM, len(table) // 8)]
    _ours(warm, method)
    _theirs(table[:_WARM], method)
    ours = _timed(partial(_ours, table, method), repeats)
    theirs = _timed(partial(_theirs, table, method), 1)
    trust, their_trust = trustworthiness(table, ours.points), trustworthiness(table, theirs.points)
    if trust < their_trust - LEAST_OF_THEIRS:
        message = f"{_NAMES[method]}: trustworthiness {trust:.3f}, the reference's is {their_trust:.3f}"
        raise ValueError(message)
    claim, against = (
        f"{_NAMES[method]} map of all pairs",
        f"{AGAINST[method]}; trustworthiness {their_trust:.3f}",
    )
    size = f"{len(table):,} {GENERATED} pairs × {table.shape[1]} measures"
    data = f"{size}; trustworthiness {trust:.3f}"
    return [
        Line(claim, "s", data, ours.spent, against, theirs.spent, TARGET),
        Line(f"{claim}, processor time", "s", size, ours.worked, AGAINST[method], theirs.worked),
    ]


def run(bench: Bench) -> list[Line]:
    table = pair_table(N_PROFILES, N_MEASURES)
    lines: list[Line] = []
    methods: tuple[MapMethod, ...] = ("tsne", "umap")
    for method in methods:
        bench.say(f"{_NAMES[method]} of {len(table):,} pairs, and its reference")
        lines += measured(table, method, min(bench.repeats, 2))
    return lines
