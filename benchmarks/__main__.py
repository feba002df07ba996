"""``python -m benchmarks``: measure every claim, or those named."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from benchmarks import (
    audience,
    comparison,
    dtw,
    embedding,
    intake,
    maps,
    media,
    memory,
    near,
    page,
    pairs,
    persona,
    portrait,
    start,
    timeline,
    verdict,
)
from benchmarks.bench import Bench
from benchmarks.line import Line, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CLAIMS: dict[str, Callable[[Bench], list[Line]]] = {
    "intake": intake.run,
    "portrait": portrait.run,
    "comparison": comparison.run,
    "dtw": dtw.run,
    "audience": audience.run,
    "near": near.run,
    "embedding": embedding.run,
    "pairs": pairs.run,
    "verdict": verdict.run,
    "maps": maps.run,
    "persona": persona.run,
    "media": media.run,
    "start": start.run,
    "timeline": timeline.run,
    "memory": memory.run,
    "page": page.run,
}


# Above this share of the cores other programs already slow down what is measured.
_BUSY_SHARE = 0.25


def _machine() -> str:
    """Say what was measured on, and how busy it was: other work makes every time longer."""
    n_cores = os.cpu_count() or 1
    said = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {n_cores} cores"
    if not hasattr(os, "getloadavg"):
        return said
    load = os.getloadavg()[0]
    busy = " (BUSY: every time below is too long)" if load > n_cores * _BUSY_SHARE else ""
    return f"{said}, load {load:.1f} before{busy}"


def _say(message: str) -> None:
    print(f"… {message}", file=sys.stderr, flush=True)


def _measured(names: Sequence[str], repeats: int) -> dict[str, list[Line]]:
    with tempfile.TemporaryDirectory(prefix="doppelscope-bench-") as folder:
        bench = Bench(Path(folder), _say, repeats=repeats)
        return {name: CLAIMS[name](bench) for name in names}


def _json(machine: str, repeats: int, measured: dict[str, list[Line]]) -> str:
    records = {name: [line.record() for line in lines] for name, lines in measured.items()}
    record = {"machine": machine, "repeats": repeats, "claims": records}
    return orjson.dumps(record, option=orjson.OPT_INDENT_2).decode()


def _text(machine: str, repeats: int, measured: dict[str, list[Line]]) -> str:
    lines = [line for found in measured.values() for line in found]
    missed = sum(line.met is False for line in lines)
    kept = sum(line.met is True for line in lines)
    head = f"{machine}. Medians of {repeats} repeats, least and most in brackets."
    return f"{head}\n\n{table(lines)}\n\n{kept} targets met, {missed} missed."


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure every claim about speed and size."
    )
    parser.add_argument("--only", action="append", choices=CLAIMS, metavar="NAME", help=", ".join(CLAIMS))
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help="runs behind each median (5)")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    options = parser.parse_args(arguments)
    if options.repeats < 1:
        parser.error("--repeats is a whole number from 1 on")
    machine = _machine()
    measured = _measured(options.only or list(CLAIMS), options.repeats)
    print((_json if options.json else _text)(machine, options.repeats, measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
