"""What the claims share: how much, how often, where; workspaces that several of them read."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from benchmarks.stock import ROOT, cast, crowd, real_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured; the defaults are what the claims speak of."""

    n_imported: int = 20_000
    n_profiles: int = 200
    n_posts: int = 3_200
    n_cast: int = 12
    clip_seconds: float = 15.0


@dataclass(frozen=True, slots=True)
class Stand:
    """A workspace made for measuring, the file that it was imported from, and what was said of it.

    ``told`` is what the process that imported it told: posts kept, peak of memory, seconds.
    """

    workspace: Path
    file: Path
    data: str
    told: dict[str, Any]


class Bench:
    """One run of the benchmarks; ``folder`` is temporary and belongs to it."""

    def __init__(
        self, folder: Path, say: Callable[[str], None], *, repeats: int = 5, scale: Scale | None = None
    ) -> None:
        self.folder, self.say, self.repeats = folder, say, repeats
        self.scale = scale or Scale()
        self.data = real_folder()

    @cached_property
    def crowd(self) -> Stand:
        """Give the large workspace: 200 profiles of 3,200 posts, imported from one Parquet file."""
        posts, origin = crowd(self.data, self.scale.n_profiles, self.scale.n_posts)
        return self.stand("crowd", posts, origin)

    @cached_property
    def cast(self) -> Stand:
        """Give the small workspace: a dozen profiles of 3,200 posts, their portraits drawn."""
        posts, origin = cast(self.data, self.scale.n_cast, self.scale.n_posts)
        stand = self.stand("cast", posts, origin)
        self.work("portraits", stand.workspace)
        return stand

    @cached_property
    def drawn(self) -> dict[str, Any]:
        """Give what was told by the process that drew and held every portrait of the large workspace."""
        self.say("drawing every portrait of the large workspace")
        return self.work("portraits", self.crowd.workspace)

    def stand(self, name: str, posts: Any, origin: str) -> Stand:
        """Import posts into a workspace of their own."""
        file, workspace = self.folder / f"{name}.parquet", self.folder / name
        n_profiles = len(posts.column("screen_name").unique())
        self.say(f"importing {posts.num_rows:,} {origin} posts")
        pq.write_table(posts, file)
        told = self.work("import", file, workspace)
        return Stand(workspace, file, f"{told['kept']:,} {origin} posts, {n_profiles} profiles", told)

    def work(self, *arguments: object) -> dict[str, Any]:
        """Have a process of its own do something; give what it tells (:mod:`benchmarks.worker`)."""
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.worker", *map(str, arguments)],
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
        )
        told: dict[str, Any] = json.loads(done.stdout)
        return told
