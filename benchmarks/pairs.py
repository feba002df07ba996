"""How long do all pairs take: from an imported workspace to a table of every measure but embeddings.

Everything an analyst waits for is timed: portraits drawn, what they teach learned, all pairs measured
in default mode, and the paper's warping by day of posts, originals and reposts. The reference is what
a plain loop over the pairs would take, from a sample of them.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.bench import Stand
from benchmarks.line import Line
from benchmarks.resident import Resident
from benchmarks.stock import REAL, crowd

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.bench import Bench
    from core.measures import Measure
    from core.model import Portrait
    from core.params import ComparisonParams
    from core.reference import Reference

TARGET, MOST_MEGABYTES = 90.0, 3_000.0
AGAINST = "compare() of each pair in turn, from a sample of {n}"
PAPER = tuple(f"behaviour.dtw_{kind}_per_day" for kind in ("posts", "originals", "reposts"))
_SAMPLED = 40
_SEED = 4909
_COLUMNS = [
    "screen_name", "created_at", "text", "lang", "source", "is_retweet", "is_reply", "is_quote", "rt_user",
    "reply_user", "quote_user", "mentions", "hashtags", "like_count", "retweet_count",
]  # fmt: skip


def timelines(folder: Path | None, n_profiles: int, n_posts: int) -> tuple[pa.Table, str]:
    """Give the newest posts of the real timelines that have most, or invented ones; say which.

    Two captures of one account, years apart, are two timelines.
    """
    if folder is None:
        return crowd(None, n_profiles, n_posts)
    pieces: list[pa.Table] = []
    for file in sorted((folder / "timelines").glob("*.parquet")):
        table = pq.read_table(file)
        captures = table.column("capture") if "capture" in table.schema.names else pa.repeat("", len(table))
        handles = pc.binary_join_element_wise(
            table.column("screen_name").cast(pa.string()), file.stem, captures.cast(pa.string()), "_"
        )
        named = table.select(_COLUMNS[1:]).add_column(0, "screen_name", handles)
        order = [("screen_name", "ascending"), ("created_at", "descending")]
        pieces += _newest(named.sort_by(order), n_posts)
    pieces.sort(key=lambda piece: -len(piece))
    return pa.concat_tables(pieces[:n_profiles], promote_options="permissive"), REAL


def _newest(posts: pa.Table, n_posts: int) -> list[pa.Table]:
    """Cut a table sorted by who and when into one a profile."""
    codes = posts.column("screen_name").combine_chunks().dictionary_encode().indices.to_numpy()
    starts = np.flatnonzero(np.diff(codes, prepend=-1)).tolist()
    ends = [*starts[1:], len(posts)]
    return [posts.slice(first, min(end - first, n_posts)) for first, end in zip(starts, ends, strict=True)]


def measured(folder: Path) -> dict[str, Any]:
    """Draw and measure everything of a workspace; tell of the seconds, the pairs and the memory."""
    from core.drawing_crew import draw_portraits  # noqa: PLC0415 — a process loads what it measures
    from core.gallery import Gallery  # noqa: PLC0415
    from core.measures import all_measures, get  # noqa: PLC0415
    from core.params import ComparisonParams  # noqa: PLC0415
    from core.progress import ignore_progress, never  # noqa: PLC0415
    from core.survey import OnDemand, measure_pairs  # noqa: PLC0415
    from core.workspace import Workspace  # noqa: PLC0415

    began = perf_counter()
    with Resident() as resident:
        gallery = Gallery(Workspace(folder))
        keys = list(gallery.workspace.profiles["key"])
        gallery.workspace.keep_counts()
        draw_portraits(folder, gallery.missing(), gallery.portrait, progress=ignore_progress, cancelled=never)
        gallery.complete()
        drawn = perf_counter()
        portraits, reference = OnDemand(gallery, keys), gallery.reference
        every = [measure for measure in all_measures() if measure.name != "content.embedding_cosine"]
        default, paper = ComparisonParams(), ComparisonParams.of("paper")
        n_rows = sum(len(table) for table in measure_pairs(portraits, reference, default, measures=every))
        some = [get(name) for name in PAPER]
        for _ in measure_pairs(portraits, reference, paper, measures=some):
            continue
    ended = perf_counter()
    return {
        "pairs": n_rows,
        "measures": len(every) + len(some),
        "portraits": drawn - began,
        "whole": ended - began,
        "peak": resident.megabytes,
        "one_by_one": _one_by_one(portraits, reference, [(default, every), (paper, some)]) * n_rows,
    }


def _one_by_one(
    portraits: Sequence[Portrait],
    reference: Reference,
    asked: list[tuple[ComparisonParams, list[Measure]]],
) -> float:
    """Time what one pair takes alone, in seconds."""
    from core.block import Block  # noqa: PLC0415

    rng = np.random.default_rng(_SEED)
    pair, began = np.array([[0, 1]]), 0.0
    sides = rng.integers(0, len(portraits), (_SAMPLED, 2)).tolist()
    held = [[portraits[a], portraits[b]] for a, b in sides if a != b]
    began = perf_counter()
    for both in held:
        block = Block(both)
        for params, measures in asked:
            for measure in measures:
                measure.scores(block, block, pair, reference, params)
    return (perf_counter() - began) / max(len(held), 1)


def _stand(bench: Bench) -> Stand:
    posts, origin = timelines(bench.data, bench.scale.n_profiles, bench.scale.n_posts)
    file, workspace = bench.folder / "pairs.parquet", bench.folder / "pairs"
    bench.say(f"importing {posts.num_rows:,} {origin} posts")
    pq.write_table(posts, file)
    told = bench.work("import", file, workspace)
    n_profiles = len(posts.column("screen_name").unique())
    return Stand(workspace, file, f"{n_profiles} {origin} timelines, {told['kept']:,} posts", told)


def run(bench: Bench) -> list[Line]:
    stand = _stand(bench)
    bench.say("drawing every portrait and measuring all pairs")
    told, frame = bench.work("pairs", stand.workspace), bench.work("frame", stand.file)
    said = f"{stand.data}, {told['pairs']:,} pairs, {told['measures']} measures"
    portraits, whole, alone = (float(told[name]) for name in ("portraits", "whole", "one_by_one"))
    against = AGAINST.format(n=_SAMPLED)
    held = "pandas.read_parquet of the same posts"
    return [
        Line("portraits and all pairs", "s", said, (whole,), against, (portraits + alone,), TARGET),
        Line("all pairs, portraits drawn", "s", said, (whole - portraits,), against, (alone,)),
        Line("every portrait drawn and learned from, on every core", "s", stand.data, (portraits,)),
        Line(
            "portraits and all pairs, peak memory of all processes",
            "MB",
            said,
            (float(told["peak"]),),
            held,
            (float(frame["megabytes"]),),
            MOST_MEGABYTES,
        ),
    ]
