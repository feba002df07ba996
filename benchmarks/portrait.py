"""How long does a portrait take, and how large is it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sklearn.feature_extraction.text import CountVectorizer

from benchmarks.clock import MEGABYTE, milliseconds
from benchmarks.line import Line
from core.portrait import draw_portrait, to_table
from core.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from benchmarks.bench import Bench

AGAINST = "pandas groupby by day and by hour, counted mentions, CountVectorizer: same posts"


def _by_hand(posts: pd.DataFrame) -> None:
    """Derive what a notebook would: counts by day and by hour and kind, whom it names, its words."""
    time = posts["time"].dt
    posts.groupby([time.floor("D"), "kind"]).size()
    posts.groupby([time.day_of_week, time.hour, "kind"]).size()
    posts["mentions"].explode().value_counts()
    CountVectorizer().fit_transform(posts["text"].dropna()).sum(axis=0)


def run(bench: Bench) -> list[Line]:
    workspace = Workspace(bench.cast.workspace)
    timelines = [workspace.timeline(key) for key in workspace.profiles["key"]]
    bench.say(f"drawing {len(timelines)} portraits")
    draw_portrait(timelines[0])  # what is loaded once is not a portrait's
    drawn: list[float] = []
    by_hand: list[float] = []
    for timeline in timelines:
        drawn += milliseconds(lambda t=timeline: draw_portrait(t), bench.repeats)  # type: ignore[misc]
        by_hand += milliseconds(lambda t=timeline: _by_hand(t.posts), bench.repeats)  # type: ignore[misc]
    sizes = tuple(to_table(draw_portrait(timeline)).nbytes / MEGABYTE for timeline in timelines)
    frames = tuple(timeline.posts.memory_usage(deep=True).sum() / MEGABYTE for timeline in timelines)
    origin = bench.cast.data.split()[1]
    said = f"{len(timelines)} {origin} timelines of {len(timelines[0].posts):,} posts, one at a time"
    return [
        Line("portrait, drawn", "ms", said, tuple(drawn), AGAINST, tuple(by_hand), 400.0),
        Line("portrait, size", "MB", said, sizes, "the timeline as a pandas DataFrame", frames, 2.0),
    ]
