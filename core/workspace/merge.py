"""New posts beside those that are there: which are news, some whole profiles at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.workspace import bucket as buckets

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

PORTION_ROWS = 100_000
"""So many rows are merged at once, or those of one profile if it has more."""


def portions(staged: pa.Table, old: pa.Table) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Cut new posts, and the old ones of the same profiles, into portions in the order of the keys.

    A merge takes several times the memory of its rows, and a bucket of a large import has a million.

    Parameters
    ----------
    staged : Table
        As :data:`core.workspace.bucket.STAGED`: every new post of some buckets.
    old : Table
        As :data:`core.workspace.bucket.STORED`: what these buckets hold.
    """
    counted = pc.value_counts(staged.column("profile"))
    order = pc.sort_indices(counted.field("values"))
    keys, n_rows = counted.field("values").take(order), counted.field("counts").take(order).to_numpy()
    number = (np.cumsum(n_rows) - n_rows) // PORTION_ROWS
    for part in np.unique(number):
        mine = keys.filter(pa.array(number == part))
        fits = len(mine) == len(keys)
        rows = staged if fits else staged.filter(pc.is_in(staged.column("profile"), value_set=mine))
        yield rows, old.filter(pc.is_in(old.column("profile"), value_set=mine))


def merged(rows: pa.Table, old: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Give the rows that are news, and the timelines that they belong to.

    Parameters
    ----------
    rows, old : Table
        As :data:`core.workspace.bucket.STORED`: new posts, and all old ones of the same profiles.
    """
    rows, old = buckets.latest(rows), buckets.latest(old)
    fresh = rows.filter(pa.array(_is_news(old, rows)))
    return fresh, buckets.latest(pa.concat_tables([old, fresh]))


def _is_news(old: pa.Table, new: pa.Table) -> npt.NDArray[np.bool_]:
    """Tell which rows say something that the workspace does not hold yet."""
    have = pd.DataFrame(
        {
            "profile": old.column("profile").to_numpy(),
            "post_id": old.column("post_id").to_numpy(),
            "row": np.arange(old.num_rows),
        }
    )
    come = pd.DataFrame(
        {"profile": new.column("profile").to_numpy(), "post_id": new.column("post_id").to_numpy()}
    )
    row = come.merge(have, on=["profile", "post_id"], how="left")["row"].to_numpy()
    known: npt.NDArray[np.bool_] = ~np.isnan(row)
    news = ~known
    if known.any():
        before, after = old.take(pa.array(row[known].astype(np.int64))), new.filter(pa.array(known))
        newer = pc.greater_equal(
            after.column("fetched_at").cast(pa.int64()).fill_null(0),
            before.column("fetched_at").cast(pa.int64()).fill_null(0),
        ).to_numpy()
        news[known] = (buckets.row_hashes(before) != buckets.row_hashes(after)) & newer
    return news
