"""How fast are the audiences of all pairs: rarity cosine and Jaccard, and the chance of an overlap.

The reference is scikit-learn's and scipy's way, in pieces that fit into memory; every pair that it
finds must be found, with the same values, before the time is believed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from benchmarks.clock import repeated, seconds
from benchmarks.line import Line
from benchmarks.stock import GENERATED
from core.audience.incidence import Incidence, Rarity, incidence
from core.audience.likeness import Likeness, LikenessCuts, likeness_above
from core.census import Census
from core.model import Audience
from core.significance import fit_null, overlap_tails

if TYPE_CHECKING:
    import numpy.typing as npt

    from benchmarks.bench import Bench

TIMES = 100  # as many profiles as elsewhere: 20,000 where the others have 200
AGAINST = "scipy.sparse, 500 rows at a time"
TARGET = 60.0
CUT = 0.1
CUTS = LikenessCuts(jaccard=CUT, rarity_cosine=CUT, min_targets=1)
FAR_OFF = 1e-12
N_LAWS = 5_000
_SEED, _ROWS = 4909, 500
_TYPICAL, _UNEVEN, _MOST, _FEWEST = 300, 0.8, 5_000, 10
_CIRCLE, _OF_CIRCLE, _NEAR = 50, 0.5, 1_000


def crowd(n: int) -> list[Audience]:
    """Make the audiences of n profiles: some famous targets, a long tail, circles of fifty."""
    rng = np.random.default_rng(_SEED)
    n_targets = 40 * n
    made = []
    for row in range(n):
        size = int(np.clip(rng.lognormal(np.log(_TYPICAL), _UNEVEN), _FEWEST, _MOST))
        n_near = int(size * _OF_CIRCLE)
        near = row // _CIRCLE * _NEAR + (_NEAR * rng.random(n_near) ** 2).astype(np.int64)
        far = (n_targets * rng.random(size - n_near) ** 4).astype(np.int64)
        targets = np.unique(np.concatenate([near, far]))
        weights = np.zeros((targets.size, 4), dtype=np.int64)
        weights[:, 3] = rng.zipf(2.2, targets.size).clip(max=500)
        made.append(Audience(tuple(f"x:{target:09d}" for target in targets.tolist()), weights))
    return made


def _rarity(audiences: list[Audience]) -> Rarity:
    targets, counts = np.unique(np.concatenate([one.targets for one in audiences]), return_counts=True)
    return Rarity(Census.of(dict(zip(targets.tolist(), counts.tolist(), strict=True))), len(audiences))


def _sorted(product: Any) -> Any:
    """Put the entries of each row in order, so that two products of one pattern go side by side."""
    product.sort_indices()
    return product.tocoo()


def _theirs(laid: Incidence) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Give the pairs above the cuts and their cosines."""
    sheet, n = laid.sheet, laid.n_profiles
    shape = (n, len(laid.targets))
    parts = sparse.csr_array((sheet.parts, sheet.targets, sheet.starts), shape=shape)
    unit = (sparse.diags_array(1 / np.sqrt(sheet.squares)) @ parts).tocsr()
    ones = sparse.csr_array((np.ones(sheet.targets.size), sheet.targets, sheet.starts), shape=shape)
    sizes, found, values = laid.sizes(), [], []
    for first in range(0, n, _ROWS):
        rows = range(first, min(first + _ROWS, n))
        cosine, shared = (_sorted(whole[rows] @ whole.T) for whole in (unit, ones))
        a, b = cosine.coords[0] + first, cosine.coords[1]
        union = sizes[a] + sizes[b] - shared.data
        kept = (a < b) & ((cosine.data >= CUT) | (shared.data / union >= CUT))
        found.append(np.column_stack([a[kept], b[kept]]))
        values.append(cosine.data[kept])
    return np.concatenate(found), np.concatenate(values)


def _agreed(ours: Likeness, theirs: tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]) -> float:
    """Hold both against each other; a pair at the very cut-off may be in one of them only."""
    pairs, values = theirs
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    if not np.array_equal(pairs[order], ours.pairs):
        message = f"all pairs above a cut-off: ours are {len(ours.pairs)}, the reference's {len(pairs)}"
        raise ValueError(message)
    worst = float(np.abs(values[order] - ours.rarity_cosine).max(initial=0.0))
    if worst > FAR_OFF:
        message = f"rarity cosine: ours is {worst} off the reference"
        raise ValueError(message)
    return worst


def run(bench: Bench) -> list[Line]:
    n = bench.scale.n_profiles * TIMES
    bench.say(f"audience: making {n:,} profiles")
    audiences = crowd(n)
    rarity, own = _rarity(audiences), [frozenset({f"y:{row}"}) for row in range(n)]
    laid = incidence(audiences, own, rarity=rarity)
    likeness_above(incidence(audiences[:2], own[:2]), CUTS)  # compiled before anything is timed
    data = f"{n:,} {GENERATED} profiles, {laid.sheet.targets.size:,} targets named"
    bench.say("audience: all pairs above a cut-off")
    found: list[Likeness] = []
    ours = repeated(lambda: found.append(likeness_above(laid, CUTS)), bench.repeats)
    references: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]] = []
    theirs = seconds(lambda: references.append(_theirs(laid)))
    said = f"{AGAINST}; at most {_agreed(found[0], references[0]):.0e} apart"
    null = fit_null(laid.sizes(), laid.popularity())
    few = slice(0, N_LAWS)
    overlaps = found[0].n_a[few], found[0].n_b[few], found[0].shared[few]
    overlap_tails(null, *(one[:1] for one in overlaps))
    chance = repeated(partial(overlap_tails, null, *overlaps), bench.repeats)
    laying = repeated(partial(incidence, audiences, own, rarity=rarity), bench.repeats)
    fitting = repeated(partial(fit_null, laid.sizes(), laid.popularity()), bench.repeats)
    return [
        Line(f"rarity cosine and Jaccard, all pairs above {CUT}", "s", data, ours, said, (theirs,), TARGET),
        Line("audiences laid out for it", "s", data, laying),
        Line("the null of overlaps fitted", "s", data, fitting),
        Line(f"p-values of {len(overlaps[0]):,} overlaps", "s", data, chance),
    ]
