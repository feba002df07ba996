"""What is said about profiles, row upon row, and what of it stands: of each field the newest known value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

_NOWHERE = -1
_ANNOTATED = "label"


def newest(facts: pa.Table) -> pa.Table:
    """Give one row a profile: of each field the value fetched last that is known.

    Parameters
    ----------
    facts : Table
        As :data:`core.schema.PROFILES`, in the order in which it was said: of two rows fetched at one
        time, or at no known time, the later stands. Of a label, which no platform showed, the one said
        last stands whenever its row was fetched.

    Notes
    -----
    O(n log n) in time; in memory little more than what it gives.

    Examples
    --------
    >>> from core.model import Profile
    >>> from core.schema import profiles_table
    >>> said = [Profile("x:1", "x", name="a", bio="b"), Profile("x:1", "x", name="c")]
    >>> newest(profiles_table(said)).select(["key", "name", "bio"]).to_pylist()
    [{'key': 'x:1', 'name': 'c', 'bio': 'b'}]
    """
    places = {
        name: pa.array(rows, mask=rows == _NOWHERE)
        for name, rows in zip(facts.column_names, _last_said(facts), strict=True)
    }
    return pa.table([facts.column(name).take(rows) for name, rows in places.items()], schema=facts.schema)


def standing(facts: pa.Table) -> pa.Table:
    """Leave out the rows of which nothing stands, hardly more than one a profile staying.

    Any number of rows may follow: then :func:`newest` comes out as it would have with every row.

    Examples
    --------
    >>> from core.model import Profile
    >>> from core.schema import profiles_table
    >>> said = [Profile("x:1", "x", bio="b"), Profile("x:1", "x", name="a"), Profile("x:1", "x", name="c")]
    >>> standing(profiles_table(said)).select(["name", "bio"]).to_pylist()
    [{'name': None, 'bio': 'b'}, {'name': 'c', 'bio': None}]
    """
    stands = np.zeros(facts.num_rows + 1, dtype=np.bool_)
    for rows in _last_said(facts):
        stands[rows] = True
    return facts.filter(pa.array(stands[:_NOWHERE])).combine_chunks()


def _last_said(facts: pa.Table) -> Iterator[npt.NDArray[np.int64]]:
    """Give for each column, profile by profile, the row that says it last, -1 where none does."""
    profiles = facts.column("key").combine_chunks().dictionary_encode()
    fetched = facts.column("fetched_at").cast(pa.int64()).fill_null(0).to_numpy()
    codes = profiles.indices.to_numpy()
    fetching = np.argsort(fetched, kind="stable")
    by_fetching, by_saying = (fetching, codes[fetching]), (np.arange(len(codes)), codes)
    for name, column in zip(facts.column_names, facts.columns, strict=True):
        order, codes = by_saying if name == _ANNOTATED else by_fetching
        is_said = column.is_valid().to_numpy()[order]
        last = np.full(len(profiles.dictionary), _NOWHERE, dtype=np.int64)
        last[codes[is_said]] = order[is_said]  # of several the last stays
        yield last
