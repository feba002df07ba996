"""What is measured, each in a process of its own, so that its memory is its own: one JSON line on stdout."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.clock import peak_megabytes
from core.comparison import compare
from core.errors import CancelledError
from core.gallery import Gallery
from core.intake import import_items
from core.params import ComparisonParams
from core.sources.options import ReadOptions
from core.workspace import Workspace
from tests.soak.crowd import populate

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 2.0
"""After so many seconds the analyst stops the drawing of portraits."""


def _import(file: str, folder: str) -> dict[str, Any]:

    report = import_items(Workspace(Path(folder)), [Path(file)], ReadOptions(), now=datetime.now(UTC))
    listed = Workspace(Path(folder)).profiles
    return {"kept": report.kept, "refused": report.refused, "listed": int(listed["n_posts"].sum())}


def _populate(folder: str, n_profiles: str, n_posts: str) -> dict[str, Any]:

    report = populate(Path(folder), int(n_profiles), int(n_posts))
    return {"kept": report.kept, "profiles": report.profiles}


def _open(folder: str, a: str, b: str) -> dict[str, Any]:
    """List the profiles, then open a pair, in a process that has read nothing yet."""
    start = perf_counter()
    workspace = Workspace(Path(folder))
    profiles = workspace.profiles
    listed = perf_counter()
    gallery = Gallery(workspace)
    pair = [gallery.portrait(workspace.find(name)) for name in (a, b)]
    found = compare(*pair, gallery.kept_reference, ComparisonParams())
    return {
        "n_profiles": len(profiles),
        "n_posts": int(profiles["n_posts"].sum()),
        "known": sum(one.value is not None for one in found.measurements),
        "list_s": listed - start,
        "pair_s": perf_counter() - listed,
    }


def _draw(folder: str, patience: str = "") -> dict[str, Any]:
    """Draw every missing portrait and learn from all; or stop it, and tell how long stopping took."""
    gallery = Gallery(Workspace(Path(folder)))
    start, said = perf_counter(), [0.0]
    limit = float(patience or "inf")

    def progress(share: float, _: str) -> None:
        said.append(share)

    try:
        gallery.complete(progress, lambda: perf_counter() - start > limit)
    except CancelledError:
        return {"stopped_s": perf_counter() - start - limit, "missing": len(gallery.missing())}
    rises = all(before <= after for before, after in pairwise(said))
    reference = gallery.reference
    return {
        "drawn_s": perf_counter() - start,
        "missing": len(gallery.missing()),
        "learned_from": reference.n_profiles,
        "words": len(reference.idf.document_frequency),
        "targets": len(reference.popularity),
        "progress_rises": rises,
    }


WORK: dict[str, Callable[..., dict[str, Any]]] = {
    "import": _import,
    "populate": _populate,
    "open": _open,
    "draw": _draw,
}


def work(*arguments: object) -> dict[str, Any]:
    """Have a process of its own do something; give what it tells, its seconds and its peak of memory."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.worker", *map(str, arguments)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def main(name: str, *arguments: str) -> None:
    """Do one piece of work and tell of it."""
    start = perf_counter()
    told = WORK[name](*arguments)
    told |= {"seconds": perf_counter() - start, "megabytes": peak_megabytes()}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
