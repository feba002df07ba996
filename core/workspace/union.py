"""Users stored under several keys, counted as one: their posts are read once, and the counts kept.

A post may be stored under an id and under a handle that later turned out to be one user's, so the two
counts do not add up. What is kept lies with what else is derived (:mod:`core.workspace.derived`).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

from core.model.record import KINDS
from core.workspace import bucket as buckets
from core.workspace.derived import PORTRAITS, UNIONS, keep
from core.workspace.summary import COUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

AT_ONCE = 1_000_000
"""Posts that are counted together."""

_READ = ["profile", "post_id", "time", "kind", "fetched_at", buckets.VERSION]
Places = list[tuple[str, int, str]]
"""The stored keys of a user, how many posts each has, and its timeline's fingerprint."""


def counts(
    folder: Path, posts: Mapping[str, Sequence[str]], users: Mapping[str, Places], state: str
) -> pd.DataFrame:
    """Count the posts of users who are stored under several keys.

    Parameters
    ----------
    folder : Path
        Of the workspace.
    posts : mapping
        The post files by bucket.
    users : mapping
        By unified key, the places of its posts.
    state : str
        Names the state of all timelines together.

    Returns
    -------
    DataFrame
        As the counts of ``SUMMARY``, by key.

    Notes
    -----
    Reads six columns of the posts of users whose timelines have changed; half a second a million.
    """
    if not users:
        return _frame(COUNTS.empty_table())
    path = folder / PORTRAITS / f"{UNIONS}{state}.arrow"
    marks = {key: "+".join(mark for _, _, mark in places) for key, places in users.items()}
    known = _known(path, marks)
    rest = {key: places for key, places in users.items() if key not in set(known.column("key").to_pylist())}
    counted = [_counted(folder, posts, some, marks) for some in _portions(rest)] if rest else []
    return _frame(pa.concat_tables([known, *counted]))


def keep_counts(folder: Path, found: pd.DataFrame, state: str) -> None:
    """Keep what :func:`counts` found, for those who will ask."""
    if len(found):
        table = pa.Table.from_pandas(found.reset_index(), schema=COUNTS, preserve_index=False)
        keep(table, folder / PORTRAITS / f"{UNIONS}{state}.arrow")


def _frame(counted: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = counted.to_pandas()
    return frame.set_index("key")


def _known(path: Path, marks: Mapping[str, str]) -> pa.Table:
    """Give what was counted before of users who have not changed since."""
    wanted = pa.array([f"{key}\n{mark}" for key, mark in marks.items()], pa.string())
    found = COUNTS.empty_table()
    for old in [path] if path.exists() else sorted(path.parent.glob(f"{UNIONS}*.arrow")):
        with suppress(OSError, pa.ArrowException):  # damaged, or just swept: counted anew
            table = feather.read_table(old).select(COUNTS.names)
            said = pc.binary_join_element_wise(table.column("key"), table.column("fingerprint"), "\n")
            is_new = pc.invert(pc.is_in(table.column("key"), value_set=found.column("key")))
            table = table.filter(pc.and_(pc.is_in(said, value_set=wanted), is_new))
            found = pa.concat_tables([found, table])
    return found


def _portions(users: Mapping[str, Places]) -> Iterator[dict[str, Places]]:
    portion: dict[str, Places] = {}
    n_posts = 0
    for key, places in users.items():
        portion[key] = places
        n_posts += sum(n for _, n, _ in places)
        if n_posts > AT_ONCE:
            yield portion
            portion, n_posts = {}, 0
    yield portion


def _counted(
    folder: Path, posts: Mapping[str, Sequence[str]], users: Mapping[str, Places], marks: Mapping[str, str]
) -> pa.Table:
    unified = {stored: key for key, places in users.items() for stored, _, _ in places}
    stored = pa.array(list(unified), pa.string())
    found = []
    for name in sorted({buckets.bucket_of(key) for key in unified}):
        for path in posts.get(name, ()):
            table = buckets.read_all([folder / path], _READ)
            found.append(table.filter(pc.is_in(table.column("profile"), value_set=stored)))
    whole = pa.concat_tables([buckets.STORED.empty_table().select(_READ), *found])
    keys = pa.array(list(unified.values()), pa.string()).take(pc.index_in(whole.column("profile"), stored))
    whole = buckets.latest(whole.set_column(0, "profile", keys))
    frame = pd.DataFrame({name: whole.column(name).to_pandas() for name in ("profile", "time", "kind")})
    summary = frame.groupby("profile")["time"].agg(n_posts="size", first="min", last="max")
    for kind in KINDS:
        summary[f"n_{kind}"] = (frame["kind"] == kind).groupby(frame["profile"]).sum()
    summary["fingerprint"] = [marks[key] for key in summary.index]
    return pa.Table.from_pandas(summary.rename_axis("key").reset_index(), schema=COUNTS, preserve_index=False)
