"""One small valid file of every format that is read, made up, as rich as its reader understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.seed.bluesky import BLUESKY
from tests.seed.mastodon import MASTODON
from tests.seed.table import TABLES
from tests.seed.x import X
from tests.seed.x_archive import ARCHIVES

if TYPE_CHECKING:
    from tests.seed.kind import Seed

SEEDS: tuple[Seed, ...] = (*X, *ARCHIVES, *TABLES, *MASTODON, *BLUESKY)


def seeds_of(source: str) -> list[Seed]:
    """Give the seeds of a format; a format without one is a defect of the tests."""
    return [seed for seed in SEEDS if seed.source == source]
