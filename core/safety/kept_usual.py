"""What is usual in a workspace as a table: how it is kept beside the portraits it was learned from."""

from __future__ import annotations

import numpy as np
import orjson
import pyarrow as pa

from core.safety.usual import Usual

CODE_VERSION = 2
"""Raised whenever it comes out otherwise: what was kept before is learned anew."""
_COLUMNS = ("ss", "cs", "rarity", "contacts")
_SAID = b"usual"


def to_table(usual: Usual) -> pa.Table:
    """Give it as one row a pair."""
    said = {"n_profiles": usual.n_profiles, "n_known": usual.n_known, "same": usual.same}
    table = pa.table({name: getattr(usual, name) for name in _COLUMNS})
    return table.replace_schema_metadata({_SAID: orjson.dumps(said)})


def from_table(table: pa.Table) -> Usual:
    """Read it.

    Raises
    ------
    ValueError
        If the table holds something else.
    KeyError
        If it lacks a column.
    """
    said = orjson.loads((table.schema.metadata or {})[_SAID])
    columns = {name: table.column(name).to_numpy() for name in _COLUMNS}
    same = float(said["same"])
    if not 0 <= same <= 1 or not np.issubdtype(columns["contacts"].dtype, np.integer):
        message = "it does not hold what is usual in a workspace"
        raise ValueError(message)
    return Usual(n_profiles=int(said["n_profiles"]), n_known=int(said["n_known"]), same=same, **columns)
