"""A cohort as a table: how it is kept beside the portraits it was learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import orjson
import pyarrow as pa

from core.verdict.cohort import Cohort
from core.verdict.view import VIEWS

if TYPE_CHECKING:
    from typing import Any


CODE_VERSION = 1
"""Raised whenever views or cohorts come out otherwise: what was kept before is learned anew."""
_FLOORS = b"floors"


def to_table(cohort: Cohort) -> pa.Table:
    """Give a cohort as one row a profile."""
    table = pa.table(
        {
            "key": pa.array(cohort.keys, pa.string()),
            "is_member": pa.array([key in cohort.members for key in cohort.keys], pa.bool_()),
            "nearest": pa.array(list(cohort.nearest.reshape(len(cohort.keys), -1)), pa.list_(pa.float64())),
            "linked": pa.array([sorted(cohort.linked[key]) for key in cohort.keys], pa.list_(pa.string())),
        }
    )
    return table.replace_schema_metadata({_FLOORS: orjson.dumps(cohort.floors.tolist())})


def from_table(table: pa.Table) -> Cohort:
    """Read a cohort.

    Raises
    ------
    ValueError
        If the table is of other views than ours.
    """
    keys: list[Any] = table.column("key").to_pylist()
    members = table.column("is_member").to_pylist()
    nearest = table.column("nearest").combine_chunks().flatten().to_numpy(zero_copy_only=False)
    linked = table.column("linked").to_pylist()
    floors = np.array(orjson.loads(table.schema.metadata[_FLOORS]))
    if floors.shape != (len(VIEWS),):
        message = f"it has {floors.size} views, not {len(VIEWS)}"
        raise ValueError(message)
    return Cohort(
        keys=tuple(keys),
        members=frozenset(key for key, is_in in zip(keys, members, strict=True) if is_in),
        nearest=nearest.reshape(len(keys), len(VIEWS), -1),
        linked={key: frozenset(names) for key, names in zip(keys, linked, strict=True)},
        floors=floors,
    )
