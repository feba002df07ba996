"""The list of profiles: who they are, and how much of each timeline there is."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from core.model.record import KINDS
from core.schema import PROFILES, TIME
from core.workspace.bucket import row_hashes

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
_COUNTED = ["n_posts", "first", "last", *(f"n_{kind}" for kind in KINDS), "fingerprint"]


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
    """Bring the list of profiles up to date.

    Of what is said about a profile the newest known value of each field stands; a field that a later
    source leaves empty keeps what was known.
    """
    told = pa.concat_tables([old.select(PROFILES.names), *seen]).to_pandas(types_mapper=pd.ArrowDtype)
    told["order"] = told["fetched_at"].fillna(pd.Timestamp(0, tz="UTC"))
    told = told.sort_values("order", kind="stable").drop(columns="order")
    facts = told.groupby("key", sort=True).last()
    counts = old.select(["key", *_COUNTED]).to_pandas(types_mapper=pd.ArrowDtype)
    counts = pd.concat([counts, *summaries]).drop_duplicates("key", keep="last")
    merged = facts.join(counts.set_index("key"), how="outer").reset_index()
    merged["platform"] = [
        known if isinstance(known, str) else key.partition(":")[0]
        for known, key in zip(merged["platform"], merged["key"], strict=True)
    ]
    return pa.Table.from_pandas(merged[SUMMARY.names], schema=SUMMARY, preserve_index=False)
