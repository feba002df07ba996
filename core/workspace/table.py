"""The small tables on disk, read as they are laid out now, whenever they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import feather

if TYPE_CHECKING:
    from pathlib import Path

_LATER = frozenset({"label"})
"""Columns of profiles that earlier versions did not write."""


def read_table(source: Path | pa.NativeFile, schema: pa.Schema) -> pa.Table:
    """Read a table; a column that has come since it was written is empty in it.

    Raises
    ------
    OSError, pyarrow.ArrowException
        If it is missing or damaged.
    """
    return completed(feather.read_table(source), schema)


def completed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Give a table the columns that came later; one that lacks others stays what it is.

    Examples
    --------
    >>> schema = pa.schema([("key", pa.string()), ("label", pa.string())])
    >>> completed(pa.table({"key": ["x:1"]}), schema).to_pylist()
    [{'key': 'x:1', 'label': None}]
    >>> completed(pa.table({"name": ["x:1"]}), schema).column_names
    ['name']
    """
    missing = set(schema.names).difference(table.column_names)
    if not missing or not missing <= _LATER or len(missing) + table.num_columns != len(schema):
        return table
    columns = [
        pa.nulls(table.num_rows, field.type) if field.name in missing else table.column(field.name)
        for field in schema
    ]
    fields = [field if field.name in missing else table.schema.field(field.name) for field in schema]
    return pa.table(columns, schema=pa.schema(fields, table.schema.metadata))
