"""How long does the one-operator score of all pairs of a large workspace take, from the file to the table."""

from __future__ import annotations

from itertools import combinations
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.clock import repeated
from benchmarks.line import Line
from benchmarks.pairs import timelines
from benchmarks.words import tfidf
from core.gallery import Gallery
from core.verdict.model_file import default_model
from core.verdict.score import judge
from core.workspace import Workspace

if TYPE_CHECKING:
    from benchmarks.bench import Bench, Stand

N_PROFILES, N_POSTS = 270, 1_500
TARGET = 600.0
AGAINST = "scikit-learn alone: TfidfVectorizer of the same words, and all cosines"


def run(bench: Bench) -> list[Line]:
    posts, origin = timelines(bench.data, N_PROFILES, N_POSTS)
    bench.say(f"importing {len(posts):,} posts of {N_PROFILES} timelines")
    began = perf_counter()
    stand: Stand = bench.stand("verdict", posts, origin)
    gallery = Gallery(Workspace(stand.workspace))
    gallery.complete()
    drawn = perf_counter() - began
    pairs = list(combinations(sorted(gallery.workspace.profiles["key"]), 2))
    bench.say(f"scoring {len(pairs):,} pairs, what is usual learned first")
    began = perf_counter()
    judge(gallery, pairs, default_model())
    learned = perf_counter() - began
    again = repeated(lambda: judge(gallery, pairs, default_model()), min(bench.repeats, 3))
    plain = repeated(lambda: _plain(gallery), min(bench.repeats, 3))
    said = f"{len(pairs):,} pairs, {N_PROFILES} timelines, {len(posts):,} posts ({origin})"
    return [
        Line(
            "score, from the file: import, portraits, learning, pairs",
            "s",
            said,
            (drawn + learned,),
            AGAINST,
            plain,
            TARGET,
        ),
        Line("score, learning and pairs", "s", said, (learned,), AGAINST, plain),
        Line("score, pairs alone", "s", said, again, AGAINST, plain),
    ]


def _plain(gallery: Gallery) -> None:
    """Compare the same profiles by their words alone."""
    vectors = tfidf(gallery)
    (vectors @ vectors.T).toarray()
