"""How fast does one profile load out of a large workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from benchmarks.clock import milliseconds
from benchmarks.line import Line
from core.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.bench import Bench

AGAINST = "pandas.read_parquet with a filter on the one file imported"
TARGET = 20.0
PROFILES_A_REPEAT = 20
SEED = 7


def _cold(folder: Path, key: str) -> None:
    Workspace(folder).timeline(key)


def _filtered(file: Path, handle: str) -> None:
    pd.read_parquet(file, filters=[("screen_name", "==", handle)])


def run(bench: Bench) -> list[Line]:
    stand = bench.crowd
    workspace = Workspace(stand.workspace)
    frame = workspace.profiles
    order = np.random.default_rng(SEED).permutation(len(frame))[: PROFILES_A_REPEAT * bench.repeats]
    chosen = [(str(frame["key"][n]), str(frame["handle"][n])) for n in order]
    bench.say(f"loading {len(chosen)} profiles")
    workspace.timeline(chosen[-1][0])  # opens the workspace
    warm = [milliseconds(lambda k=key: workspace.timeline(k))[0] for key, _ in chosen]  # type: ignore[misc]
    few = chosen[: bench.repeats]
    cold = [milliseconds(lambda k=key: _cold(stand.workspace, k))[0] for key, _ in few]  # type: ignore[misc]
    theirs = [milliseconds(lambda h=name: _filtered(stand.file, h))[0] for _, name in few]  # type: ignore[misc]
    said = f"{len(chosen)} loads out of {stand.data}"
    return [
        Line("one profile loaded", "ms", said, tuple(warm), AGAINST, tuple(theirs), TARGET),
        Line("one profile loaded, workspace opened for it", "ms", said, tuple(cold), AGAINST, tuple(theirs)),
    ]
