"""How much memory do 640,000 posts take: to import, and to hold as 200 portraits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.line import Line

if TYPE_CHECKING:
    from benchmarks.bench import Bench

AGAINST = "pandas.read_parquet of the same posts"
TARGET = 2_000.0


def run(bench: Bench) -> list[Line]:
    stand, drawn = bench.crowd, bench.drawn
    frame = bench.work("frame", stand.file)
    theirs, said = (float(frame["megabytes"]),), stand.data
    imported, held = (float(told["megabytes"]) for told in (stand.told, drawn))
    speed = stand.told["kept"] / stand.told["seconds"]
    return [
        Line("import of a table, peak memory", "MB", said, (imported,), AGAINST, theirs, TARGET),
        Line("every portrait drawn and held, peak memory", "MB", said, (held,), AGAINST, theirs, TARGET),
        Line("import of a table", "posts/s", said, (speed,)),
        Line("every portrait drawn", "s", said, (float(drawn["seconds"]),)),
    ]
