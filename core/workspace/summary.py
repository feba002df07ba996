"""The list of profiles: who they are, and how much of each timeline there is."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.model.record import KINDS
from core.schema import PROFILES, TIME
from core.workspace.bucket import row_hashes
from core.workspace.fact import newest

if TYPE_CHECKING:
    from collections.abc import Sequence

SUMMARY = pa.schema(
    [
        *PROFILES,
        pa.field("n_posts", pa.int64()),
        pa.field("first", TIME),
        pa.field("last", TIME),
        *(pa.field(f"n_{kind}", pa.int64()) for kind in KINDS),
        pa.field("fingerprint", pa.string()),
    ]
)
COUNTS = pa.schema([PROFILES.field("key"), *(SUMMARY.field(n) for n in SUMMARY.names[len(PROFILES) :])])


def summarised(fresh: pa.Table, whole: pa.Table) -> pd.DataFrame:
    """Summarise the timelines of a bucket that gained rows, one line a stored key.

    The fingerprint is a digest of what the rows say, so it changes with every change of a timeline.
    """
    frame = pd.DataFrame(
        {
            "key": whole.column("profile").to_numpy(),
            "time": whole.column("time").to_pandas(),
            "kind": whole.column("kind").to_numpy(),
            "content": row_hashes(whole),
        }
    )
    frame = frame[frame["key"].isin(fresh.column("profile").unique().to_pylist())]
    grouped = frame.groupby("key", sort=True)
    summary = grouped["time"].agg(n_posts="size", first="min", last="max")
    for kind in KINDS:
        summary[f"n_{kind}"] = (frame["kind"] == kind).groupby(frame["key"]).sum()
    summary["fingerprint"] = grouped["content"].agg(_digest)
    return summary.reset_index()


def _digest(hashes: pd.Series[int]) -> str:
    return hashlib.blake2b(np.sort(hashes.to_numpy()).tobytes(), digest_size=12).hexdigest()


def merged_profiles(old: pa.Table, seen: Sequence[pa.Table], summaries: Sequence[pd.DataFrame]) -> pa.Table:
    """Bring the list of profiles up to date, by key.

    Of what is said about a profile the newest known value of each field stands; a field that a later
    source leaves empty keeps what was known.

    Parameters
    ----------
    old : Table
        As :data:`SUMMARY`.
    seen : sequence of Table
        What was said since, as :data:`core.schema.PROFILES`, in that order.
    summaries : sequence of DataFrame
        As :func:`summarised` gives them, of timelines that have changed.
    """
    facts = newest(pa.concat_tables([old.select(PROFILES.names), *seen]))
    fresh = pa.concat_tables([COUNTS.empty_table(), *map(_counts, summaries)])
    known = old.filter(pc.invert(pc.is_in(old.column("key"), value_set=fresh.column("key"))))
    counts = pa.concat_tables([known.select(COUNTS.names), fresh])
    keys = pa.concat_tables([facts.select(["key"]), counts.select(["key"])]).column("key").unique().sort()
    told, counted = (table.take(pc.index_in(keys, table.column("key"))) for table in (facts, counts))
    by_key = pc.list_element(pc.split_pattern(keys, ":", max_splits=1), 0)
    platform = pc.coalesce(told.column("platform"), by_key)
    columns = {name: told.column(name) for name in PROFILES.names}
    columns |= {name: counted.column(name) for name in COUNTS.names[1:]}
    columns |= {"key": keys, "platform": platform}
    return pa.table([columns[name] for name in SUMMARY.names], schema=SUMMARY)


def _counts(summary: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(summary, schema=COUNTS, preserve_index=False)
