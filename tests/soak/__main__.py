"""``python -m tests.soak``: measure the claims about size, at full scale or at a share of it."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.line import table
from tests.soak.measure import Scale, arrivals, crowds, too_far
from tests.soak.visit import program, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.line import Line

PARTS = ("arrivals", "crowds")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and fail where a claim is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak", description="Measure the claims about size."
    )
    parser.add_argument("--scale", type=float, default=1.0, metavar="SHARE", help="of the full size (1)")
    parser.add_argument("--only", choices=PARTS, help="one part of two")
    parser.add_argument("--no-browser", action="store_true", help="leave out the pages")
    parser.add_argument("--folder", help="where to work (a temporary folder); about 8 GB at full size")
    options = parser.parse_args(arguments)
    scale, start, lines = Scale().times(options.scale), time.monotonic(), []

    def say(message: str) -> None:
        sys.stderr.write(f"{time.monotonic() - start:6.0f} s … {message}\n")

    with tempfile.TemporaryDirectory(prefix="doppelscope-soak-", dir=options.folder) as name:
        if options.only != "crowds":
            lines += arrivals(Path(name), scale, say)
        if options.only != "arrivals":
            lines += crowds(Path(name), scale, say, None if options.no_browser else _visit(say))
    missed = too_far(lines)
    sys.stdout.write(f"{table(lines)}\n\n{'; '.join(missed) or 'nothing'} missed\n")
    return 1 if missed else 0


def _visit(say: Callable[[str], None]) -> Callable[[Path, str], list[Line]] | None:
    if program() is None:
        say("no browser: the pages are left out")
        return None
    return visit


if __name__ == "__main__":
    sys.exit(main())
