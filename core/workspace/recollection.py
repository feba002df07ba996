"""What is known of users, and what must be forgotten of it when posts go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from core.schema import IDENTITIES, PROFILES
from core.workspace import fact, testimony
from core.workspace.summary import SUMMARY, merged_profiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_COUNTED = [name for name in SUMMARY.names if name not in PROFILES.names]


def members(column: pa.ChunkedArray, keys: pa.Array) -> pa.ChunkedArray:
    """Tell which values of a column are among some keys."""
    return pc.is_in(column, value_set=keys)


def recounted(profiles: pa.Table, touched: pa.Array, summaries: Sequence[pd.DataFrame]) -> pa.Table:
    """Count the timelines that changed anew; one without posts keeps what is known of its user.

    Parameters
    ----------
    profiles : Table
        As ``SUMMARY``.
    touched : Array
        The stored keys whose posts changed.
    summaries : sequence of DataFrame
        Of those among them that have posts.
    """
    is_touched = members(profiles.column("key"), touched)
    for name in _COUNTED:
        position = SUMMARY.get_field_index(name)
        field = SUMMARY.field(position)
        counted = pc.if_else(is_touched, pa.scalar(None, field.type), profiles.column(name))
        profiles = profiles.set_column(position, field, counted)
    return merged_profiles(profiles, [], summaries) if summaries else profiles


def unsaid(profiles: pa.Table, said: pa.Table, others: Sequence[pa.Table]) -> pa.Table:
    """Take back what an import said about profiles.

    A value that it gave stands no longer: the newest that another import gave takes its place, else
    there is none. Values that it did not give stay, wherever they came from.

    Parameters
    ----------
    profiles : Table
        What is known now, as ``SUMMARY``.
    said : Table
        What the import said, one row a profile, as :data:`core.schema.PROFILES`.
    others : sequence of Table
        What the other imports said, oldest first.
    """
    keys = said.column("key").combine_chunks()
    told = [facts.filter(members(facts.column("key"), keys)) for facts in others]
    left = fact.newest(pa.concat_tables([PROFILES.empty_table(), *told]))
    key = profiles.column("key")
    mine = pc.index_in(key, value_set=keys)
    theirs = pc.index_in(key, value_set=left.column("key").combine_chunks())
    for name in PROFILES.names[2:]:
        known = profiles.column(name)
        is_its = pc.fill_null(pc.equal(known, said.column(name).take(mine)), False)  # noqa: FBT003
        position = profiles.schema.get_field_index(name)
        value = pc.if_else(is_its, left.column(name).take(theirs), known)
        profiles = profiles.set_column(position, profiles.schema.field(position), value)
    return profiles


def unshown(identities: pa.Table, said: pa.Table, others: Sequence[pa.Table]) -> pa.Table:
    """Give the pairs of id and handle that one import showed and no other.

    Parameters
    ----------
    identities, said : Table
        All pairs, and those of the import.
    others : sequence of Table
        Those of the other imports.
    """
    mine = identities.filter(testimony.among(identities, said))
    theirs = pa.concat_tables([IDENTITIES.empty_table(), *others])
    return mine.filter(pc.invert(testimony.among(mine, theirs)))


def touching(pairs: pa.Table, keys: pa.Array) -> pa.ChunkedArray:
    """Tell which pairs have one of some keys at either end."""
    by_id, by_handle = testimony.ends(pairs)
    return pc.or_(members(by_id, keys), members(by_handle, keys))


def all_ends(pairs: pa.Table) -> pa.Array:
    """Give every key that some pairs unify."""
    by_id, by_handle = testimony.ends(pairs)
    return pa.chunked_array([*by_id.chunks, *by_handle.chunks], pa.string()).unique()


def union(*columns: pa.Array) -> pa.Array:
    """Give each key of several arrays once.

    >>> union(pa.array(["x:1", "x:2"]), pa.array(["x:2"])).to_pylist()
    ['x:1', 'x:2']
    """
    return pa.chunked_array(list(columns), pa.string()).unique()


def others(pairs: pa.Table, gone: pa.Table) -> pa.Table:
    """Give the pairs that are not among those that go."""
    return pairs.filter(pc.invert(testimony.among(pairs, gone)))


def others_of(keys: pa.Array, gone: pa.Array) -> pa.Array:
    """Give the keys that are not among those that go."""
    return keys.filter(pc.invert(members(keys, gone)))
