"""Work done in a process of its own, so that its memory is its own: one JSON line on stdout."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.clock import peak_megabytes

if TYPE_CHECKING:
    from collections.abc import Callable


def _import(file: str, folder: str) -> dict[str, Any]:
    from core.intake import import_items  # noqa: PLC0415 — a process loads what it measures and no more
    from core.sources.options import ReadOptions  # noqa: PLC0415
    from core.workspace import Workspace  # noqa: PLC0415

    report = import_items(Workspace(Path(folder)), [Path(file)], ReadOptions(), now=datetime.now(UTC))
    return {"kept": report.kept}


def _portraits(folder: str) -> dict[str, Any]:
    from core.gallery import Gallery  # noqa: PLC0415
    from core.workspace import Workspace  # noqa: PLC0415

    gallery = Gallery(Workspace(Path(folder)))
    gallery.complete()
    held = [gallery.portrait(key) for key in gallery.workspace.profiles["key"]]
    return {"portraits": len(held), "terms": len(gallery.reference.idf.document_frequency)}


def _frame(file: str) -> dict[str, Any]:
    import pandas as pd  # noqa: PLC0415

    return {"rows": len(pd.read_parquet(file))}


def _pairs(folder: str) -> dict[str, Any]:
    from benchmarks.pairs import measured  # noqa: PLC0415

    return measured(Path(folder))


def _media(file: str, models: str, speech: str) -> dict[str, Any]:
    from benchmarks.media_stage import analysed  # noqa: PLC0415

    return analysed(file, models, speech)


def _media_alone(file: str, models: str, speech: str) -> dict[str, Any]:
    from benchmarks.media_stage import alone  # noqa: PLC0415

    return alone(file, models, speech)


WORK: dict[str, Callable[..., dict[str, Any]]] = {
    "import": _import,
    "portraits": _portraits,
    "frame": _frame,
    "pairs": _pairs,
    "media": _media,
    "media_alone": _media_alone,
}


def main(name: str, *arguments: str) -> None:
    start = perf_counter()
    told = WORK[name](*arguments)
    print(json.dumps(told | {"seconds": perf_counter() - start, "megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
