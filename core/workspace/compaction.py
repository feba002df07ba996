"""Keeping buckets short: one that has gathered many append files becomes one file again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.workspace import bucket as buckets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_FILES = 16


def compacted(folder: Path, name: str, paths: Sequence[str], number: int) -> tuple[str, ...]:
    """Give the files of a bucket, merged into one where they have become more than :data:`MAX_FILES`.

    Only the latest version of each post is carried over; its import number stays, so that versions
    keep their order. The old files stay until a manifest that no longer names them is in place.

    Parameters
    ----------
    folder : Path
        Of the workspace.
    name : str
        Of the bucket.
    paths : sequence of str
        Its files, relative to the folder, oldest import first.
    number : int
        Of the import that writes.

    Notes
    -----
    O(posts of the bucket) time and memory, once in sixteen imports.
    """
    if len(paths) <= MAX_FILES:
        return tuple(paths)
    merged = f"posts/{name}/{number:06d}-merged.parquet"
    buckets.write(folder / merged, buckets.latest(buckets.read_all([folder / path for path in paths])))
    return (merged,)
