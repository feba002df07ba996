"""How fast is an import: posts of the X API v2 into a new workspace, beside the bare parsing of JSON."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from benchmarks.clock import seconds
from benchmarks.line import Line
from benchmarks.stock import api_lines
from core.intake import batches, import_items
from core.sources import recognise
from core.sources.entries import from_path
from core.sources.options import ReadOptions
from core.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.bench import Bench

AGAINST = "orjson.loads alone"
FORMS = (("flat", "flattened lines", 8_000.0), ("noflat", "pages of 100", 12_000.0))


def _parse(data: bytes) -> None:
    for line in data.splitlines():
        orjson.loads(line)


def _read(file: Path) -> int:
    entry = from_path(file)
    source = recognise(entry)
    return sum(batch.posts.num_rows for batch in batches(source, entry, ReadOptions())) if source else 0


def _import(file: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    import_items(Workspace(folder), [file], ReadOptions(), now=datetime.now(UTC))


def _speeds(bench: Bench, data: bytes, file: Path, n: int) -> tuple[tuple[float, ...], ...]:
    """Give posts a second of parsing, reading and importing; in turn, so that all share what else goes on."""
    folder = bench.folder / "imported"
    works = (lambda: _parse(data), lambda: _read(file), lambda: _import(file, folder))
    rounds = [[n / seconds(work) for work in works] for _ in range(bench.repeats)]
    shutil.rmtree(folder)
    return tuple(zip(*rounds, strict=True))


def run(bench: Bench) -> list[Line]:
    lines = []
    for name, form, target in FORMS:
        data, origin = api_lines(bench.data, name, bench.scale.n_imported)
        file = bench.folder / f"{name}.jsonl"
        file.write_bytes(data)
        n = _read(file)
        bench.say(f"importing {n:,} posts, {form}")
        parsed, read, imported = _speeds(bench, data, file, n)
        said = f"{n:,} {origin} posts of {len(data) / n:,.0f} bytes, {form}"
        lines += [
            Line("X API v2, import", "posts/s", said, imported, AGAINST, parsed, target),
            Line("X API v2, reading only", "posts/s", said, read, AGAINST, parsed),
        ]
    return lines
