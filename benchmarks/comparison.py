"""How long does one comparison take once both portraits are loaded, in either mode."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from dtaidistance import dtw
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.clock import milliseconds
from benchmarks.line import Line
from core.behaviour.window import daily_pair, hourly_pair
from core.comparison import compare
from core.gallery import Gallery
from core.model import Missing
from core.params import ComparisonParams
from core.workspace import Workspace

if TYPE_CHECKING:
    from benchmarks.bench import Bench
    from core.model import Portrait
    from core.reference import Reference

AGAINST = "dtaidistance in C on the same series, TfidfVectorizer on the same two documents"
TARGET = 100.0


class _Side(NamedTuple):
    portrait: Portrait
    document: str


def _by_libraries(a: _Side, b: _Side, params: ComparisonParams) -> None:
    """Measure what libraries measure of a pair: two warpings and a cosine."""
    behaviour, x, y = params.behaviour, a.portrait.activity, b.portrait.activity
    daily, hourly = daily_pair(x, y, behaviour, "posts"), hourly_pair(x, y, behaviour, "posts")
    for found, band in ((daily, behaviour.band_days), (hourly, behaviour.band_hours)):
        if not isinstance(found, Missing):
            series = [np.asarray(values, dtype=np.float64) for values in (found.a, found.b)]
            window = None if params.mode == "paper" or band is None else band + 1
            dtw.distance_fast(*series, window=window)
    rows = TfidfVectorizer().fit_transform([a.document, b.document])
    (rows[0] @ rows[1].T).sum()


def _measured(
    pairs: list[tuple[_Side, _Side]], reference: Reference, params: ComparisonParams, repeats: int
) -> tuple[list[float], list[float]]:
    ours: list[float] = []
    theirs: list[float] = []
    for a, b in pairs:
        ours += milliseconds(
            lambda a=a, b=b: compare(a.portrait, b.portrait, reference, params),  # type: ignore[misc]
            repeats,
        )
        theirs += milliseconds(lambda a=a, b=b: _by_libraries(a, b, params), repeats)  # type: ignore[misc]
    return ours, theirs


def run(bench: Bench) -> list[Line]:
    workspace = Workspace(bench.cast.workspace)
    gallery = Gallery(workspace)
    sides = [
        _Side(gallery.portrait(key), " ".join(workspace.timeline(key).posts["text"].dropna()))
        for key in workspace.profiles["key"]
    ]
    pairs = list(pairwise(sides))
    bench.say(f"comparing {len(pairs)} pairs")
    said = f"{len(pairs)} pairs, portraits loaded, of {bench.cast.data}"
    lines = []
    for mode in ("default", "paper"):
        params = ComparisonParams.of(mode)
        _measured(pairs[:1], gallery.reference, params, 1)  # compiles, and loads what is loaded once
        ours, theirs = _measured(pairs, gallery.reference, params, bench.repeats)
        lines.append(
            Line(f"comparison, {mode} mode", "ms", said, tuple(ours), AGAINST, tuple(theirs), TARGET)
        )
    return lines
