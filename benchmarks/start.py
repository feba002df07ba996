"""How long does ``python -m core compare`` take, from nothing to the answer."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.clock import repeated
from benchmarks.line import Line
from benchmarks.stock import ROOT
from core.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.bench import Bench, Stand

AGAINST = "python -c 'import pandas, pyarrow'"
TARGET = 3.0


def _compare(stand: Stand) -> list[str]:
    a, b = Workspace(stand.workspace).profiles["key"].tolist()[:2]
    return ["-m", "core", "compare", a, b, "--workspace", str(stand.workspace)]


def launch(command: list[str], compiled: Path) -> None:
    """Run a Python command in a process that keeps what it compiles in a folder."""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(compiled)}
    program = [sys.executable, *command]
    subprocess.run(program, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def run(bench: Bench) -> list[Line]:
    # a cache of our own, so that the first run compiles whatever has been run before
    compiled = bench.folder / "compiled"

    def times(command: list[str], n: int) -> tuple[float, ...]:
        return repeated(lambda: launch(command, compiled), n)

    few, many = bench.cast, bench.crowd
    bench.say(f"{bench.drawn['portraits']} portraits are drawn; starting the command line")
    first = times(_compare(few), 1)
    bare = times(["-c", "import pandas, pyarrow"], bench.repeats)
    default, paper = (times([*_compare(few), *flag], bench.repeats) for flag in ([], ["--paper"]))
    large = times(_compare(many), bench.repeats)
    return [
        Line("compare, cold process", "s", few.data, default, AGAINST, bare, TARGET),
        Line("compare --paper, cold process", "s", few.data, paper, AGAINST, bare, TARGET),
        Line("compare, cold process", "s", many.data, large, AGAINST, bare, TARGET),
        Line("compare, the very first run, which compiles", "s", few.data, first, AGAINST, bare),
    ]
