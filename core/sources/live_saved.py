"""What a service sent, read as if it had been saved to a file: one conversion for both ways in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa

from core.model import Batch, Refusal
from core.sources import discover
from core.sources.entries import from_bytes
from core.sources.options import ReadOptions

if TYPE_CHECKING:
    from datetime import datetime

    from core.sources.live_target import Target


def as_saved(
    source: str, target: Target, document: Any, n_posts: int, place: str, fetched_at: datetime
) -> Batch:
    """Read a document of a service through the source of its files.

    Parameters
    ----------
    source : str
        The name of the source (``mastodon``).
    document : any JSON value
        Posts and account, as the source reads them.
    n_posts : int
        How many posts are in it: the rows of a fetch are its posts.
    place : str
        What refusals call the document (``page 2``).
    fetched_at : datetime
        When the service sent it, which a file does not say.
    """
    reader = next(known for known in discover() if known.name == source)
    entry = from_bytes(str(target), orjson.dumps(document))
    batches = list(reader.read(entry, ReadOptions()))
    refusals = [refusal for batch in batches for refusal in batch.refusals]
    return Batch(
        posts=_stamped(pa.concat_tables([batch.posts for batch in batches]), fetched_at),
        profiles=_stamped(pa.concat_tables([batch.profiles for batch in batches]), fetched_at),
        identities=pa.concat_tables([batch.identities for batch in batches]),
        refusals=tuple(replace(refusal, place=_within(place, refusal)) for refusal in refusals),
        n_rows=n_posts,
    )


def _within(place: str, refusal: Refusal) -> str:
    return f"{place}, {refusal.place}"


def _stamped(table: pa.Table, fetched_at: datetime) -> pa.Table:
    index = table.schema.get_field_index("fetched_at")
    moment = pa.repeat(pa.scalar(fetched_at, table.schema.field(index).type), table.num_rows)
    return table.set_column(index, table.schema.field(index), moment)
