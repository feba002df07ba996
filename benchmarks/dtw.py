"""How fast are the warping distances of all pairs: of rates, of counts, in a band, round a clock.

Every distance of ours is held against the reference's before the time is believed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from dtaidistance import dtw
from llvmlite import binding  # type: ignore[import-untyped]

from benchmarks.clock import seconds
from benchmarks.line import Line
from benchmarks.stock import GENERATED, ROOT
from core.behaviour.block import all_distances

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from benchmarks.bench import Bench

    Series = list[npt.NDArray[np.float64]]
    Compute = Callable[[], npt.NDArray[np.float64]]

N_DAYS, N_HOURS = 365, 168
BAND_DAYS, BAND_HOURS = 3, 2
AGAINST = "dtaidistance.dtw.distance_matrix_fast, parallel"
FAR_OFF = 1e-9
_SEED = 4909
_UNITS = {"avx512f": "AVX-512", "avx2": "AVX2", "avx": "AVX", "sse2": "SSE2", "neon": "NEON"}
_COMPILE = (
    "from time import perf_counter as now; from core.behaviour.block import all_distances as d; "
    "rows = [[k, 1] for k in range({n})]; start = now(); d(rows, {options}); print(now() - start)"
)


class _Case(NamedTuple):
    """One thing that is timed: ours, theirs, the cells to fill, and how many times theirs is asked for."""

    claim: str
    data: str
    cells: float
    ours: Compute
    theirs: Compute
    against: str = AGAINST
    times: float | None = None


def vector_unit() -> str:
    """Name the widest vectors that the compiled loops can use here."""
    features = binding.get_host_cpu_features()
    return next((name for key, name in _UNITS.items() if features.get(key)), "no vector unit known")


def timelines(n: int, lengths: npt.NDArray[np.int64]) -> Series:
    """Make counts a day as busy and as uneven as those of real profiles, n of them."""
    rng = np.random.default_rng(_SEED)
    return [
        rng.poisson(rng.gamma(0.7, rng.gamma(2, 2), size)).astype(np.float64)
        for size in np.resize(lengths, n).tolist()
    ]


def _theirs(series: Series, **options: object) -> npt.NDArray[np.float64]:
    return np.array(dtw.distance_matrix_fast(series, compact=True, **options))


def _aeon(series: Series) -> npt.NDArray[np.float64]:
    pairwise = import_module("aeon.distances").dtw_pairwise_distance
    whole = np.sqrt(pairwise(np.array(series)[:, None, :], n_jobs=-1))
    above: npt.NDArray[np.float64] = whole[np.triu_indices(len(series), 1)]
    return above


def _cells(series: Series) -> float:
    sizes = np.array([row.size for row in series], dtype=np.float64)
    return float((sizes.sum() ** 2 - (sizes**2).sum()) / 2)


def _cases(n: int) -> list[_Case]:
    counts = timelines(n, np.array([N_DAYS]))
    rates = [row / max(row.mean(), 1e-3) for row in counts]
    uneven = timelines(n // 2 + 1, np.arange(20, 1_000, 49))
    year, unit = f"{n} {GENERATED} series of {N_DAYS} days", vector_unit()
    free, banded = _cells(counts), n * (n - 1) / 2 * N_DAYS * (2 * BAND_DAYS + 1)
    cases = [
        _Case(
            "DTW of all pairs, float64, 15 × the reference asked",
            f"{year}, rates, {unit}",
            free, partial(all_distances, rates), partial(_theirs, rates), times=15,
        ),
        _Case(
            "DTW of all pairs, int32, 30 × the reference asked",
            f"{year}, counts, {unit}",
            free, partial(all_distances, counts), partial(_theirs, counts), times=30,
        ),
        _Case(
            "DTW of all pairs, lengths differing",
            f"{len(uneven)} {GENERATED} series of 20 to 951 days, counts, {unit}",
            _cells(uneven), partial(all_distances, uneven), partial(_theirs, uneven),
        ),
        _Case(
            "DTW of all pairs in a band of 3 days",
            f"{year}, rates, {unit}",
            banded,
            partial(all_distances, rates, band=BAND_DAYS),
            partial(_theirs, rates, window=BAND_DAYS + 1),
        ),
    ]  # fmt: skip
    if find_spec("aeon"):
        aeon = partial(_aeon, rates)
        ours = cases[0]._replace(claim="DTW of all pairs, float64", theirs=aeon, times=None)
        cases.append(ours._replace(against="aeon.distances.dtw_pairwise_distance, n_jobs=-1"))
    return cases


def _timed(case: _Case, repeats: int) -> Line:
    """Time both in turns, so that a busy moment falls on both."""
    ours: list[float] = []
    theirs: list[float] = []
    worst = 0.0
    for _ in range(repeats):
        found: list[npt.NDArray[np.float64]] = []
        for work, speeds in ((case.ours, ours), (case.theirs, theirs)):
            spent = seconds(lambda work=work, found=found: found.append(work()))  # type: ignore[misc]
            speeds.append(case.cells / 1e6 / spent)
        worst = max(worst, float(np.abs(found[0] - found[1]).max(initial=0.0)))
        if not worst <= FAR_OFF:
            message = f"{case.claim}: ours is {worst} off the reference"
            raise ValueError(message)
    target = None if case.times is None else float(round(case.times * median(theirs)))
    said = f"{case.against}; at most {worst:.0e} apart"
    return Line(case.claim, "Mcells/s", case.data, tuple(ours), said, tuple(theirs), target)


def _compiling(bench: Bench, name: str, n: int, options: str) -> Line:
    """Time a first call in a process that finds nothing compiled."""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(bench.folder / f"dtw-{name}")}
    program = [sys.executable, "-c", _COMPILE.format(n=n, options=options)]
    done = subprocess.run(program, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return Line(
        f"DTW, the very first call, which compiles: {name}",
        "s",
        f"{n} {GENERATED} series",
        (float(done.stdout),),
    )


def _warm() -> None:
    """Have every loop compiled, or what was compiled read, before anything is timed."""
    few = timelines(20, np.array([2]))
    all_distances(few)
    all_distances([row / 3 for row in few])
    all_distances(few, steps=True)


def run(bench: Bench) -> list[Line]:
    n = bench.scale.n_profiles
    lines = []
    _warm()
    for case in _cases(n):
        bench.say(f"warping: {case.claim}")
        lines.append(_timed(case, bench.repeats))
    weeks = timelines(n, np.array([N_HOURS]))
    steps, clock = partial(all_distances, steps=True), {"band": BAND_HOURS, "circular": True}
    days = timelines(n, np.array([N_DAYS]))
    pairs = f"all pairs of {n} {GENERATED} series"
    for claim, work in (
        (f"default mode: {N_DAYS} days in a band, per step", partial(steps, days, band=BAND_DAYS)),
        (f"default mode: {N_HOURS} hours round the week, per step", partial(steps, weeks, **clock)),
    ):
        bench.say(f"warping: {claim}")
        lines.append(Line(f"DTW, {claim}", "s", pairs, tuple(seconds(work) for _ in range(bench.repeats))))
    lines.append(_compiling(bench, "in a band, per step", 2, "band=1, steps=True"))
    lines.append(_compiling(bench, "counts", 20, ""))
    return lines
